"""The Evaluate tab as HTML: how an evaluation goes, and its plots.

Pure functions; the report itself is Markdown, which Gradio renders and sanitises.
"""

from __future__ import annotations

from base64 import b64encode
from pathlib import PurePath
from typing import TYPE_CHECKING

from qa_ui.i18n import format_number, tr, tr_count
from qa_ui.views.blocks import failure_html
from qa_ui.views.render import render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qa.types import Language
    from qa_ui.jobs.evaluation import EvaluationState


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


def plots_html(plots: Mapping[str, bytes], page: Language) -> str:
    """The plots as pictures inside the page; a picture runs no script and loads nothing."""
    described = [
        (tr(page, f"plot_{PurePath(name).stem}"), b64encode(svg).decode("ascii"))
        for name, svg in plots.items()
    ]
    return render("plots", page, plots=described)


def problem_html(problem: str, page: Language) -> str:
    """Why the judgements cannot be read, in words; empty if they can."""
    return render("problem", page, problem=problem) if problem else ""
