"""One evaluation at a time, in a thread of its own, with its progress.

Knows when an evaluation runs and how it ended; what it measures, and how, is `qa.evaluation`.
"""

from __future__ import annotations

import logging
import tempfile
import threading
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from qa.errors import DatasetError, QAError
from qa.judgements import Judgements, as_dataset

if TYPE_CHECKING:
    from collections.abc import Callable

    from qa.assistant import Assistant
    from qa.settings import Settings

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class EvaluationState:
    """Where an evaluation is, or how the last one ended.

    Attributes:
        done: Questions asked so far.
        total: All questions, 0 while unknown.
        error: Why it failed, in English; empty for an unexpected error.
        left_out: Judgements about articles that the index no longer has.
        report: The figures as markdown.
        plots: SVG files by their names.
    """

    state: Literal["idle", "running", "failed", "done"] = "idle"
    done: int = 0
    total: int = 0
    error: str = ""
    left_out: int = 0
    report: str = ""
    plots: dict[str, bytes] = field(default_factory=dict)


class Evaluator:
    """Starts evaluations and says where they are.

    Args:
        opening: Opens an assistant that never abstains; it is closed after each evaluation.
        settings: Say the threshold in use and where the judgements are.
    """

    def __init__(self, opening: Callable[[], Assistant], settings: Settings) -> None:
        self._opening = opening
        self._settings = settings
        self._state = EvaluationState()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @property
    def judgements(self) -> Judgements:
        """What readers thought of answers."""
        return Judgements(self._settings.judgements)

    @property
    def state(self) -> EvaluationState:
        """Where the evaluation is, or how the last one ended."""
        with self._lock:
            return self._state

    def start(self, dataset: Path | None) -> None:
        """Start an evaluation, unless one is running.

        Args:
            dataset: A file of questions; None: the stored judgements.
        """
        with self._lock:
            if self._state.state == "running":
                return
            self._state = EvaluationState("running")
            self._thread = threading.Thread(
                target=self._run, args=(dataset,), name="qa-evaluation", daemon=True
            )
            self._thread.start()

    def wait(self, timeout: float) -> None:
        """Wait until a running evaluation has ended, at most `timeout` seconds."""
        if self._thread is not None:
            self._thread.join(timeout)

    def _run(self, dataset: Path | None) -> None:
        try:
            with closing(self._opening()) as assistant:
                self._measure(assistant, dataset)
        except DatasetError as error:  # its path is one of ours, and means nothing to the reader
            said = DatasetError(Path(error.path).name, error.line, error.reason)
            self._change(state="failed", error=str(said))
        except QAError as error:
            self._change(state="failed", error=str(error))
        except Exception:  # noqa: BLE001 - the state must not stay "running"
            _LOG.exception("the evaluation failed")
            self._change(state="failed")

    def _measure(self, assistant: Assistant, dataset: Path | None) -> None:
        if dataset is not None:
            self._evaluate(assistant, dataset)
            return
        known = {article.id for article in assistant.articles()}
        judged = self.judgements.all()
        kept = [one for one in judged if {c.article_id for c in one.answer.citations} <= known]
        self._change(left_out=len(judged) - len(kept))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "judgements.jsonl")
            path.write_text(as_dataset(kept), encoding="utf-8", newline="\n")
            self._evaluate(assistant, path)

    def _evaluate(self, assistant: Assistant, dataset: Path) -> None:
        from qa.evaluation import evaluate, plots, threshold_in_use

        found = evaluate(
            assistant,
            dataset,
            threshold=threshold_in_use(self._settings),
            progress=lambda done, total: self._change(done=done, total=total),
        )
        self._change(state="done", report=found.markdown(), plots=plots(found))

    def _change(self, **changes: Any) -> None:  # noqa: ANN401 - the fields of the state
        with self._lock:
            self._state = replace(self._state, **changes)
