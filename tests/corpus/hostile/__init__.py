"""Files that are hostile or broken, by what is to become of them.

Each is made from a sentence of its own, so that a test can see whether it was read. `READ` have an
article with that sentence, `REFUSED` are failures, `PARTLY` are both.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Literal, NamedTuple

from . import documents, mails, markup, names, pdfs, tables, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .sentence import Makers

Fate = Literal["read", "refused", "partly"]

_MODULES = (texts, names, markup, tables, documents, mails, pdfs)


class Hostile(NamedTuple):
    """A file, and what is to become of it.

    Attributes:
        sentence: What an article of it has to say, unless it is refused.
    """

    path: str
    data: bytes
    fate: Fate
    sentence: str


def hostile_files() -> Iterator[Hostile]:
    """All of them; they are made one by one, as some are large."""
    for module in _MODULES:
        fates: dict[Fate, Makers] = {
            "read": module.READ,
            "refused": module.REFUSED,
            "partly": module.PARTLY,
        }
        for fate, makers in fates.items():
            for path, make in makers.items():
                sentence = f"The ferry to {_name(path)} was cancelled because of the storm."
                yield Hostile(path, make(sentence), fate, sentence)


def _name(path: str) -> str:
    """A word in letters that no other file's sentence has."""
    digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
    return "Tarran" + "".join(chr(ord("a") + int(digit, 16)) for digit in digest)
