import pytest

from qa.corpus import read_corpus
from qa.corpus.fetch import IPAddress
from qa.errors import FeedError, ReadError
from qa.types import Article
from tests.website import Site, page, redirect

from .made import BODY, LIMIT, Place, article_page, feed_page, item, rss

POOL = "Brévannes ferme sa piscine"
DATE = "Thu, 26 Nov 2026 00:30:00 +0100"


def loopback(address: IPAddress) -> bool:
    """Allows this machine only."""
    return address.is_loopback


def one_article(site: Site, place: Place, **fields: str) -> None:
    """A feed with one article, kept but not run."""
    site.pages["/rss"] = feed_page(rss(item("/a", POOL, site, pubDate=DATE, **fields)))
    site.pages["/a"] = article_page(POOL)
    place.add(site.url("/rss"))


def test_a_new_entry_becomes_an_article(site: Site, place: Place) -> None:
    """The page of the entry is read; title, day and address are those of the feed."""
    one_article(site, place)
    outcome = place.run()
    assert (outcome.new, outcome.updated, outcome.problems) == (1, 0, [])
    assert place.kept() == [
        {
            "title": POOL,
            "url": site.url("/a"),
            "source": "Le Courrier de Brévannes",
            "published": "2026-11-26",
            "text": BODY,
        }
    ]


def test_what_is_written_is_read_without_loss(site: Site, place: Place) -> None:
    """The build reads the same title, text, day, source and address."""
    one_article(site, place)
    place.run()
    (read,) = read_corpus(place.articles, max_bytes=LIMIT)
    assert isinstance(read, Article)
    assert (read.title, read.text, read.url) == (POOL, BODY, site.url("/a"))
    assert (read.published, read.source, read.language) == (
        "2026-11-26",
        "Le Courrier de Brévannes",
        "fr",
    )


def test_an_entry_is_taken_once(site: Site, place: Place) -> None:
    """A second run fetches no page again and writes nothing."""
    one_article(site, place)
    place.run()
    assert place.run().changed == 0
    assert [path for _, path in site.asked].count("/a") == 1
    assert len(place.kept()) == 1


def test_an_entry_that_changes_takes_the_place_of_its_older_form(site: Site, place: Place) -> None:
    """The file is replaced: one article, with the new text."""
    one_article(site, place)
    place.run()
    site.pages["/rss"] = feed_page(rss(item("/a", f"{POOL} en mars", site, pubDate=DATE)))
    site.pages["/a"] = article_page(POOL, f"{BODY} Le vote a été serré.")
    outcome = place.run()
    assert (outcome.new, outcome.updated) == (0, 1)
    (kept,) = place.kept()
    assert kept["title"] == f"{POOL} en mars"
    assert kept["text"].endswith("serré.")


def test_the_same_id_at_another_address_is_the_same_article(site: Site, place: Place) -> None:
    """An article that moves on its site replaces itself."""
    site.pages["/rss"] = feed_page(rss(item("/a", POOL, site, guid="n1")))
    site.pages |= {"/a": article_page(POOL), "/b": article_page(POOL, f"{BODY} Et encore.")}
    place.add(site.url("/rss"))
    place.run()
    site.pages["/rss"] = feed_page(rss(item("/b", POOL, site, guid="n1", description="Neuf.")))
    assert place.run().updated == 1
    assert [one["url"] for one in place.kept()] == [site.url("/b")]


def test_an_address_in_two_feeds_is_one_article(site: Site, place: Place) -> None:
    """What another feed brought is not brought again, marks of visits or not."""
    one_article(site, place)
    site.pages["/other"] = feed_page(rss(item("/a?utm_source=x", POOL, site)))
    place.add(site.url("/other"), name="other")
    assert place.run().new == 1
    assert place.run("other").changed == 0
    assert len(place.kept()) == 1


def test_a_feed_with_the_whole_text_needs_no_page(site: Site, place: Place) -> None:
    """Its content is the article, without its markup, and the page is not asked for."""
    text = "".join(f"<p>{BODY} ({number})</p>" for number in range(5))
    footer = f'<p>Paru dans <a href="{site.url("/a")}">Le Courrier</a>.</p>'
    content = f"<![CDATA[{text}{footer}<p><a href='/x'>À lire aussi</a></p>]]>"
    one_article(site, place, content_encoded=content)
    place.run()
    (kept,) = place.kept()
    assert kept["text"] == "\n\n".join(f"{BODY} ({number})" for number in range(5))
    assert "/a" not in [path for _, path in site.asked]


def test_a_page_that_is_refused_leaves_the_summary(site: Site, place: Place) -> None:
    """The article has what the feed says, and the outcome says what is missing."""
    one_article(site, place, description="La piscine ferme le 3 mars.")
    site.pages["/a"] = page(b"", status=403)
    outcome = place.run()
    assert [one["text"] for one in place.kept()] == ["La piscine ferme le 3 mars."]
    assert [(one.code, one.kept) for one in outcome.problems] == [("page.status", True)]
    assert place.run().changed == 0


def test_a_page_that_fails_is_tried_again(site: Site, place: Place) -> None:
    """The summary is there at once; the whole article takes its place when the page comes."""
    one_article(site, place, description="La piscine ferme le 3 mars.")
    site.pages["/a"] = page(b"", status=500)
    place.run()
    site.pages["/a"] = article_page(POOL)
    assert place.run().updated == 1
    assert [one["text"] for one in place.kept()] == [BODY]


def test_a_page_is_tried_three_times(site: Site, place: Place) -> None:
    """Then the summary stays."""
    one_article(site, place, description="La piscine ferme le 3 mars.")
    site.pages["/a"] = page(b"", status=502)
    for _ in range(5):
        place.run()
    assert [path for _, path in site.asked].count("/a") == 3


def test_an_entry_without_any_text_is_reported(site: Site, place: Place) -> None:
    """It gives no article, and the outcome names its page."""
    one_article(site, place)
    site.pages["/a"] = page(b"", status=404)
    (problem,) = place.run().problems
    assert (problem.path, problem.kept) == (site.url("/a"), False)
    assert place.kept() == []


def test_robots_are_heeded(site: Site, place: Place) -> None:
    """A page that programs may not read is not asked for."""
    one_article(site, place, description="La piscine ferme le 3 mars.")
    site.pages["/robots.txt"] = page(b"User-agent: *\nDisallow: /a\n", "text/plain")
    assert [one.code for one in place.run().problems] == ["page.robots"]
    assert "/a" not in [path for _, path in site.asked]


def test_a_site_whose_robots_fail_is_left_alone(site: Site, place: Place) -> None:
    """Nobody knows then what it allows."""
    one_article(site, place, description="La piscine ferme le 3 mars.")
    site.pages["/robots.txt"] = page(b"", status=500)
    place.run()
    assert "/a" not in [path for _, path in site.asked]


def test_an_unchanged_feed_is_not_read_again(site: Site, place: Place) -> None:
    """Its tag and date are sent back, and 304 is no failure."""
    one_article(site, place)
    seen = []

    def conditional(request: object) -> None:
        headers = request.headers  # type: ignore[attr-defined]
        seen.append((headers["If-None-Match"], headers["If-Modified-Since"]))
        body = rss(item("/a", POOL, site))
        tags = {"etag": '"v1"', "last_modified": "Thu, 26 Nov 2026 08:00:00 GMT"}
        respond = page(b"", status=304) if headers["If-None-Match"] else feed_page(body, **tags)
        respond(request)  # type: ignore[arg-type]

    site.pages["/rss"] = conditional
    place.run()
    assert place.run().failure is None
    assert seen == [(None, None), ('"v1"', "Thu, 26 Nov 2026 08:00:00 GMT")]


def test_a_feed_that_waits_for_a_page_is_read_again(site: Site, place: Place) -> None:
    """Where a page is to be tried again, the feed is not asked for changes only."""
    one_article(site, place, description="La piscine ferme le 3 mars.")
    body = rss(item("/a", POOL, site, description="La piscine ferme le 3 mars."))
    site.pages |= {"/rss": feed_page(body, etag='"v1"'), "/a": page(b"", status=500)}
    place.run()
    site.pages["/a"] = article_page(POOL)
    assert place.run().updated == 1


@pytest.mark.parametrize("status", [429, 503])
def test_a_feed_that_asks_to_wait_is_left_alone(site: Site, place: Place, status: int) -> None:
    """The next run is not before the time that the server gave."""
    one_article(site, place)
    site.pages["/rss"] = page(b"", status=status, retry_after="40000")
    before = place.feeds.get("courrier").next_run
    outcome = place.run()
    assert outcome.failure is not None
    assert outcome.failure.code == "page.wait"
    feed = place.feeds.get("courrier")
    assert feed.next_run[:13] > before[:13]
    assert feed.name not in place.feeds.due()


def test_a_host_that_asks_to_wait_is_asked_nothing_more(site: Site, place: Place) -> None:
    """The other entries have their summaries, and are tried again later."""
    items = [item(f"/{n}", f"Titre {n}", site, description=f"Résumé {n}.") for n in range(3)]
    site.pages["/rss"] = feed_page(rss(*items))
    site.pages |= {f"/{n}": page(b"", status=429) for n in range(3)}
    place.add(site.url("/rss"))
    assert place.run().new == 3
    assert len([path for _, path in site.asked if path in {"/0", "/1", "/2"}]) == 1
    site.pages |= {f"/{n}": article_page(f"Titre {n}", f"{BODY} Page {n}.") for n in range(3)}
    assert place.run().updated == 3


def test_a_feed_that_fails_is_run_less_and_less_often(site: Site, place: Place) -> None:
    """Each failure doubles the time to the next run; a success ends that."""
    one_article(site, place)
    works, site.pages["/rss"] = site.pages["/rss"], page(b"", status=500)
    times = []
    for _ in range(3):
        place.run()
        times.append(place.feeds.get("courrier").next_run)
    assert times == sorted(set(times))
    site.pages["/rss"] = works
    place.run()
    assert place.feeds.get("courrier").next_run < times[0]


def test_a_feed_that_is_gone_is_paused(site: Site, place: Place) -> None:
    """410 says that it will not come back."""
    one_article(site, place)
    site.pages["/rss"] = page(b"", status=410)
    place.run()
    assert place.feeds.get("courrier").paused


def test_a_feed_that_moved_for_good_keeps_its_new_address(site: Site, place: Place) -> None:
    """A redirect for now changes nothing."""
    one_article(site, place)
    site.pages |= {"/new": site.pages["/rss"], "/rss": redirect("/new", 302)}
    place.run()
    assert place.feeds.get("courrier").url == site.url("/rss")
    site.pages["/rss"] = redirect("/new", 301)
    place.run()
    assert place.feeds.get("courrier").url == site.url("/new")


def test_a_feed_that_leads_inside_is_refused(site: Site, place: Place) -> None:
    """Neither a redirect nor a name leads to an address of a private network."""
    one_article(site, place)
    site.pages["/rss"] = redirect("http://inner.example/rss")
    failure = place.run(allow=loopback).failure
    assert failure is not None
    assert failure.values["what"] == "feed.private"
    with pytest.raises(ReadError, match=r"private network.* feeds_private"):
        place.add("http://inner.example/rss", name="inner", allow=loopback)


def test_an_article_that_leads_inside_is_refused(site: Site, place: Place) -> None:
    """An entry cannot make the server fetch from its own network."""
    body = rss(
        item("/a", POOL, site, description="Court.").replace(site.url(""), "http://inner.example")
    )
    site.pages["/rss"] = feed_page(body)
    place.add(site.url("/rss"))
    outcome = place.run(allow=loopback)
    assert [one.code for one in outcome.problems] == ["feed.private"]


def test_a_feed_runs_once_at_a_time(site: Site, place: Place) -> None:
    """Who holds it is named, and nothing is fetched."""
    one_article(site, place)
    with place.feeds.held("courrier"):
        assert place.feeds.get("courrier").running
        with pytest.raises(FeedError, match="is being read by process"):
            place.run()
    assert not place.feeds.get("courrier").running
    assert place.run().new == 1


def test_a_feed_that_is_removed_meanwhile_ends_its_run(site: Site, place: Place) -> None:
    """Nothing more is written."""
    items = [item(f"/{n}", f"Titre {n}", site) for n in range(3)]
    site.pages["/rss"] = feed_page(rss(*items))

    def removing(request: object) -> None:
        place.feeds.remove("courrier")
        article_page("Titre 0")(request)  # type: ignore[arg-type]

    site.pages |= {"/0": removing, "/1": article_page("Titre 1"), "/2": article_page("Titre 2")}
    place.add(site.url("/rss"))
    place.run()
    assert place.feeds.all() == []
    assert "/1" not in [path for _, path in site.asked]


def test_articles_wait_for_a_build(site: Site, place: Place) -> None:
    """What a run brought is remembered until a build is done that began later."""
    one_article(site, place)
    assert not place.feeds.unbuilt()
    place.run()
    place.feeds.built("2000-01-01T00:00:00+00:00")
    assert place.feeds.unbuilt()
    place.feeds.built("2999-01-01T00:00:00+00:00")
    assert not place.feeds.unbuilt()
