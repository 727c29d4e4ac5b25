"""Facts about overviews and timelines on the page."""

from __future__ import annotations

import re

import pytest

from qa.types import Answer, AppliedFilters, Citation, Section
from qa_ui.page.session import Session, Turn
from qa_ui.views.cards import cards_html
from qa_ui.views.conversation import conversation
from qa_ui.views.timeline import ROWS, plot
from tests.ui.fakes import (
    ELEVEN,
    FLOOD_ONE,
    FLOOD_TWO,
    FOUR,
    make_citation,
    make_hit,
    make_overview,
)

OVERVIEW = make_overview("What happened in the valley?", [ELEVEN, FOUR], [])
TIMELINE = make_overview("Timeline of the flood", [FOUR, ELEVEN], [])


def _html(answer: Answer) -> str:
    return conversation(Session("en", (Turn(answer.question, answer=answer),)), judging=True)


def _sections(days: list[str | None]) -> tuple[list[Section], dict[int, Citation]]:
    sections = [
        Section(heading="Flood", published=day, citations=[number])
        for number, day in enumerate(days, start=1)
    ]
    return sections, {number: make_citation(number, FOUR) for number in range(1, len(days) + 1)}


def test_an_overview_names_each_article_above_its_quotes() -> None:
    """Title and date come before the quote, and not again below the answer."""
    html = _html(OVERVIEW)
    assert html.index(FLOOD_TWO.title) < html.index("Eleven people died")
    assert html.index(FLOOD_ONE.title) < html.index("Four people died")
    assert html.count(f">{FLOOD_ONE.title}<") == 1
    assert "3 March 2024" in html
    assert 'class="timeline"' not in html


def test_a_timeline_has_a_mark_for_each_article() -> None:
    """A mark is a button with words, which opens the citation of its number."""
    html = _html(TIMELINE)
    marks = re.findall(r'<button type="button" class="mark".*?</button>', html)
    assert [re.findall(r'data-number="(\d)"', mark) for mark in marks] == [["1"], ["2"]]
    assert all('data-do="open"' in mark and 'data-kind="cite"' in mark for mark in marks)
    assert 'aria-label="2 March 2024: Open source 1: Flood in the valley: four dead"' in marks[0]
    assert "<svg" in html


def test_marks_lie_between_the_first_day_and_the_last() -> None:
    """By the days between them; what has no date has no mark."""
    drawn = plot(*_sections(["2024-01-01", "2024-01-26", "2024-04-10", None]))
    assert drawn is not None
    assert [mark.place for mark in drawn.marks] == [0, 25, 100]
    assert (drawn.first, drawn.last) == ("2024-01-01", "2024-04-10")


def test_marks_of_one_day_stand_above_one_another() -> None:
    """A reader can reach each of them."""
    drawn = plot(*_sections(["2024-01-01"] * 3))
    assert drawn is not None
    assert [(mark.place, mark.row) for mark in drawn.marks] == [(50, 0), (50, 1), (50, 2)]


def test_a_plot_has_a_few_rows_at_most() -> None:
    """Many articles of one day overlap rather than fill the screen."""
    drawn = plot(*_sections(["2024-01-01"] * 20))
    assert drawn is not None
    assert max(mark.row for mark in drawn.marks) < ROWS


@pytest.mark.parametrize("days", [[], ["2024-01-01"], [None, None]])
def test_too_few_dates_are_not_plotted(days: list[str | None]) -> None:
    """The quotes stand without a plot."""
    assert plot(*_sections(days)) is None


def test_that_no_article_is_of_that_time_is_said() -> None:
    """The closest passages follow, which are of another time."""
    reason = "No article was published at that time."
    part = OVERVIEW.parts[0].model_copy(update={"answered": False, "citations": [], "sections": []})
    refused = OVERVIEW.model_copy(
        update={
            "answered": False,
            "parts": [part],
            "citations": [],
            "reason": reason,
            "hits": [make_hit(FLOOD_ONE, 1)],
            "filters": AppliedFilters(since="2020-01-01", until="2020-01-01"),
        }
    )
    assert reason in _html(refused)
    session = Session("en", turns=(Turn("Timeline?", answer=refused),))
    assert FLOOD_ONE.title in cards_html(session, "en")


def test_what_asks_nothing_has_no_buttons() -> None:
    """Neither to judge, nor to copy, nor to ask again, nor to go on."""
    said = OVERVIEW.model_copy(
        update={"answered": False, "parts": [], "citations": [], "reason": "I answer questions."}
    )
    session = Session("en", turns=(Turn("Who are you?", answer=said),))
    (turn,) = re.findall(r"<article.*</article>", conversation(session, judging=True))
    assert "I answer questions." in turn
    assert "<button" not in turn
