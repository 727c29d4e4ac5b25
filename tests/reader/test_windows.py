from __future__ import annotations

import pytest
from hypothesis import given, strategies
from tokenizers import Tokenizer

from qa.lang.sentences import sentence_spans, trimmed
from qa.models.network import END, START
from qa.reader.spans import FOLDER
from qa.reader.windows import (
    LONGEST,
    LONGEST_CONTEXT,
    LONGEST_QUESTION,
    LONGEST_TITLE,
    question_ids,
    windows,
)
from tests.newsroom import ARTICLES

TOKENIZER: Tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
WORDS = ["pont", "mer", "Karsk", "2 500", "l’été", "…", "\u00a0", "\n\n", "«", "ﬁn", "🌊", "?"]


def ids(text: str) -> list[int]:
    """Tokens of a text by itself."""
    return list(TOKENIZER.encode(text, add_special_tokens=False).ids)


def test_the_names_of_special_tokens_are_those_of_their_ids() -> None:
    """The ids that are written into windows are what the tokenizer means by them."""
    assert (TOKENIZER.token_to_id("<s>"), TOKENIZER.token_to_id("</s>")) == (START, END)


@pytest.mark.parametrize("title", ["", "Le pont (2021-11)"], ids=["no title", "title"])
@pytest.mark.parametrize("context", ["", "Qui a payé ?"], ids=["no context", "context"])
def test_a_window_holds_what_is_given(title: str, context: str) -> None:
    """Context, question, title and passage follow one another; what is not given is not there."""
    (window,) = windows(TOKENIZER, "Et quand ?", "Le pont a rouvert.", title, context)
    before = [*ids(context), END] if context else []
    shown = [*ids(title), END] if title else []
    head = [START, *before, *ids("Et quand ?"), END, *shown]
    assert window.ids == [*head, *ids("Le pont a rouvert."), END]
    assert window.first == len(head)


def test_long_parts_are_cut() -> None:
    """Of a context the end is kept, to which a question points; of all else the start."""
    long = " ".join(str(number) for number in range(500))
    head = question_ids(TOKENIZER, long, long)
    assert head[1 : LONGEST_CONTEXT + 1] == ids(long)[-LONGEST_CONTEXT:]
    assert head[LONGEST_CONTEXT + 2 : -1] == ids(long)[:LONGEST_QUESTION]
    window = windows(TOKENIZER, long, "Oui.", long, long)[0]
    assert window.ids[len(head) : window.first - 1] == ids(long)[:LONGEST_TITLE]


def test_windows_cover_a_long_passage() -> None:
    """Every token of the passage is in a window, and no window is longer than the network reads."""
    long = "mot " * 1000
    found = windows(TOKENIZER, "Qui ?", long, "Un titre", "Et après ?")
    assert all(len(window.ids) <= LONGEST for window in found)
    assert {span for window in found for span in window.offsets} == set(
        windows(TOKENIZER, "Qui ?", long, longest=5000)[0].offsets
    )


def test_an_empty_passage_has_a_window() -> None:
    """There is always something to say about a passage."""
    (window,) = windows(TOKENIZER, "Qui ?", "")
    assert window.offsets == []
    assert window.ids[-2:] == [END, END]


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: str(article["id"]))
def test_tokens_lie_inside_their_sentences(article: dict[str, str]) -> None:
    """The first token of a sentence begins where it begins, and the last ends where it ends."""
    text = article["text"]
    offsets = windows(TOKENIZER, "Qui ?", text, longest=5000)[0].offsets
    starts, ends = ({span[side] for span in offsets} for side in (0, 1))
    for start, end in (trimmed(text, span) for span in sentence_spans(text)):
        assert start in starts
        assert end in ends


@given(strategies.lists(strategies.sampled_from(WORDS), max_size=30).map(" ".join))
def test_offsets_point_at_words(text: str) -> None:
    """Offsets go from left to right, lie in the text and hold no space at their start."""
    offsets = windows(TOKENIZER, "Qui ?", text)[0].offsets
    assert offsets == sorted(offsets)
    for start, end in offsets:
        assert 0 <= start <= end <= len(text)
        assert text[start:end] == text[start:end].lstrip()


def test_a_span_has_its_place() -> None:
    """Characters of a passage lead to the tokens that hold them."""
    text = "Le pont de Karsk a rouvert mardi."
    (window,) = windows(TOKENIZER, "Quand ?", text, "Un titre")
    start = text.index("mardi")
    place = window.place((start, start + len("mardi")))
    assert place is not None
    first, last = place
    assert TOKENIZER.decode(window.ids[first : last + 1]) == "mardi"
    assert window.place((len(text), len(text) + 5)) is None


def test_a_span_that_a_window_cuts_has_no_place() -> None:
    """A window that lacks the start or the end of an answer is no example of it."""
    text = "mot " * 600
    first, *_, last = windows(TOKENIZER, "Qui ?", text)
    assert first.place((0, len(text.strip()))) is None
    assert last.place((0, len(text.strip()))) is None
