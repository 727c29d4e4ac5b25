"""The Evaluate tab as HTML: what readers judged, how an evaluation goes, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qa.phrases.locales import percent
from qa_ui.i18n import format_date, format_number, tr, tr_count
from qa_ui.views.blocks import failure_html
from qa_ui.views.render import render
from qa_ui.views.texts import shortened

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qa.evaluation import Feedback, Outcomes, WrongShare
    from qa.judgements import Judgement
    from qa.types import Language
    from qa_ui.jobs.evaluation import EvaluationState

MOST_BAD: Final = 100
"""Bad answers that are listed."""


def progress_html(state: EvaluationState, page: Language) -> str:
    """The progress of an evaluation, why it failed, or that it is done; empty before the first."""
    if state.state == "failed":
        problem = state.error or tr(page, "unexpected")
        return failure_html(tr(page, "evaluation_failed"), problem, page)
    words = tr(page, "evaluation_start")
    if state.total:
        total = format_number(page, state.total)
        words = tr_count(page, "evaluation_questions", state.done, total=total)
    return render(
        "evaluation",
        page,
        state=state.state,
        words=words,
        done=state.done,
        total=state.total,
        left_out=state.left_out,
    )


def feedback_html(found: Feedback, page: Language) -> str:
    """What readers' judgements say: figures by group, and the bad answers."""
    groups: list[tuple[str, dict[str, WrongShare]]] = [
        ("", {tr(page, "feedback_all"): found.all}),
        ("by_confidence", {tr(page, f"level_{n}"): one for n, one in found.by_confidence.items()}),
        ("by_language", {tr(page, n): one for n, one in found.by_language.items()}),
        ("by_month", {format_date(page, n): one for n, one in found.by_month.items()}),
        ("by_generation", dict(found.by_generation)),
    ]
    rows = [
        (tr(page, key) if key else "", [_row(name, one, page) for name, one in group.items()])
        for key, group in groups
        if len(group) > 1 or not key
    ]
    bad = [_bad(one) for one in found.bad[:MOST_BAD]]
    left = len(found.bad) - len(bad)
    return render("feedback", page, judged=found.all.judged, groups=rows, bad=bad, left=left)


def outcomes_html(found: Mapping[str, Outcomes], page: Language) -> str:
    """What became of the questions of an evaluation, by language."""
    rows = [
        (tr(page, "feedback_all" if name == "all" else name), one) for name, one in found.items()
    ]
    unknown = found["all"].unknown if "all" in found else 0
    return render("outcomes", page, rows=rows, unknown=unknown) if rows else ""


def _row(name: str, one: WrongShare, page: Language) -> dict[str, str]:
    share, low, high = (percent(page, value) for value in (one.share, one.low, one.high))
    return {
        "name": name,
        "judged": format_number(page, one.judged),
        "wrong": format_number(page, one.wrong),
        "share": share,
        "range": tr(page, "feedback_range", low=low, high=high),
    }


def _bad(one: Judgement) -> dict[str, str]:
    answer = one.answer
    quotes = " … ".join(citation.quote for citation in answer.citations[:2])
    return {
        "question": one.question,
        "answer": shortened(quotes) if answer.answered else "",
        "language": one.language,
        "note": one.note,
        "time": one.time,
    }


def problem_html(problem: str, page: Language) -> str:
    """Why the judgements cannot be read, in words; empty if they can."""
    return render("problem", page, problem=problem) if problem else ""
