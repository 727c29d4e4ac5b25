"""Templates filled with values: the one way in which HTML is made.

Every value is escaped, in content and in quoted attributes, unless it is the output of another
template. A line break in a template, with the indentation around it, is only
layout: nothing between two tags, one space elsewhere.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup

from qa.phrases import place
from qa.phrases.quotes import marks
from qa_ui import i18n
from qa_ui.escape import esc, safe_url
from qa_ui.views.links import quote_link

if TYPE_CHECKING:
    from qa.types import Language

_BETWEEN_TAGS: Final = re.compile(r"(?<=[>}])\s*\n\s*(?=[<{])")
_ENDS: Final = re.compile(r"(?<=[./_-])(?=\w)")
"""Where the name of a site may be broken: between its words."""
_BREAK: Final = re.compile(r"(?<!\s)\s*\n\s*")


class _Layout(Extension):
    """Removes the line breaks that only lay out a template."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        del name, filename
        return _BREAK.sub(" ", _BETWEEN_TAGS.sub("", source.strip()))


def _escaped(value: object) -> Markup:
    """A value as HTML that shows exactly its characters; Jinja alone would leave braces."""
    return value if isinstance(value, Markup) else Markup(esc(str(value)))  # noqa: S704


_TEMPLATES: Final = Environment(
    loader=PackageLoader("qa_ui.views"),
    autoescape=True,
    finalize=_escaped,
    undefined=StrictUndefined,
    extensions=[_Layout],
)
_TEMPLATES.filters["unbroken"] = i18n.unbroken
_TEMPLATES.filters["breakable"] = lambda name: Markup("<wbr>").join(_ENDS.split(name))
_TEMPLATES.filters["safe_url"] = safe_url
_TEMPLATES.globals["quote_link"] = quote_link


def render(template: str, page: Language, **values: object) -> str:
    """A template as HTML, in a language.

    Args:
        template: Its file name, without `.html`.
        page: The language of the page.
        values: What it shows.
    """
    return _TEMPLATES.get_template(f"{template}.html").render(**_words(page), **values)


def _quoted(language: Language, quote: str, shown: Markup) -> Markup:
    """A quote, as it is shown, between the quotation marks of its language."""
    before, after = map(i18n.unbroken, marks(language, quote))
    return Markup("{}{}{}").format(before, shown, after)


def _words(page: Language) -> dict[str, object]:
    """The functions that every template can use, in the language of the page."""
    return {
        "page": page,
        "tr": partial(i18n.tr, page),
        "tr_count": partial(i18n.tr_count, page),
        "number": partial(i18n.format_number, page),
        "date": partial(i18n.format_date, page),
        "moment_words": partial(i18n.format_moment, page),
        "place": partial(place, page),
        "quoted": _quoted,
        "said": partial(i18n.said, page),
        "problem_text": partial(i18n.problem_text, page=page),
    }
