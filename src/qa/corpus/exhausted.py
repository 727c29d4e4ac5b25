"""Where a file needs more memory, or is nested deeper, than what reads it allows.

Python says so by its own errors. lxml raises what it raises of any broken page, or gives the part
that it has read so far, and says why in its log alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element, _LogEntry


def check_memory(log: Iterable[_LogEntry]) -> None:
    """Raise a MemoryError if a parser says in its log that it lacked memory."""
    if _says(log, "ERR_NO_MEMORY"):
        raise MemoryError


def is_cut(root: _Element) -> bool:
    """Whether the parser of a tree left out what is nested too deeply, and what follows that."""
    parser = root.getroottree().parser
    return parser is not None and _says(parser.error_log, "ERR_RESOURCE_LIMIT")


def reason_of(error: BaseException | None) -> str | None:
    """The code of the failure that an error, or one that led to it, stands for; None: another."""
    while error is not None:
        log = getattr(error, "error_log", ())
        if isinstance(error, MemoryError) or _says(log, "ERR_NO_MEMORY"):
            return "file.memory"
        if isinstance(error, RecursionError):
            return "file.nested"
        error = error.__cause__ or error.__context__
    return None


def _says(log: Iterable[_LogEntry], kind: str) -> bool:
    return any(entry.type_name == kind for entry in log)
