"""The events of the Evaluate tab: measuring on judgements or on a file of questions.

Measuring takes minutes of the machine and shows what readers asked, so everything here checks
`may_change` first.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from qa.errors import PlaceError
from qa.judgements import Judgement
from qa.types import Language
from qa_ui.access.rights import may_change
from qa_ui.i18n import as_language, format_number, problem_text, tr
from qa_ui.jobs.evaluation import Evaluator
from qa_ui.page.events import Updates
from qa_ui.page.layout import Page
from qa_ui.page.session import Session
from qa_ui.views.blocks import note_html
from qa_ui.views.evaluation import (
    feedback_html,
    outcomes_html,
    problem_html,
    progress_html,
)


class EvaluationEvents:
    """The events of one page's Evaluate tab.

    Args:
        page: The components.
        evaluator: Shared by all pages, so that one evaluation runs at a time.
    """

    def __init__(self, page: Page, evaluator: Evaluator) -> None:
        self._tab = page.evaluation
        self._evaluator = evaluator

    @property
    def outputs(self) -> list[Any]:
        """The components that these events update."""
        tab = self._tab
        shown: list[Any] = [tab.refused, tab.column, tab.feedback, tab.progress, tab.outcomes]
        shown += [tab.report, tab.timer]
        return [*shown, tab.judged, tab.asked, tab.stop, tab.export]

    def show(self, session: Session, request: gr.Request) -> Updates:
        """The tab as things are now."""
        return self._shown(session.language, request)

    def switch(self, language: str, request: gr.Request) -> Updates:
        """The tab in another language."""
        return self._shown(as_language(language), request)

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

    def stop(self, session: Session, request: gr.Request) -> Updates:
        """End the evaluation that is running."""
        if may_change(request):
            self._evaluator.stop()
        return self.show(session, request)

    def export(self, request: gr.Request) -> dict[str, str] | None:
        """The judgements as a file for `qa eval`; None where there are none to give."""
        from qa.evaluation import as_dataset

        if not may_change(request):
            return None
        try:
            text = as_dataset(self._evaluator.judgements.all())
        except PlaceError:  # the tab shows it
            return None
        return {"name": "judgements.jsonl", "type": "application/jsonl", "text": text}

    def report(self, request: gr.Request) -> dict[str, str] | None:
        """All figures of the last evaluation as a file; None where there are none to give."""
        text = self._evaluator.state.report
        if not may_change(request) or not text:
            return None
        return {"name": "report.md", "type": "text/markdown", "text": text}

    def offer(self, request: gr.Request) -> Any:  # noqa: ANN401 - an update
        """The tab itself, for those who may change the articles."""
        return gr.update(visible=may_change(request))

    def _shown(self, language: Language, request: gr.Request) -> Updates:
        return self._screen(language) if may_change(request) else self._refusal(language)

    def _refusal(self, language: Language) -> Updates:
        tab = self._tab
        return {
            tab.refused: note_html(tr(language, "evaluation_not_allowed"), language),
            tab.column: gr.update(visible=False),
            tab.feedback: "",
            tab.progress: "",
            tab.outcomes: "",
            tab.report: gr.update(visible=False),
            tab.timer: gr.update(active=False),
        }

    def _screen(self, language: Language) -> Updates:
        from qa.evaluation import feedback

        tab, state = self._tab, self._evaluator.state
        idle = state.state != "running"
        problem, judged = self._stored(language)
        count = len(judged)
        label = tr(language, "evaluate_judgements", count=format_number(language, count))
        return {
            tab.refused: problem_html(problem, language),
            tab.column: gr.update(visible=True),
            tab.feedback: feedback_html(feedback(judged), language),
            tab.judged: gr.update(value=label, interactive=idle and count > 0),
            tab.asked: gr.update(interactive=idle),
            tab.stop: gr.update(visible=not idle),
            tab.export: gr.update(interactive=count > 0),
            tab.progress: progress_html(state, language),
            tab.outcomes: outcomes_html(state.outcomes, language),
            tab.report: gr.update(visible=bool(state.report)),
            tab.timer: gr.update(active=not idle),
        }

    def _stored(self, language: Language) -> tuple[str, list[Judgement]]:
        """Why the judgements cannot be read, or these."""
        try:
            return "", self._evaluator.judgements.all()
        except PlaceError as error:
            return problem_text(error, language), []
