"""The command that a reader is shown where there is no index yet."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.settings import Settings


def build_command(settings: Settings) -> str:
    """The command that builds the index in use, with the folders that differ from the defaults."""
    chosen = {"QA_CORPUS": settings.corpus, "QA_DATA": settings.data}
    usual = {"QA_CORPUS": Path("corpus"), "QA_DATA": Path("data")}
    set_ = [f"{key}={shlex.quote(str(chosen[key]))}" for key in chosen if chosen[key] != usual[key]]
    index = [] if settings.index == Path("index") else ["--index", shlex.quote(str(settings.index))]
    return " ".join([*set_, "qa build", *index])
