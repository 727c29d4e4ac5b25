"""What several servers share: users, their sessions, and work that one of them does at a time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "users",
        sa.Column("name", _TEXT, primary_key=True),
        sa.Column("role", _TEXT, nullable=False),
        sa.Column("password", _TEXT, nullable=False),
    )
    op.create_table(
        "secrets",
        sa.Column("name", _TEXT, primary_key=True),
        sa.Column("secret", _TEXT, nullable=False),
    )
    op.create_table(
        "ended_sessions",
        sa.Column("session", _TEXT, primary_key=True),
        sa.Column("until", _TEXT, nullable=False),
    )
    op.create_table(
        "turns",
        sa.Column("work", _TEXT, primary_key=True),
        sa.Column("holder", _TEXT),
        sa.Column("held_until", _TEXT),
        sa.Column("wanted", sa.Boolean, nullable=False),
        sa.Column("state", _TEXT),
    )
