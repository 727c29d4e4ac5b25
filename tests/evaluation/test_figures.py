"""Figures worked out by hand, on results that were written by hand."""

from __future__ import annotations

import json

import pytest

from qa.evaluation import QuestionResult

from .made import (
    FOUND,
    INVENTED,
    MISSED,
    REFUSED,
    RIGHT,
    WRONG,
    evaluation,
    part,
    result,
    values,
)


def test_recall_reciprocal_rank_and_gain() -> None:
    """Recall@k counts ranks up to k, MRR@10 averages inverses up to ten; no rank is zero."""
    table = FOUND.figures.retrieval
    assert list(table) == ["all", "en→fr", "fr→fr"]
    assert values(table["fr→fr"]["lexical"]) == pytest.approx(
        {
            "recall@1": 0.5,
            "recall@5": 1,
            "recall@10": 1,
            "recall@20": 1,
            "MRR@10": 0.75,
            "nDCG@10": 0.25,
            "questions": 2,
        }
    )
    hybrid, dense = values(table["fr→fr"]["hybrid"]), values(table["all"]["dense"])
    assert values(table["fr→fr"]["dense"])["MRR@10"] == pytest.approx(1 / 12)
    assert (hybrid["MRR@10"], hybrid["recall@10"], hybrid["recall@20"]) == (0.5, 0.5, 1)
    assert (dense["recall@10"], dense["questions"]) == (2 / 3, 3)


def test_answers_are_counted_by_part() -> None:
    """Shares are over the answerable parts of a group; groups without any are left out."""
    found = FOUND.figures.answers
    assert list(found) == ["all", "en→fr", "fr→fr"]
    assert values(found["en→fr"]) == {
        "a quote holds it": 0,
        "the first quote holds it": 0,
        "answered": 1,
        "parts": 1,
        "exact match": None,
        "F1": None,
        "short answers": 0,
        "citations that hold it": 0,
        "citations": 1,
    }
    assert values(found["fr→fr"]) == pytest.approx(
        {
            "a quote holds it": 2 / 3,
            "the first quote holds it": 1 / 3,
            "answered": 2 / 3,
            "parts": 3,
            "exact match": 1 / 3,
            "F1": 1.5 / 3,
            "short answers": 3,
            "citations that hold it": 2 / 3,
            "citations": 3,
        }
    )
    assert values(found["all"])["citations"] == 4


def test_why_is_shown_apart() -> None:
    """The parts that ask for a reason stand beside all others."""
    rows = FOUND.figures.answers_to_why
    assert [(name, row["parts"].value, row["answered"].value) for name, row in rows.items()] == [
        ("why", 1, 1),
        ("all others", 3, 2 / 3),
    ]


def test_whole_questions() -> None:
    """A question is right when all of its parts are; those of several parts stand apart."""
    found = FOUND.figures.whole_questions
    assert {name: tuple(values(row).values()) for name, row in found.items()} == {
        "all": (1 / 3, 3),
        "one part": (1 / 2, 2),
        "two parts or more": (0, 1),
    }
    mixed = evaluation(result([RIGHT, REFUSED]), result([RIGHT, INVENTED]))
    assert mixed.figures.whole_questions["all"]["all parts right"].value == 0.5


def test_abstention_is_judged_both_ways() -> None:
    """Refusing what has an answer and answering what has none are counted apart."""
    assert values(FOUND.figures.abstention) == {
        "answered of answerable": 3 / 4,
        "refused of unanswerable": 1 / 2,
        "wrong of given": 2 / 4,
        "answerable": 4,
        "unanswerable": 2,
        "given": 4,
        "parts": 6,
    }
    scopes = FOUND.figures.abstention_by_scope
    assert list(scopes) == [
        *("all", "English", "French"),
        *("kind multi", "kind unanswerable", "kind unknown", "kind who"),
    ]
    assert scopes["English"]["wrong of given"].value == 1
    assert scopes["kind who"]["refused of unanswerable"].value is None


def test_confidence_is_judged_at_every_threshold() -> None:
    """What was refused counts by what it would have been; a refusal without quotes by nothing."""
    found = evaluation(
        result([part(right=True, confidence=0.9)]),
        result([part(right=True, confidence=0.8), part(confidence=0.7)]),
        result([part(answered=False, right=True, confidence=0.2)]),
        result([part(answerable=False, answered=False, quoted=False, confidence=0.1)]),
    )
    assert values(found.figures.confidence["all"]) == pytest.approx(
        {
            "AURC": (0 + 0 + 1 / 3 + 1 / 4) / 4,
            "coverage at 10 % risk": 2 / 5,
            "its threshold": 0.8,
            "AUROC right": 2 / 3,
            "AUROC answerable": 1,
            "ECE": (0.1 + 0.2 + 0.7 + 0.8) / 4,
            "parts": 5,
        }
    )
    risks = values(found.figures.risks["all"])
    assert [risks[f"risk at {share} %"] for share in (40, 80, 100)] == [0, 0.25, None]


def test_latency_leaves_out_the_loading() -> None:
    """The first question loads the models: it is told apart, unless there is no other."""
    assert values(FOUND.figures.latency) == pytest.approx(
        {"p50 ms": 350, "p95 ms": 910, "first ms": 2000, "questions": 4}
    )
    assert evaluation(result([RIGHT], seconds=2)).figures.latency["p50 ms"].value == 2000


def test_headlines() -> None:
    """Each is a share with its count, and an interval where two questions count or more."""
    found = FOUND.figures.headlines
    assert {name: (each.value, each.count) for name, each in found.items()} == {
        "passage found among the first 10": (2 / 3, 3),
        "answerable parts answered rightly": (2 / 4, 4),
        "answerable parts answered": (3 / 4, 4),
        "unanswerable parts refused": (1 / 2, 2),
        "answers given that are wrong": (2 / 4, 4),
        "citations that hold the answer": (2 / 4, 4),
        "short answers that match exactly": (1 / 3, 3),
        "answerable questions with all parts right": (1 / 3, 3),
    }
    assert (found["unanswerable parts refused"].low, found["unanswerable parts refused"].high) == (
        0,
        1,
    )


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "results",
    [
        [result([REFUSED])],
        [result([INVENTED])],
        [result([RIGHT], (1, 1, 1))],
        [result([WRONG], (None, None, None))],
        [result([MISSED], (None, 1, 2))],
        [result([])],
        [result([part(answerable=False, answered=False, quoted=False, confidence=0)])],
    ],
)
def test_figures_of_next_to_nothing(results: list[QuestionResult]) -> None:
    """One question of any sort gives figures without warnings; what is unknown is null."""
    found = evaluation(*results)
    json.dumps(found.document(), allow_nan=False)
    cells = {cell.strip(" |") for cell in found.markdown().split("|")}
    assert not cells & {"nan", "None", "inf"}
    for headline in found.figures.headlines.values():
        assert (headline.value is None) == (headline.count == 0)


def test_a_question_of_which_nothing_is_known() -> None:
    """It has no kind of figure but its time, and the report says how many there are."""
    found = evaluation(result([], kind=None), result([RIGHT]))
    assert found.figures.not_judged == 1
    assert "kind unknown" not in found.figures.abstention_by_scope
    assert found.figures.answers_by_kind.keys() == {"who"}
    assert found.figures.latency["questions"].value == 1
    assert "No answer is known of 1 question" in found.markdown()
