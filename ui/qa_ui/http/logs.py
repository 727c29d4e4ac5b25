"""Lines of the server's log, as text or as JSON, each with the id of the request it belongs to.

What people ask is not logged: neither questions and answers nor the query of an address.
"""

from __future__ import annotations

import contextvars
import json
import logging
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, Final, TypeVar, cast

from qa.settings import LogFormat

T = TypeVar("T")

_LOG = logging.getLogger(__name__)

FACTS: Final = "facts"
"""Under this name a record may carry fields of its own, in `extra`."""

_REQUEST: Final[contextvars.ContextVar[list[str]]] = contextvars.ContextVar("request")
"""Holds the id of the request that is being answered; emptied once it has been.

A task that a request leaves behind keeps the list, and must not go on under its id.
"""

_OURS: Final = ("qa", "qa_ui", "uvicorn")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def begin_request(request: str) -> None:
    """From here on, the log lines of this context belong to a request."""
    _REQUEST.set([request])


def end_request() -> None:
    """The request is answered; what it began in the background has no id from now on."""
    _REQUEST.get([]).clear()


def current_request() -> str:
    """The id of the request that is being answered; empty outside of any."""
    return next(iter(_REQUEST.get([])), "")


def context_of(request: str) -> contextvars.Context:
    """A context whose log lines belong to a request, even after it was answered."""
    context = contextvars.copy_context()
    context.run(begin_request, request)
    return context


def configure(style: LogFormat, *, verbose: bool) -> None:
    """Send all log lines of this process to standard error.

    Args:
        style: How lines are written.
        verbose: Whether each request has a line, and not only what went wrong.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if style == "json" else TextLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.captureWarnings(capture=True)
    for name in _OURS:
        logging.getLogger(name).setLevel(logging.INFO if verbose else logging.WARNING)


def log_events() -> None:
    """Have what goes wrong in an event of the page logged, which Gradio prints past the log.

    Mistakes of our own are caught before; what is left are mostly requests that no page makes.
    """
    import traceback

    from gradio import queueing

    ours = {"print_exc": lambda: _LOG.exception("an event of the page failed")}
    vars(queueing)["traceback"] = SimpleNamespace(**{**vars(traceback), **ours})


class TextLines(logging.Formatter):
    """Lines for people; a trace follows its line."""

    def format(self, record: logging.LogRecord) -> str:
        """One record."""
        fields = _fields(record)
        request = f" [{fields['request']}]" if "request" in fields else ""
        said = _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", fields["message"])
        line = f"{fields['time']} {fields['level']} {fields['logger']}{request} {said}"
        return f"{line}\n{fields['trace']}" if "trace" in fields else line


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """One record."""
        return json.dumps(_fields(record), ensure_ascii=False, default=str)


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    """What a line says, by name."""
    moment = datetime.fromtimestamp(record.created, UTC)
    fields = {
        "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname,
        "logger": record.name,
        "message": record.getMessage(),
    }
    if request := current_request():
        fields["request"] = request
    if record.exc_info:
        fields["trace"] = logging.Formatter().formatException(record.exc_info)
    return fields | getattr(record, FACTS, {})


def within(request: str, steps: Iterator[T]) -> Iterator[T]:
    """Steps whose log lines belong to a request, in whichever thread each is taken."""
    context = context_of(request)
    ended = object()
    while (step := context.run(next, steps, ended)) is not ended:
        yield cast("T", step)
