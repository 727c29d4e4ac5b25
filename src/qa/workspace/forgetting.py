"""What is kept of a user who goes: conversations and saved questions, in every collection."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from qa.workspace.conversations import USER, Conversations
from qa.workspace.database import FILE_NAME, Database
from qa.workspace.saved import SavedQuestions


class Forgotten(NamedTuple):
    """How much was deleted."""

    conversations: int
    saved: int


def forget_user(data: Path, name: str) -> Forgotten:
    """Delete the conversations and saved questions of a user.

    Args:
        data: The data folder; those of collections are below it.
        name: The user.

    Raises:
        WorkspaceError: If a database cannot be used.
    """
    conversations = saved = 0
    for path in (data / FILE_NAME, *sorted(data.glob(f"collections/*/{FILE_NAME}"))):
        if path.exists():
            database = Database(path.parent)
            conversations += Conversations(database).delete_all(f"{USER}{name}")
            saved += SavedQuestions(database).remove_all(name)
            database.close()
    return Forgotten(conversations, saved)
