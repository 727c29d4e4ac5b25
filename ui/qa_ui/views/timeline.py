"""A timeline as a plot: one mark an article on an axis of days, in as many rows as they need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from qa.lang.dates import first_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from qa.types import Citation, Section

ROW: Final = 30
"""Pixels of a row; a mark is a little smaller."""
APART: Final = 8.0
"""Per cent of the axis between the marks of a row, so that they stay apart on a phone."""
ROWS: Final = 6
FEWEST: Final = 2
"""Dated articles from which there is something to plot."""


@dataclass(frozen=True)
class Mark:
    """A citation on the axis: how far along in per cent, and in which row above it."""

    citation: Citation
    day: str
    place: float
    row: int


@dataclass(frozen=True)
class Plot:
    """Marks between the first and the last day; `height` is in pixels."""

    marks: list[Mark]
    first: str
    last: str
    height: int


def plot(sections: Sequence[Section], citations: dict[int, Citation]) -> Plot | None:
    """The plot of the dated sections, which are in the order of their days; None if too few."""
    dated = [(str(one.published), citations[one.citations[0]]) for one in sections if one.published]
    if len(dated) < FEWEST:
        return None
    days = [first_day(day) for day, _ in dated]
    ends = [float("-inf")] * ROWS
    marks = []
    for (day, citation), at in zip(dated, days, strict=True):
        place = _place(at, days)
        free = (row for row, end in enumerate(ends) if place - end >= APART)
        row = next(free, ends.index(min(ends)))
        ends[row] = place
        marks.append(Mark(citation, day, round(place, 1), row))
    height = ROW * (1 + max(mark.row for mark in marks))
    return Plot(marks, dated[0][0], dated[-1][0], height)


def _place(day: date, days: Sequence[date]) -> float:
    """How far along the axis a day lies, in per cent."""
    span = (days[-1] - days[0]).days
    return 100 * (day - days[0]).days / span if span else 50.0
