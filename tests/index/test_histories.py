"""However an index came about, it is that of a build from nothing."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.assistant import Assistant
from qa.build import build_index
from qa.errors import RollbackError
from qa.index.generations import generation_names, open_current
from qa.index.publish import rollback
from qa.settings import Settings
from tests.newsroom import CountingEncoder, WordEncoder

SOME_CODES = Settings(exact_passages=3)
"""Codes are there as soon as there are four passages, and gone with the fourth."""

QUESTIONS = ("Où la rivière a-t-elle débordé ?", "Who opened the bridge of Lannoch?", "maire 5")
NAMES = st.sampled_from(("a", "b", "c", "d/e", "d/f"))
STORIES = st.integers(1, 7)


class Step(NamedTuple):
    """What is done to a corpus or its index: `name` and what follows say to what."""

    act: str
    name: str = ""
    other: str | int = ""


STEPS = st.one_of(
    st.builds(Step, st.just("write"), NAMES, STORIES),
    st.builds(Step, st.just("write"), NAMES, STORIES),
    st.builds(Step, st.just("rename"), NAMES, NAMES),
    st.builds(Step, st.just("remove"), NAMES),
    st.builds(Step, st.just("build")),
    st.builds(Step, st.just("build")),
    st.builds(Step, st.just("roll back")),
)


def story(number: int) -> str:
    """An article of one or two passages, the same for a number, without an address."""
    place = ("Lannoch", "Montcarel", "Karsk")[number % 3]
    french = f"La rivière a débordé à {place} le {number} mai. Le maire {number} a remercié."
    english = [f"The mayor of {place} opened bridge {one} on day {number}." for one in range(40)]
    text = french if number % 2 else " ".join(english)
    return f"date 2025-05-0{number}\n\n{place}, day {number}\n\n{text}\n"


class History:
    """A corpus and its index, which change step by step."""

    def __init__(self, folder: Path) -> None:
        self.corpus, self.index = folder / "corpus", folder / "index"
        self.corpus.mkdir()
        self.encoder = CountingEncoder(WordEncoder())

    def do(self, step: Step) -> None:
        """One step; what cannot be done, for want of a file say, is left out."""
        place = self.corpus / f"{step.name}.txt"
        if step.act == "write":
            place.parent.mkdir(exist_ok=True)
            place.write_text(story(int(step.other)), encoding="utf-8")
        elif step.act == "remove":
            place.unlink(missing_ok=True)
        elif step.act == "rename" and place.exists():
            other = self.corpus / f"{step.other}.txt"
            other.parent.mkdir(exist_ok=True)
            place.rename(other)
        elif step.act == "build" and (any(self.corpus.rglob("*.txt")) or self.index.exists()):
            self.build()
        elif step.act == "roll back" and generation_names(self.index):
            self.roll_back()

    def build(self) -> None:
        """A build embeds nothing of what the generation in use holds."""
        known = embedded(self.index)
        self.encoder.passages.clear()
        build_index(self.corpus, self.index, settings=SOME_CODES, encoder=self.encoder)
        assert not known & set(self.encoder.passages)
        assert len(set(self.encoder.passages)) == len(self.encoder.passages)

    def roll_back(self) -> None:
        """Going back brings what the generation held when it was built, or changes nothing."""
        try:
            name = rollback(self.index)
        except RollbackError:
            return
        with closing(open_current(self.index, verify=True)) as generation:
            assert generation.name == name


def embedded(index: Path) -> set[str]:
    """The texts that were embedded for the generation in use."""
    if not generation_names(index):
        return set()
    with closing(open_current(index)) as generation:
        stored = generation.store.passages(range(len(generation.vectors)))
    return {f"{one.article.title} ({one.article.published})\n{one.passage.text}" for one in stored}


def told(index: Path) -> Iterable[object]:
    """All that can be asked of an index, but for what differs from run to run."""
    with Assistant.open(index, settings=SOME_CODES, encoder=WordEncoder()) as assistant:
        yield assistant.articles()
        for question in QUESTIONS:
            for mode in ("dense", "lexical", "hybrid"):
                yield assistant.search(question, mode=mode)
            yield assistant.ask(question).model_dump(exclude={"timings"})


def test_an_index_does_not_depend_on_its_history(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Adding, changing, renaming, removing and going back end in the index of a fresh build.

    Whatever is embedded, is embedded once.
    """

    @settings(max_examples=request.config.getoption("--histories"))
    @given(steps=st.lists(STEPS, min_size=4, max_size=12))
    def check(steps: list[Step]) -> None:
        folder = Path(tempfile.mkdtemp(dir=tmp_path))
        history = History(folder)
        for step in (*steps, Step("write", "z", 1), Step("build")):
            history.do(step)
        build_index(history.corpus, folder / "fresh", settings=SOME_CODES, encoder=WordEncoder())
        assert list(told(history.index)) == list(told(folder / "fresh"))
        shutil.rmtree(folder)

    check()
