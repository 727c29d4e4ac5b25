from __future__ import annotations

import random

from training.causes import why_pairs

PARAGRAPH = (
    "All is over. The motion was rejected because the fishermen had not been heard. We go on.",
    "C'est fini. La motion a été rejetée parce que les pêcheurs n'ont pas été entendus. Suivons.",
)


def test_a_told_cause_becomes_a_why_question_on_the_other_language() -> None:
    """What happened is asked in one language; the reason stands in the other one's sentence."""
    english, french = why_pairs([PARAGRAPH], random.Random(0), own=0)
    assert "the motion was rejected" in english.question
    (start, end), text = english.answer, english.text
    assert text[start:end] == "les pêcheurs n'ont pas été entendus."
    (start, end), text = french.answer, french.text
    assert text[start:end] == "the fishermen had not been heard."


def test_a_passage_that_does_not_tell_the_reason_has_no_answer() -> None:
    """What happened is still told in it, the reason is not."""
    rounds = [why_pairs([PARAGRAPH], random.Random(i), own=1)[0] for i in range(9)]
    untold = [made.untold for made in rounds if made.untold]
    assert untold
    assert all("heard" not in text and "rejected" in text for text in untold)


def test_paragraphs_that_do_not_match_are_left_out() -> None:
    """Where the languages differ in their number of sentences, none is taken for another's."""
    assert why_pairs([(PARAGRAPH[0], f"{PARAGRAPH[1]} Et voilà.")], random.Random(0)) == []
