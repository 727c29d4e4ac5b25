"""The list of the conversations that are kept, as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.workspace.conversations import LONGEST_TITLE
from qa_ui.views.render import render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.types import Language
    from qa.workspace.conversations import ConversationSummary


def kept_html(
    conversations: Sequence[ConversationSummary],
    current: str,
    page: Language,
    *,
    refused: bool = False,
) -> str:
    """The list, and what can be done with each conversation in it.

    Args:
        conversations: What is listed, in this order.
        current: Id of the one that is shown.
        page: The language of the page.
        refused: Whether the browser takes no cookie, so that nothing is kept.
    """
    return render(
        "kept",
        page,
        conversations=conversations,
        current=current,
        refused=refused,
        longest_title=LONGEST_TITLE,
    )


def notice_html(words: str, page: Language) -> str:
    """What the reader should know about the conversation; empty if nothing."""
    return render("notice", page, words=words) if words else ""
