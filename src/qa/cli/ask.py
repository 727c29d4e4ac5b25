"""The command `qa ask`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.cli.batch import ask_file
from qa.cli.options import (
    Article,
    Encoder,
    Index,
    Json,
    Lang,
    Llm,
    LlmModel,
    Quiet,
    Since,
    Source,
    Until,
)
from qa.cli.output import print_text, spinner
from qa.cli.questions import answer_one, questions_from
from qa.settings import load_settings
from qa.types import FilterArguments, Language

if TYPE_CHECKING:
    from qa.types import Answer

NO_ANSWER = 3
"""Exit code of `qa ask --exit-code` where a question got no answer."""


def ask(
    question: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="QUESTION…|-",
            help="A question in French or English; `-`: one a line from standard input.",
        ),
    ] = None,
    *,
    file: Annotated[
        Path | None,
        typer.Option("--file", help="Ask every question of a list: .csv, .xlsx, .txt, .jsonl …"),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(help="With --file: the table to write, .csv or .xlsx. [default: - (CSV)]"),
    ] = None,
    headings: Annotated[
        Language, typer.Option(help="With --file: the language of the table's headings.")
    ] = "en",
    index: Index = None,
    encoder: Encoder = None,
    since: Since = None,
    until: Until = None,
    source: Source = None,
    language: Lang = None,
    article: Article = None,
    llm: Llm = None,
    llm_model: LlmModel = None,
    exit_code: Annotated[
        bool,
        typer.Option("--exit-code", metavar="", help="End with 3 where no answer was found."),
    ] = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Answer a question with quotes from the articles.

    Example: `qa ask "Who sent troops to Kazakhstan and why?"`, or
    `qa ask --file questions.csv --output answers.xlsx`
    """
    from qa.assistant import Assistant

    settings = load_settings(index=index, encoder=encoder, llm=llm, llm_model=llm_model)
    filters = FilterArguments(
        since=since, until=until, sources=source, languages=language, articles=article
    )
    if file is not None and not question:
        ask_file(file, output, settings, filters, headings=headings, as_json=as_json)
        return
    if file is not None or output is not None:
        raise typer.BadParameter("give a question, or --file (with --output if you like).")
    questions = questions_from(question)
    answers: list[Answer] = []
    with spinner(quiet=quiet):
        assistant = Assistant.open(settings=settings)
    with assistant:
        for one in questions:
            if len(questions) > 1 and not as_json:
                print_text(f"\n# {one}\n" if answers else f"# {one}\n")
            answers.append(answer_one(assistant, one, filters, silent=as_json, quiet=quiet))
    if as_json:
        found = [answer.model_dump() for answer in answers]
        print_text(json.dumps(found if len(found) > 1 else found[0], ensure_ascii=False, indent=2))
    if exit_code and not all(answer.answered for answer in answers):
        raise typer.Exit(NO_ANSWER)
