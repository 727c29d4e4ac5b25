"""Web pages as they are: the whole article, nothing else, its day and its headline."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from qa.errors import FailedFile
from qa.types import Article

from .samples import article, failure, read

if TYPE_CHECKING:
    from pathlib import Path

TITLE = "Ferry runs aground off Port Ansel"
HEAD = f"<h1>{TITLE}</h1>"
SAID = [
    "The ferry Marigold ran aground on Tuesday with 214 passengers aboard, the coast guard said.",
    "Captain Della Forsyth blamed a buoy that had drifted from its place during the storm.",
    "Tugs from Kessock will try to pull the ship free at high water on Wednesday morning.",
    "The line to the islands is served by a smaller boat until the hull has been inspected.",
]
SITE = "<meta property='og:site_name' content='Post'>"
MENU = '<nav><a href="/">Home</a><a href="/sport">Sport</a></nav>'
OTHER = '<a href="/prize">Bakery in Lorne wins a prize for its oat bread</a>'


def paragraphs(texts: list[str]) -> str:
    """Each text in an element of its own."""
    return "".join(f"<p>{text}</p>" for text in texts)


def page(body: str, head: str = "") -> str:
    """A page with a menu and a foot around the body."""
    foot = "<footer><p>© 2025 The Ansel Post, all rights reserved.</p></footer>"
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{TITLE} | Post</title>"
        f"{head}</head><body>{MENU}{body}{foot}</body></html>"
    )


def linked_data(**fields: object) -> str:
    """A script that describes an article for search engines."""
    data = json.dumps({"@type": "NewsArticle"} | fields)
    return f'<script type="application/ld+json">{data}</script>'


FIRST, LAST = paragraphs(SAID[:2]), paragraphs(SAID[2:])
WHOLE = f"<article>{HEAD}{FIRST}{LAST}</article>"

NOTICES = {
    "partners": (
        "<div><p>We and our 317 partners keep cookies on your device to show you offers.</p>"
        "<p>You can withdraw your consent at any time.</p></div>"
    ),
    "partenaires": (
        '<div class="popin"><p>Avec votre accord, nos 92 partenaires et nous utilisons des cookies.'
        "</p><p>Vous pouvez refuser ou paramétrer vos choix.</p></div>"
    ),
    "script": "<noscript><p>You need to enable JavaScript to read this page.</p></noscript>",
    "navigateur": "<div><p>Veuillez activer JavaScript dans votre navigateur.</p></div>",
    "subscribe": (
        "<section><h2>Read on?</h2><p>Subscribe for 2 pounds a month and read all our articles.</p>"
        "<p>Already a subscriber? Log in.</p></section>"
    ),
    "abonnés": (
        "<div><p>Il vous reste 70 % de cet article à lire. La suite est réservée aux abonnés.</p>"
        "<p>Abonnez-vous dès 1 € par mois, sans engagement.</p></div>"
    ),
    "blocker": "<div role='dialog'><p>Please switch off your ad blocker to support us.</p></div>",
    "newsletter": "<p>Sign up to our newsletter and get the best stories in your inbox.</p>",
}


@pytest.mark.parametrize("notice", NOTICES.values(), ids=NOTICES)
def test_a_notice_is_no_article(notice: str, tmp_path: Path) -> None:
    """A page that only shows a notice is reported as one without article."""
    found = failure(tmp_path, "a.html", page(f'{notice}<div id="root"></div>'))
    assert found.code == "html.no_article"
    assert "no article text" in found.reason


@pytest.mark.parametrize("notice", NOTICES.values(), ids=NOTICES)
@pytest.mark.parametrize("place", ["before", "within", "after"])
def test_a_notice_is_no_text(notice: str, place: str, tmp_path: Path) -> None:
    """A notice before, in or after an article leaves its text as it is."""
    before, within, after = (notice * (place == here) for here in ("before", "within", "after"))
    body = f"{before}<article>{HEAD}{FIRST}{within}{LAST}</article>{after}"
    assert article(tmp_path, "a.html", page(body)).text == "\n\n".join(SAID)


def test_articles_about_notices_are_articles(tmp_path: Path) -> None:
    """News of cookies and subscriptions does not address the visitor, and is kept."""
    said = [
        "The shop was fined 3 million euros for placing cookies without the consent of visitors.",
        "The paper has 40,000 subscribers, who pay 9 pounds a month, its publisher announced.",
    ]
    found = article(tmp_path, "a.html", page(f"<article>{HEAD}{paragraphs(said)}</article>"))
    assert found.text == "\n\n".join(said)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<aside><h3>The ship</h3><p>Built in 1994.</p></aside>", "The ship\n\nBuilt in 1994."),
        ("<div class='box'><ul><li>Length: 88 m</li></ul></div>", "Length: 88 m"),
        ("<blockquote>“We felt a blow,” Ann Birk said.</blockquote>", "“We felt a blow,” Ann"),
        ("<figure><img src='a'><figcaption>Tugs on Monday.</figcaption></figure>", "Tugs on Mon"),
        ("<dl><dt>Owner</dt><dd>Ansel Lines</dd></dl>", "Owner\n\nAnsel Lines"),
        (
            "<details><summary>Who pays?</summary><p>The owner pays.</p></details>",
            "Who pays?\n\nThe",
        ),
        ("<section><h2>The rescue</h2><p>It took an hour.</p></section>", "The rescue\n\nIt took"),
        ("<table><tr><td>Island</td><td>Boats</td></tr></table>", "Island"),
        ("<div>It listed.<br><br>Nobody fell.</div>", "It listed.\n\nNobody fell."),
        ("<p>He was <a href='/x'>arrested on Friday</a>.</p>", "He was arrested on Friday."),
        ("<ul><li><a href='/x'>Lorne</a>: no boat</li></ul>", "Lorne: no boat"),
    ],
)
def test_nothing_of_the_article_is_lost(html: str, text: str, tmp_path: Path) -> None:
    """Boxes, lists, captions, definitions and tables stay in their place."""
    found = article(tmp_path, "a.html", page(f"<article>{HEAD}{FIRST}{html}{LAST}</article>"))
    first, last = (found.text.index(SAID[at]) for at in (1, 2))
    assert first < found.text.index(text) < last


@pytest.mark.parametrize(
    "body",
    [
        f"<aside class='main'>{HEAD}{FIRST}{LAST}</aside>",
        f"<form id='aspnet'>{HEAD}{FIRST}{LAST}</form>",
        f"<div class='paywall'>{HEAD}{FIRST}{LAST}</div>",
        f"<div id='app'></div><noscript>{HEAD}{FIRST}{LAST}</noscript>",
        f"<main>{HEAD}<div>{'</div><div>'.join(SAID)}</div></main>",
        f"{HEAD}{'<br><br>'.join(SAID)}",
        f"<article>{HEAD}{FIRST}</article><article>{LAST}</article>",
        f"<amp-consent><p>Your choices</p></amp-consent><article>{HEAD}{FIRST}{LAST}</article>",
        WHOLE.replace("<p>", "<P CLASS=MsoNormal>").replace("article>", "ARTICLE>"),
    ],
)
def test_articles_stand_in_any_element(body: str, tmp_path: Path) -> None:
    """However the page is built, the article is all of its paragraphs, in order."""
    assert article(tmp_path, "a.html", page(body)).text == "\n\n".join(SAID)


def test_a_page_without_a_body(tmp_path: Path) -> None:
    """A page of paragraphs alone, not even closed, is an article, and so is one in its head."""
    for start in ("", "<title>x</title><link rel='canonical' href='/x'><article>"):
        found = article(tmp_path, "a.html", start + "<p>" + "\n<p>".join(SAID))
        assert found.text == "\n\n".join(SAID)


@pytest.mark.parametrize(
    "link",
    [
        f"<p><strong>Read also: {OTHER}</strong></p>",
        f"<p>À lire aussi : {OTHER}</p>",
        f"<p><em>(Voir aussi : {OTHER})</em></p>",
        f"<p>→ {OTHER}</p>",
        f"<ul><li>{OTHER}</li><li>See also | {OTHER}</li></ul>",
        f"<div><span>More</span><h3>{OTHER}</h3><p>Judges praised the crust of it.</p></div>",
        f"<aside><h4>Related</h4><p>{OTHER}</p></aside>",
        f"<br>{OTHER}<br>",
    ],
)
def test_links_to_other_articles_are_no_text(link: str, tmp_path: Path) -> None:
    """A paragraph or an item that only leads to another article is no part of this one."""
    found = article(tmp_path, "a.html", page(f"<article>{HEAD}{FIRST}{link}{LAST}</article>"))
    assert found.text == "\n\n".join(SAID)


@pytest.mark.parametrize(
    "entry",
    [
        "<div><time>{}</time><p>{}</p></div>",
        "<article><header><span class='t'>{}</span></header><p>{}</p></article>",
        "<section><p>{}</p><p>{}</p></section>",
        "<li><span>{}</span><div><p>{}</p></div></li>",
    ],
)
def test_live_reports(entry: str, tmp_path: Path) -> None:
    """Every entry of a live report is kept, in order and with its time."""
    times = ["18:40", "17h05", "4 March 2025, 10:12", "9.30 GMT"]
    entries = "".join(entry.format(time, text) for time, text in zip(times, SAID, strict=True))
    found = article(tmp_path, "a.html", page(f"<main>{HEAD}<div>{entries}</div></main>"))
    pairs = [f"{time} – {text}" for time, text in zip(times, SAID, strict=True)]
    assert found.text == "\n\n".join(pairs)


@pytest.mark.parametrize("body", ["\n".join(SAID), paragraphs(SAID)])
@pytest.mark.parametrize("shown", ["<div id='root'>Loading</div>", f"<article>{HEAD}{FIRST[:60]}"])
def test_the_publishers_own_text(body: str, shown: str, tmp_path: Path) -> None:
    """Where a page shows but a beginning, the text in its JSON-LD is the article."""
    found = article(tmp_path, "a.html", page(shown, linked_data(headline=TITLE, articleBody=body)))
    assert found.text == "\n\n".join(SAID)


def test_the_text_of_another_article(tmp_path: Path) -> None:
    """JSON-LD that describes another article is not read."""
    data = linked_data(headline="Oat bread wins", articleBody="A jury praised the crust. " * 40)
    assert article(tmp_path, "a.html", page(WHOLE, data)).text == "\n\n".join(SAID)


@pytest.mark.parametrize(
    "line",
    [
        "<p>Last updated 9 May 2024 at 8:15, first published 7 May 2024</p>",
        "<p>Publié le 7 mai 2024 à 18h30 – Mis à jour le 9 mai 2024 à 8h15</p>",
        "<div><span>Updated: May 9, 2024</span> <span>Published: May 7, 2024</span></div>",
        "<p>By Ann Birk, posted on 7th May 2024, modified 9 May 2024</p>",
        "<p>Updated <time datetime='2024-05-09'>now</time>, published <time datetime='2024-05-07'>",
        "<time class='modified' datetime='2024-05-09'></time><time datetime='2024-05-07'></time>",
        linked_data(datePublished="2024-05-07", dateModified="2024-05-09"),
        linked_data(datePublished="2024-05-07") + "<p>Published 8 May 2024</p>",
        "<p>Updated 9 May 2024</p><meta property='article:published_time' content='2024-05-07'>",
    ],
)
def test_the_day_of_publication(line: str, tmp_path: Path) -> None:
    """It is told from the day of a change by words and marks, and is no text."""
    body = f"<article>{HEAD}{line}{FIRST}{LAST}</article>"
    found = article(tmp_path, "a.html", page(body))
    assert found.published == "2024-05-07"
    assert found.text.endswith("\n\n".join(SAID))
    assert "2024" not in found.text


@pytest.mark.parametrize(
    "line",
    [
        "<p>Mis à jour le 9 mai 2024</p>",
        "<p class='date'>Updated 9 May 2024</p>",
        "<meta property='article:modified_time' content='2024-05-09'>",
        "<p>Updated <time datetime='2024-05-09'>today</time></p>",
    ],
)
def test_a_day_of_change_is_no_publication(line: str, tmp_path: Path) -> None:
    """A page that only says when it was changed has no day of publication."""
    body = f"<article>{HEAD}{line}{FIRST}{LAST}</article>"
    assert article(tmp_path, "a.html", page(body)).published is None


@pytest.mark.parametrize(
    ("head", "headline"),
    [
        ("", HEAD),
        ("<meta property='og:title' content='You will not believe this'>", HEAD),
        ("", "<header><h1><a href='/'>The Ansel Post</a></h1></header>"),
        (SITE, ""),
        (
            f"<meta property='og:title' content='{TITLE} - Post'>{SITE}",
            "",
        ),
    ],
)
def test_the_title_is_the_headline(head: str, headline: str, tmp_path: Path) -> None:
    """The title is the page's one heading, else its declared one, without the site's name."""
    found = article(tmp_path, "a.html", page(f"{headline}<article>{FIRST}{LAST}</article>", head))
    assert found.title == TITLE
    assert found.text == "\n\n".join(SAID)


@pytest.mark.parametrize(
    "between",
    [
        "<font><b>" * 500,
        f"<p><img src='data:image/png;base64,{'A' * 11_000_000}'></p>",
        f"<!-- {'a' * 11_000_000} -->",
    ],
)
def test_what_follows_is_not_lost(between: str, tmp_path: Path) -> None:
    """Tags that are never closed and pictures of many megabytes cut nothing off."""
    body = f"<article>{HEAD}{FIRST}{between}{LAST}</article>"
    (found,) = read(tmp_path, "a.html", page(body), limit=20_000_000)
    assert isinstance(found, Article)
    assert found.text == "\n\n".join(SAID)


def test_a_page_that_is_cut_says_so(tmp_path: Path) -> None:
    """An article behind more open tags than anything is read of is not lost without a word."""
    body = f"<article>{HEAD}{FIRST}{'<div>' * 3000}{LAST}</article>"
    found, problem = read(tmp_path, "a.html", page(body))
    assert isinstance(found, Article)
    assert found.text == "\n\n".join(SAID[:2])
    assert isinstance(problem, FailedFile)
    assert (problem.code, problem.kept) == ("file.nested", True)
    assert failure(tmp_path, "b.html", page("<div>" * 3000 + LAST)).code == "file.nested"


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 50_000 + "The ship is afloat again." + "</div>" * 50_000,
        "<p class='" + "a " * 500_000 + "'>The ship is afloat again.",
        "<script type='application/ld+json'>" + "[" * 100_000 + "</script>",
        f"<p>{'a' * 300_000}</p>",
        f"<article>{'<time datetime=2025>9</time>' * 5_000}</article>",
    ],
)
def test_hostile_pages(body: str, tmp_path: Path) -> None:
    """Depth, length and nonsense end in an article or a failure."""
    (found,) = read(tmp_path, "a.html", page(body), limit=10_000_000)
    assert getattr(found, "text", None) or getattr(found, "reason", None)
