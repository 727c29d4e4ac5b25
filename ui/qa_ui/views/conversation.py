"""A conversation as HTML: questions, answers with numbered quotes, abstentions.

Pure functions from values to HTML; the templates are `conversation`, `turn`, `answer` and
`judging`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.judgements import LONGEST_NOTE
from qa_ui.views.answer import shown_answer
from qa_ui.views.export import kinds
from qa_ui.views.render import render

if TYPE_CHECKING:
    from qa.types import Language
    from qa_ui.page.session import Session, Turn


def conversation(
    session: Session,
    *,
    judging: bool = False,
    growing: bool = False,
) -> str:
    """The whole conversation.

    Args:
        session: What the page holds.
        judging: Whether its answers can be judged.
        growing: Whether the last answer is still being written; its sources open, and all that
            needs the whole of it is left out.
    """
    page, last = session.language, len(session.turns) - 1
    return render(
        "conversation",
        page,
        turns=[
            _turn(turn, position, page, growing=growing and position == last)
            for position, turn in enumerate(session.turns)
        ],
        saving=[] if growing or len(session.turns) == 1 else kinds(session.turns),
        judging=judging,
        longest_note=LONGEST_NOTE,
    )


def welcome(page: Language) -> str:
    """What an empty page shows: an invitation."""
    return render("welcome", page)


def no_index(page: Language, corpus: str, command: str, *, fixed: bool = False) -> str:
    """What the page shows instead of a conversation while there is no index.

    Args:
        page: The language of the page.
        corpus: The folder of articles.
        command: What builds the index that this server uses.
        fixed: Whether articles cannot be added in the page.
    """
    return render("no_index", page, corpus=corpus, command=command, fixed=fixed, problem="")


def index_problem(page: Language, problem: str) -> str:
    """What the page shows while the index cannot be opened, with the library's remedy."""
    return render("no_index", page, corpus="", problem=problem)


def _turn(turn: Turn, position: int, page: Language, *, growing: bool) -> dict[str, object]:
    answer = turn.answer
    shown = answer and shown_answer(answer, turn.filters, page)
    return {
        "turn": turn,
        "position": position,
        "shown": shown,
        "growing": growing,
        "kinds": kinds([turn]),
    }
