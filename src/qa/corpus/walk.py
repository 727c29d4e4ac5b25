"""The files of a corpus folder, in a stable order, none of them outside the folder."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from qa.errors import FailedFile, cause
from qa.phrases import PhraseValue

Found = Path | FailedFile

_PAGE = re.compile(r"(.+)\.x?html?", re.IGNORECASE)
_BESIDE = ("_files", "_fichiers", ".files", "_file")


def walk(root: Path) -> Iterator[tuple[str, Found]]:
    """Yield each file with its path relative to `root`, in the order of those paths.

    What starts with a dot is skipped. A link is followed if its target lies inside `root`
    and was not met under its own name, so that nothing is read twice and no circle is
    walked; a link that leads outside, or nowhere, is a failure. The paths are those of the files
    themselves, without links, so that one which comes later is noticed when a file is opened.
    What a browser saved beside a page is skipped too.
    """
    found: dict[str, Found] = {}
    seen: set[Path] = set()
    links = _walk_folder(root, Path(), found, seen)
    while links:
        links = [link for old in sorted(links) for link in _follow(root, old, found, seen)]
    beside = page_files(found)
    yield from sorted((name, one) for name, one in found.items() if name not in beside)


def page_files(names: Iterable[str]) -> set[str]:
    """Those of some paths that a browser saved beside a page, its pictures and frames."""
    known = [*names]
    pages = [found[1] for name in known if (found := _PAGE.fullmatch(name))]
    folders = {f"{page}{ending}" for page in pages for ending in _BESIDE}
    if not folders:
        return set()
    return {
        name for name in known if any(str(one) in folders for one in PurePosixPath(name).parents)
    }


def path_name(path: Path) -> str:
    """The path with `/`, and with bytes that are no text written as escapes."""
    return path.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _walk_folder(root: Path, folder: Path, found: dict[str, Found], seen: set[Path]) -> list[Path]:
    """Collect the files below a folder; return the links, for when all else is collected."""
    links, folders = [], [folder]
    while folders:
        folder = folders.pop()
        real = (root / folder).resolve()
        if not real.is_relative_to(root.resolve()):  # a link has just come into its place
            found[path_name(folder)] = FailedFile(path=path_name(folder), code="link.outside")
            continue
        seen.add(real)
        for entry in _entries(root, folder, found):
            path = folder / entry.name
            if entry.is_symlink():
                links.append(path)
            elif entry.is_dir():
                folders.append(path)
            else:
                found[path_name(path)] = real / entry.name
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
    found[name] = target
    return []
