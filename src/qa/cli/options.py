"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, get_args

import typer

from qa.types import Language, Mode

Index = Annotated[
    Path | None, typer.Option("--index", help="Folder of the index. [default: index]")
]
Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        help="Folder of what is kept beside the index; of a collection, data/collections/NAME. "
        "[default: data]",
    ),
]
Encoder = Annotated[
    str | None,
    typer.Option(
        "--encoder",
        help="A sentence-transformers model by folder or name; a name may be downloaded. "
        "[default: the built-in encoder]",
    ),
]
Json = Annotated[bool, typer.Option("--json", metavar="", help="Print one JSON document.")]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", metavar="", help="Show only results and errors.")
]
Since = Annotated[
    str | None, typer.Option(help="Only articles of this date (YYYY[-MM[-DD]]) or later.")
]
Until = Annotated[
    str | None, typer.Option(help="Only articles of this date (YYYY[-MM[-DD]]) or earlier.")
]
Source = Annotated[
    list[str] | None, typer.Option(help="Only articles of this source; may be repeated.")
]


def _known(languages: list[str] | None) -> list[str] | None:
    for language in languages or ():
        if language not in get_args(Language):
            known = ", ".join(get_args(Language))
            raise typer.BadParameter(f"there is no language {language!r}; these are: {known}")
    return languages


def check_count(count: int) -> int:
    """Refuse a number of results that there cannot be."""
    if count < 1:
        raise typer.BadParameter(f"{count} is too few; give a number from 1 on")
    return count


def _known_mode(mode: str) -> str:
    if mode not in get_args(Mode):
        known = ", ".join(get_args(Mode))
        raise typer.BadParameter(f"there is no mode {mode!r}; these are: {known}")
    return mode


SearchMode = Annotated[
    str,
    typer.Option(
        "--mode", metavar="|".join(get_args(Mode)), callback=_known_mode, help="How to search."
    ),
]


Lang = Annotated[
    list[str] | None,
    typer.Option("--language", callback=_known, help="Only articles in this language: fr, en."),
]

Person = Annotated[
    list[str] | None,
    typer.Option(help="Only articles that name this person; may be repeated."),
]
Place = Annotated[
    list[str] | None,
    typer.Option(help="Only articles that name this place; may be repeated."),
]

Article = Annotated[
    list[str] | None, typer.Option(help="Only the article with this id; may be repeated.")
]

Store = Annotated[
    str | None,
    typer.Option(
        metavar="milvus://HOST:PORT/NAME",
        help="Milvus server for the passages. [default: files of the index]",
    ),
]

Llm = Annotated[
    str | None,
    typer.Option(
        "--llm",
        metavar="URL",
        help="An OpenAI-compatible API, http://…/v1, that writes the answer from the quotes; its "
        "key is read from QA_LLM_KEY.",
    ),
]
LlmModel = Annotated[str | None, typer.Option("--llm-model", help="Name of the model at --llm.")]
