"""A conversation as HTML: questions, answers with numbered quotes, abstentions.

Pure functions from values to HTML; the templates are `conversation`, `turn`, `answer` and
`judging`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.judgements import LONGEST_NOTE
from qa_ui.views.answer import shown_answer
from qa_ui.views.render import render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa.types import Language
    from qa_ui.page.session import Session, Turn


def conversation(
    session: Session,
    *,
    suggested: Sequence[str] = (),
    judging: bool = False,
    growing: bool = False,
) -> str:
    """The whole conversation.

    Args:
        session: What the page holds.
        suggested: Questions that lead on from the last answer.
        judging: Whether its answers can be judged.
        growing: Whether the last answer is still being written; its sources open, and all that
            needs the whole of it is left out.
    """
    page, last = session.language, len(session.turns) - 1
    answer = session.turns[-1].answer if session.turns else None
    return render(
        "conversation",
        page,
        turns=[
            _turn(turn, position, page, growing=growing and position == last)
            for position, turn in enumerate(session.turns)
        ],
        suggested=() if growing else suggested,
        suggested_language=answer.language if answer else page,
        saving=bool(session.history) and not growing,
        judging=judging,
        longest_note=LONGEST_NOTE,
    )


def turn_html(turn: Turn, position: int, page: Language, *, judging: bool = False) -> str:
    """One question with its answer, its problem, or the note that it is being searched."""
    values = _turn(turn, position, page, growing=False)
    return render("turn", page, **values, judging=judging, longest_note=LONGEST_NOTE)


def welcome(page: Language, examples: Sequence[str]) -> str:
    """What an empty page shows: an invitation and questions that can be asked with a click."""
    return render("welcome", page, examples=examples)


def no_index(page: Language, corpus: str, command: str) -> str:
    """What the page shows instead of a conversation while there is no index.

    Args:
        page: The language of the page.
        corpus: The folder of articles.
        command: What builds the index that this server uses.
    """
    return render("no_index", page, corpus=corpus, command=command, problem="")


def index_problem(page: Language, problem: str) -> str:
    """What the page shows while the index cannot be opened, with the library's remedy."""
    return render("no_index", page, corpus="", problem=problem)


def _turn(turn: Turn, position: int, page: Language, *, growing: bool) -> dict[str, object]:
    answer = turn.answer
    shown = None if answer is None else shown_answer(answer, turn.filters, page)
    return {"turn": turn, "position": position, "shown": shown, "growing": growing}
