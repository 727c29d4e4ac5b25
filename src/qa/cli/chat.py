"""The command `qa chat`: one question after another, with follow-ups."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

from qa.cli.options import Encoder, Index, Lang, Llm, LlmModel, Since, Source, Until
from qa.cli.output import note, print_text, spinner
from qa.cli.questions import answer_one
from qa.errors import QuestionError
from qa.settings import load_settings
from qa.types import Exchange, FilterArguments


def chat(
    *,
    index: Index = None,
    encoder: Encoder = None,
    since: Since = None,
    until: Until = None,
    source: Source = None,
    language: Lang = None,
    llm: Llm = None,
    llm_model: LlmModel = None,
) -> None:
    """Ask one question after another; "and why?" goes on from the one before. Ctrl-D ends it.

    Example: `qa chat --since 2022`
    """
    from qa.assistant import Assistant

    settings = load_settings(index=index, encoder=encoder, llm=llm, llm_model=llm_model)
    filters = FilterArguments(since=since, until=until, sources=source, languages=language)
    history: list[Exchange] = []
    with spinner():
        assistant = Assistant.open(settings=settings)
        assistant.articles(**filters)  # a filter that cannot be used fails before anything is asked
    with assistant:
        for question in _typed():
            try:
                answer = answer_one(assistant, question, filters, history)
            except QuestionError as error:
                note(f"qa: {error}")
                continue
            if answer.stood_alone:
                history.clear()
            history.append((question, answer.text))
            print_text("")


def _typed() -> Iterator[str]:
    """The lines that are typed, or piped in, until the end of input or Ctrl-C."""
    with contextlib.suppress(ImportError):  # Windows has its own editing
        import readline  # noqa: F401 - gives `input` the arrow keys and a history
    prompt = "? " if sys.stdin.isatty() else ""
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        while True:
            if line := input(prompt).strip():
                yield line
