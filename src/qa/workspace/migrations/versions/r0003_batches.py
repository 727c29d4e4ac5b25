"""Lists of questions and what was answered of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "batches",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", _TEXT, nullable=False, unique=True),
        sa.Column("owner", _TEXT, nullable=False),
        sa.Column("name", _TEXT, nullable=False),
        sa.Column("language", _TEXT, nullable=False),
        sa.Column("base", _TEXT, nullable=False),
        sa.Column("questions", _TEXT, nullable=False),
        sa.Column("state", _TEXT, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("failure", _TEXT),
        sa.Column("started", _TEXT, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("holder", _TEXT),
        sa.Column("held_until", _TEXT),
    )
    op.create_index("batches_of_owner", "batches", ["owner", "number"])
    op.create_table(
        "batch_rows",
        sa.Column(
            "batch",
            sa.Integer,
            sa.ForeignKey("batches.number", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("rows", _TEXT, nullable=False),
    )
