"""What commands print: text and JSON on standard output, notes and progress on standard error."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

_CONTROLS: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f]|\r(?!\n)|\x1b(?!\[[01]m)"
)
"""All but line ends, tabs, and bold letters."""


@contextmanager
def progress_bar(*, quiet: bool = False) -> Iterator[Callable[[int, int, str], None]]:
    """A bar, and what sets it: how many things are done, of how many, and in which stage.

    It is shown on standard error where that is a terminal, and wiped at the end.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
        disable=quiet or not sys.stderr.isatty(),
    ) as shown:
        task = shown.add_task("", total=None)

        def show(done: int, total: int, stage: str) -> None:
            if stage != shown.tasks[0].description:
                shown.refresh()  # how many there were in the stage before
            shown.update(task, completed=done, total=total or None, description=stage)

        yield show


@contextmanager
def spinner(*, quiet: bool = False) -> Iterator[None]:
    """Something that moves on standard error while a question is worked on; see `progress_bar`."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status("Reading the articles …"):
        yield


def print_result(value: Any, text: str, *, as_json: bool, markdown: bool = False) -> None:  # noqa: ANN401
    """Print a value as JSON, or else as the text that says the same to people.

    Text that is markdown is laid out on a terminal.
    """
    if as_json:
        print_text(json.dumps(value, ensure_ascii=False, indent=2))
    elif markdown and sys.stdout.isatty():
        from rich.console import Console
        from rich.markdown import Markdown

        Console().print(Markdown(text))
    else:
        print_text(text)


def print_text(text: str) -> None:
    """Print a text with one line end."""
    sys.stdout.write(printable(text).rstrip("\n") + "\n")


def note(text: str) -> None:
    """Write a line to standard error."""
    sys.stderr.write(printable(text) + "\n")


def printable(text: str) -> str:
    """A text whose control characters, which the name of a file can hold, move no cursor."""
    return _CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", text)
