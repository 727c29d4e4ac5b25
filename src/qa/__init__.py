"""Answers questions over news articles with verbatim quotes.

    from qa import Assistant, build_index

    build_index("corpus", "index")
    assistant = Assistant.open("index")
    print(assistant.ask("Who sent troops to Kazakhstan and why?").text)

Names are imported when they are first used, so that importing the package is cheap.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.build import build_index
    from qa.errors import (
        ArticleNotFoundError,
        ConversationError,
        DatasetError,
        EncoderError,
        FeedError,
        FilterError,
        IndexDamagedError,
        IndexFolderError,
        IndexForeignError,
        IndexFormatError,
        IndexLockedError,
        IndexNotFoundError,
        IndexStoreError,
        JudgementsError,
        LanguageModelError,
        ModelError,
        PlaceError,
        QAError,
        QuestionError,
        ReadError,
        RollbackError,
        SavedError,
        SettingsError,
        UsersError,
        WorkspaceError,
    )
    from qa.index.publish import rollback
    from qa.settings import Settings
    from qa.types import (
        Answer,
        AnswerPart,
        Article,
        ArticleSummary,
        BuildReport,
        Citation,
        Hit,
        IndexStatus,
        Passage,
        Timeline,
    )

    __version__: str

__all__ = [
    "Answer",
    "AnswerPart",
    "Article",
    "ArticleNotFoundError",
    "ArticleSummary",
    "Assistant",
    "BuildReport",
    "Citation",
    "ConversationError",
    "DatasetError",
    "EncoderError",
    "FeedError",
    "FilterError",
    "Hit",
    "IndexDamagedError",
    "IndexFolderError",
    "IndexForeignError",
    "IndexFormatError",
    "IndexLockedError",
    "IndexNotFoundError",
    "IndexStatus",
    "IndexStoreError",
    "JudgementsError",
    "LanguageModelError",
    "ModelError",
    "Passage",
    "PlaceError",
    "QAError",
    "QuestionError",
    "ReadError",
    "RollbackError",
    "SavedError",
    "Settings",
    "SettingsError",
    "Timeline",
    "UsersError",
    "WorkspaceError",
    "build_index",
    "rollback",
]

_HOMES = {
    "Assistant": "qa.assistant",
    "Settings": "qa.settings",
    "build_index": "qa.build",
    "rollback": "qa.index.publish",
}


def __getattr__(name: str) -> object:
    if name == "__version__":
        return _version()
    if name not in __all__:
        raise AttributeError(f"module 'qa' has no attribute {name!r}")
    home = _HOMES.get(name) or ("qa.errors" if name.endswith("Error") else "qa.types")
    return getattr(importlib.import_module(home), name)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("qa")
    except PackageNotFoundError:  # a checkout that is not installed
        return "0"
