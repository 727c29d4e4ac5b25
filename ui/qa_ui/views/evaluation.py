"""The Evaluate tab as HTML: how an evaluation goes, and its plots.

Pure functions; the report itself is Markdown, which Gradio renders and sanitises.
"""

from __future__ import annotations

from base64 import b64encode
from pathlib import PurePath
from typing import TYPE_CHECKING

from qa_ui.escape import esc
from qa_ui.i18n import format_number, tr, tr_count
from qa_ui.reasons import reason_html
from qa_ui.views.blocks import failure_html, note_html
from qa_ui.views.blocks import progress_html as bar_html

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qa.types import Language
    from qa_ui.jobs.evaluation import EvaluationState


def progress_html(state: EvaluationState, page: Language) -> str:
    """Where an evaluation is, why it failed, or that it is done; empty before the first."""
    if state.state == "running":
        return _running(state, page)
    if state.state == "failed":
        said = reason_html(state.error, page) if state.error else esc(tr(page, "unexpected"))
        return failure_html(tr(page, "evaluation_failed"), said)
    if state.state == "done":
        left = note_html(tr(page, "left_out", count=state.left_out)) if state.left_out else ""
        head = esc(tr(page, "evaluation_done"))
        return f'<div role="status"><h3>{head}</h3>{left}</div>'
    return ""


def _running(state: EvaluationState, page: Language) -> str:
    said = tr(page, "evaluation_start")
    if state.total:
        total = format_number(page, state.total)
        said = tr_count(page, "evaluation_questions", state.done, total=total)
    label = tr(page, "evaluation_running")
    return bar_html(label, said, label, done=state.done, total=state.total)


def plots_html(plots: Mapping[str, bytes], page: Language) -> str:
    """The plots as pictures inside the page; a picture runs no script and loads nothing."""
    return "".join(
        f'<img src="data:image/svg+xml;base64,{b64encode(svg).decode("ascii")}" '
        f'alt="{esc(tr(page, f"plot_{PurePath(name).stem}"))}">'
        for name, svg in plots.items()
    )
