"""What readers thought of answers, which had a file of its own before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table; `workspace.judgements` brings in what an older file holds."""
    op.create_table(
        "judgements",
        sa.Column("id", _TEXT, primary_key=True),
        sa.Column("time", _TEXT, nullable=False),
        sa.Column("question", _TEXT, nullable=False),
        sa.Column("history", _TEXT, nullable=False),
        sa.Column("language", _TEXT, nullable=False),
        sa.Column("answer", _TEXT, nullable=False),
        sa.Column("generation", _TEXT, nullable=False),
        sa.Column("verdict", _TEXT, nullable=False),
        sa.Column("note", _TEXT, nullable=False),
    )
