"""One evaluation at a time, in a thread of its own, with its progress.

Knows when an evaluation runs and how it ended; what it measures, and how, is `qa.evaluation`.
"""

from __future__ import annotations

import tempfile
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from qa.errors import DatasetError
from qa_ui.jobs.job import AlreadyRunningError, Job

if TYPE_CHECKING:
    from collections.abc import Callable

    from qa.assistant import Assistant
    from qa.errors import QAError
    from qa.evaluation import Outcomes
    from qa.settings import Settings
    from qa.workspace.judgements import Judgements


@dataclass(frozen=True)
class EvaluationState:
    """The progress of an evaluation, or the result of the last one.

    Attributes:
        done: Questions asked so far.
        total: All questions, 0 while unknown.
        stopping: Whether it ends after the question that is being asked.
        error: Why it failed; None for an unexpected error.
        left_out: Judgements about articles that the index no longer has.
        report: All figures as markdown, in English.
        outcomes: What became of the questions, by language.
    """

    state: Literal["idle", "running", "failed", "done"] = "idle"
    done: int = 0
    total: int = 0
    stopping: bool = False
    error: QAError | None = None
    left_out: int = 0
    report: str = ""
    outcomes: dict[str, Outcomes] = field(default_factory=dict)


class _StoppedError(Exception):
    """The evaluation is to end."""


class Evaluator:
    """Starts evaluations and knows their progress.

    Args:
        opening: Opens an assistant that never abstains; it is closed after each evaluation.
        settings: The threshold in use.
        judgements: What readers thought of answers.
    """

    def __init__(
        self, opening: Callable[[], Assistant], settings: Settings, judgements: Judgements
    ) -> None:
        self._opening = opening
        self._settings = settings
        self.judgements = judgements
        self._job = Job("qa-evaluation", EvaluationState(), _failed)

    @property
    def state(self) -> EvaluationState:
        """The progress of the evaluation, or the result of the last one."""
        return self._job.state

    def start(self, dataset: Path | None) -> None:
        """Start an evaluation, unless one is running.

        Args:
            dataset: A file of questions; None: the stored judgements.
        """
        with suppress(AlreadyRunningError):
            self._job.start(EvaluationState("running"), lambda: self._run(dataset))

    def stop(self) -> None:
        """End a running evaluation after the question that is being asked, without a result."""
        self._change(stopping=True)

    def wait(self, timeout: float) -> None:
        """Wait until a running evaluation has ended, at most `timeout` seconds."""
        self._job.wait(timeout)

    def _run(self, dataset: Path | None) -> None:
        try:
            with closing(self._opening()) as assistant:
                self._measure(assistant, dataset)
        except _StoppedError:
            self._job.change(lambda _: EvaluationState())
        except DatasetError as error:  # the temporary path means nothing to the reader
            raise DatasetError(
                Path(error.path).name, error.line, error.code, **error.values
            ) from error

    def _measure(self, assistant: Assistant, dataset: Path | None) -> None:
        from qa.evaluation import as_dataset

        if dataset is not None:
            self._evaluate(assistant, dataset, self._settings.batch_questions)
            return
        judged = self.judgements.all()
        cited = [{citation.article_id for citation in one.answer.citations} for one in judged]
        known = {article.id for article in assistant.known(sorted(set().union(*cited)))}
        kept = [one for one, ids in zip(judged, cited, strict=True) if ids <= known]
        self._change(left_out=len(judged) - len(kept))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "judgements.jsonl")
            path.write_text(as_dataset(kept), encoding="utf-8", newline="\n")
            self._evaluate(assistant, path)

    def _evaluate(self, assistant: Assistant, dataset: Path, most: int | None = None) -> None:
        from qa.evaluation import evaluate, outcomes, threshold_in_use

        found = evaluate(
            assistant,
            dataset,
            threshold=threshold_in_use(self._settings),
            most=most,
            progress=self._went_on,
        )
        summed = outcomes(found.results)
        self._change(state="done", report=found.markdown(), outcomes=summed)

    def _went_on(self, done: int, total: int) -> None:
        if self.state.stopping:
            raise _StoppedError
        self._change(done=done, total=total)

    def _change(self, **changes: Any) -> None:  # noqa: ANN401 - the fields of the state
        self._job.change(lambda now: replace(now, **changes))


def _failed(now: EvaluationState, error: QAError | None) -> EvaluationState:
    return replace(now, state="failed", error=error)
