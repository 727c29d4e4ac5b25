"""The source panel: a citation or a passage in its article, marked, as HTML.

Pure functions. Offsets are those of the article's text, exactly as the library gives
them; what is marked is what was quoted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_ui.escape import esc, link, safe_url
from qa_ui.i18n import tr
from qa_ui.views.conversation import byline

if TYPE_CHECKING:
    from qa.types import Answer, Article, Citation, Hit, Language
    from qa_ui.page.session import Opened


_GLUED = re.compile(r"(?<=[a-zà-ÿ0-9»”][.!?…])(?=[A-ZÀ-ÖØ-Þ«“])")


@dataclass(frozen=True)
class Excerpt:
    """Where in an article the reader is to look.

    Attributes:
        start: Where the shown passage begins in the article's text; `text` is that passage.
        sentence: The quoted sentences, in the article's offsets; None marks nothing.
        span: The answer inside them, in the article's offsets.
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


def excerpt(answer: Answer, opened: Opened) -> Excerpt:
    """The excerpt that an opened citation or passage of an answer stands for."""
    if opened.kind == "hit":
        return _of_hit(answer.hits[opened.number - 1])
    citation = answer.citations[opened.number - 1]
    around = next((hit for hit in answer.hits if _covers(hit, citation)), None)
    span = None
    if citation.answer_start is not None and citation.answer_end is not None:
        span = (citation.answer_start, citation.answer_end)
    return Excerpt(
        article_id=citation.article_id,
        title=citation.title,
        url=citation.url,
        source=citation.source,
        published=citation.published,
        language=citation.language,
        text=around.text if around else citation.quote,
        start=around.start if around else citation.start,
        sentence=(citation.start, citation.end),
        span=span,
        also_in=tuple(citation.also_in),
    )


def passage_html(shown: Excerpt, page: Language) -> str:
    """The panel's content: the article's heading and the passage with its marks."""
    body = marked(shown.text, shown.start, shown.sentence, shown.span)
    return (
        f"{_heading(shown, page)}"
        f'<div class="passage" lang="{shown.language}">{_paragraphs(body)}</div>'
        f"{_also_in(shown.also_in, page)}"
    )


def whole_html(shown: Excerpt, article: Article, page: Language) -> str:
    """The panel's content with the whole article, the quoted sentence marked in it."""
    body = marked(article.text, 0, shown.sentence or (shown.start, shown.start + len(shown.text)),
                  shown.span)  # fmt: skip
    return (
        f"{_heading(shown, page)}"
        f'<div class="passage whole" lang="{shown.language}">{_paragraphs(body)}</div>'
        f"{_also_in(shown.also_in, page)}"
    )


def article_html(article: Article, page: Language) -> str:
    """An article to be read, with nothing marked, and the way back where it hides the list."""
    back = f'<button type="button" class="back">↑ {esc(tr(page, "library_back"))}</button>'
    heading = _title(article.title, article.url, article.language, level=2)
    meta = _meta(article.source, article.published, article.url, page)
    body = _paragraphs(readable(article.text))
    return f'{back}{heading}{meta}<div class="passage whole" lang="{article.language}">{body}</div>'


def position_html(opened: Opened, count: int, page: Language) -> str:
    """`Source 2 of 5` or `Passage 2 of 5`, announced when it changes."""
    key = "source_position" if opened.kind == "cite" else "passage_position"
    said = esc(tr(page, key, number=opened.number, count=count))
    return f'<p class="position" role="status">{said}</p>'


def marked(
    text: str,
    offset: int,
    sentence: tuple[int, int] | None,
    span: tuple[int, int] | None,
) -> str:
    """`text`, which begins at `offset` of its article, as HTML with sentence and span marked."""
    if sentence is None:
        return readable(text)
    start, end = _inside(sentence, offset, len(text))
    if span is None:
        inner = esc(text[start:end])
    else:
        first, last = _inside(span, offset, len(text))
        inner = (
            f"{esc(text[start:first])}<strong>{esc(text[first:last])}</strong>{esc(text[last:end])}"
        )
    before, after = readable(text[:start]), readable(text[end:])
    glued = "\n" if _GLUED.search(text, max(end - 1, 0), end + 1) else ""
    return f"{before}<mark>{inner}</mark>{glued}{after}"


def readable(text: str) -> str:
    """`text` as HTML, with a line break where sentences were glued together in the original."""
    return _GLUED.sub("\n", esc(text))


def _of_hit(hit: Hit) -> Excerpt:
    return Excerpt(
        article_id=hit.article_id,
        title=hit.title,
        url=hit.url,
        source=hit.source,
        published=hit.published,
        language=hit.language,
        text=hit.text,
        start=hit.start,
        sentence=None,
        span=None,
        also_in=tuple(hit.also_in),
    )


def _covers(hit: Hit, citation: Citation) -> bool:
    return (
        hit.article_id == citation.article_id
        and hit.start <= citation.start
        and citation.end <= hit.end
    )


def _inside(interval: tuple[int, int], offset: int, length: int) -> tuple[int, int]:
    """An interval of the article as one of a text that begins at `offset`, cut to its length."""
    start, end = (min(max(position - offset, 0), length) for position in interval)
    return start, end


def _heading(shown: Excerpt, page: Language) -> str:
    return _title(shown.title, shown.url, shown.language) + _meta(
        shown.source, shown.published, shown.url, page
    )


def _title(title: str, url: str | None, language: Language, *, level: int = 3) -> str:
    return f'<h{level} class="headline" lang="{language}">{link(url, title)}</h{level}>'


def _meta(source: str | None, published: str | None, url: str | None, page: Language) -> str:
    original = f" · {link(url, tr(page, 'original'))}" if safe_url(url) else ""
    return f'<p class="meta">{byline(page, source, published)}{original}</p>'


def _paragraphs(body: str) -> str:
    """Keeps the article's own line breaks; the style sheet gives them their room."""
    return f'<div class="text">{body}</div>'


def _also_in(articles: tuple[str, ...], page: Language) -> str:
    if not articles:
        return ""
    rows = "".join(f"<li>{link(article, article)}</li>" for article in articles)
    return f'<div class="also-in"><h4>{esc(tr(page, "also_in"))}</h4><ul>{rows}</ul></div>'
