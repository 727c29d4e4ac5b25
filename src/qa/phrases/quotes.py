"""Quotation marks around a quote, which may have marks of its own.

A sentence cut out of a longer quotation often has only one of its marks: it gets the other one. One
that begins or ends with a pair of its own needs none around it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qa.phrases.catalogue import template

if TYPE_CHECKING:
    from qa.types import Language

_CLOSING: Final = {"«": "»", "“": "”", '"': '"'}
_OPENING: Final = {closing: opening for opening, closing in _CLOSING.items()}
_SPACED: Final = {"«": "« ", "»": " »"}


def marks(language: Language, quote: str) -> tuple[str, str]:
    """What is put before and after a quote, so that every mark in it and around it has its pair."""
    unopened, unclosed = _lonely(quote)
    if unopened or unclosed:
        opening = [_OPENING[mark] for mark in reversed(unopened)]
        closing = [_CLOSING[mark] for mark in reversed(unclosed)]
        return _joined(opening), _joined(closing)
    first, last = quote.strip()[:1], quote.rstrip(" .!?…\n")[-1:]
    if first in _CLOSING or last in _OPENING:
        return "", ""
    before, _, after = template(language, "answer.quote").partition("{quote}")
    return before, after


def quoted(language: Language, quote: str, shown: str | None = None) -> str:
    """A quote in the quotation marks of its language; `shown` is how it is written, if changed."""
    before, after = marks(language, quote)
    return f"{before}{quote if shown is None else shown}{after}"


def _lonely(text: str) -> tuple[list[str], list[str]]:
    """The closing marks that were never opened, and the opening ones that are never closed."""
    unopened: list[str] = []
    open_ones: list[str] = []
    for position, mark in enumerate(text):
        if mark in _CLOSING and (mark != '"' or _opens(text, position)):
            open_ones.append(mark)
        elif mark in _OPENING and _OPENING[mark] in open_ones:
            del open_ones[len(open_ones) - 1 - open_ones[::-1].index(_OPENING[mark]) :]
        elif mark in _OPENING and not (mark == '"' and text[position - 1].isdecimal()):  # inches
            unopened.append(mark)
    return unopened, open_ones


def _opens(text: str, position: int) -> bool:
    """Whether a straight mark opens a quotation: nothing but space or a bracket is before it."""
    before = text[position - 1 : position]
    return not before or before.isspace() or before in "([«“"


def _joined(missing: list[str]) -> str:
    return "".join(_SPACED.get(mark, mark) for mark in missing)
