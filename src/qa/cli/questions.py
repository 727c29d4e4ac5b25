"""What is asked on the command line: words, lines of standard input, a conversation."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from qa.cli.answers import print_answer, print_growing
from qa.cli.output import spinner

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.types import Answer, Exchange, FilterArguments


def questions_from(words: list[str] | None) -> list[str]:
    """The questions of a command: its words as one, or each line of standard input.

    Standard input is read where the only word is `-`, or where there is none and it is no terminal.

    Raises:
        typer.BadParameter: If nothing is asked.
    """
    if words and words != ["-"]:
        return [" ".join(words)]
    if words or not sys.stdin.isatty():
        lines = [line.strip() for line in sys.stdin.read().splitlines()]
        if any(lines):
            return [line for line in lines if line]
    raise typer.BadParameter(
        "there is no question; write it after the command, or one a line on standard input",
        param_hint="QUESTION",
    )


def answer_one(
    assistant: Assistant,
    question: str,
    filters: FilterArguments,
    history: Sequence[Exchange] = (),
    *,
    silent: bool = False,
    quiet: bool = False,
) -> Answer:
    """Ask and print the answer; on a terminal as it grows.

    Args:
        assistant: Who is asked.
        question: One question.
        filters: What it may be answered from.
        history: The exchanges before it.
        silent: Whether the answer is only returned.
        quiet: Whether nothing moves while it is looked for.
    """
    grows = sys.stdout.isatty() and not silent
    with spinner(quiet=quiet):
        growing = assistant.stream(question, history, **filters)
        last = None if grows else [*growing][-1]
    if last is None:
        return print_growing(growing)
    if not silent:
        print_answer(last)
    return last
