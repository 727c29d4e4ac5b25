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
    from qa.errors import QAError
    from qa.index.publish import rollback
    from qa.settings import Settings
    from qa.types import (
        Answer,
        AnswerPart,
        Article,
        BuildReport,
        Citation,
        Hit,
        IndexStatus,
        Passage,
    )

__all__ = [
    "Answer",
    "AnswerPart",
    "Article",
    "Assistant",
    "BuildReport",
    "Citation",
    "Hit",
    "IndexStatus",
    "Passage",
    "QAError",
    "Settings",
    "build_index",
    "rollback",
]

_HOMES = {
    "Assistant": "qa.assistant",
    "QAError": "qa.errors",
    "Settings": "qa.settings",
    "build_index": "qa.build",
    "rollback": "qa.index.publish",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'qa' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES.get(name, "qa.types")), name)
