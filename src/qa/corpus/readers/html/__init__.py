"""Web pages: trafilatura finds the article among menus and advertisements.

Nothing is fetched. The page's `lang` is not used: templates often leave it wrong, and
the text itself says it better.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qa.corpus.draft import Draft, language_of, without_title
from qa.corpus.files import File
from qa.corpus.published import find_date
from qa.corpus.readers.html.dates import declared_dates
from qa.corpus.readers.html.parse import parse
from qa.corpus.readers.html.steps import STEPS

if TYPE_CHECKING:
    from lxml.html import HtmlElement
    from trafilatura.settings import Document

# Only dates that a page marks as such: any day named in the text could be found otherwise.
_DATE_SEARCH = {"original_date": True, "extensive_search": False}
# trafilatura catches most itself; on thousands of damaged pages none of these came, but its code
# can raise them on others.
_BUILTINS = (AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
for _name in ("trafilatura", "htmldate", "courlan", "justext"):
    # They log what they try; without a handler Python would print that to the terminal.
    logging.getLogger(_name).addHandler(logging.NullHandler())


def read(file: File) -> Iterator[Draft]:
    """Yield the one article of a web page."""
    page = parse(file)
    dates = [*declared_dates(page)]
    for step in STEPS:
        step(page)
    found = _extract(page, file)
    body = "\n\n".join(filter(None, (found.text or "").split("\n"))) if found else ""
    if found is None or not body:
        raise file.error("html.no_article")
    yield Draft(
        text=without_title(body, found.title),
        title=found.title,
        url=found.url,
        source=found.sitename,
        published=find_date(*dates, found.date, day_first=language_of(None, body) == "fr"),
    )


def _extract(page: HtmlElement, file: File) -> Document | None:
    from trafilatura import bare_extraction

    try:
        found = bare_extraction(
            page, with_metadata=True, include_comments=False, date_extraction_params=_DATE_SEARCH
        )
    except _BUILTINS as error:
        raise file.error("html.damaged") from error
    return None if isinstance(found, dict) else found
