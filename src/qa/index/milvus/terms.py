"""What is written to Milvus, and the conditions that find it again.

`terms` has the analysed words, each with the sign of its field before it; BM25 is over these.
`words` has all words, folded, in their order. Characters other than small letters and digits are
written as their numbers, so that the tokenizers of all kinds of Milvus leave a token whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from qa.index.analysis import EXACT_WEIGHT, GAP, Analysis, Forms
from qa.index.passages import Chosen, Mask, Written
from qa.lang.dates import first_day, last_day
from qa.lang.text import words_in
from qa.types import Filters, Language

LONGEST: Final = 65_535
"""Bytes of a text that Milvus takes."""

SOURCE: Final = 200
"""Characters of a source that are kept, for filters."""

ONCE: Final = 1 / EXACT_WEIGHT
"""How often a stemmed word stands in a question, where the word as it is stands once."""

_SIGNS: Final = {"exact": "x", "fr": "f", "en": "e"}
_NEVER: Final = 0
"""First or last day of an article without a date: outside of every period."""
_EVER: Final = 99_999_999


def terms_of(analysis: Analysis, title: str, text: str, language: Language) -> str:
    """The analysed words of a passage, and of the title of its article."""
    written = f"{title}\n{text}"
    return _joined(
        _term(field, token)
        for field in ("exact", language)
        for token in analysis.tokens(field, written)
    )


def terms_asked(analysis: Analysis, question: str, language: Language) -> str:
    """The words of a question, those of its language as often as they weigh more."""
    exact = dict.fromkeys(analysis.tokens("exact", question))
    stems = dict.fromkeys(analysis.tokens(language, question))
    found = [_term(language, token) for token in stems] * round(ONCE)
    return _joined([*found, *(_term("exact", token) for token in exact)])


def words_of(title: str, text: str) -> str:
    """All words of a passage and of the title of its article."""
    return _joined(map(_whole, [*words_in(title), GAP, *words_in(text)]))


def with_any(forms: Forms) -> str:
    """The condition that a passage has a word in one of its forms."""
    terms = sorted(_term(field, token) for field, token in forms if field in _SIGNS)
    words = sorted(_whole(token) for field, token in forms if field not in _SIGNS)
    parts = (("terms", terms), ("words", words))
    return " or ".join(f'text_match({name}, "{" ".join(found)}")' for name, found in parts if found)


def with_all(words: Sequence[str]) -> str:
    """The condition that a passage has all of some folded words."""
    return " and ".join(f'text_match(words, "{_whole(word)}")' for word in dict.fromkeys(words))


def has_phrase(written: str, words: Sequence[str]) -> bool:
    """Whether words stand one after the other in what `words_of` wrote."""
    return f" {' '.join(map(_whole, words))} " in f" {written} "


def fields_of(passage: Written) -> dict[str, str | int]:
    """What filters compare of the article of a passage."""
    date = passage.published
    return {
        "source": _plain(passage.source or ""),
        "language": passage.language,
        "first_day": _number(first_day(date).isoformat()) if date else _EVER,
        "last_day": _number(last_day(date).isoformat()) if date else _NEVER,
    }


def condition(chosen: Chosen | None) -> str:
    """The condition that passages are among those chosen; empty: all are."""
    if chosen is None:
        return ""
    if chosen.where is None:
        return rows_in(chosen.mask)
    where, terms = chosen.where, []
    or_undated = f" or last_day == {_NEVER}" if where.undated else ""
    if where.since:
        terms.append(f"(last_day >= {_number(first_day(where.since).isoformat())}{or_undated})")
    if where.until:
        terms.append(f"(first_day <= {_number(last_day(where.until).isoformat())}{or_undated})")
    for column, values in (("source", where.sources), ("language", where.languages)):
        if values:
            terms.append(f"{column} in [{', '.join(map(_quoted, values))}]")
    rest = Filters(people=where.people, places=where.places, articles=where.articles)
    if not rest.everything:  # what only the store of articles knows
        terms.append(rows_in(chosen.find(rest)))
    return " and ".join(filter(None, terms))


def rows_in(mask: Mask) -> str:
    """The condition that a passage is in a mask; empty: all are."""
    inside, outside = np.flatnonzero(mask), np.flatnonzero(~mask)
    if not len(outside):
        return ""
    if not len(inside):
        return "row < 0"
    few, operator = (inside, "in") if len(inside) <= len(outside) else (outside, "not in")
    return f"row {operator} {few.tolist()}"


def _joined(tokens: Iterable[str]) -> str:
    """Tokens as a text, as many of them as Milvus takes."""
    whole = " ".join(tokens)
    return whole if len(whole) <= LONGEST else whole[:LONGEST].rpartition(" ")[0]


def _term(field: str, token: str) -> str:
    return _SIGNS[field] + _whole(token)


def _whole(token: str) -> str:
    return re.sub(r"[^a-z0-9]", lambda found: f"zz{ord(found[0]):x}zz", token)


def _plain(text: str) -> str:
    """A name without characters that no condition can hold, and no longer than is kept."""
    return "".join(char if char.isprintable() else " " for char in text)[:SOURCE]


def _quoted(name: str) -> str:
    escaped = _plain(name).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _number(day: str) -> int:
    return int(day.replace("-", ""))
