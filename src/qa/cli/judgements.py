"""The commands `qa judgements …`: what readers of the page thought of answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qa.cli.options import Json
from qa.cli.output import print_result
from qa.errors import JudgementsError
from qa.judgements import Judgements
from qa.settings import load_settings

app = typer.Typer(
    no_args_is_help=True,
    help="What readers of the page thought of answers. "
    "Example: `qa judgements export judged.jsonl`",
)

File = Annotated[
    Path | None,
    typer.Option("--judgements", help="File they are kept in. [default: judgements.sqlite]"),
]


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="The dataset to write, as JSON lines.")],
    *,
    judgements: File = None,
    as_json: Json = False,
) -> None:
    """Write the judgements as a dataset for `qa eval`.

    Example: `qa judgements export judged.jsonl`
    """
    from qa.evaluation import as_dataset

    source = load_settings(judgements=judgements).judgements
    if not source.is_file():
        raise JudgementsError(source, "judgements.missing")
    if file.exists() and file.samefile(source):
        raise JudgementsError(file, "judgements.same_file")
    found = Judgements(source).all()
    file.write_text(as_dataset(found), encoding="utf-8", newline="\n")
    good = sum(one.verdict == "good" for one in found)
    counts = {"path": str(file), "good": good, "bad": len(found) - good}
    text = f"{file}: {good} good and {len(found) - good} bad answers"
    print_result(counts, text, as_json=as_json)
