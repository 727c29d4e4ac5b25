"""The conversations that are kept, for programs: each caller's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from qa.workspace.conversations import Conversation, ConversationSummary
from qa_ui.access.browsers import owner_of
from qa_ui.http.schemas import problems

if TYPE_CHECKING:
    from qa.workspace.conversations import Conversations


class Renaming(BaseModel):
    """Another title for a conversation."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1, max_length=1000)


def conversation_routes(conversations: Conversations) -> APIRouter:
    """List, read, rename and delete conversations.

    Args:
        conversations: Where they are kept.
    """
    router = APIRouter(
        prefix="/api/conversations", tags=["conversations"], responses=problems(404, 422, 503)
    )

    @router.get("")
    def listed(request: Request) -> list[ConversationSummary]:
        """Your conversations, the last changed first."""
        owner = owner_of(request.scope)
        return conversations.all(owner) if owner else []

    @router.get("/{conversation_id}")
    def read(conversation_id: str, request: Request) -> Conversation:
        """A conversation, yours or one whose id you were given."""
        found = conversations.read(conversation_id, owner_of(request.scope))
        return _found(found)

    @router.patch("/{conversation_id}")
    def rename(conversation_id: str, request: Request, wanted: Renaming) -> Conversation:
        """Give one of your conversations another title."""
        owner = owner_of(request.scope)
        if owner is None or not conversations.rename(owner, conversation_id, wanted.title):
            raise _nothing()
        return _found(conversations.read(conversation_id, owner))

    @router.delete("/{conversation_id}", status_code=204)
    def delete(conversation_id: str, request: Request) -> None:
        """Delete one of your conversations for good."""
        owner = owner_of(request.scope)
        if owner is None or not conversations.delete(owner, conversation_id):
            raise _nothing()

    return router


def _found(conversation: Conversation | None) -> Conversation:
    if conversation is None:
        raise _nothing()
    return conversation


def _nothing() -> HTTPException:
    return HTTPException(404, "you have no conversation with this id")
