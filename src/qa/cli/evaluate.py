"""The command `qa eval`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qa.cli.options import Encoder, Index, Json
from qa.cli.output import note, print_result, progress_bar
from qa.settings import load_settings


def evaluate(
    dataset: Annotated[Path, typer.Argument(help="JSON lines of questions and their answers.")],
    *,
    report: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write report.md, report.json and plots into a folder."),
    ] = None,
    compare: Annotated[
        Path | None,
        typer.Option(metavar="OLD.json", help="Show what changed since this report.json."),
    ] = None,
    index: Index = None,
    encoder: Encoder = None,
    as_json: Json = False,
) -> None:
    """Measure retrieval, answers, abstention and speed on questions with known answers.

    Example: `qa eval corpus/questions.jsonl --report my-report`
    """
    from qa import evaluation as ev
    from qa.assistant import Assistant

    # What cannot be read or written fails before the questions are asked, which takes minutes.
    before = ev.Evaluation.load(compare) if compare else None
    if report:
        ev.prepare_report(report)
    settings = load_settings(index=index, encoder=encoder)
    used = ev.threshold_in_use(settings)
    with (
        Assistant.open(settings=ev.never_abstaining(settings)) as assistant,
        progress_bar() as show,
    ):
        found = ev.evaluate(
            assistant, dataset, threshold=used, progress=lambda done, of: show(done, of, "ask")
        )
    changes = ev.compare(before, found) if before else None
    text = "\n".join([found.markdown(), *([changes.markdown()] if changes else [])])
    print_result(found.document(changes), text, as_json=as_json, markdown=True)
    for path in ev.write_report(report, found, changes) if report else []:
        note(f"written: {path}")
