"""The command `qa watch`: a folder whose changes go into the index by themselves."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.cli.options import Encoder, Index
from qa.cli.output import note, print_text
from qa.errors import FailedFile, IndexLockedError, QAError
from qa.settings import Settings, load_settings
from qa.types import BuildReport

if TYPE_CHECKING:
    from collections.abc import Iterator

_LISTED = 20
"""Articles that are named of each kind of change."""


def watch(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder of articles. [default: corpus]")
    ] = None,
    *,
    once: Annotated[
        bool, typer.Option("--once", metavar="", help="Bring in what has changed and end.")
    ] = False,
    poll: Annotated[
        bool,
        typer.Option("--poll", metavar="", help="Look through all files, as on network drives."),
    ] = False,
    index: Index = None,
    encoder: Encoder = None,
) -> None:
    """Watch a folder: articles that come, change or go are brought into the index.

    What is read is the same as for `qa build`. Ctrl-C ends it at any time.

    Example: `qa watch my-articles --index my-index`
    """
    settings = load_settings(index=index, encoder=encoder)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as a service it ends the same way
    try:
        builds = _Builds(settings, folder)
        if once:
            builds.until_done()
        else:
            builds.follow(poll=poll)
    except KeyboardInterrupt:
        note("stopped")


class _Builds:
    """Builds of one folder, each printed."""

    def __init__(self, settings: Settings, folder: Path | None) -> None:
        from qa.build import build_index
        from qa.encoder import open_encoder

        encoder = open_encoder(settings.encoder, device=settings.device)
        self._build: Callable[[], BuildReport] = lambda: build_index(
            folder, settings=settings, encoder=encoder
        )
        self._settings, self._folder = settings, folder
        self._failed: list[FailedFile] = []
        self._waited = self._broken = False

    def until_done(self) -> None:
        """One build, once no other process is building."""
        while not self._try():
            threading.Event().wait(1)

    def follow(self, *, poll: bool) -> None:
        """A build at first, and after each change."""
        pending = True
        for changed in self._changes(poll=poll):
            pending = pending or changed
            if not pending:
                continue
            try:
                pending = not self._try()
            except QAError as error:  # the next change may end it
                pending, self._broken = False, True
                note(f"{_time()} {error}")

    def _changes(self, *, poll: bool) -> Iterator[bool]:
        from qa.workspace.watch import watched

        named = self._folder or self._settings.corpus
        note(f"watching {named}; Ctrl-C ends it")
        return watched(self._settings, self._folder, stopped=threading.Event(), poll=poll)

    def _try(self) -> bool:
        """Build, unless another process does; whether it was done."""
        try:
            report = self._build()
        except IndexLockedError as error:
            if not self._waited:
                note(f"{_time()} {error}")
            self._waited = True
            return False
        self._waited = False
        self._show(report)
        return True

    def _show(self, report: BuildReport) -> None:
        """What a build did; nothing where it found what the one before found."""
        for failed in report.failed:
            if failed not in self._failed:
                note(f"{'warning' if failed.kept else 'failed'} {failed.path}: {failed.reason}")
        same = report.failed == self._failed
        again, self._broken = self._broken, False
        self._failed = report.failed
        changed = [("added", report.added), ("updated", report.updated)]
        changed.append(("removed", report.removed))
        found = f"{report.articles} articles in {report.generation}"
        if same and not any(ids for _, ids in changed):
            if again:
                print_text(f"{_time()} works again, nothing has changed; {found}")
            return
        for kind, ids in changed:
            for article in ids[:_LISTED]:
                print_text(f"{kind} {article}")
            if len(ids) > _LISTED:
                print_text(f"{kind} {len(ids) - _LISTED} more")
        counts = ", ".join(f"{len(ids)} {kind}" for kind, ids in changed)
        print_text(f"{_time()} {counts}, {len(report.failures)} failed; {found}")


def _time() -> str:
    return datetime.now().astimezone().strftime("%H:%M:%S")
