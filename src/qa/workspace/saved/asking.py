"""Saved questions asked again, after a generation of the index was published."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol, Unpack

from qa.errors import QuestionError
from qa.types import Answer, FilterArguments, Value
from qa.workspace.saved.store import SavedQuestions
from qa.workspace.saved.tables import NewItem, SavedQuestion

if TYPE_CHECKING:
    from qa.types import IndexStatus


class Asked(Value):
    """A saved question that was asked again, and what was new."""

    saved: SavedQuestion
    items: list[NewItem]


class Asker(Protocol):
    """What answers questions, by quotes first: an `Assistant`."""

    def stream(self, question: str, /, **filters: Unpack[FilterArguments]) -> Iterator[Answer]:
        """The answer made of quotes, and what a language model makes of it."""
        ...

    def status(self) -> IndexStatus:
        """What the generation in use holds."""
        ...


def ask_due(
    questions: SavedQuestions,
    asker: Asker,
    *,
    owner: str | None = None,
    between: Callable[[int, int], bool] = lambda _done, _total: True,
) -> list[Asked]:
    """Ask the questions that the generation in use has not answered yet.

    Args:
        questions: The saved questions.
        asker: Answers them.
        owner: Whose questions; None: everybody's.
        between: Called before each question with how many are done, of how many; asking ends where
            it returns false.

    Raises:
        IndexFolderError: If there is no index that can be used.
        WorkspaceError: If the database cannot be used.
    """
    generation = asker.status().generation
    due = questions.due(generation, owner)
    asked = []
    for done, saved in enumerate(due):
        if not between(done, len(due)):
            break
        asked.append(ask_again(questions, asker, saved, generation))
    return asked


def ask_again(
    questions: SavedQuestions, asker: Asker, saved: SavedQuestion, generation: str
) -> Asked:
    """Ask one question and keep what is new; a question that is refused keeps its reason."""
    filters = saved.filters
    try:
        answer = next(
            asker.stream(
                saved.question,
                since=filters.since,
                until=filters.until,
                sources=filters.sources or None,
                languages=filters.languages or None,
            )
        )
    except QuestionError as error:
        questions.note_problem(saved, error.failure, generation)
        return Asked(saved=saved, items=[])
    return Asked(saved=saved, items=questions.record(saved, answer, generation))
