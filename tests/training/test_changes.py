from __future__ import annotations

import random
import re
import unicodedata

import pytest
from training.changes import Changer, as_typed, other_number

QUESTIONS = (
    "Qui a battu Aline Moreau à Brisac ?",
    "Who met Bruno Castel in Valmont?",
    "Combien de livres Hugo Lemaire a-t-il lus en 2011 ?",
    "How many of the 4,200 books were sold on 3 May 2012?",
    "Qui est venu en mars à Estrac avec Emma Garnier ?",
)
PASSAGE = "Denis Lacroix a vu Claire Vasseur à Dormelles le 3 mai 2012 avec 4,201 livres."


def changed(question: str, passage: str = PASSAGE) -> list[str]:
    """What a question is changed to, in many tries."""
    changer = Changer(QUESTIONS)
    found = (changer(question, passage, random.Random(seed)) for seed in range(200))
    return [new for new in found if new]


def points(old: str, new: str) -> tuple[str, str]:
    """Where two questions differ: from their first difference to their last, in whole words."""
    before, after = old.split(), new.split()
    while before and after and before[0] == after[0]:
        before, after = before[1:], after[1:]
    while before and after and before[-1] == after[-1]:
        before, after = before[:-1], after[:-1]
    return " ".join(before), " ".join(after)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_changed_question_says_another_name_or_number(question: str) -> None:
    """It differs in one point, where a name, a number or a month stands, or in a negation."""
    found = changed(question)
    assert found
    for new in found:
        old, put = points(question, new)
        assert (old, put) != ("", "")
        assert put == "not" or re.search(r"[A-Z]|\d|[a-zé]{3,}", old)
        assert len(put.split()) <= max(1, len(old.split()))


def test_every_point_is_changed_at_times() -> None:
    """Names, numbers, years and months all have their turn."""
    replaced = {points(QUESTIONS[3], new)[0] for new in changed(QUESTIONS[3])}
    assert {"4,200", "May", "2012?"} <= replaced


def test_a_number_of_the_passage_is_never_put() -> None:
    """What the passage says cannot make a question that it does not answer."""
    news = changed("How many of the 4,200 books?", "There were 4,201 or 4,100 or 5,200 books.")
    assert news
    assert not {"4,201", "4,100", "5,200"} & {word for new in news for word in new.split()}


def test_names_of_the_passage_mislead_most() -> None:
    """Some names are taken from the passage, and never one that the question says already."""
    news = changed("Who met Bruno Castel there?")
    put = {points("Who met Bruno Castel there?", new)[1] for new in news}
    assert put & {"Denis Lacroix", "Claire Vasseur"}
    assert put - {"Denis Lacroix", "Claire Vasseur", "not"}


def test_a_question_without_a_name_or_number_is_left() -> None:
    """Where nothing can be changed, nothing is."""
    assert changed("Qui est venu hier soir ?") == []


def test_an_english_verb_may_be_negated() -> None:
    """A question with nothing but a verb asks for the opposite."""
    assert set(changed("Who was seen in the old town?")) == {"Who was not seen in the old town?"}


@pytest.mark.parametrize("number", ["1999", "2011", "7", "42", "4,200", "1 000 000", "3.5"])
def test_another_number_is_never_the_same(number: str) -> None:
    """It has as many digits, no other sign, no leading nought, and a year stays near."""
    for seed in range(60):
        new = other_number(number, random.Random(seed))
        assert new != number
        assert re.sub(r"\d", "0", new) == re.sub(r"\d", "0", number)
        assert len(number) == 1 or new[0] != "0"
        if number in {"1999", "2011"}:
            assert abs(int(new) - int(number)) <= 4


def test_typing_in_a_hurry_loses_only_capitals_accents_and_end_signs() -> None:
    """Each letter is still there, in its place."""
    question = "Où l'Élysée a-t-il reçu Chloé ?"

    def bare(text: str) -> str:
        marks = unicodedata.normalize("NFD", text.lower())
        return "".join(c for c in marks if unicodedata.category(c) != "Mn").rstrip(" ?")

    typed = {as_typed(question, random.Random(seed)) for seed in range(60)}
    assert len(typed) > 4
    assert {bare(text) for text in typed} == {bare(question)}
