"""The one clean-up that every article's text goes through, at reading and never again.

All offsets in the project point into the text that `normalise` returns.
"""

from __future__ import annotations

import re
import unicodedata

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Besides controls: lone surrogates, which no file can hold, and invisible marks (soft hyphen,
# zero-width space, byte order mark, direction overrides), which keep words from being found.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
    "\ud800-\udfff]"
)
_MOST_MARKS = 10
_STACKED = re.compile(rf"[^\w\s!-\u02ff]{{{_MOST_MARKS + 1},}}")
"""Where more accents than any language has may stand on one letter; sorting them takes long."""

_GAPS = re.compile(r"\n(?:[ \t]*\n){2,}")


def normalise(text: str) -> str:
    """NFC, LF line ends, no control characters, at most one blank line, no outer white space.

    No-break spaces stay: French typography needs them. Doing it twice changes nothing.
    """
    text = _STACKED.sub(_unstacked, _UNSEEN.sub("", _BREAKS.sub("\n", text)))
    return _GAPS.sub("\n\n", unicodedata.normalize("NFC", text)).strip()


def one_line(text: str) -> str:
    """The normalised text with every run of white space made one space."""
    return " ".join(normalise(text).split())


def _unstacked(found: re.Match[str]) -> str:
    kept, marks = [], 0
    for char in found[0]:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)
