from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qa.llm.check import Checker, facts_stand, is_plain


def labelled(name: str) -> list[dict[str, Any]]:
    """Sentences and quotes, with whether the one supports the other."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


PAIRS = labelled("pairs.jsonl")
HELD_OUT = labelled("held_out.jsonl")
QUOTE = "L’armée a envoyé 2 500 soldats à Karsk afin de protéger le barrage."


def test_most_of_what_quotes_say_passes(checker: Checker) -> None:
    """Of the labelled sentences that their quote supports, at least nine in ten pass."""
    good = [pair for pair in PAIRS if pair["supported"]]
    passed = [pair for pair in good if checker.supporting(pair["sentence"], [pair["quote"]])]
    assert len(passed) >= 0.9 * len(good)


def test_hardly_anything_else_passes(checker: Checker) -> None:
    """Of those that it does not support, at most one in twenty passes."""
    bad = [pair for pair in PAIRS if not pair["supported"]]
    passed = [pair for pair in bad if checker.supporting(pair["sentence"], [pair["quote"]])]
    assert len(passed) <= len(bad) / 20


def test_the_bound_holds_for_other_pairs(checker: Checker) -> None:
    """On pairs that the bound was not chosen on, four in five pass, and one in ten wrongly."""
    passed = {
        wanted: [
            bool(checker.supporting(pair["sentence"], [pair["quote"]]))
            for pair in HELD_OUT
            if pair["supported"] == wanted
        ]
        for wanted in (True, False)
    }
    assert sum(passed[True]) >= 0.8 * len(passed[True])
    assert sum(passed[False]) <= 0.1 * len(passed[False])


@pytest.mark.parametrize(
    "pair",
    [pair for pair in PAIRS + HELD_OUT if pair["wrong"] in {"number", "name", "date"}],
    ids=lambda pair: pair["sentence"][:40],
)
def test_no_wrong_fact_passes(pair: dict[str, str]) -> None:
    """A wrong number, name or date never passes, however similar the sentence is."""
    assert not facts_stand(pair["sentence"], [pair["quote"]])


def test_only_quotes_that_support_count(checker: Checker) -> None:
    """Of the quotes that a sentence cites, those about something else are left out."""
    sentence = "The army sent 2,500 soldiers to Karsk to protect the dam."
    assert checker.supporting(sentence, ["Le miel est bon.", QUOTE]) == [1]


def test_two_quotes_may_support_together(checker: Checker) -> None:
    """Facts may stand in one quote each."""
    other = "La ministre Ilona Weber a envoyé les soldats protéger le barrage de Karsk."
    sentence = "La ministre Ilona Weber a envoyé 2 500 soldats à Karsk protéger le barrage."
    assert checker.supporting(sentence, [QUOTE, other]) == [0, 1]
    assert checker.supporting(sentence, [QUOTE]) == []


def test_without_a_quote_nothing_passes(checker: Checker) -> None:
    """A sentence that cites nothing is left out, be it true or not."""
    assert checker.supporting(QUOTE, []) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "<b>L’armée</b> a envoyé des soldats.",
        "L’armée ![x](https://evil.example/x.png) a envoyé des soldats.",
        "L’armée a envoyé des soldats, voir evil.example.",
        "L’armée a envoyé des soldats : https://evil.example",
        "Écrivez à moi@evil.example.",
        "`L’armée` a envoyé **des soldats**.",
        "L’armée &lt;a&gt; a envoyé.",
        "L’armée a\u202eenvoyé.",
        "L’armée\x00.",
        "1. 2. 3.",
    ],
)
def test_markup_and_addresses_are_no_sentence(sentence: str) -> None:
    """HTML, images, links, addresses, code and control characters are never shown."""
    assert not is_plain(sentence)
