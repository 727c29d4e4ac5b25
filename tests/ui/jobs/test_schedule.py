"""Feeds and the watched folder in the server: what runs when, and one rebuild after it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from qa.errors import FeedError, IndexLockedError, ReadError
from qa.settings import Settings
from qa.workspace.database import Database
from qa.workspace.feeds import Feeds
from qa_ui.jobs.rebuild import Rebuilder
from qa_ui.jobs.schedule import Schedule
from tests.ui.conftest import FakeBuild
from tests.website import Site
from tests.workspace.feeds.made import article_page, feed_page, item, rss

PATIENCE = 30.0


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The schedule looks often, and visits have no pauses."""
    monkeypatch.setattr("qa.workspace.feeds.visit.PAUSE", 0.0)
    monkeypatch.setattr("qa_ui.jobs.schedule._IDLE", 0.1)
    monkeypatch.setattr("qa_ui.jobs.schedule._BUSY", 0.05)
    monkeypatch.setattr("qa_ui.jobs.schedule._AFTER_FAILURE", 0.2)


@pytest.fixture
def open_settings(settings: Settings) -> Settings:
    """Settings that allow feeds from this machine."""
    settings.corpus.mkdir()
    return settings.model_copy(update={"feeds_private": True, "max_file_mb": 1, "watch": True})


def feeds_of(settings: Settings) -> Feeds:
    """The feeds of the settings' database."""
    return Feeds(Database.of(settings))


@pytest.fixture
def rebuilder(build: FakeBuild, open_settings: Settings) -> Rebuilder:
    """A rebuilder over the build of the test."""
    return Rebuilder(build, open_settings)


@pytest.fixture
def schedule(open_settings: Settings, rebuilder: Rebuilder) -> Iterator[Schedule]:
    """A schedule that runs."""
    schedule = Schedule(open_settings, rebuilder, feeds_of(open_settings))
    schedule.start()
    yield schedule
    schedule.stop()


@pytest.fixture
def site() -> Iterator[Site]:
    """A website with a feed of one article."""
    with Site().open() as site:
        site.pages["/rss"] = feed_page(rss(item("/a", "Piscine", site)))
        site.pages["/a"] = article_page("Piscine")
        yield site


def until(true: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_feed_is_run_and_the_index_updated(schedule: Schedule, site: Site) -> None:
    """One that is added is read at once, and one rebuild brings its articles in."""
    schedule.add(site.url("/rss"), "une", "30m")
    until(lambda: schedule.rebuilder.state.state == "done" and not schedule.feeds.unbuilt())
    feed = schedule.feeds.get("une")
    assert feed.outcome is not None
    assert (feed.outcome.new, feed.due) == (1, False)


def test_nothing_new_starts_no_rebuild(schedule: Schedule, site: Site) -> None:
    """A feed without articles leaves the index alone."""
    site.pages["/rss"] = feed_page(rss())
    schedule.add(site.url("/rss"), "une", "30m")
    until(lambda: schedule.feeds.get("une").last_run is not None)
    time.sleep(0.3)
    assert schedule.rebuilder.state.state == "idle"


def test_articles_that_come_during_a_rebuild_are_for_the_next(
    schedule: Schedule, rebuilder: Rebuilder, build: FakeBuild, site: Site
) -> None:
    """One rebuild runs at a time; when it has ended another one starts."""
    build.go.clear()
    rebuilder.start()
    first = rebuilder.state.started
    schedule.add(site.url("/rss"), "une", "30m")
    until(schedule.feeds.unbuilt)
    time.sleep(1.1)  # moments are kept by the second
    schedule.feeds.resume("une")
    build.go.set()
    until(lambda: not schedule.feeds.unbuilt())
    assert rebuilder.state.started != first


def test_a_rebuild_that_failed_is_tried_again(
    schedule: Schedule, build: FakeBuild, open_settings: Settings, site: Site
) -> None:
    """Another process was building; the articles are not forgotten."""
    build.error = IndexLockedError(open_settings.index, "process 1 on a")
    schedule.add(site.url("/rss"), "une", "30m")
    until(lambda: schedule.rebuilder.state.state == "failed")
    build.error = None
    until(lambda: schedule.rebuilder.state.state == "done" and not schedule.feeds.unbuilt())


def test_what_came_before_the_start_is_brought_in(
    open_settings: Settings, rebuilder: Rebuilder, site: Site
) -> None:
    """Articles of a run without a build are found by the next server."""
    before = Schedule(open_settings, rebuilder, feeds_of(open_settings))
    before.add(site.url("/rss"), "une", "30m")
    before._run_due()  # noqa: SLF001 - as `qa feed run --no-build` does
    assert before.feeds.unbuilt()
    before.stop()
    after = Schedule(open_settings, rebuilder, feeds_of(open_settings))
    after.start()
    until(lambda: rebuilder.state.state == "done")
    after.stop()


def test_a_change_in_the_corpus_starts_a_rebuild(
    schedule: Schedule, open_settings: Settings
) -> None:
    """With the setting `watch`; what the app writes itself does not."""
    assert schedule.watching
    time.sleep(1)  # until it is watched
    (open_settings.articles / "uploads").mkdir(parents=True)
    (open_settings.articles / "uploads" / "b.txt").write_text("Deux", encoding="utf-8")
    time.sleep(1.5)
    assert schedule.changed_at is None
    (open_settings.corpus / "a.txt").write_text("Un", encoding="utf-8")
    until(lambda: schedule.rebuilder.state.state == "done")
    assert schedule.changed_at is not None


def test_a_feed_that_another_process_runs_is_left_to_it(
    open_settings: Settings, rebuilder: Rebuilder, site: Site
) -> None:
    """It is not fetched, and the schedule goes on."""
    schedule = Schedule(open_settings, rebuilder, feeds_of(open_settings))
    schedule.feeds.add(site.url("/rss"), "Une", name="une", every=1800)
    site.pages["/two"] = feed_page(rss(title="Deux"))
    with schedule.feeds.held("une"):
        schedule.start()
        schedule.add(site.url("/two"), "deux", "30m")
        until(lambda: schedule.feeds.get("deux").last_run is not None)
        assert "/rss" not in [path for _, path in site.asked]
        schedule.stop()


@pytest.mark.parametrize(
    ("url", "every", "error"),
    [("http://127.0.0.1:9/", "30m", ReadError), ("http://127.0.0.1:9/", "soon", FeedError)],
)
def test_what_cannot_be_followed_is_an_error(
    schedule: Schedule, url: str, every: str, error: type[Exception]
) -> None:
    """Nothing is kept of it."""
    with pytest.raises(error):
        schedule.add(url, None, every)
    assert schedule.feeds.all() == []


def test_a_stop_is_prompt(open_settings: Settings, rebuilder: Rebuilder, site: Site) -> None:
    """A long pause between two pages is not waited for, and the feed is free again."""
    site.pages["/robots.txt"] = feed_page(b"User-agent: *\nCrawl-delay: 30")
    schedule = Schedule(open_settings, rebuilder, feeds_of(open_settings))
    schedule.start()
    schedule.add(site.url("/rss"), "une", "30m")
    until(lambda: "/robots.txt" in [path for _, path in site.asked])
    time.sleep(0.2)
    began = time.monotonic()
    schedule.stop()
    assert time.monotonic() - began < 10
    assert not schedule.feeds.get("une").running
    schedule.stop()
