"""The commands that read the index: `qa ask`, `qa search`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from qa.cli.answers import answer_text, hit_text, print_growing
from qa.cli.batch import ask_file
from qa.cli.options import Encoder, Index, Json, Lang, Llm, LlmModel, Since, Source, Until
from qa.cli.output import print_result, print_text
from qa.settings import load_settings
from qa.types import FilterArguments, Language, Mode


def ask(
    question: Annotated[
        str | None, typer.Argument(help="A question in French or English.", show_default=False)
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
    llm: Llm = None,
    llm_model: LlmModel = None,
    as_json: Json = False,
) -> None:
    """Answer a question with quotes from the articles.

    Example: `qa ask "Who sent troops to Kazakhstan and why?"`, or
    `qa ask --file questions.csv --output answers.xlsx`
    """
    from qa.assistant import Assistant

    settings = load_settings(index=index, encoder=encoder, llm=llm, llm_model=llm_model)
    if file is not None and question is None:
        given = FilterArguments(since=since, until=until, sources=source, languages=language)
        ask_file(file, output, settings, given, headings=headings, as_json=as_json)
        return
    if question is None or file is not None or output is not None:
        raise typer.BadParameter("give a question, or --file (with --output if you like).")
    with Assistant.open(settings=settings) as assistant:
        answers = assistant.stream(
            question, since=since, until=until, sources=source, languages=language
        )
        if sys.stdout.isatty() and not as_json:
            print_growing(answers)
        else:
            answer = list(answers)[-1]
            print_text(answer.model_dump_json(indent=2) if as_json else answer_text(answer))


def search(
    query: Annotated[str, typer.Argument(help="Words to search for, in French or English.")],
    *,
    k: Annotated[int, typer.Option("-k", help="How many passages.", min=1)] = 10,
    mode: Annotated[Mode, typer.Option(help="How to search.")] = "hybrid",
    index: Index = None,
    encoder: Encoder = None,
    since: Since = None,
    until: Until = None,
    source: Source = None,
    language: Lang = None,
    as_json: Json = False,
) -> None:
    """Show the passages nearest to a query.

    Example: `qa search "troupes au Kazakhstan" -k 3 --mode lexical`
    """
    from qa.assistant import Assistant

    settings = load_settings(index=index, encoder=encoder)
    with Assistant.open(settings=settings) as assistant:
        hits = assistant.search(
            query, k, mode, since=since, until=until, sources=source, languages=language
        )
    text = "\n\n".join(hit_text(rank, hit) for rank, hit in enumerate(hits, 1)) or "nothing"
    print_result([hit.model_dump() for hit in hits], text, as_json=as_json)
