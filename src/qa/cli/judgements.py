"""The commands `qa judgements …`: what readers of the page thought of answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.cli.options import Data, Json
from qa.cli.output import print_result
from qa.errors import JudgementsError, cause
from qa.settings import load_settings

if TYPE_CHECKING:
    from qa.judgements import Judgement
    from qa.workspace.database import Database

app = typer.Typer(
    no_args_is_help=True,
    help="What readers of the page thought of answers. "
    "Example: `qa judgements export judged.jsonl`",
)

File = Annotated[
    Path | None,
    typer.Option("--judgements", help="File of an earlier version to export, as it is."),
]


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="The dataset to write, as JSON lines.")],
    *,
    judgements: File = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Write the judgements as a dataset for `qa eval`.

    Example: `qa judgements export judged.jsonl`
    """
    from qa.corpus.files import write_whole
    from qa.evaluation import as_dataset
    from qa.workspace.database import Database

    settings = load_settings(judgements=judgements, data=data)
    database = Database.of(settings)
    sources = [settings.judgements, Path(database.name)]
    if file.exists() and any(one.exists() and file.samefile(one) for one in sources):
        raise JudgementsError(file, "judgements.same_file")
    found = _found(settings.judgements, database, alone=judgements is not None)
    try:
        write_whole(as_dataset(found).encode(), file, private=True)
    except OSError as error:
        raise JudgementsError(file, "file.unwritable", why=cause(error)) from error
    good = sum(one.verdict == "good" for one in found)
    counts = {"path": str(file), "good": good, "bad": len(found) - good}
    text = f"{file}: {good} good and {len(found) - good} bad answers"
    print_result(counts, text, as_json=as_json)


def _found(older: Path, database: Database, *, alone: bool) -> list[Judgement]:
    """The judgements of an older file alone, or all that are kept."""
    from qa.workspace.judgements import Judgements, read_older

    missing = not older.is_file() and (alone or not database.exists)
    if missing:
        raise JudgementsError(older if alone else database.name, "judgements.missing")
    return read_older(older) if alone else Judgements(database, older).all()
