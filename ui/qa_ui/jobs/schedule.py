"""News that comes by itself: feeds are run when due, the corpus is watched, the index updated.

One thread runs the feeds and starts rebuilds, through the rebuilder of the page and the API, so
that one rebuild runs at a time; another one watches the corpus if the setting `watch` says so.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Final

from qa.errors import FeedError, QAError
from qa.lang.dates import timestamp
from qa_ui.jobs.job import AlreadyRunningError

if TYPE_CHECKING:
    from collections.abc import Callable

    from qa.settings import Settings
    from qa.workspace.feeds import Feed, Feeds, Visitor
    from qa_ui.http.schemas import RebuildState
    from qa_ui.jobs.rebuild import Rebuilder

_LOG = logging.getLogger(__name__)

_IDLE: Final = 10.0
"""Seconds between two looks at what is due."""
_BUSY: Final = 1.0
"""Seconds between two looks while a rebuild is wanted or runs."""
_AFTER_FAILURE: Final = 30.0
"""Seconds until a rebuild that failed is tried again, if there is still a reason for it."""
_FAREWELL: Final = 3.0
"""Seconds that a stop waits for what is being fetched."""


class Schedule:
    """Runs feeds, watches the corpus, and starts rebuilds for what they bring.

    Args:
        settings: Where data and articles are, and whether the corpus is watched.
        rebuilder: Updates the index.
        feeds: The feeds.
    """

    def __init__(self, settings: Settings, rebuilder: Rebuilder, feeds: Feeds) -> None:
        self._settings, self._rebuilder, self._feeds = settings, rebuilder, feeds
        self._stopped, self._woken = threading.Event(), threading.Event()
        self._threads: list[threading.Thread] = []
        self._changed = False
        self._not_before = 0.0
        self._problem = ""
        self.changed_at: str | None = None

    @property
    def watching(self) -> bool:
        """Whether the corpus is watched."""
        return self._settings.watch

    @property
    def rebuilder(self) -> Rebuilder:
        """What updates the index."""
        return self._rebuilder

    @property
    def feeds(self) -> Feeds:
        """The feeds."""
        return self._feeds

    def is_due(self) -> bool:
        """Whether a feed is to be run, or the index to be updated for one, soon."""
        return bool(self.feeds.due()) or self._changed or self.feeds.unbuilt()

    def add(self, url: str, name: str | None, every: str) -> Feed:
        """Follow a feed, which is run soon; arguments and errors as for `qa feed add`.

        Args:
            url: Its address, or that of a page that names one.
            name: What it is to be called; unset: by its title.
            every: How often it is run, as in `30m`.
        """
        from qa.corpus import ReadLimits
        from qa.workspace.feeds import add_feed
        from qa.workspace.feeds.schedule import seconds_of

        seconds = seconds_of(every)
        limits = ReadLimits.of(self._settings)
        feed = add_feed(self.feeds, url, self._visitor(), name=name, every=seconds, limits=limits)
        self.wake()
        return feed

    def wake(self) -> None:
        """Look at once at what is due."""
        self._woken.set()

    def start(self) -> None:
        """Begin, in threads of its own."""
        works = {"qa-feeds": self._follow, **({"qa-watch": self._watch} if self.watching else {})}
        for name, work in works.items():
            self._threads.append(threading.Thread(target=work, name=name, daemon=True))
            self._threads[-1].start()

    def stop(self) -> None:
        """End soon; what is being fetched is given up after some seconds."""
        self._stopped.set()
        self._woken.set()
        for thread in self._threads:
            thread.join(_FAREWELL)

    def _follow(self) -> None:
        while not self._stopped.is_set():
            self._guarded(self._run_due)
            waits = self._guarded(self._rebuild_if_wanted)
            self._woken.wait(_BUSY if waits else _IDLE)
            self._woken.clear()

    def _run_due(self) -> bool:
        from qa.corpus import ReadLimits
        from qa.workspace.feeds import StoppedError, run_feed

        feeds, settings = self.feeds, self._settings
        visitor = self._visitor()
        for name in feeds.due():
            try:
                run_feed(
                    feeds,
                    name,
                    visitor,
                    articles=settings.articles,
                    max_bytes=settings.max_file_bytes,
                    limits=ReadLimits.of(settings),
                )
            except StoppedError:
                break
            except FeedError:  # another process runs it, or it was removed just now
                continue
        return False

    def _rebuild_if_wanted(self) -> bool:
        """Start a rebuild if something came since the last; whether to look again soon."""
        feeds, state, due = self.feeds, self._rebuilder.state, self._rebuilder.is_due
        if state.state == "running" and not due:
            return True
        if state.state == "done" and state.started and feeds.unbuilt():
            feeds.built(state.started)
        changed = self._changed or _was_locked(state) or feeds.unbuilt()
        if not (changed or due):
            return False
        if state.state != "failed" or time.monotonic() >= self._not_before:
            self._not_before = time.monotonic() + _AFTER_FAILURE
            self._rebuild(due=not changed)
        return True

    def _rebuild(self, *, due: bool) -> None:
        changed, self._changed = self._changed, False  # what changes from now on is for the next
        try:
            if due:
                self._rebuilder.start_due()
            else:
                self._rebuilder.start()
        except AlreadyRunningError:
            self._changed = changed or self._changed

    def _watch(self) -> None:
        from qa.workspace.watch import watched

        # What the app itself takes in is followed by a rebuild anyway.
        for changed in watched(self._settings, stopped=self._stopped, own=False):
            if changed:
                self.changed_at = timestamp()
                self._changed = True
                self.wake()

    def _visitor(self) -> Visitor:
        from qa.workspace.feeds import visitor_of

        return visitor_of(self._settings, self._stopped)

    def _guarded(self, work: Callable[[], bool]) -> bool:
        """Do something whose failure must not end the schedule; a lasting one is logged once."""
        try:
            return work()
        except QAError as error:
            if str(error) != self._problem:
                self._problem = str(error)
                _LOG.warning("%s", error)
        except Exception:  # noqa: BLE001 - the next feed, and the next turn, may go well
            _LOG.exception("the schedule failed")
        return False


def _was_locked(state: RebuildState) -> bool:
    """Whether the last rebuild found another process building."""
    what = state.failure.values.get("what", "") if state.failure else ""
    return str(what).startswith("index.locked")
