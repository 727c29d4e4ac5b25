"""Whether two passages tell of one event: by their names, their words and their dates.

Crude on purpose, and on the safe side: two reports are set against each other only where
nothing speaks against their being about the same.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from qa.lang.dates import first_day, last_day
from qa.lang.detect import detect_language
from qa.lang.moments import moments
from qa.lang.text import fold, word_set

if TYPE_CHECKING:
    from qa.types import Hit

_APART = timedelta(days=62)
"""Reports that lie further apart are not about the same state of affairs."""

_DAYS = timedelta(days=10)
"""As above, for two passages that have a single name in common."""

_SHARE, _MOST = 0.16, 0.4
"""Share of the content words of the smaller passage that two passages of one story have in
common, at least; with a name, and if that is the only one."""

_STEM = 6
_SHORT_WORD = 3
_DAY = len("2022-01-06")
_PLACES = re.compile(
    r"^[^:\n]{2,40} ?: |\b(?:[Ee]n|[Aa]ux?|[Àà]|[Ii]n|[Aa]t) (?:la |l['’]|the )?[A-ZÀ-Þ][\w-]+"
)
_EMPTY = word_set(
    "dans avec pour plus cette apres avant depuis selon sont etait etaient ont leur leurs mais "
    "comme entre aussi fait faire dont elle elles ils nous vous tous tout toute that this with "
    "from were have been after before about which their they there would could said when while "
    "article personnes people monsieur madame annee annees jour jours hier lundi mardi mercredi "
    "jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday saturday sunday "
    "combien quel quelle what which"
)


class Story(NamedTuple):
    """The content words and the names of a passage with its title, crudely stemmed.

    Attributes:
        own: Names that do not only say in which place it was: neither "en Syrie" nor
            "Syrie :" at the head of the title.
    """

    words: frozenset[str]
    names: frozenset[str]
    own: frozenset[str]


def story_of(hit: Hit) -> Story:
    """What a passage tells of."""
    return _story(f"{hit.title}\n{hit.text}")


def names_of(text: str) -> frozenset[str]:
    """Capitalised words; most of those that open a sentence are no names."""
    capitals = re.findall(r"(?<![.!?»–-] )\b[A-ZÀ-Þ][\w-]{2,}", text)
    return frozenset(name[:_STEM] for name in map(fold, capitals) if name not in _EMPTY)


def same_story(one: Hit, other: Hit) -> bool:
    """Whether two passages tell of one event, as far as their names and words say."""
    first, second = story_of(one), story_of(other)
    names = len(first.names & second.names)
    if one.language != other.language:
        return names > 1
    return names > 0 and _shared(first, second) >= _SHARE


def surely_same_story(one: Hit, other: Hit) -> bool:
    """As `same_story`, where the name of a country, say, is not enough.

    Two attacks in one country share its name and the words that every attack is told with. A
    single name must be that of the event, and be told of within days.
    """
    if not same_story(one, other):
        return False
    first, second = story_of(one), story_of(other)
    if len(first.names & second.names) > 1 or _shared(first, second) >= _MOST:
        return True
    return bool(first.own & second.own) and _within(one, other, _DAYS)


def _shared(one: Story, other: Story) -> float:
    """Share of the words of the smaller story that the other has too."""
    return len(one.words & other.words) / max(1, min(len(one.words), len(other.words)))


def within_reach(one: Hit, other: Hit) -> bool:
    """Whether both are dated, and not too far apart."""
    return _within(one, other, _APART)


def _within(one: Hit, other: Hit, apart: timedelta) -> bool:
    a, b = one.published, other.published
    if a is None or b is None:
        return False
    return max(first_day(a), first_day(b)) - min(last_day(a), last_day(b)) <= apart


def of_another_day(hit: Hit, question: str) -> bool:
    """Whether the title names a day and the question another: "Manifestations du 22 mai"."""
    today = last_day(hit.published) if hit.published else date.max
    titled, asked = _days(hit.title, today), _days(question, today)
    return bool(titled and asked) and titled.isdisjoint(asked)


@lru_cache(maxsize=1024)
def _story(text: str) -> Story:
    words = frozenset(
        word[:_STEM]
        for word in re.findall(r"[^\W\d_]+", fold(text))
        if len(word) > _SHORT_WORD and word not in _EMPTY
    )
    return Story(words, names_of(text), names_of(_PLACES.sub(" ", text)))


@lru_cache(maxsize=1024)
def _days(text: str, today: date) -> frozenset[str]:
    """The single days that a text names."""
    found = moments(text, detect_language(text), today)
    return frozenset(one.first for one in found if one.first == one.last and len(one.first) == _DAY)
