"""The commands about generations of the index: `qa status`, `qa rollback`."""

from __future__ import annotations

from typing import Annotated

import typer

from qa.cli.options import Index, Json
from qa.cli.output import print_result
from qa.settings import load_settings


def status(
    *,
    verify: Annotated[
        bool,
        typer.Option(
            "--verify", metavar="", help="Compare every file of the index with its checksum."
        ),
    ] = False,
    index: Index = None,
    as_json: Json = False,
) -> None:
    """Show what the index holds.

    Example: `qa status --verify`
    """
    from qa.index.generations import read_status

    found = read_status(load_settings(index=index).index, verify=verify)
    period = " to ".join(found.published) if found.published else "undated"
    languages = ", ".join(f"{count} {name}" for name, count in found.languages.items())
    place = f" on {found.store}" if found.store else ""
    text = (
        f"{found.index}: generation {found.generation}, built {found.built}\n"
        f"{found.articles} articles ({languages}; {period}), {found.passages} passages{place}\n"
        f"encoder {found.encoder}, {found.dimension} dimensions\n"
        f"generations kept: {', '.join(found.generations)}"
    )
    if verify:
        text += "\nevery file is as its checksum says"
    print_result(found.model_dump(), text, as_json=as_json)


def rollback(*, index: Index = None, as_json: Json = False) -> None:
    """Put the previous generation of the index back in use.

    Example: `qa rollback --index my-index`
    """
    from qa.index.publish import rollback as roll_back

    settings = load_settings(index=index)
    name = roll_back(settings.index)
    text = f"{settings.index}: generation {name} is in use again"
    print_result({"generation": name}, text, as_json=as_json)
