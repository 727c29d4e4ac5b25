"""Folders that are watched: says when something in them has changed.

The system reports changes (through watchfiles). Of drives of other machines it knows only its own
changes, so these are looked through every few seconds instead.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from qa.corpus.roots import roots_of
from qa.settings import Settings

_TICK: Final = 1.0
"""Seconds after which the caller gets a turn, and without a further change a change is told."""
_LONGEST: Final = 10_000
"""Milliseconds after which changes are told although more are coming."""
_REMOTE: Final = frozenset({
    "9p", "afs", "ceph", "cifs", "fuse.rclone", "fuse.s3fs", "fuse.sshfs", "glusterfs", "ncpfs",
    "nfs", "nfs4", "smb3", "smbfs", "vboxsf", "virtiofs",
})  # fmt: skip

_Identity = tuple[int, int] | None


def watched(
    settings: Settings,
    folder: Path | None = None,
    *,
    stopped: threading.Event,
    poll: bool = False,
    own: bool = True,
) -> Iterator[bool]:
    """As `changes`, for the folders that a build reads.

    Args:
        settings: Where the folders are; what the app writes besides articles does not count.
        folder: A folder that is read alone; unset: the collection of the settings.
        stopped: Ends the watching.
        poll: As for `changes`.
        own: Whether the folder that the app fills counts too.
    """
    roots = roots_of(settings, folder)
    ignored = [settings.index, settings.data]
    filled = [roots.own] if own and roots.own else []
    return changes([roots.corpus, *filled], ignored=ignored, stopped=stopped, poll=poll)


def changes(
    roots: Sequence[Path],
    *,
    ignored: Sequence[Path] = (),
    stopped: threading.Event,
    poll: bool = False,
    tick: float = _TICK,
) -> Iterator[bool]:
    """Yield at least every few seconds whether something has changed, until `stopped` is set.

    Args:
        roots: Folders or files; one that is missing is watched once it is there.
        ignored: Folders within them that do not count. Nothing hidden counts either.
        stopped: Ends the watching.
        poll: Whether all files are looked through although the drive is one of this machine.
        tick: Seconds between two answers while nothing changes; files that arrive in a group
            with shorter pauses between them are one change.
    """
    roots = [root.resolve() for root in roots]
    matters = _filter(roots, [path.resolve() for path in ignored])
    known, moved = [_identity(root) for root in roots], False
    while not stopped.is_set():
        there = [root for root, found in zip(roots, known, strict=True) if found]
        for changed in _watch(there, matters, stopped, poll=poll, tick=tick):
            # A folder that was moved away, or is back, must be watched anew. It is told once it
            # is, so that nothing is missed that happens in it after that.
            before, known = known, [_identity(root) for root in roots]
            yield changed or moved
            if moved := known != before:
                break


def _watch(
    there: Sequence[Path],
    matters: Callable[[Any, str], bool],
    stopped: threading.Event,
    *,
    poll: bool,
    tick: float,
) -> Iterator[bool]:
    """Whether something has changed in folders that are there, until they go."""
    from watchfiles import watch

    found = watch(
        *there,
        watch_filter=matters,
        debounce=_LONGEST,
        step=round(1000 * tick),
        stop_event=stopped,
        rust_timeout=round(1000 * tick),
        yield_on_timeout=True,
        force_polling=poll or any(map(is_remote, there)),
        poll_delay_ms=round(2000 * tick),
        ignore_permission_denied=True,
    )
    try:
        if there:
            yield from (bool(changed) for changed in found)
    except (OSError, RuntimeError):  # gone just now, or too many to be watched
        pass
    if not stopped.wait(tick):
        yield False


def _filter(roots: Sequence[Path], ignored: Sequence[Path]) -> Callable[[Any, str], bool]:
    """What counts: in the innermost of roots and ignored folders that hold a path, it is a root."""
    places = sorted({*roots, *ignored}, key=lambda place: len(place.parts), reverse=True)

    def matters(_: Any, name: str) -> bool:  # noqa: ANN401 - watchfiles' own
        path = Path(name)
        inner = next((place for place in places if path.is_relative_to(place)), None)
        if inner is None or inner not in roots:
            return False
        return not any(part.startswith(".") for part in path.relative_to(inner).parts)

    return matters


def _identity(path: Path) -> _Identity:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def is_remote(path: Path, mounts: Path = Path("/proc/mounts")) -> bool:
    """Whether a folder is on a drive of another machine, as far as the system says."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # not Linux
        return os.fspath(path.resolve()).startswith("\\\\")
    best, kind = "", ""
    for line in lines:
        _, place, found, *_ = [*line.split(), "", "", ""]
        place = place.replace("\\040", " ")
        if place and len(place) >= len(best) and path.resolve().is_relative_to(place):
            best, kind = place, found
    return kind in _REMOTE
