"""What articles are filtered, counted and ordered by: a few numbers of each, held in memory.

An article's place is where it stands in the order of the corpus. A filter looks at all articles,
which takes a thousandth of a second where a query of the database takes a tenth.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from qa.lang.dates import first_day, last_day
from qa.types import Filters, PartialDate

Places = NDArray[np.int64]
Days = NDArray[np.int32]
"""Dates as numbers, 20220106 say; 0: none."""

_MONTH: Final = len("2022-01")

_ARTICLES: Final = "SELECT seq, first_day, last_day, source, language, published FROM articles"
"""All of it stands in the index `articles_chosen`: the texts are not looked at."""

_PASSAGES: Final = "SELECT article, min(row), count(*) FROM passages GROUP BY article"


@dataclass(frozen=True)
class Values:
    """One of few values of each article.

    Attributes:
        numbers: Which of the values it has, by place.
        values: They themselves; None stands for none.
    """

    numbers: NDArray[np.int64]
    values: list[str | None]

    @classmethod
    def of(cls, values: Sequence[str | None]) -> Values:
        """The values of all articles, by place."""
        known = {value: number for number, value in enumerate(dict.fromkeys(values))}
        return cls(np.array([known[value] for value in values], dtype=np.int64), list(known))

    def ranks(self, key: Callable[[str], str]) -> NDArray[np.int64]:
        """Where the value of each article stands among all by a key, from 1; 0: it has none."""
        keys = [key(value or "") for value in self.values]
        ranks = {one: rank for rank, one in enumerate(sorted({"", *keys}))}
        return np.array([ranks[one] for one in keys], dtype=np.int64)[self.numbers]

    def at(self, places: Places) -> Values:
        """The same values of the articles at some places."""
        return Values(self.numbers[places], self.values)

    def days(self) -> Days:
        """Values that are days, or none, as numbers."""
        days = [int((value or "0").replace("-", "")) for value in self.values]
        return np.array(days, dtype=np.int32)[self.numbers]

    def months(self) -> Values:
        """The months of values that are dates."""
        return Values.of([value and value[:_MONTH] for value in self.values]).at(self.numbers)

    def among(self, wanted: Collection[str]) -> NDArray[np.bool_]:
        """Which articles have one of some values, by place."""
        held = np.array([value in wanted for value in self.values], dtype=np.bool_)
        return held[self.numbers]

    def counted(self, articles: NDArray[np.bool_]) -> Counter[str | None]:
        """How many of some articles, a mask by place, have which value."""
        counts = np.bincount(self.numbers[articles], minlength=len(self.values)).tolist()
        return Counter({one: n for one, n in zip(self.values, counts, strict=True) if n})


@dataclass(frozen=True)
class Listing:
    """All articles of a generation, by place.

    Attributes:
        seqs: Their numbers in the database, which ascend.
        first_days: The first day that their date covers.
        last_days: The last one.
        sources: Where they appeared.
        languages: What they are written in.
        dates: When they appeared, as precise as that is known.
        starts: The rows of their first passages; those of an article follow one another.
        counts: How many passages they have.
    """

    seqs: Places
    first_days: Days
    last_days: Days
    sources: Values
    languages: Values
    dates: Values
    starts: Places
    counts: Places

    @classmethod
    def read(cls, rows: Callable[[str], list[Any]]) -> Listing:
        """Read it by running statements over the database of a generation."""
        found, *columns = [*zip(*rows(_ARTICLES), strict=True)] or [()] * 6
        order = np.argsort(np.array(found, dtype=np.int64))
        seqs = np.array(found, dtype=np.int64)[order]
        first, last, sources, languages, dates = (Values.of(one).at(order) for one in columns)
        days = first.days(), last.days()
        spans = np.array(rows(_PASSAGES), dtype=np.int64).reshape(-1, 3)
        starts, counts = np.zeros((2, len(seqs)), dtype=np.int64)
        places = np.searchsorted(seqs, spans[:, 0])
        starts[places], counts[places] = spans[:, 1], spans[:, 2]
        return cls(seqs, *days, sources, languages, dates, starts, counts)

    def __len__(self) -> int:
        """Number of articles."""
        return len(self.seqs)

    @cached_property
    def months(self) -> Values:
        """The months of their dates, or the years where those alone are known."""
        return self.dates.months()

    def places(self) -> Places:
        """The place of the article of each passage, by row."""
        order = np.argsort(self.starts, kind="stable")
        return np.repeat(order, self.counts[order])

    def rows(self, place: int) -> range:
        """Rows of the passages of an article, in the order of its text."""
        start = int(self.starts[place])
        return range(start, start + int(self.counts[place]))

    def passing(self, where: Filters) -> NDArray[np.bool_]:
        """Which articles pass the filters by date, source and language."""
        passing = np.ones(len(self), dtype=np.bool_)
        undated = self.first_days == 0 if where.undated else False
        if where.since:
            passing &= (self.last_days >= _day(first_day, where.since)) | undated
        if where.until:
            covered = (self.first_days > 0) & (self.first_days <= _day(last_day, where.until))
            passing &= covered | undated
        for values, wanted in ((self.sources, where.sources), (self.languages, where.languages)):
            if wanted:
                passing &= values.among(wanted)
        return passing

    def newest_first(self, places: Places) -> Places:
        """Some places in ascending order, by date; the undated ones come last."""
        return places[np.argsort(-self.first_days[places], kind="stable")]


def _day(edge: Callable[[PartialDate], Any], value: PartialDate) -> int:
    """The first or last day of a date, as a number."""
    return int(edge(value).isoformat().replace("-", ""))
