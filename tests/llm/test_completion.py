from __future__ import annotations

import tracemalloc
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.llm.completion import Completion, Said, Sentence

TEXT = (
    "L’armée a envoyé 2 500 soldats. [1] M. Weber l’a dit [2]. Les raisons sont deux [1, 3].\n\n"
    "- C’est tout pour aujourd’hui. [2][3]"
)
SENTENCES = [
    Sentence("L’armée a envoyé 2 500 soldats.", (1,)),
    Sentence("M. Weber l’a dit.", (2,)),
    Sentence("Les raisons sont deux.", (1, 3)),
    Sentence("C’est tout pour aujourd’hui.", (2, 3)),
]


def cut(*pieces: str) -> list[Sentence]:
    """All sentences of a completion that comes in these pieces."""
    said, completion = Said(), Completion()
    spoken = [*map(said.add, pieces), said.finish()]
    found = [sentence for piece in spoken for sentence in completion.add(piece)]
    return found + completion.finish()


@given(st.lists(st.integers(0, len(TEXT)), max_size=12))
def test_pieces_do_not_matter(cuts: list[int]) -> None:
    """Wherever the stream is cut, the sentences and their numbers are the same."""
    ends = [0, *sorted(cuts), len(TEXT)]
    pieces = [TEXT[start:end] for start, end in pairwise(ends)]
    assert cut(*pieces) == SENTENCES


def test_a_sentence_comes_once_the_next_has_begun() -> None:
    """A sentence waits for its markers, which may follow it, and not for the end."""
    completion = Completion()
    assert completion.add("The bridge reopened on Tuesday.") == []
    assert completion.add(" [2]") == []
    assert completion.add(" The county paid for all ") == [
        Sentence("The bridge reopened on Tuesday.", (2,))
    ]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("The bridge reopened【1】.", (1,)),
        ("The bridge [1; 2] reopened [2].", (1, 2)),
        ("The bridge reopened [ 12 ]", (12,)),
        ("The bridge reopened (1) [a] [1234].", ()),
    ],
)
def test_markers(text: str, numbers: tuple[int, ...]) -> None:
    """Numbers in brackets are markers, each counted once; nothing else is."""
    (sentence,) = cut(text)
    assert sentence.numbers == numbers


@pytest.mark.parametrize(
    "text",
    ["# The bridge reopened.", "> The bridge reopened.", "1. The bridge reopened.",
     "The bridge\nreopened.", "<think>1. Is it [1]?\n\nYes. No.</think>\n\nThe bridge reopened."],
)  # fmt: skip
def test_what_is_no_text_goes(text: str) -> None:
    """Marks of headings, quotes and lists, line breaks and thoughts are not part of a sentence."""
    assert cut(*text) == [Sentence("The bridge reopened.", ())]


def test_thoughts_that_never_end_are_nothing() -> None:
    """A completion that is cut within its thoughts has no sentence."""
    assert cut("<think>The bridge reopened. [1] It did.") == []


@pytest.mark.parametrize("text", ["<think", " <thinking> of it", "</think>", "<", "a <think> b"])
def test_what_only_looks_like_a_thought_is_said(text: str) -> None:
    """Only a mark at the very beginning opens a thought; all else is what the model says."""
    said = Said()
    assert "".join(map(said.add, text)) + said.finish() == text.lstrip()


def test_a_thought_is_not_kept() -> None:
    """Of a thought nothing is kept, and so looked at again, but what may be its end."""
    said, piece = Said(), "Hm. " * 250
    said.add("<think>")
    tracemalloc.start()
    try:
        assert not any(said.add(piece) for _ in range(1000))
        assert tracemalloc.get_traced_memory()[0] < 50_000
    finally:
        tracemalloc.stop()
    assert "".join(map(said.add, "</thi</think>Bon.")) == "Bon."


@given(st.text())
def test_any_text_is_cut(text: str) -> None:
    """Whatever a server sends, sentences come of it, without line breaks."""
    assert all("\n" not in sentence.text for sentence in cut(*text))
