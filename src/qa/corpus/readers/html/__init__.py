"""Web pages: the article among menus, notices and advertisements.

Nothing is fetched. The page's `lang` is not used: templates often leave it wrong, and
the text itself says it better.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from qa.corpus.draft import Draft, language_of, without_title
from qa.corpus.exhausted import is_cut
from qa.corpus.files import File
from qa.corpus.published import find_date
from qa.corpus.readers.html.article import find_article
from qa.corpus.readers.html.dates import dates_of
from qa.corpus.readers.html.linked_data import described, fuller_text
from qa.corpus.readers.html.parse import parse
from qa.corpus.readers.html.steps import STEPS
from qa.corpus.readers.html.titles import title_of
from qa.lang.text import letters

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Only dates that a page marks as such: any day named in the text could be found otherwise.
_DATE_SEARCH = {"original_date": True, "extensive_search": False}
# trafilatura catches most itself; on thousands of damaged pages none of these came, but its code
# can raise them on others.
_BUILTINS = (AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
for _name in ("trafilatura", "htmldate", "courlan", "justext"):
    # They log what they try; without a handler Python would print that to the terminal.
    logging.getLogger(_name).addHandler(logging.NullHandler())


_SHORT = 2
"""Letters of a label that could be in any name."""

FETCHED_FROM = "data-qa-host"
"""Attribute of a page's first canonical link: the host that the page was fetched from."""


def read(file: File) -> Iterator[Draft]:
    """Yield the one article of a web page."""
    from lxml.etree import LxmlError

    page = parse(file)
    ends = not is_cut(page)
    try:
        draft = _draft(page)
    except (*_BUILTINS, LxmlError) as error:
        raise file.error("html.damaged") from error
    if not draft.text:
        raise file.error("html.no_article" if ends else "file.nested")
    yield draft if ends else replace(draft, problems=(file.error("file.nested"),))


def _draft(page: HtmlElement) -> Draft:
    from trafilatura import extract_metadata

    articles, dates = described(page), dates_of(page)
    for step in STEPS:
        step(page)
    address, host = _fetched(page)
    about = extract_metadata(page, date_config=_DATE_SEARCH)
    found = find_article(page)
    title = title_of(found.headings, about.title, about.sitename)
    text = fuller_text(found.text, articles, title)
    day_first = language_of(None, text) == "fr"
    declared = [*(article.published for article in articles), *dates.published]
    changed = [find_date(value, day_first=day_first) for value in dates.changed]
    return Draft(
        text=without_title(text, title),
        title=title,
        url=address or about.url,
        source=about.sitename if not host or _is_named_like(about.sitename, host) else None,
        published=find_date(*declared, day_first=day_first)
        or (about.date if about.date not in changed else None),
        updated=max(filter(None, changed), default=None),
    )


def _fetched(page: HtmlElement) -> tuple[str | None, str | None]:
    """The address and the host of a page that was fetched; what it says itself does not count."""
    marks = page.xpath(f"//link[@{FETCHED_FROM}]")
    return (marks[0].get("href"), marks[0].get(FETCHED_FROM)) if marks else (None, None)


def _is_named_like(name: str | None, host: str) -> bool:
    """Whether the name that a site gives itself is that of its host: `Le Monde` of lemonde.fr."""
    plain = letters(name or "")
    label = host.removeprefix("www.").split(".")[0]
    return bool(plain) and (plain in letters(host) or (len(label) > _SHORT and label in plain))
