"""Questions that the page offers: examples at the beginning, follow-ups after an answer.

A follow-up adds no words of its own: it is a fixed phrase, alone, with the title of an article or
with the topic of the question, and is offered only where a passage that was found for the answer
has what it asks for.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from qa.lang.text import fold
from qa.question import QuestionPart
from qa.question.requests import request_in, subject
from qa.reader.answer_type import fits_type
from qa_ui.i18n import plain, tr
from qa_ui.views.library import ordered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from qa.types import Answer, ArticleSummary, Kind, Language
    from qa_ui.page.session import Session

EXAMPLES: Final = 3
SUGGESTIONS: Final = 3
LONGEST_TITLE: Final = 90
"""Characters; an article with a longer title is left out, because titles are not cut."""

FOLLOW_UPS: Final[tuple[Kind, ...]] = ("why", "when")
"""What one word asks of the question before it, which the library completes."""

EVENTS: Final[frozenset[Kind]] = frozenset({"who", "when", "where", "yes_no"})
"""Kinds of question about an event: `Why?` makes sense after `Who won?`, not after
`What is a quark?`."""


def example_questions(
    corpus: Path, articles: Sequence[ArticleSummary], page: Language
) -> list[str]:
    """Questions to begin with: the corpus's own (`questions.jsonl`), else about its articles."""
    own = _own_questions(corpus / "questions.jsonl", page)
    if own:
        return own
    fitting = [article for article in articles if article.language == page] or articles
    newest = ordered(fitting, "date", descending=True)
    asked = (tr(page, "about_article", title=article.title) for article in newest[:EXAMPLES])
    return [plain(question) for question in asked]


def suggestions(session: Session) -> list[str]:
    """Up to three questions after the last answer, in its language; none was asked before."""
    answer = session.turns[-1].answer if session.turns else None
    if answer is None:
        return []
    taken = {
        _folded(question)
        for turn in session.turns
        for question in _asked(turn.question, turn.answer)
    }
    offered: list[str] = []
    for question in (*_timelines(answer), *_follow_ups(answer), *_about_articles(answer)):
        if _folded(question) not in taken:
            taken.add(_folded(question))
            offered.append(question)
    return offered[:SUGGESTIONS]


def _asked(question: str, answer: Answer | None) -> list[str]:
    return [question, *(part.question for part in answer.parts)] if answer else [question]


def _timelines(answer: Answer) -> Iterator[str]:
    """The timeline of what an overview tells, where its articles are of several days."""
    for part in answer.parts:
        request = request_in(part.question, answer.language)
        days = {section.published for section in part.sections if section.published}
        if request and request.topic and part.form != "timeline" and len(days) > 1:
            topic = subject(request.topic, answer.language)
            yield plain(tr(answer.language, "timeline_of", topic=topic))


def _follow_ups(answer: Answer) -> Iterator[str]:
    """`Why?` and `When?` of an event, where a quoted article seems to have the answer."""
    known = {part.kind for part in answer.parts}
    if not answer.answered or answer.parts[0].kind not in EVENTS:
        return
    quoted = {citation.article_id for citation in answer.citations}
    passages = [hit for hit in answer.hits if hit.article_id in quoted]
    for kind in FOLLOW_UPS:
        part = QuestionPart(text=plain(tr(answer.language, f"follow_{kind}")), kind=kind)
        if kind not in known and any(fits_type(part, hit.text, hit.language) for hit in passages):
            yield part.text


def _about_articles(answer: Answer) -> Iterator[str]:
    """Questions about articles that were found but not quoted, the closest first."""
    quoted = {id_ for one in answer.citations for id_ in (one.article_id, *one.also_in)}
    for hit in answer.hits:
        title = " ".join(hit.title.split())
        if quoted.isdisjoint((hit.article_id, *hit.also_in)) and 0 < len(title) <= LONGEST_TITLE:
            yield plain(tr(answer.language, "about_article", title=title))


def _folded(question: str) -> str:
    """A question as it is compared: without case, accents, spacing and the marks at its end."""
    return " ".join(fold(question).rstrip(" ?!.").split())


def _own_questions(path: Path, page: Language) -> list[str]:
    """Answerable questions of a labelled file in one language, two-part ones first."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        asked = [json.loads(line) for line in lines if line.strip()]
    except (OSError, ValueError):
        return []
    fitting = [
        row
        for row in asked
        if isinstance(row, dict)
        and str(row.get("question") or "").strip()
        and row.get("lang", row.get("language")) == page
        and row.get("answers")
        and not row.get("history")
    ]
    spread: dict[str, dict[str, object]] = {}
    for row in sorted(fitting, key=lambda row: row.get("kind") != "multi"):
        spread.setdefault(str(row.get("kind")), row)
    return [str(row["question"]) for row in list(spread.values())[:EXAMPLES]]
