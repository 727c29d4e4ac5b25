"""Conversations, saved questions, feeds and questions to offer.

Databases of versions that counted no revisions have some of these tables already, or all.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make what is missing."""
    _conversations()
    _saved()
    _feeds()
    op.create_table(
        "proposals",
        sa.Column("index_folder", _TEXT, primary_key=True),
        sa.Column("pool", _TEXT, nullable=False),
        if_not_exists=True,
    )


def _conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", _TEXT, primary_key=True),
        sa.Column("owner", _TEXT, nullable=False),
        sa.Column("title", _TEXT, nullable=False),
        sa.Column("renamed", sa.Boolean, nullable=False),
        sa.Column("created", _TEXT, nullable=False),
        sa.Column("updated", _TEXT, nullable=False),
        sa.Column("questions", sa.Integer, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("turns", _TEXT, nullable=False),
        if_not_exists=True,
    )
    _index("conversations_of_owner", "conversations", "owner", "updated")


def _saved() -> None:
    op.create_table(
        "saved_questions",
        sa.Column("id", _TEXT, primary_key=True),
        sa.Column("owner", _TEXT, nullable=False),
        sa.Column("question", _TEXT, nullable=False),
        sa.Column("filters", _TEXT, nullable=False),
        sa.Column("language", _TEXT, nullable=False),
        sa.Column("created", _TEXT, nullable=False),
        sa.Column("feed", _TEXT, nullable=False, unique=True),
        sa.Column("asked", _TEXT),
        sa.Column("generation", _TEXT, nullable=False),
        sa.Column("answers", _TEXT, nullable=False),
        sa.Column("problem", _TEXT),
        if_not_exists=True,
    )
    _index("saved_questions_of_owner", "saved_questions", "owner", "created")
    op.create_table(
        "saved_items",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", _TEXT, nullable=False, unique=True),
        sa.Column("saved", _TEXT, _owned_by("saved_questions.id"), nullable=False),
        sa.Column("digest", _TEXT, nullable=False),
        sa.Column("found", _TEXT, nullable=False),
        sa.Column("alert", sa.Boolean, nullable=False),
        sa.Column("seen", sa.Boolean, nullable=False),
        sa.Column("evidence", _TEXT, nullable=False),
        if_not_exists=True,
    )
    _index("saved_items_of_question", "saved_items", "saved", "digest", unique=True)
    op.create_table(
        "saved_feeds",
        sa.Column("owner", _TEXT, primary_key=True),
        sa.Column("feed", _TEXT, nullable=False, unique=True),
        if_not_exists=True,
    )


def _feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", _TEXT, nullable=False, unique=True),
        sa.Column("url", _TEXT, nullable=False, unique=True),
        sa.Column("title", _TEXT, nullable=False),
        sa.Column("every", sa.Integer, nullable=False),
        sa.Column("paused", sa.Boolean, nullable=False),
        sa.Column("etag", _TEXT),
        sa.Column("modified", _TEXT),
        sa.Column("last_run", _TEXT),
        sa.Column("next_run", _TEXT, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("outcome", _TEXT),
        sa.Column("holder", _TEXT),
        sa.Column("held_until", _TEXT),
        sa.Column("unbuilt", sa.Boolean, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "feed_entries",
        sa.Column("feed", sa.Integer, _owned_by("feeds.id"), primary_key=True),
        sa.Column("key", _TEXT, primary_key=True),
        sa.Column("guid", _TEXT, nullable=False),
        sa.Column("print", _TEXT, nullable=False),
        sa.Column("path", _TEXT, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        if_not_exists=True,
    )


def _owned_by(column: str) -> sa.ForeignKey:
    return sa.ForeignKey(column, ondelete="CASCADE")


def _index(name: str, table: str, *columns: str, unique: bool = False) -> None:
    op.create_index(name, table, list(columns), unique=unique, if_not_exists=True)
