"""What happens on the Evaluate tab: measuring on judgements or on a file of questions.

Measuring takes minutes of the machine and shows what readers asked, so everything here asks
`may_change` first. Knows which values an event hands over, not which components they come from.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from qa.errors import JudgementsError
from qa_ui.blocks import note_html
from qa_ui.escape import esc
from qa_ui.evaluating_html import plots_html, progress_html
from qa_ui.handlers import Updates
from qa_ui.i18n import as_language, format_number, tr
from qa_ui.rights import may_change
from qa_ui.session import Session

if TYPE_CHECKING:
    from qa.types import Language
    from qa_ui.evaluating_runner import EvaluationState, Evaluator
    from qa_ui.layout import Page

_UNSEEN = (gr.update(value="", visible=False), "", gr.update(active=False))


def evaluation_outputs(page: Page) -> list[Any]:
    """The components of the tab, as every event of `Evaluating` gives them."""
    screen = page.evaluation
    return [
        screen.refused,
        screen.column,
        screen.judged,
        screen.asked,
        screen.export,
        screen.progress,
        screen.report,
        screen.plots,
        screen.timer,
    ]


class Evaluating:
    """The events of one page's Evaluate tab.

    Args:
        evaluator: Shared by all pages, so that one evaluation runs at a time.
    """

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator

    def show(self, session: Session, request: gr.Request) -> Updates:
        """The tab as things are now."""
        return self._screen(session.language, request)

    def switch(self, language: str, request: gr.Request) -> Updates:
        """The tab in another language."""
        return self._screen(as_language(language), request)

    def measure_judgements(self, session: Session, request: gr.Request) -> Updates:
        """Measure on what readers judged."""
        if may_change(request):
            self._evaluator.start(None)
        return self.show(session, request)

    def measure_file(self, session: Session, file: str | None, request: gr.Request) -> Updates:
        """Measure on an uploaded file of questions."""
        if may_change(request) and file:
            self._evaluator.start(Path(file))
        return self.show(session, request)

    def export(self, request: gr.Request) -> dict[str, str] | None:
        """The judgements as a file for `qa eval`; None where there are none to give."""
        from qa.evaluation import as_dataset

        if not may_change(request):
            return None
        try:
            text = as_dataset(self._evaluator.judgements.all())
        except JudgementsError:  # the tab says so
            return None
        return {"name": "judgements.jsonl", "type": "application/jsonl", "text": text}

    def _screen(self, page: Language, request: gr.Request) -> Updates:
        may, state = may_change(request), self._evaluator.state
        if not may:
            refused = note_html(tr(page, "evaluation_not_allowed"))
            return refused, gr.update(visible=False), *[gr.skip()] * 3, "", *_UNSEEN
        idle = state.state != "running"
        problem, count = self._stored()
        label = tr(page, "evaluate_judgements", count=format_number(page, count))
        return (
            f'<p class="bad" role="alert" lang="en">{esc(problem)}</p>' if problem else "",
            gr.update(visible=True),
            gr.update(value=label, interactive=idle and count > 0),
            gr.update(interactive=idle),
            gr.update(interactive=count > 0),
            *_result(state, page),
            gr.update(active=not idle),
        )

    def _stored(self) -> tuple[str, int]:
        """Why the judgements cannot be read, or how many there are."""
        try:
            return "", self._evaluator.judgements.count()
        except JudgementsError as error:
            return str(error), 0


def _result(state: EvaluationState, page: Language) -> Updates:
    report = gr.update(value=state.report, visible=bool(state.report))
    return progress_html(state, page), report, plots_html(state.plots, page)
