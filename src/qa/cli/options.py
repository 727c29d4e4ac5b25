"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, get_args

import typer

from qa.types import Language

Index = Annotated[
    Path | None, typer.Option("--index", help="Folder of the index. [default: index]")
]
Encoder = Annotated[
    str | None,
    typer.Option(
        "--encoder",
        help="A sentence-transformers model by folder or name; a name may be downloaded. "
        "[default: the built-in encoder]",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
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
            raise typer.BadParameter(f"{language!r} is none of {', '.join(get_args(Language))}.")
    return languages


Lang = Annotated[
    list[str] | None,
    typer.Option("--language", callback=_known, help="Only articles in this language: fr, en."),
]

Article = Annotated[
    list[str] | None, typer.Option(help="Only the article with this id; may be repeated.")
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
