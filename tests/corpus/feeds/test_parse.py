import pytest

from qa.corpus import ReadLimits
from qa.corpus.feeds.parse import linked_feed, parse_feed
from qa.corpus.fetch import Reply
from qa.corpus.process import parse_apart
from qa.errors import FeedError

URL = "https://courrier.example/rss"

RSS_1 = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://courrier.example/"><title>Le Courrier</title></channel>
<item rdf:about="https://courrier.example/a"><title>Piscine</title>
<link>https://courrier.example/a</link><dc:date>2026-11-26T01:00:00+02:00</dc:date>
<description>Elle ferme.</description></item></rdf:RDF>"""

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Le Courrier</title>
<entry><title type="html">La &lt;b&gt;piscine&lt;/b&gt; ferme</title><id>urn:1</id>
<link rel="alternate" href="/2026/a"/><published>2026-11-25T23:30:00+01:00</published>
<updated>2026-11-26T08:00:00Z</updated><content type="html">&lt;p&gt;Elle ferme.&lt;/p&gt;</content>
</entry></feed>"""


def rss(*items: str) -> str:
    """An RSS 2.0 feed."""
    return f"<rss version='2.0'><channel><title>T</title>{''.join(items)}</channel></rss>"


def reply(body: str | bytes, kind: str = "application/xml", url: str = URL) -> Reply:
    """A feed as it was fetched."""
    data = body.encode() if isinstance(body, str) else body
    return Reply(url, 200, {"content-type": kind} if kind else {}, data)


def test_rss_1_is_read() -> None:
    """Title, address, text, and the day as it was where the feed was written."""
    (entry,) = parse_feed(reply(RSS_1)).entries
    assert (entry.title, entry.url, entry.text) == (
        "Piscine",
        "https://courrier.example/a",
        "Elle ferme.",
    )
    assert entry.published or entry.updated == "2026-11-26"


def test_atom_is_read() -> None:
    """Relative addresses are those of the feed; a title in HTML loses its markup."""
    found = parse_feed(reply(ATOM))
    (entry,) = found.entries
    assert found.title == "Le Courrier"
    assert (entry.title, entry.url) == ("La piscine ferme", "https://courrier.example/2026/a")
    assert (entry.published, entry.updated) == ("2026-11-25", "2026-11-26")
    assert (entry.text, entry.is_whole, entry.guid) == ("Elle ferme.", True, "urn:1")


def test_a_feed_that_is_cut_off_gives_what_it_has() -> None:
    """Entries before the damage are read."""
    body = rss("<item><title>Un</title><guid>1</guid></item>", "<item><title>Deux")
    assert parse_feed(reply(body[: body.index("Deux")])).entries[0].title == "Un"


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "utf-16"])
def test_the_declared_encoding_is_heeded(encoding: str) -> None:
    """Accents are right in any encoding that the feed names."""
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    body = head + rss("<item><title>Été à Brévannes</title><guid>1</guid></item>")
    assert parse_feed(reply(body.encode(encoding))).entries[0].title == "Été à Brévannes"


def test_a_wrong_encoding_does_not_stop_the_reading() -> None:
    """A feed that says UTF-8 and is not is read by what its bytes are."""
    body = '<?xml version="1.0" encoding="utf-8"?>' + rss(
        "<item><title>Été à Brévannes</title><guid>1</guid></item>"
    )
    assert "Brévannes" in parse_feed(reply(body.encode("cp1252"))).entries[0].title


def test_hostile_titles_are_plain_text() -> None:
    """Scripts and markup go; what is left is one line of text, however long."""
    long = "mot " * 5000
    title = f"&lt;script&gt;alert(1)&lt;/script&gt;Vol &lt;img src=x onerror=y&gt; {long}"
    (entry,) = parse_feed(reply(rss(f"<item><title>{title}</title><guid>1</guid></item>"))).entries
    assert entry.title.startswith("Vol mot mot")
    assert not {"<", ">", "\n"} & set(entry.title)


def test_entities_that_grow_are_not_expanded() -> None:
    """A few lines do not become gigabytes, and no file of the machine is read."""
    bomb = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    head = f'<!DOCTYPE r [<!ENTITY e0 "x"><!ENTITY f SYSTEM "file:///etc/passwd">{bomb}]>'
    body = head + rss("<item><title>A&e9;B&f;</title><guid>1</guid></item>")
    (entry,) = parse_feed(reply(body)).entries
    assert len(entry.title) < 100
    assert "root" not in entry.title


def test_an_entry_without_a_date_has_none() -> None:
    """The day of the visit is not taken for it; a date that is none is no date either."""
    items = ("<item><guid>1</guid></item>", "<item><guid>2</guid><pubDate>soon</pubDate></item>")
    assert [entry.published for entry in parse_feed(reply(rss(*items))).entries] == [None, None]


def test_two_entries_of_one_address_are_one() -> None:
    """The later one counts, with or without marks of visits in the address."""

    def one(title: str, query: str, day: int) -> str:
        date = f"<pubDate>{day} Nov 2026 08:00:00 GMT</pubDate>"
        link = f"<link>https://a.example/x{query}</link>"
        return f"<item><title>{title}</title>{link}{date}</item>"

    body = rss(one("Avant", "", 24), one("Après", "?utm_medium=rss", 25), one("Hier", "", 23))
    assert [entry.title for entry in parse_feed(reply(body)).entries] == ["Après"]


def test_entries_that_name_nothing_are_passed_over() -> None:
    """Without address, id and title there is no article to know again."""
    assert parse_feed(reply(rss("<item><description>x</description></item>"))).entries == []


def test_an_address_that_is_none_is_not_taken() -> None:
    """A script is no address of an article."""
    body = rss("<item><title>T</title><link>javascript:alert(1)</link></item>")
    assert parse_feed(reply(body)).entries[0].url is None


@pytest.mark.parametrize(
    ("body", "kind", "message"),
    [
        ("<html><p>Bonjour</p></html>", "text/html", "is text/html, not an RSS or Atom feed"),
        ('{"a": 1}', "application/json", "is application/json, not an RSS or Atom feed"),
        ("", "", "is not an RSS or Atom feed"),
        (b"\x89PNG\0\0", "image/png", "is image/png"),
    ],
)
def test_what_is_no_feed_is_named(body: str | bytes, kind: str, message: str) -> None:
    """The error says what the server sent, and what to give instead."""
    with pytest.raises(FeedError, match=message) as caught:
        parse_feed(reply(body, kind))
    assert caught.value.path == URL


def test_a_feed_that_breaks_off_before_its_first_article_is_damaged() -> None:
    """The half of a title alone is no article."""
    broken = '<?xml version="1.0"?><rss version="2.0"><channel><item><title>Flo'
    with pytest.raises(FeedError, match="damaged"):
        parse_feed(reply(broken, "application/rss+xml"))


def test_a_feed_that_is_served_as_a_web_page_is_read() -> None:
    """Servers often name the type wrongly; what counts is what it is."""
    assert parse_feed(reply(ATOM, "text/html; charset=utf-8")).title == "Le Courrier"


def test_the_feed_of_a_page_is_found() -> None:
    """The first one of its head counts; a style sheet, an icon or another language does not."""
    head = (
        '<link rel="alternate" hreflang="en" href="/en"><link rel="stylesheet" href="/s.css">'
        '<link rel="alternate" type="application/rss+xml" href="/flux.xml">'
        '<link rel="alternate" type="application/atom+xml" href="/atom.xml">'
    )
    found = linked_feed(reply(f"<html><head>{head}</head></html>", "text/html"))
    assert found == "https://courrier.example/flux.xml"
    assert linked_feed(reply("<p>Rien</p>", "text/html")) is None


@pytest.mark.parametrize("body", [RSS_1, ATOM, rss(*["<item><title>Été</title></item>"] * 3)])
def test_another_process_finds_the_same(body: str) -> None:
    """A feed that is read by another process has the same title and entries."""
    assert parse_apart(reply(body), ReadLimits(600, 2000)) == parse_feed(reply(body))


def test_what_another_process_does_not_read_is_an_error() -> None:
    """What is no feed is named as here, and one that takes too long to read says so."""
    with pytest.raises(FeedError, match="is text/html, not an RSS or Atom feed") as caught:
        parse_apart(reply("<p>Bonjour</p>", "text/html"), ReadLimits(600, 2000))
    assert caught.value.path == URL
    large = rss(*["<item><title>La piscine ferme</title></item>"] * 100_000)
    with pytest.raises(FeedError, match="takes more than 1 seconds of the processor"):
        parse_apart(reply(large), ReadLimits(1, 2000))
