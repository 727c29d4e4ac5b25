"""Polite visits: one request at a time to a host, with a pause between two, robots.txt heeded."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Final
from urllib.parse import urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

from qa.corpus.fetch import AGENT, IPAddress, Page, Reply, is_public, page_of, request
from qa.errors import ReadError
from qa.settings import Settings

OK: Final = 200
UNCHANGED: Final = 304
GONE: Final = 410
_WAIT: Final = frozenset({429, 503})
_CLIENT_ERRORS: Final = range(400, 500)

PAUSE: Final = 1.0
"""Seconds between two requests to a host."""
_LONGEST_PAUSE: Final = 30.0
"""The most that a robots.txt may ask for."""
_ROBOTS_BYTES: Final = 500_000
_DAY: Final = 86_400.0
_FEED_TYPES: Final = (
    "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/*;q=0.8, */*;q=0.5"
)


class StoppedError(Exception):
    """The visits were to end."""


class WaitError(ReadError):
    """A host asks to be left alone for some time: this visitor asks it no more.

    Attributes:
        seconds: How long; 0 if it does not say.
    """

    def __init__(self, url: str, status: int, seconds: float) -> None:
        super().__init__(url, "page.wait", status=status)
        self.seconds = seconds


class Visitor:
    """Fetches feeds and the pages of articles.

    Args:
        max_bytes: Largest feed or page that is taken.
        allow: Which network addresses may be connected to.
        pause: Seconds between two requests to a host; unset: `PAUSE`.
        stopped: Set to end the visits soon.
    """

    def __init__(
        self,
        *,
        max_bytes: int,
        allow: Callable[[IPAddress], bool] = is_public,
        pause: float | None = None,
        stopped: threading.Event | None = None,
    ) -> None:
        self._max_bytes, self._allow = max_bytes, allow
        self._pause = PAUSE if pause is None else pause
        self._stopped = stopped or threading.Event()
        self._last: dict[str, float] = {}
        self._left_alone: dict[str, WaitError] = {}
        self._robots: dict[str, RobotFileParser | ReadError] = {}

    def feed(self, url: str, etag: str | None = None, modified: str | None = None) -> Reply:
        """A feed, unless it is what it was when it had this tag or date (status 304).

        Raises:
            ReadError: If it cannot be fetched, of the kind `WaitError` if it may be later.
            StoppedError: If the visits are to end.
        """
        known = {"If-None-Match": etag, "If-Modified-Since": modified}
        sent = {name: value for name, value in known.items() if value}
        reply = self._get(url, self._max_bytes, {"Accept": _FEED_TYPES, **sent})
        if reply.status not in {OK, UNCHANGED}:
            raise ReadError(reply.url, "page.status", status=reply.status)
        return reply

    def page(self, url: str) -> Page:
        """The page of an article, if the host lets programs read it; errors as for `feed`."""
        if not self._permitted(url):
            raise ReadError(url, "page.robots")
        reply = self._get(url, self._max_bytes)
        if reply.status != OK:
            raise ReadError(reply.url, "page.status", status=reply.status)
        return page_of(reply)

    def _get(self, url: str, max_bytes: int, headers: Mapping[str, str] | None = None) -> Reply:
        host = urlsplit(url).netloc
        if refused := self._left_alone.get(host):
            raise WaitError(url, int(refused.values["status"]), refused.seconds)
        self._wait(host)
        try:
            sent = {"User-Agent": _agent(), **(headers or {})}
            reply = request(url, max_bytes=max_bytes, allow=self._allow, headers=sent)
        except ReadError as error:
            if error.code == "page.private":  # which feeds have a setting for
                raise ReadError(error.path, "feed.private") from error
            raise
        finally:
            self._last[host] = time.monotonic()
        if reply.status in _WAIT:
            self._left_alone[host] = WaitError(reply.url, reply.status, _retry_after(reply))
            raise self._left_alone[host]
        return reply

    def _wait(self, host: str) -> None:
        """Until the pause of the host is over."""
        robots = self._robots.get(host)
        asked = robots.crawl_delay(AGENT) if isinstance(robots, RobotFileParser) else None
        pause = min(max(self._pause, float(asked or 0)), _LONGEST_PAUSE)
        left = self._last.get(host, -_DAY) + pause - time.monotonic()
        if self._stopped.wait(max(0.0, left)):
            raise StoppedError

    def _permitted(self, url: str) -> bool:
        host = urlsplit(url).netloc
        if host not in self._robots:
            self._robots[host] = self._read_robots(url)
        found = self._robots[host]
        if isinstance(found, ReadError):
            raise found
        return found.can_fetch(AGENT, url)

    def _read_robots(self, url: str) -> RobotFileParser | ReadError:
        """The rules of a host; one that has none allows all, one that fails allows nothing."""
        parts = urlsplit(url)
        address = urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
        rules = RobotFileParser(address)
        try:
            reply = self._get(address, _ROBOTS_BYTES)
        except ReadError as error:
            return error
        if reply.status == OK:
            rules.parse(reply.body.decode(errors="replace").splitlines())
        elif reply.status in _CLIENT_ERRORS:
            rules.parse([])
        else:
            return ReadError(address, "page.status", status=reply.status)
        return rules


def visitor_of(settings: Settings, stopped: threading.Event) -> Visitor:
    """A visitor that keeps to the settings."""

    def anywhere(_: IPAddress) -> bool:
        return True

    return Visitor(
        max_bytes=settings.max_file_bytes,
        allow=anywhere if settings.feeds_private else is_public,
        stopped=stopped,
    )


def _agent() -> str:
    try:
        return f"{AGENT}/{version('qa')} (news feed reader)"
    except PackageNotFoundError:  # a checkout that is not installed
        return f"{AGENT} (news feed reader)"


def _retry_after(reply: Reply) -> float:
    """Seconds that a host asks to wait, at most a day; 0 if it does not say."""
    text = reply.headers.get("retry-after", "").strip()
    if text.isdecimal():
        return min(float(text), _DAY)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - datetime.now(UTC)).total_seconds()), _DAY)
