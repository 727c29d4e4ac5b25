"""What is shown of a list of questions, so that neither its questions nor its answers are read."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_LISTS = sa.table(
    "batches",
    *map(sa.column, ("number", "questions", "state", "done", "total", "answered", "current")),
)
_ROWS = sa.table("batch_rows", *map(sa.column, ("batch", "rows")))


def upgrade() -> None:
    """Add the columns, and fill them for the lists that are kept."""
    for name in ("total", "answered"):
        op.add_column("batches", sa.Column(name, sa.Integer, nullable=False, server_default="0"))
    op.add_column("batches", sa.Column("current", _TEXT, nullable=False, server_default=""))
    connection = op.get_bind()
    for row in connection.execute(sa.select(_LISTS)).all():
        questions = json.loads(row.questions)
        asked = questions[row.done :][:1] if row.state == "running" else []
        kept = connection.scalars(sa.select(_ROWS.c.rows).where(_ROWS.c.batch == row.number)).all()
        shown = {
            "total": len(questions),
            "answered": sum(any(one["answered"] for one in json.loads(rows)) for rows in kept),
            "current": "".join(one["question"] for one in asked),
        }
        connection.execute(_LISTS.update().where(_LISTS.c.number == row.number).values(**shown))
