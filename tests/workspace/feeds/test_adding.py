import pytest

from qa.errors import FeedError
from qa.workspace.feeds.schedule import interval_text, seconds_of
from tests.website import Site, page

from .made import Place, feed_page, item, rss


def test_a_feed_is_called_by_its_title(site: Site, place: Place) -> None:
    """Its name is made of the title; it is due at once."""
    site.pages["/rss"] = feed_page(rss())
    feed = place.add(site.url("/rss"), name=None)
    assert (feed.name, feed.title) == ("le-courrier-de-brevannes", "Le Courrier de Brévannes")
    assert place.feeds.due() == [feed.name]


def test_feeds_of_one_title_have_different_names(site: Site, place: Place) -> None:
    """The second gets a number."""
    site.pages |= {"/1": feed_page(rss(title="Une")), "/2": feed_page(rss(title="Une"))}
    names = [place.add(site.url(path), name=None).name for path in ("/1", "/2")]
    assert names == ["une", "une-2"]


def test_the_feed_of_a_web_page_is_taken(site: Site, place: Place) -> None:
    """The address of the page is enough, where the page names its feed."""
    link = '<link rel="alternate" type="application/rss+xml" href="/flux.xml">'
    site.pages["/"] = page(f"<html><head>{link}</head><body>Une</body></html>".encode())
    site.pages["/flux.xml"] = feed_page(rss())
    assert place.add(site.url("/")).url == site.url("/flux.xml")


def test_a_page_without_a_feed_is_refused(site: Site, place: Place) -> None:
    """Nothing is kept of it."""
    site.pages["/"] = page(b"<html><body>Une</body></html>")
    with pytest.raises(FeedError, match="is text/html, not an RSS or Atom feed"):
        place.add(site.url("/"))
    assert place.feeds.all() == []


def test_a_feed_is_kept_once(site: Site, place: Place) -> None:
    """Its address and its name are not taken again, and the error says by which feed."""
    site.pages |= {"/1": feed_page(rss()), "/2": feed_page(rss())}
    place.add(site.url("/1"), name="Une")
    with pytest.raises(FeedError, match="is a feed already, called une"):
        place.add(site.url("/1"), name="autre")
    with pytest.raises(FeedError, match="is the name of another feed"):
        place.add(site.url("/2"), name="une")


def test_a_name_needs_letters(place: Place) -> None:
    """It names a folder and is typed in commands."""
    with pytest.raises(FeedError, match="has no letters"):
        place.add("http://127.0.0.1:9/", name="!!")


def test_a_feed_is_found_by_name_or_title(site: Site, place: Place) -> None:
    """Another name is an error that says where the names are."""
    site.pages["/rss"] = feed_page(rss())
    place.add(site.url("/rss"), name="La Une")
    assert place.feeds.get("La Une") == place.feeds.get("la-une")
    with pytest.raises(FeedError, match="qa feed list"):
        place.feeds.get("courrier")


def test_a_paused_feed_is_not_due(site: Site, place: Place) -> None:
    """It is due again at once when it goes on."""
    site.pages["/rss"] = feed_page(rss())
    place.add(site.url("/rss"))
    place.feeds.pause("courrier")
    assert place.feeds.due() == []
    place.feeds.resume("courrier")
    assert place.feeds.due() == ["courrier"]


def test_the_articles_of_a_removed_feed_stay(site: Site, place: Place) -> None:
    """Only the feed and what was seen of it are forgotten."""
    site.pages["/rss"] = feed_page(rss(item("/a", "Titre", site, description="Un texte.")))
    place.add(site.url("/rss"))
    place.run()
    place.feeds.remove("courrier")
    assert place.feeds.all() == []
    assert len(place.kept()) == 1


def test_looking_makes_no_database(place: Place) -> None:
    """Without feeds there are none, and the folder stays as it was."""
    assert place.feeds.all() == []
    assert place.feeds.due() == []
    assert not place.feeds.unbuilt()
    assert not place.database.exists


@pytest.mark.parametrize(
    ("text", "seconds"), [("30m", 1800), ("2h", 7200), ("1 d", 86_400), ("45 min", 2700)]
)
def test_an_interval_is_read(text: str, seconds: int) -> None:
    """Minutes, hours and days, as they are shown again."""
    assert seconds_of(text) == seconds
    assert seconds_of(interval_text(seconds)) == seconds


@pytest.mark.parametrize("text", ["", "30", "m", "1m", "31d", "-5m", "1.5h", "99999m"])
def test_what_is_no_interval_is_refused(text: str) -> None:
    """Too short and too long ones too; the error says what to write."""
    with pytest.raises(FeedError, match="30m, 2h or 1d"):
        seconds_of(text)
