"""The Feeds tab as HTML."""

from __future__ import annotations

from typing import Any

import pytest

from qa.errors import FailedFile, Failure, FeedError
from qa.types import BuildReport, Language
from qa.workspace.feeds import Feed, Outcome
from qa_ui.http.schemas import RebuildState
from qa_ui.views.feeds import (
    FeedsState,
    feeds_html,
    folder_html,
    intervals,
    outcome_html,
    outcome_words,
)

EVIL = '<img src=x onerror="alert(1)">'


def feed(**fields: Any) -> Feed:
    """A feed that was never run."""
    usual: dict[str, Any] = {
        "name": "une",
        "url": "https://a.example/rss",
        "title": "La Une",
        "every": 1800,
        "paused": False,
        "last_run": None,
        "next_run": "2026-11-27T00:45:00+00:00",
        "outcome": None,
        "running": False,
        "due": False,
    }
    return Feed(**(usual | fields))


def shown(*feeds: Feed, state: FeedsState | None = None, page: Language = "en") -> str:
    """The list."""
    return feeds_html(feeds, state or FeedsState(), page)


def test_hostile_feeds_are_text() -> None:
    """Titles, addresses and problems are escaped; an unsafe address is no link."""
    problem = FailedFile(path="javascript:alert(1)", code="page.robots")
    evil = feed(
        title=EVIL,
        url="javascript:alert(1)",
        outcome=Outcome(
            problems=[problem], failure=Failure(code="page.failed", values={"why": EVIL})
        ),
    )
    for state in (None, FeedsState(removing="une")):
        html = shown(evil, state=state)
        assert "<img" not in html
        assert 'href="javascript' not in html


def test_a_feed_says_how_it_is() -> None:
    """Not read yet, running, about to be read, paused, or when it is read next."""
    assert "not checked yet" in shown(feed())
    assert "27 November 2026 at 00:45 UTC" in shown(feed())
    assert "in progress" in shown(feed(running=True))
    assert "about to start" in shown(feed(due=True))
    paused = shown(feed(paused=True))
    assert "paused" in paused
    assert 'data-do="resume"' in paused
    assert 'data-do="pause"' not in paused


def test_a_failure_is_said_in_the_language_of_the_page() -> None:
    """With what to do."""
    failed = feed(
        last_run="2026-11-27T00:15:00+00:00",
        outcome=Outcome(failure=Failure(code="page.status", values={"status": 500})),
    )
    assert "a renvoyé le code 500" in shown(failed, page="fr")
    assert "returned status 500" in shown(failed)


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome(), "rien de nouveau"),
        (Outcome(new=1), "1 nouvel article"),
        (Outcome(new=3, updated=2), "3 nouveaux articles, 2 articles mis à jour"),
        (Outcome(new=100, waiting=20), "100 nouveaux articles, 20 articles laissés pour la"),
    ],
)
def test_an_outcome_is_counted_in_words(outcome: Outcome, words: str) -> None:
    """What is zero is left out."""
    assert outcome_words(outcome, "fr").startswith(words)


def test_the_interval_is_in_words() -> None:
    """As it is chosen from a list."""
    assert ("1\N{NO-BREAK SPACE}heure", "1h") in intervals("fr")
    assert ("30 minutes", "30m") in intervals("en")
    assert "1 day" in shown(feed(every=86_400))


def test_a_removal_is_asked_for_twice() -> None:
    """The buttons of the other feeds stay."""
    html = shown(feed(), feed(name="deux"), state=FeedsState(removing="une"))
    assert html.count('data-do="confirm"') == 1
    assert html.count('data-do="remove"') == 1


def test_an_outcome_of_a_click_is_announced() -> None:
    """What was done as a status, what failed as an alert; nothing before the first click."""
    assert outcome_html(FeedsState(), "en") == ""
    assert 'role="status"' in outcome_html(FeedsState(done="Done."), "en")
    problem = FeedError("https://a.example/", "feed.untyped")
    assert 'role="alert"' in outcome_html(FeedsState(problem=problem), "en")


def test_the_folder_says_whether_it_is_watched() -> None:
    """With the last change and what the last update of the index did."""
    idle = RebuildState(state="idle")
    off = folder_html("corpus", idle, "en", watching=False, changed_at=None)
    assert "not watched" in off
    assert "not since the server was started" in off
    report = BuildReport(
        added=["a", "b"], updated=["c"], unchanged=[], removed=[], failed=[], passages=3,
        seconds=1, generation="g2",
    )  # fmt: skip
    done = RebuildState(state="done", started="2026-11-27T00:15:00+00:00", report=report)
    on = folder_html("corpus", done, "en", watching=True, changed_at="2026-11-27T00:14:00+00:00")
    assert "is watched" in on
    assert "00:14 UTC" in on
    assert "2 articles added, 1 updated" in on


def test_an_update_that_failed_is_named() -> None:
    """In the language of the page."""
    failed = RebuildState(state="failed", failure=Failure(code="unexpected"))
    html = folder_html("corpus", failed, "fr", watching=True, changed_at=None)
    assert 'class="bad"' in html
