"""Questions that lead on from an answer, drawn from the passages that were found for it.

A suggestion says nothing new: it is a fixed phrase, bare or with the title of an article, and
stands only where a passage that was found has what it asks for. Knows nothing of HTML.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qa.lang.text import fold
from qa.question import understand
from qa.reader import fits_kind
from qa_ui.i18n import plain, tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa.types import Answer, Kind
    from qa_ui.page.session import Session

SUGGESTIONS: Final = 3
LONGEST_TITLE: Final = 90
"""Characters; a longer one would make no short question, and none is cut."""

FOLLOW_UPS: Final[tuple[Kind, ...]] = ("why", "when")
"""What one word asks of the question before it, which the library completes."""

EVENTS: Final[frozenset[Kind]] = frozenset({"who", "when", "where", "yes_no"})
"""Kinds that take an event for granted: `Who won?`, and so `Why?`; not `What is a quark?`."""


def suggestions(session: Session) -> list[str]:
    """Up to three questions after the last answer, in its language; none was asked before."""
    answer = session.turns[-1].answer if session.turns else None
    if answer is None:
        return []
    taken = {_folded(said) for turn in session.turns for said in _asked(turn.question, turn.answer)}
    offered: list[str] = []
    for question in (*_follow_ups(answer), *_about_articles(answer)):
        if _folded(question) not in taken:
            taken.add(_folded(question))
            offered.append(question)
    return offered[:SUGGESTIONS]


def _asked(question: str, answer: Answer | None) -> list[str]:
    return [question, *(part.question for part in answer.parts)] if answer else [question]


def _follow_ups(answer: Answer) -> Iterator[str]:
    """`Why?` and `When?` of what was answered, where a quoted article seems to say it."""
    known = {part.kind for part in answer.parts}
    if not answer.answered or answer.parts[0].kind not in EVENTS:
        return
    quoted = {citation.article_id for citation in answer.citations}
    passages = [hit for hit in answer.hits if hit.article_id in quoted]
    for kind in FOLLOW_UPS:
        question = plain(tr(answer.language, f"follow_{kind}"))
        said = any(fits_kind(kind, hit.language, hit.text) for hit in passages)
        if kind not in known and said and _is_completed(question, answer.question):
            yield question


def _is_completed(follow_up: str, before: str) -> bool:
    """Whether the library makes one sentence of both; where it cannot, it uses brackets."""
    return "(" not in understand(follow_up, [(before, "")]).parts[0].text


def _about_articles(answer: Answer) -> Iterator[str]:
    """What the articles say that were found but not quoted, the closest first."""
    quoted = {id_ for one in answer.citations for id_ in (one.article_id, *one.also_in)}
    for hit in answer.hits:
        title = " ".join(hit.title.split())
        if quoted.isdisjoint((hit.article_id, *hit.also_in)) and 0 < len(title) <= LONGEST_TITLE:
            yield plain(tr(answer.language, "about_article", title=title))


def _folded(question: str) -> str:
    """A question as it is compared: without case, accents, spacing and the marks at its end."""
    return " ".join(fold(question).rstrip(" ?!.").split())
