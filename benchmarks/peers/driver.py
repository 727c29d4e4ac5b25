"""Run inside the environment of one system: does one step and prints what it took as JSON.

    python -m benchmarks.peers.driver SYSTEM ENCODER STEP FOLDER < GIVEN.json

It needs the standard library only. The last line that it prints is the result; libraries may
have printed others before.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypedDict

RETURNED = 5
"""Passages that a question gets."""


class Row(TypedDict):
    """An article as every system gets it."""

    id: str
    title: str
    text: str
    published: str | None
    language: str


class Found(NamedTuple):
    """A passage that a system returns, with the `id` of its article."""

    article: str
    text: str


class Measured(Protocol):
    """A system: made with its folder and the name of an encoder, which it loads."""

    def warm(self) -> None:
        """Encode a first text, so that loading is not measured with what comes after."""

    def build(self, rows: list[Row]) -> int:
        """Index articles and write the index into the folder; how many passages that made."""

    def open(self) -> None:
        """Open the index that was written."""

    def add(self, rows: list[Row]) -> None:
        """Add articles to the index that is open, and write it."""

    def search(self, question: str) -> list[Found]:
        """The `RETURNED` best passages of the index that is open, best first."""


def main() -> None:
    """Do the step that the arguments name."""
    name, encoder, step, folder = sys.argv[1:]
    given = json.load(sys.stdin)
    module = importlib.import_module(f"benchmarks.peers.systems.{name}")
    system = module.System(Path(folder), encoder)
    print(json.dumps(STEPS[step](system, given)), flush=True)


def build(system: Measured, rows: list[Row]) -> dict[str, Any]:
    """An index from nothing."""
    system.warm()
    started = time.perf_counter()
    passages = system.build(rows)
    return {"seconds": time.perf_counter() - started, "passages": passages}


def add(system: Measured, rows: list[Row]) -> dict[str, Any]:
    """More articles into an index that is open; whether the last of them is found then."""
    system.open()
    system.warm()
    started = time.perf_counter()
    system.add(rows)
    seconds = time.perf_counter() - started
    system.open()
    found = {hit.article for hit in system.search(f"{rows[-1]['title']}\n{rows[-1]['text'][:300]}")}
    return {"seconds": seconds, "found": rows[-1]["id"] in found}


def first(system: Measured, question: str) -> list[Found]:
    """One question to an index that was never opened in this process."""
    system.open()
    return system.search(question)


def search(system: Measured, questions: list[str]) -> dict[str, Any]:
    """All questions, after one that is not counted."""
    system.open()
    system.search(questions[0])
    return timed(system.search, questions)


def answer(system: Any, questions: list[str]) -> dict[str, Any]:
    """As `search`, of a system that answers too."""
    system.open()
    system.answer(questions[0])
    return timed(system.answer, questions)


def serve(system: Any, port: int) -> None:
    """Serve the index by HTTP, as the system ships it, until the process is ended."""
    system.serve(port)


def timed(ask: Callable[[str], Any], questions: list[str]) -> dict[str, Any]:
    """What each question gets, and the seconds that it takes."""
    seconds, found = [], []
    for question in questions:
        started = time.perf_counter()
        found.append(ask(question))
        seconds.append(time.perf_counter() - started)
    return {"seconds": seconds, "found": found}


STEPS: dict[str, Callable[[Any, Any], Any]] = {
    step.__name__: step for step in (build, add, first, search, answer, serve)
}

if __name__ == "__main__":
    main()
