"""The events of the conversations that are kept: listed, opened, renamed, deleted, shared.

An event that keeps a conversation does not write the session, which may be out of date by then;
that is why a session has its id from the beginning.
"""

from __future__ import annotations

import logging
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs
from uuid import uuid4

import gradio as gr
from pydantic import ValidationError

from qa.errors import ConversationError, Failure, WorkspaceError
from qa.types import Filters as KeptFilters
from qa.workspace.conversations import Conversation, Conversations, KeptTurn
from qa_ui.access.browsers import owner_behind
from qa_ui.i18n import as_language, problem_text, tr
from qa_ui.page.ask import AskEvents, ready_box
from qa_ui.page.events import NOTHING, Updates, event_value
from qa_ui.page.session import Filters, Judged, Searches, Session, Turn
from qa_ui.views.kept import kept_html, notice_html

if TYPE_CHECKING:
    from qa.types import Language
    from qa_ui.page.layout import Page

_LOG = logging.getLogger(__name__)


class KeptEvents:
    """The events of one page's list of conversations.

    Args:
        page: The components.
        asking: Shows conversations.
        conversations: Where they are kept.
    """

    def __init__(self, page: Page, asking: AskEvents, conversations: Conversations) -> None:
        self._page = page
        self._asking = asking
        self._conversations = conversations

    @property
    def list_outputs(self) -> list[Any]:
        """The components that belong to the list."""
        kept = self._page.kept
        return [kept.list, kept.notice, kept.address]

    @property
    def outputs(self) -> list[Any]:
        """The components that change with another conversation."""
        return [*self._asking.outputs, *self._page.ask.filters.inputs, *self.list_outputs]

    def arrive(
        self, session: Session, searches: Searches, address: object, request: gr.Request
    ) -> Updates:
        """Show what the address of the page asks for, `?c=ID` or `?q=QUESTION`, and the list."""
        given = parse_qs(str(address.get("search", ""))[1:] if isinstance(address, dict) else "")
        if "c" in given:
            return self._show(session, searches, given["c"][0], request)
        updates = self._listed(session, request)
        if question := given.get("q", [""])[0].strip():
            bar, addressed = self._page.ask.filters, {"ask": question}
            updates |= {bar.since: given.get("since", [None])[0], bar.sources: given.get("source")}
            updates |= {
                bar.until: given.get("until", [None])[0],
                self._page.kept.address: addressed,
            }
        return updates

    def open(
        self, session: Session, searches: Searches, event: gr.EventData, request: gr.Request
    ) -> Updates:
        """Show another conversation, or a new one where none is named."""
        return self._show(session, searches, event_value(event, "conversation"), request)

    def keep(self, session: Session, request: gr.Request) -> Updates:
        """Keep the conversation as it is now."""
        owner = owner_behind(request)
        if owner is None:
            return NOTHING
        if not session.turns:  # a new one, or its only question was stopped
            self._conversations.keep(owner, session.conversation, (), session.dropped)
            address = {"conversation": ""}
            return {**self._listed(session, request, ""), self._page.kept.address: address}
        problem = self._problem(owner, session)
        address = {} if problem else {"conversation": session.conversation}
        return {**self._listed(session, request, problem), self._page.kept.address: address}

    def rename(self, session: Session, event: gr.EventData, request: gr.Request) -> Updates:
        """Give a conversation another title."""
        if owner := owner_behind(request):
            identity = event_value(event, "conversation")
            self._conversations.rename(owner, identity, event_value(event, "title"))
        return self._listed(session, request)

    def remove(
        self, session: Session, searches: Searches, event: gr.EventData, request: gr.Request
    ) -> Updates:
        """Delete a conversation; if it is the one that is shown, a new one begins."""
        identity, owner = event_value(event, "conversation"), owner_behind(request)
        if owner is not None:
            self._conversations.delete(owner, identity)
        if identity == session.conversation:
            return self._show(session, searches, "", request)
        return self._listed(session, request)

    def translate(self, language: str, session: Session, request: gr.Request) -> Updates:
        """The list in another language."""
        return self._listed(replace(session, language=as_language(language)), request)

    def _problem(self, owner: str, session: Session) -> str:
        """Keep a conversation; why that was not possible, empty if it was."""
        try:
            kept = self._conversations.keep(
                owner, session.conversation, kept_turns(session), session.dropped
            )
        except ConversationError as error:
            return problem_text(error, session.language)
        except WorkspaceError:
            _LOG.exception("a conversation was not kept")
            kept = False
        return "" if kept else tr(session.language, "kept_failed")

    def _show(
        self, session: Session, searches: Searches, identity: str, request: gr.Request
    ) -> Updates:
        searches.stop()
        found = self._conversations.read(identity, owner_behind(request)) if identity else None
        shown, notice, page = Session(session.language), "", session.language
        if found is not None:
            shown = restored(found, page)
            notice = "" if found.mine else tr(page, "kept_shared")
        elif identity:
            notice = tr(page, "kept_missing")
        question = shown.turns[-1].question if shown.waiting else ""
        return {
            **self._asking.show(shown.stopped()),
            self._page.ask.question: ready_box(page, question),
            **self._listed(shown, request, notice),
            self._page.kept.address: {
                "conversation": found.id if found else "",
                "requested": identity,
            },
        }

    def _listed(self, session: Session, request: gr.Request, notice: str | None = None) -> Updates:
        owner, page = owner_behind(request), session.language
        listed = self._conversations.all(owner) if owner else []
        shown = kept_html(listed, session.conversation, page, refused=owner is None)
        updates: Updates = {self._page.kept.list: shown}
        if notice is not None:
            updates[self._page.kept.notice] = notice_html(notice, page)
        return updates


def kept_turns(session: Session) -> list[KeptTurn]:
    """The turns of a session, as they are kept."""
    return [
        KeptTurn(
            question=turn.question,
            filters=_kept_filters(turn.filters),
            answer=turn.answer,
            problem=turn.problem,
            request_id=turn.request_id,
            generation=turn.generation,
            verdict=turn.judged.verdict,
            note=turn.judged.note,
        )
        for turn in session.turns
    ]


def restored(kept: Conversation, page: Language) -> Session:
    """The session of a conversation; what is added to somebody else's goes into a copy."""
    turns = tuple(_turn(turn) for turn in kept.turns)
    if kept.mine:
        return Session(page, turns, conversation=kept.id)
    return Session(
        page, tuple(replace(turn, request_id=uuid4().hex, judged=Judged()) for turn in turns)
    )


def _turn(kept: KeptTurn) -> Turn:
    names = Filters.__dataclass_fields__
    return Turn(
        question=kept.question,
        filters=Filters(**{name: getattr(kept.filters, name) for name in names}),
        answer=kept.answer,
        problem=Failure(code="conversation.damaged") if kept.damaged else kept.problem,
        request_id=kept.request_id,
        generation=kept.generation,
        judged=Judged(kept.verdict, kept.note),
    )


def _kept_filters(filters: Filters) -> KeptFilters:
    """Filters as they are kept; a date that is none is left out, as it answered nothing."""
    chosen = asdict(filters)
    try:
        return KeptFilters(**chosen)
    except ValidationError:
        return KeptFilters(**{**chosen, "since": None, "until": None})
