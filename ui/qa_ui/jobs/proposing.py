"""Asks questions in idle time, so that only those that are answered well are offered.

One thread with little to do at a time: between two questions it looks whether a reader asks, and
waits while one does. A new generation of the index begins anew.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from qa.errors import QAError, WorkspaceError
from qa.proposals import Pool, Proposer, is_from, is_sure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qa.proposals import OwnQuestions
    from qa.types import Answer, Exchange, IndexStatus
    from qa.workspace.proposals import ProposalStore
    from qa_ui.protocols import Library

_LOG = logging.getLogger(__name__)

START: Final = 4.0
"""Seconds before the first question, when the models are loaded."""
_PAUSE: Final = 0.05
"""Seconds between two questions, for whoever waits."""
_REST: Final = 1.0
"""Seconds between two looks for a new generation, when there is nothing to ask."""
_SAVED: Final = 10
"""Questions that are found between two savings."""
_NEXT: Final = 3
"""Questions that are looked for after an answer."""
_RELATED: Final = 3
"""Articles beside those of an answer that lead on from it."""
_REMEMBERED: Final = 300
"""Answers whose next questions are remembered."""


@dataclass(frozen=True)
class Following:
    """An answer that a reader has got, and what is known of what to ask next.

    Attributes:
        identity: Of its turn in the conversation.
        short: Questions that take up the one before: "Why?".
        history: The exchanges up to this one, which these are asked with.
        asked: All questions of the conversation, which are not offered again.
    """

    identity: str
    answer: Answer
    short: tuple[str, ...] = ()
    history: tuple[Exchange, ...] = ()
    asked: tuple[str, ...] = ()


class Proposing:
    """The questions that can be offered now, and the thread that finds more.

    Args:
        library: Answers.
        store: Keeps what was found, None to keep nothing.
        own: Reads the questions of the corpus.
        idle: Whether no reader waits for an answer.
    """

    def __init__(
        self,
        library: Library,
        store: ProposalStore | None = None,
        own: Callable[[], OwnQuestions] = dict,
        idle: Callable[[], bool] = lambda: True,
    ) -> None:
        self._library, self._store, self._own, self._idle = library, store, own, idle
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._proposer: Proposer | None = None
        self._status: IndexStatus | None = None
        self._work: Iterator[None] = iter(())
        self._saved = 0
        self._wanted: OrderedDict[str, Following] = OrderedDict()
        self._followed: OrderedDict[str, list[str]] = OrderedDict()

    @property
    def pool(self) -> Pool | None:
        """What is known of the generation in use; None before the first look at it."""
        proposer = self._proposer
        return proposer.pool if proposer else None

    @property
    def running(self) -> bool:
        """Whether questions are looked for at all."""
        return self._thread is not None and not self._stopping.is_set()

    def start(self) -> None:
        """Begin to look for questions, in a thread of its own."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name="qa-proposing", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 5) -> None:
        """End after the question that is being asked, and keep what was found."""
        self._stopping.set()
        if self._thread:
            self._thread.join(timeout)
        self._save(always=True)

    def following(self, one: Following) -> tuple[list[str], bool]:
        """What to ask after an answer, and whether more is being looked for."""
        with self._lock:
            if one.identity in self._followed:
                return self._followed[one.identity], False
            if self.running:
                self._wanted.setdefault(one.identity, one)
        return self._known(one), self.running

    def _run(self) -> None:
        wait = self._guarded(self._restore)
        while not self._stopping.wait(wait):
            wait = self._guarded(self._step) if self._idle() else _PAUSE

    def _guarded(self, act: Callable[[], float]) -> float:
        """Do something without ending the thread; how long to wait then."""
        try:
            return act()
        except QAError as error:
            _LOG.info("no questions are looked for now: %s", error)
        except Exception:  # noqa: BLE001 - the thread must live on; the log has the trace
            _LOG.exception("looking for questions failed")
            self._work = iter(())
        return _REST

    def _step(self) -> float:
        """Ask one question, or what leads on from one answer; how long to wait then."""
        self._refresh()
        if self._follow():
            return _PAUSE
        busy = next(self._work, self) is None
        self._save(always=not busy)
        return _PAUSE if busy else _REST

    def _restore(self) -> float:
        """Show what is kept at once; how long to wait before more is asked."""
        status = self._library.status()
        if kept := self._store and self._store.load(status):
            self._use(status, kept)
        return START

    def _refresh(self) -> None:
        """Begin anew with a new generation, or with what is kept of it."""
        status, pool = self._library.status(), self.pool
        if pool and (pool.generation, pool.built) == (status.generation, status.built):
            return
        pool = self._store.load(status) if self._store else None
        if pool is None:
            topics = tuple(self._library.topics())
            pool = Pool(generation=status.generation, built=status.built, topics=topics)
        self._use(status, pool)

    def _use(self, status: IndexStatus, pool: Pool) -> None:
        self._saved = len(pool.proposals)
        self._status = status
        with self._lock:
            self._followed.clear()
            self._proposer = Proposer(self._library, pool, self._own())
        self._work = iter(()) if pool.done else self._proposer.fill()

    def _save(self, *, always: bool) -> None:
        """Keep what was found, every now and then or at the end."""
        pool = self.pool
        if pool is None or self._store is None or self._status is None:
            return
        more = len(pool.proposals) - self._saved
        if more >= _SAVED or (always and more):
            self._saved = len(pool.proposals)
            try:
                self._store.save(self._status, pool)
            except WorkspaceError as error:  # they are offered until the server ends
                _LOG.warning("questions are not kept: %s", error)

    def _follow(self) -> bool:
        """Look for what leads on from the last answer that a reader got, if there is one."""
        with self._lock:
            if not self._wanted:
                return False
            identity, one = self._wanted.popitem()
        found = [*self._short(one), *self._look(one)]
        with self._lock:
            self._followed[identity] = found
            while len(self._followed) > _REMEMBERED:
                self._followed.popitem(last=False)
        return True

    def _short(self, one: Following) -> Iterator[str]:
        """What takes up the question before, if the same articles answer it."""
        quoted = {citation.article_id for citation in one.answer.citations}
        for question in one.short:
            (answer,) = self._library.ask_many([question], [one.history])
            overview = any(part.form for part in answer.parts)
            same = not quoted.isdisjoint(citation.article_id for citation in answer.citations)
            if is_sure(answer) and (is_from(answer, quoted) or (overview and same)):
                yield question

    def _look(self, one: Following) -> list[str]:
        """Questions about the articles of an answer, if need be about those that are like them."""
        language, ids = one.answer.language, self._articles(one)
        for article_id in ids:
            if self._proposer is None or len(self._known(one)) >= _NEXT:
                break
            for _ in self._proposer.about(article_id, language):
                while not self._idle() and not self._stopping.wait(_PAUSE):
                    pass
        return self._known(one)

    def _known(self, one: Following) -> list[str]:
        """What is known of the articles of an answer and those like them, and was not asked."""
        pool = self.pool
        return pool.about(self._articles(one), one.answer.language, one.asked) if pool else []

    def _articles(self, one: Following) -> list[str]:
        """The articles of an answer, then those that are about the same."""
        ids = list(dict.fromkeys(citation.article_id for citation in one.answer.citations))
        return [*ids, *self._library.related(ids, _RELATED)]
