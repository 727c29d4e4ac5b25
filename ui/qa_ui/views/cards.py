"""The sources of an answer as cards: each quote inside its passage, or the closest passages.

A card carries the number of its citation and opens the article at the sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from qa.answering.text import closest
from qa_ui.views.answer import related
from qa_ui.views.render import render
from qa_ui.views.source import passage_of
from qa_ui.views.texts import shortened

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from qa.types import Answer, Citation, Hit, Language
    from qa_ui.page.session import Session

AROUND: Final = 110
"""Characters of the passage that are shown before and after a quote."""


@dataclass(frozen=True)
class Card:
    """A citation or a passage, and where it stands.

    Attributes:
        kind: What opens: a citation, or a passage that was found.
        before: The passage before the quote, cut between words.
        pieces: The quote, divided where answers begin and end; whether each is an answer.
        after: The passage after the quote, or the beginning of a passage without a quote.
        same: Whether it goes on in the article of the card before.
    """

    kind: Literal["cite", "hit"]
    number: int
    of: Citation | Hit
    before: str
    pieces: list[tuple[str, bool]]
    after: str
    same: bool = False


def cards_html(
    session: Session, page: Language, *, growing: bool = False, like: Collection[str] = ()
) -> str:
    """The sources of the turn that is current; empty where nothing was asked.

    Args:
        session: What the page holds.
        page: The language of the page.
        growing: Whether its last answer is still being written.
        like: Ids of the articles that are about the same as those quoted.
    """
    if not session.turns:
        return ""
    position = session.current
    turn = session.turns[position]
    answer = turn.answer
    return render(
        "cards",
        page,
        turn=turn,
        position=position,
        newest=len(session.turns) - 1,
        refused=answer is not None and not answer.answered,
        cards=[] if answer is None else _cards(answer),
        more=[] if answer is None or growing or not answer.answered else _related(answer, like),
    )


def _cards(answer: Answer) -> list[Card]:
    if not answer.answered:
        return [_passage(answer, hit) for hit in closest(answer.hits)] if answer.parts else []
    lasts = (None, *answer.citations)
    return [_quote(answer, *two) for two in zip(answer.citations, lasts, strict=False)]


def _related(answer: Answer, like: Collection[str]) -> list[Card]:
    return [_passage(answer, answer.hits[number - 1]) for number in related(answer, like)]


def _passage(answer: Answer, hit: Hit) -> Card:
    return Card("hit", answer.hits.index(hit) + 1, hit, "", [], shortened(hit.text))


def _quote(answer: Answer, citation: Citation, last: Citation | None) -> Card:
    """A citation in the passage that was found; alone, if none holds the whole of it.

    What the card before shows of the same article is not shown again before it.
    """
    around = passage_of(answer, citation)
    same = last is not None and last.article_id == citation.article_id
    shown = last.end if last and same and last.end <= citation.start else 0
    start = around.start if around else citation.start
    before = around.text[max(0, shown - start) : citation.start - start] if around else ""
    after = around.text[citation.end - around.start :] if around else ""
    pieces = _pieces(citation, _spans(answer, citation))
    return Card("cite", citation.number, citation, _end(before), pieces, _beginning(after), same)


def _spans(answer: Answer, citation: Citation) -> list[tuple[int, int]]:
    """Where the answers of all parts stand in a citation, in its article's offsets."""
    own = {
        (span.start, span.end)
        for part in answer.parts
        for span in part.spans
        if span.citation == citation.number
    }
    if not own and citation.answer_start is not None and citation.answer_end is not None:
        own = {(citation.answer_start, citation.answer_end)}
    return sorted(own)


def _pieces(citation: Citation, spans: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    """The quote cut at the spans; where spans overlap, their whole is one piece."""
    pieces, done = [], citation.start
    for start, end in spans:
        first = max(start, done)
        if end <= first:
            continue
        pieces += [(done, first, False), (first, end, True)]
        done = end
    pieces.append((done, citation.end, False))
    return [
        (citation.quote[start - citation.start : end - citation.start], marked)
        for start, end, marked in pieces
        if end > start
    ]


def _end(text: str) -> str:
    """The end of what stands before a quote, cut between words."""
    flat = " ".join(text.split())
    if len(flat) <= AROUND:
        return flat and f"{flat} "
    return f"… {flat[-AROUND:].partition(' ')[2]} "


def _beginning(text: str) -> str:
    """The beginning of what stands after a quote, cut between words."""
    kept = shortened(text, AROUND)
    return kept and f" {kept}"
