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

_TICK: Final = 1000
"""Milliseconds after which the caller gets a turn although nothing has changed."""
_QUIET: Final = 1000
"""Milliseconds without a further change after which changes are told: files arrive in groups."""
_LONGEST: Final = 10_000
"""Milliseconds after which changes are told although more are coming."""
_POLL: Final = 2000
_REMOTE: Final = frozenset({
    "9p", "afs", "ceph", "cifs", "fuse.rclone", "fuse.s3fs", "fuse.sshfs", "glusterfs", "ncpfs",
    "nfs", "nfs4", "smb3", "smbfs", "vboxsf", "virtiofs",
})  # fmt: skip

_Identity = tuple[int, int] | None


def changes(
    roots: Sequence[Path],
    *,
    ignored: Sequence[Path] = (),
    stopped: threading.Event,
    poll: bool = False,
) -> Iterator[bool]:
    """Yield at least every few seconds whether something has changed, until `stopped` is set.

    Args:
        roots: Folders or files; one that is missing is watched once it is there.
        ignored: Folders within them that do not count. Nothing hidden counts either.
        stopped: Ends the watching.
        poll: Whether all files are looked through although the drive is one of this machine.
    """
    roots = [root.resolve() for root in roots]
    matters = _filter(roots, [path.resolve() for path in ignored])
    while not stopped.is_set():
        before = [_identity(root) for root in roots]
        there = [root for root, found in zip(roots, before, strict=True) if found]
        for changed in _watch(there, matters, stopped, poll=poll):
            # A folder that was moved away, or is back, must be watched anew.
            replaced = [_identity(root) for root in roots] != before
            yield changed or replaced
            if replaced:
                break


def _watch(
    there: Sequence[Path],
    matters: Callable[[Any, str], bool],
    stopped: threading.Event,
    *,
    poll: bool,
) -> Iterator[bool]:
    """Whether something has changed in folders that are there, until they go."""
    from watchfiles import watch

    found = watch(
        *there,
        watch_filter=matters,
        debounce=_LONGEST,
        step=_QUIET,
        stop_event=stopped,
        rust_timeout=_TICK,
        yield_on_timeout=True,
        force_polling=poll or any(map(is_remote, there)),
        poll_delay_ms=_POLL,
        ignore_permission_denied=True,
    )
    try:
        if there:
            yield from (bool(changed) for changed in found)
    except (OSError, RuntimeError):  # gone just now, or too many to be watched
        pass
    if not stopped.wait(_TICK / 1000):
        yield False


def _filter(roots: Sequence[Path], ignored: Sequence[Path]) -> Callable[[Any, str], bool]:
    def matters(_: Any, name: str) -> bool:  # noqa: ANN401 - watchfiles' own
        path = Path(name)
        if any(path.is_relative_to(other) for other in ignored):
            return False
        root = next((root for root in roots if path.is_relative_to(root)), path)
        return not any(part.startswith(".") for part in path.relative_to(root).parts)

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
