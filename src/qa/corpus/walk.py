"""The files of a corpus folder, in a stable order, none of them outside the folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from qa.errors import FailedFile, cause
from qa.phrases import PhraseValue

Found = Path | FailedFile


def walk(root: Path) -> Iterator[tuple[str, Found]]:
    """Yield each file with its path relative to `root`, in the order of those paths.

    What starts with a dot is skipped. A link is followed if its target lies inside `root`
    and was not met under its own name, so that nothing is read twice and no circle is
    walked; a link that leads outside, or nowhere, is a failure.
    """
    found: dict[str, Found] = {}
    seen: set[Path] = set()
    links = _walk_folder(root, Path(), found, seen)
    while links:
        links = [link for old in sorted(links) for link in _follow(root, old, found, seen)]
    yield from sorted(found.items())


def path_name(path: Path) -> str:
    """The path with `/`, and with bytes that are no text written as escapes."""
    return path.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _walk_folder(root: Path, folder: Path, found: dict[str, Found], seen: set[Path]) -> list[Path]:
    """Collect the files below a folder; return the links, for when all else is collected."""
    links, folders = [], [folder]
    while folders:
        folder = folders.pop()
        real = (root / folder).resolve()
        seen.add(real)
        for entry in _entries(root, folder, found):
            path = folder / entry.name
            if entry.is_symlink():
                links.append(path)
            elif entry.is_dir():
                folders.append(path)
            else:
                found[path_name(path)] = root / path
                seen.add(real / entry.name)
    return links


def _entries(root: Path, folder: Path, found: dict[str, Found]) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(root / folder) as entries:
            return [entry for entry in entries if not entry.name.startswith(".")]
    except OSError as error:
        name = path_name(folder)
        values: dict[str, PhraseValue] = {"why": cause(error)}
        found[name] = FailedFile(path=name, code="folder.unreadable", values=values)
        return []


def _follow(root: Path, link: Path, found: dict[str, Found], seen: set[Path]) -> list[Path]:
    """Collect what a link leads to; return further links in there."""
    name = path_name(link)
    try:
        target = (root / link).resolve(strict=True)
    except (OSError, RuntimeError):  # RuntimeError: a circle of links, before Python 3.13
        found[name] = FailedFile(path=name, code="link.broken")
        return []
    if not target.is_relative_to(root.resolve()):
        found[name] = FailedFile(path=name, code="link.outside")
        return []
    if target in seen:
        return []
    seen.add(target)
    if target.is_dir():
        return _walk_folder(root, link, found, seen)
    found[name] = root / link
    return []
