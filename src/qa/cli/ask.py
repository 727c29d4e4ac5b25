"""The command `qa ask`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from qa.cli.answers import answer_text, print_growing
from qa.cli.options import Article, Encoder, Index, Json, Lang, Llm, LlmModel, Since, Source, Until
from qa.cli.output import print_text
from qa.settings import load_settings


def ask(
    question: Annotated[str, typer.Argument(help="A question in French or English.")],
    *,
    index: Index = None,
    encoder: Encoder = None,
    since: Since = None,
    until: Until = None,
    source: Source = None,
    language: Lang = None,
    article: Article = None,
    llm: Llm = None,
    llm_model: LlmModel = None,
    as_json: Json = False,
) -> None:
    """Answer a question with quotes from the articles.

    Example: `qa ask "Who sent troops to Kazakhstan and why?"`
    """
    from qa.assistant import Assistant

    settings = load_settings(index=index, encoder=encoder, llm=llm, llm_model=llm_model)
    with Assistant.open(settings=settings) as assistant:
        answers = assistant.stream(
            question,
            since=since,
            until=until,
            sources=source,
            languages=language,
            articles=article,
        )
        if sys.stdout.isatty() and not as_json:
            print_growing(answers)
        else:
            answer = list(answers)[-1]
            print_text(answer.model_dump_json(indent=2) if as_json else answer_text(answer))
