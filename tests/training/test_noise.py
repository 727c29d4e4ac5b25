"""Facts about `training.noise`: what is changed in an example, and what stays."""

# ruff: noqa: INP001 - as a package this folder would hide the one it tests, `training`
from __future__ import annotations

import random
import re

import pytest
from training.bert import load_tokenizer
from training.examples import Example, Passage
from training.noise import disguised, masked, rare_names, with_disguises
from training.reader import load_reader

from qa.encoder import BUILT_IN
from qa.reader.windows import windows
from training import noise

TEXT = "In 1984 the town of Arles sold 12 mills to Anne Petit. In May it may rain in Arles."
ANSWER = (TEXT.index("Anne"), TEXT.index("Anne") + len("Anne Petit"))
EXAMPLE = Example(
    "To whom did Arles sell 12 mills in 1984?",
    (Passage(TEXT, (ANSWER,), "Arles"), Passage("Nobody in Arles laughed.")),
)


def test_names_and_numbers_change_everywhere_alike() -> None:
    """In question, title and passages; the answer is what stands in its place."""
    changed = disguised(EXAMPLE, ["Oslo", "Kim"], random.Random(1))
    told, other = changed.passages
    found = re.fullmatch(
        r"In (19\d\d) the town of (\w+) sold (\d\d) mills to (\w+ \w+)\. "
        r"In May it may rain in (\w+)\.",
        told.text,
    )
    assert found
    year, town, mills, buyer, again = found.groups()
    assert {town, *buyer.split()} <= {"Oslo", "Kim"}
    assert town == again == told.title
    assert changed.question == f"To whom did {town} sell {mills} mills in {year}?"
    assert other.text == f"Nobody in {town} laughed."
    assert [told.text[a:b] for a, b in told.spans] == [buyer]


def test_names_are_those_inside_a_sentence() -> None:
    """Words at the head of one may be any."""
    assert rare_names([EXAMPLE]) == ["Arles", "Anne", "Petit", "May"]


def test_a_share_of_the_examples_is_changed() -> None:
    """The rest stays as it is."""
    some = with_disguises([EXAMPLE] * 400, random.Random(0))
    assert 80 < sum(e != EXAMPLE for e in some) < 160


def test_masking_keeps_the_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    """[CLS] and [SEP] stay where they are, also where all else is masked."""
    monkeypatch.setattr(noise, "MASKED", 1.0)
    tokenizer = load_tokenizer(BUILT_IN)
    [window] = windows(tokenizer, "Who?", "The mayor laughed.")
    hidden = masked(window, tokenizer, random.Random(0))
    named = [tokenizer.id_to_token(i) for i in hidden.ids]
    assert [i for i, name in enumerate(named) if name != "[MASK]"] == [
        0,
        window.ids.index(tokenizer.token_to_id("[SEP]")),
        len(window.ids) - 1,
    ]


def test_states_are_dropped_but_not_in_attention() -> None:
    """Dropping there would cost the fused computation."""
    reader = load_reader(BUILT_IN)
    noise.set_dropout(reader)
    rates = {name: m.p for name, m in reader.named_modules() if hasattr(m, "p")}
    assert {rate for name, rate in rates.items() if "attention.self" in name} <= {0.0}
    assert {rate for name, rate in rates.items() if "attention.self" not in name} == {0.1}
