"""What is kept of a user who goes: conversations and saved questions, in every collection."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qa.workspace.collections import data_folders, database_of
from qa.workspace.conversations import USER, Conversations
from qa.workspace.database import Database
from qa.workspace.saved import SavedQuestions

if TYPE_CHECKING:
    from qa.settings import Settings


class Forgotten(NamedTuple):
    """How much was deleted."""

    conversations: int
    saved: int


def forget_user(settings: Settings, name: str) -> Forgotten:
    """Delete the conversations and saved questions of a user.

    Args:
        settings: Name the database, and the collections, which have parts of it of their own.
        name: The user.

    Raises:
        WorkspaceError: If a database cannot be used.
    """
    conversations = saved = 0
    for database in _databases(settings):
        if database.exists:
            conversations += Conversations(database).delete_all(f"{USER}{name}")
            saved += SavedQuestions(database).remove_all(name)
        database.close()
    return Forgotten(conversations, saved)


def _databases(settings: Settings) -> list[Database]:
    """That of the server, and those of its collections."""
    if settings.database:
        addresses = [
            settings.database,
            *(database_of(one, settings) for one in settings.collections),
        ]
        return [Database(one.get_secret_value()) for one in addresses if one]
    return [Database(one) for one in (settings.data, *data_folders(settings))]
