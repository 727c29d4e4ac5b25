"""The folders of a collection: the user's own, and the one that the app fills.

What is uploaded, pasted or fetched goes into the data folder (`Settings.articles`). That belongs to
the collection of the setting `corpus`; another folder that is named explicitly is read alone.
"""

from __future__ import annotations

import filecmp
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from qa.corpus.files import sweep
from qa.corpus.hidden import Hidden
from qa.corpus.walk import Found, path_name, walk
from qa.errors import FailedFile
from qa.phrases import PhraseValue
from qa.settings import Settings


@dataclass(frozen=True)
class Roots:
    """Where the articles of a collection are.

    Attributes:
        corpus: The user's folder, or a single file.
        own: The folder that the app fills; None: it does not belong to this collection. Of two
            files with one path the one in here is read, since it was added later.
    """

    corpus: Path
    own: Path | None = None

    @property
    def hidden(self) -> Hidden | None:
        """What is left out."""
        return Hidden(self.own) if self.own else None

    def find(self, path: str) -> Path | None:
        """The file that is read under a path, or that holds it as an archive; None if none does."""
        names = [path, *map(str, PurePosixPath(path).parents)]
        places = (root / name for name in names for root in (self.own, self.corpus) if root)
        return next((place for place in places if place.is_file()), None)

    def sweep(self) -> None:
        """Remove what crashes left in the folder that the app fills."""
        if self.own:
            sweep(self.own)

    def walk(self) -> Iterator[tuple[str, Found]]:
        """The files of both folders with their relative paths, in the order of those paths."""
        own = dict(walk(self.own)) if self.own and self.own.is_dir() else {}
        theirs = dict(walk(self.corpus)) if self.corpus.is_dir() else self._single()
        inner = self._inner()
        for name in sorted({*own, *theirs}):
            if name in own:
                yield name, own[name]
            if name not in theirs or (inner and name.startswith(inner)):
                continue
            if name not in own:
                yield name, theirs[name]
            elif not _same(own[name], theirs[name]):
                values: dict[str, PhraseValue] = {"own": str(self.own)}
                yield name, FailedFile(path=name, code="file.twice", values=values)

    def _single(self) -> dict[str, Found]:
        """The corpus that is one file."""
        if not self.corpus.exists():
            return {}
        return {path_name(Path(self.corpus.name)): self.corpus.resolve()}

    def _inner(self) -> str | None:
        """What the paths of the app's folder begin with, if it is a part of the corpus."""
        corpus, own = self.corpus.resolve(), self.own and self.own.resolve()
        is_inside = own and own != corpus and own.is_relative_to(corpus)
        return f"{path_name(own.relative_to(corpus))}/" if own and is_inside else None


def _same(one: Found, other: Found) -> bool:
    """Whether two files hold the same bytes."""
    if isinstance(one, FailedFile) or isinstance(other, FailedFile):
        return False
    try:
        return filecmp.cmp(one, other, shallow=False)
    except OSError:
        return False


def roots_of(settings: Settings, corpus: Path | str | None = None) -> Roots:
    """Where the articles of the served collection are, or those of a folder that was named.

    Args:
        settings: Where the corpus and the data folder are.
        corpus: A folder or a file; unset, or the same place as the setting: with the data folder.
    """
    named = Path(corpus or settings.corpus)
    is_served = named == settings.corpus or named.resolve() == settings.corpus.resolve()
    return Roots(named, settings.articles if is_served else None)
