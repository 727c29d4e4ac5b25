"""Words torn at the end of a line: with a hyphen of their own, or with the typesetter's."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_HYPHENS = "-\xad\N{HYPHEN}"
_TORN = re.compile(rf"(?<!\w)(\w+)([{_HYPHENS}])$")
_WORD = re.compile(r"\w+(?:['’]\w+)?")
_COMPOUND = re.compile(r"(?=\b(\w+-\w+)\b)")
_FIRST = re.compile(r"\w+")


@cache
def _halves() -> tuple[frozenset[str], frozenset[str]]:
    """First and second halves of words that mostly stand beside a hyphen."""
    found = tomllib.loads(Path(__file__).with_name("hyphens.toml").read_text(encoding="utf-8"))
    return frozenset(found["first"].split()), frozenset(found["second"].split())


class Hyphens:
    """Joins lines, by what is known of words and by how the same file writes them elsewhere."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._words: set[str] = set()
        for line in lines:
            inside = _TORN.sub("", line).lower()
            self._words.update(_WORD.findall(inside), _COMPOUND.findall(inside))

    def join(self, line: str, following: str) -> tuple[str, str]:
        """The end of a line, and what stands between it and the following one."""
        torn, first = _TORN.search(line), _FIRST.match(following)
        if not torn or not first:
            return line, " "
        place = torn[1][0].isupper() and following[first.end() :][:1] == "-"  # Orbe-|sur-Mer
        if place or self._keeps(torn[1], torn[2], first[0]):
            return line, ""
        return line[:-1], ""

    def _keeps(self, left: str, hyphen: str, right: str) -> bool:
        if hyphen == "\xad":
            return False
        if not right[0].islower() or not left[-1].isalpha():
            return True
        left, right = left.lower(), right.lower()
        if f"{left}-{right}" in self._words:
            return True
        if left + right in self._words:
            return False
        first, second = _halves()
        return left in first or right in second
