"""The source panel: a citation or a passage in its article, marked, as HTML.

Pure functions. Offsets are those of the article's text, exactly as the library gives
them; what is marked is what was quoted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from qa_ui.i18n import tr
from qa_ui.views.render import render

if TYPE_CHECKING:
    from qa.types import Answer, Article, Citation, Hit, Language
    from qa_ui.page.session import Opened

_GLUED: Final = re.compile(r"(?<=[a-zà-ÿ0-9»”][.!?…])(?=[A-ZÀ-ÖØ-Þ«“])")


@dataclass(frozen=True)
class Excerpt:
    """A passage of an article with the marks in it.

    Attributes:
        start: Where the shown passage begins in the article's text; `text` is that passage.
        sentence: The quoted sentences, in the article's offsets; None marks nothing.
        span: The answer inside them, in the article's offsets.
        page: The page on which the quote or the passage begins.
    """

    article_id: str
    title: str
    url: str | None
    source: str | None
    published: str | None
    language: Language
    text: str
    start: int
    sentence: tuple[int, int] | None
    span: tuple[int, int] | None
    also_in: tuple[str, ...]
    page: int | None = None


@dataclass(frozen=True)
class MarkedText:
    """A text divided at its marks: a sentence, in it the answer and the rest of the sentence.

    Attributes:
        sentence: The sentence up to the answer, or the whole of it; None where nothing is marked.
        span: The answer; None where it is not known.
        rest: The sentence after the answer.
    """

    before: str
    sentence: str | None = None
    span: str | None = None
    rest: str = ""
    after: str = ""


def excerpt(answer: Answer, opened: Opened) -> Excerpt:
    """The excerpt of an opened citation or passage."""
    if opened.kind == "hit":
        return _of_hit(answer.hits[opened.number - 1])
    citation = answer.citations[opened.number - 1]
    around = passage_of(answer, citation)
    span = None
    if citation.answer_start is not None and citation.answer_end is not None:
        span = (citation.answer_start, citation.answer_end)
    return Excerpt(
        article_id=citation.article_id,
        **citation.ref,
        text=around.text if around else citation.quote,
        start=around.start if around else citation.start,
        sentence=(citation.start, citation.end),
        span=span,
        also_in=tuple(citation.also_in),
        page=citation.page,
    )


def passage_of(answer: Answer, citation: Citation) -> Hit | None:
    """The passage that was found and holds the whole of a citation, if one does."""
    return next((hit for hit in answer.hits if _covers(hit, citation)), None)


def passage_html(shown: Excerpt, page: Language, *, missing: bool = False) -> str:
    """The panel's content: the article's heading and the passage with its marks.

    Args:
        shown: The passage.
        page: The language of the page.
        missing: Whether the whole article was asked for and is no longer in the index.
    """
    text = marked(shown.text, shown.start, shown.sentence, shown.span)
    return _source(shown, text, page, also_in=shown.also_in, at=shown.page, missing=missing)


def whole_html(shown: Excerpt, article: Article, page: Language) -> str:
    """The panel's content with the whole article, the quoted sentence marked in it."""
    sentence = shown.sentence or (shown.start, shown.start + len(shown.text))
    text = marked(article.text, 0, sentence, shown.span)
    return _source(shown, text, page, also_in=shown.also_in, at=shown.page, whole=True)


def article_html(article: Article, page: Language) -> str:
    """An article to be read, with nothing marked, and the way back where it hides the list."""
    return _source(article, MarkedText(readable(article.text)), page, whole=True, back=True)


def no_article_html(page: Language) -> str:
    """A message instead of an article that is no longer in the index."""
    return render("no_article", page)


def position_html(opened: Opened, count: int, page: Language) -> str:
    """`Source 2 of 5` or `Passage 2 of 5`, announced when it changes."""
    key = "source_position" if opened.kind == "cite" else "passage_position"
    return render("position", page, words=tr(page, key, number=opened.number, count=count))


def marked(
    text: str,
    offset: int,
    sentence: tuple[int, int] | None,
    span: tuple[int, int] | None,
) -> MarkedText:
    """`text`, which begins at `offset` of its article, divided at sentence and span."""
    if sentence is None:
        return MarkedText(readable(text))
    start, end = _inside(sentence, offset, len(text))
    glued = "\n" if _GLUED.search(text, max(end - 1, 0), end + 1) else ""
    before, after = readable(text[:start]), glued + readable(text[end:])
    if span is None:
        return MarkedText(before, text[start:end], after=after)
    first, last = _inside(span, offset, len(text))
    return MarkedText(before, text[start:first], text[first:last], text[last:end], after)


def readable(text: str) -> str:
    """`text` with a line break where sentences were glued together in the original."""
    return "\n".join(unglued(text))


def unglued(text: str) -> list[str]:
    """`text` cut where sentences were glued together in the original; nothing is left out."""
    return _GLUED.split(text)


def _source(
    article: Excerpt | Article,
    text: MarkedText,
    page: Language,
    *,
    also_in: tuple[str, ...] = (),
    at: int | None = None,
    whole: bool = False,
    back: bool = False,
    missing: bool = False,
) -> str:
    return render(
        "source",
        page,
        article=article,
        text=text,
        also_in=also_in,
        at=at,
        whole=whole,
        back=back,
        missing=missing,
    )


def _of_hit(hit: Hit) -> Excerpt:
    return Excerpt(
        article_id=hit.article_id,
        **hit.ref,
        text=hit.text,
        start=hit.start,
        sentence=None,
        span=None,
        also_in=tuple(hit.also_in),
        page=hit.page,
    )


def _covers(hit: Hit, citation: Citation) -> bool:
    same = hit.article_id == citation.article_id
    return same and hit.start <= citation.start and citation.end <= hit.end


def _inside(interval: tuple[int, int], offset: int, length: int) -> tuple[int, int]:
    """An interval of the article as one of a text that begins at `offset`, cut to its length."""
    start, end = (min(max(position - offset, 0), length) for position in interval)
    return start, end
