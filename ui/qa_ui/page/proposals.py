"""The events of the questions that a click asks: examples at first, then what leads on.

Only questions that were answered well when they were asked beforehand are shown; see
`qa_ui.jobs.proposing`.
"""

from __future__ import annotations

from typing import Final

import gradio as gr

from qa.question.requests import request_in, subject
from qa.types import Answer, Kind
from qa_ui.i18n import plain, tr
from qa_ui.jobs.proposing import Following, Proposing
from qa_ui.page.events import Updates
from qa_ui.page.layout import Page
from qa_ui.page.session import Session
from qa_ui.views.proposals import next_html, start_html

EXAMPLES: Final = 4
NEXT: Final = 3

FOLLOW_UPS: Final[tuple[Kind, ...]] = ("why", "when")
"""What one word asks of the question before it, which the library completes."""

EVENTS: Final[frozenset[Kind]] = frozenset({"who", "when", "where", "how_many", "yes_no"})
"""Kinds of question about an event: `Why?` makes sense after `Who won?`, not after
`What is a quark?`."""


class ProposalEvents:
    """What is offered on one page.

    Args:
        page: The components.
        proposing: Knows what can be offered.
    """

    def __init__(self, page: Page, proposing: Proposing) -> None:
        self._ask = page.ask
        self._proposing = proposing

    def show(self, session: Session, shown: str | None) -> Updates:
        """What fits the conversation now; what stands there already is not drawn again."""
        html, waiting = self._start(session) if not session.turns else self._next(session)
        timer = {self._ask.proposals_timer: gr.update(active=waiting)}
        return timer if html == (shown or "") else {self._ask.proposals: html, **timer}

    def _start(self, session: Session) -> tuple[str, bool]:
        """Examples and topics, and whether more may come."""
        pool, page = self._proposing.pool, session.language
        if pool is None:
            return "", self._proposing.running
        examples, waiting = pool.examples(page, EXAMPLES), self._proposing.running and not pool.done
        missing = EXAMPLES - len(examples) if waiting else 0
        return start_html(examples, pool.by_topic(page), page, missing=missing), waiting

    def _next(self, session: Session) -> tuple[str, bool]:
        """What leads on from the last answer, and whether it is still being looked for."""
        turn = session.turns[-1]
        if turn.answer is None or not turn.answer.answered:
            return "", False
        found, waiting = self._proposing.following(
            Following(
                identity=turn.request_id,
                answer=turn.answer,
                short=tuple(short_questions(turn.answer)),
                history=tuple(session.history),
                asked=tuple(turn.question for turn in session.turns),
            )
        )
        return next_html(found[:NEXT], turn.answer.language, session.language), waiting


def short_questions(answer: Answer) -> list[str]:
    """What may be asked next in the words of the question before: why, when, its timeline."""
    language, known = answer.language, {part.kind for part in answer.parts}
    found = [
        tr(language, f"follow_{kind}")
        for kind in FOLLOW_UPS
        if kind not in known and answer.parts[0].kind in EVENTS
    ]
    for part in answer.parts:
        request = request_in(part.question, language)
        days = {section.published for section in part.sections if section.published}
        if request and request.topic and part.form != "timeline" and len(days) > 1:
            found.append(tr(language, "timeline_of", topic=subject(request.topic, language)))
    return [plain(question) for question in found]
