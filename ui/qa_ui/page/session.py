"""The state of one reader's page: the conversation, the filters, the open source, searches.

Frozen values and pure steps between them, except for `Searches`; kept in a `gr.State`, so never
shared between readers. Knows nothing of HTML, Gradio or how answers are found.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from qa.workspace.conversations import new_id

if TYPE_CHECKING:
    from qa.errors import Failure
    from qa.judgements import Verdict
    from qa.types import Answer, Exchange, FilterArguments, Language


@dataclass(frozen=True)
class Filters:
    """Which articles are searched; the defaults let all pass."""

    since: str | None = None
    until: str | None = None
    sources: tuple[str, ...] = ()
    languages: tuple[Language, ...] = ()
    articles: tuple[str, ...] = ()

    @property
    def active(self) -> bool:
        """Whether anything is filtered out on purpose."""
        return self != Filters()

    @property
    def arguments(self) -> FilterArguments:
        """As the library takes them."""
        return {
            "since": self.since,
            "until": self.until,
            "sources": self.sources or None,
            "languages": self.languages or None,
            "articles": self.articles or None,
        }


@dataclass(frozen=True)
class Judged:
    """The reader's judgement of an answer, and the problem if it could not be stored."""

    verdict: Verdict | None = None
    note: str = ""
    problem: Failure | None = None


@dataclass(frozen=True)
class Turn:
    """One question and what became of it; neither answer nor problem: still being searched.

    Attributes:
        request_id: Names the search for the answer, so that the answer finds its question.
        generation: The generation of the index that answered.
        saved: The id of the saved question that it became; empty if it did not.
    """

    question: str
    filters: Filters = field(default_factory=Filters)
    answer: Answer | None = None
    problem: Failure | None = None
    request_id: str = ""
    generation: str = ""
    judged: Judged = field(default_factory=Judged)
    saved: str = ""

    @property
    def open(self) -> bool:
        """Whether it has neither answer nor problem yet."""
        return self.answer is None and self.problem is None


@dataclass(frozen=True)
class Opened:
    """The source in the panel: citation `number` or the `number`-th hit of a turn, from 1."""

    turn: int
    kind: Literal["cite", "hit"]
    number: int
    whole: bool = False


@dataclass(frozen=True)
class Session:
    """Everything that belongs to one open page.

    Attributes:
        conversation: The id under which the conversation is kept, as soon as something is asked.
        opened: The source in the panel.
        picked: The turn whose sources were asked for; None: the newest.
        dropped: The ids of turns that were taken back here, and are not to be kept.
    """

    language: Language = "en"
    turns: tuple[Turn, ...] = ()
    opened: Opened | None = None
    conversation: str = field(default_factory=new_id, compare=False)
    picked: int | None = None
    dropped: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def current(self) -> int:
        """The turn whose sources are shown: the one picked, else the newest; -1 without turns."""
        newest = len(self.turns) - 1
        return newest if self.picked is None else min(self.picked, newest)

    @property
    def history(self) -> list[Exchange]:
        """The answered exchanges, oldest first, as `Assistant.ask` takes them.

        The short answer is used for the whole one: follow-ups refer to it ("what did he say?").
        What was said before a question that was answered as it stood is left out: no follow-up
        leads back beyond that.
        """
        exchanges: list[Exchange] = []
        for turn in self.turns:
            if turn.answer and turn.answer.stood_alone:
                exchanges.clear()
            if turn.answer:
                exchanges.append((turn.question, _short(turn.answer)))
        return exchanges

    @property
    def waiting(self) -> bool:
        """Whether the last question is still being searched."""
        return bool(self.turns) and self.turns[-1].open

    def asking(self, question: str, filters: Filters, request_id: str = "") -> Session:
        """A new question at the end, not yet answered; the panel closes."""
        turns = (*self.turns, Turn(question, filters, request_id=request_id))
        return replace(self, turns=turns, opened=None, picked=None)

    def settled(
        self, answer: Answer | None, problem: Failure | None = None, generation: str = ""
    ) -> Session:
        """The last question has its answer, or the problem that kept it from one."""
        turn = replace(self.turns[-1], answer=answer, problem=problem, generation=generation)
        return self._with_last(turn)

    def judging(self, position: int, judged: Judged) -> Session:
        """With a judgement of an answer; a turn without an answer stays as it is."""
        if not 0 <= position < len(self.turns) or self.turns[position].answer is None:
            return self
        turn = replace(self.turns[position], judged=judged)
        return replace(self, turns=(*self.turns[:position], turn, *self.turns[position + 1 :]))

    def saving(self, position: int, saved: str) -> Session:
        """With the question of a turn saved under an id, or, if that is empty, not saved."""
        turn = replace(self.turns[position], saved=saved)
        return replace(self, turns=(*self.turns[:position], turn, *self.turns[position + 1 :]))

    def stopped(self) -> Session:
        """Without a last question that was still being searched."""
        return self._cut(len(self.turns) - 1) if self.waiting else self

    def before(self, turn: int) -> Session:
        """The conversation as it was before a turn; an open source of a later turn closes."""
        opened = self.opened if self.opened and self.opened.turn < turn else None
        return replace(self._cut(turn), opened=opened, picked=None)

    def picking(self, turn: int) -> Session:
        """With the sources of a turn shown; one without an answer changes nothing."""
        there = 0 <= turn < len(self.turns) and self.turns[turn].answer is not None
        return replace(self, picked=self._unless_newest(turn), opened=None) if there else self

    def opening(self, opened: Opened | None) -> Session:
        """With another source in the panel, or none; one that does not exist changes nothing."""
        if opened is None:
            return replace(self, opened=None)
        if 1 <= opened.number <= self.count(opened.turn, opened.kind):
            return replace(self, opened=opened, picked=self._unless_newest(opened.turn))
        return self

    def stepping(self, step: int) -> Session:
        """With the next (1) or previous (-1) source of the same turn in the panel."""
        if self.opened is None:
            return self
        return self.opening(replace(self.opened, number=self.opened.number + step, whole=False))

    def widening(self) -> Session:
        """With the whole article in the panel instead of the passage, or the reverse."""
        if self.opened is None:
            return self
        return self.opening(replace(self.opened, whole=not self.opened.whole))

    def count(self, turn: int, kind: Literal["cite", "hit"]) -> int:
        """How many sources of a kind a turn has; 0 for a turn that does not exist."""
        if not 0 <= turn < len(self.turns):
            return 0
        answer = self.turns[turn].answer
        if answer is None:
            return 0
        return len(answer.citations if kind == "cite" else answer.hits)

    def _unless_newest(self, turn: int) -> int | None:
        return turn if turn < len(self.turns) - 1 else None

    def _cut(self, turn: int) -> Session:
        dropped = self.dropped.union(one.request_id for one in self.turns[turn:])
        return replace(self, turns=self.turns[:turn], dropped=dropped)

    def _with_last(self, turn: Turn) -> Session:
        return replace(self, turns=(*self.turns[:-1], turn))


@dataclass
class Searches:
    """What the searches of one page found.

    Mutable, unlike everything else here, because a search may outlast its question.
    """

    _begun: str = ""
    _found: dict[str, Turn] = field(default_factory=dict)

    def begin(self, request_id: str) -> bool:
        """Whether the question with this id is not being searched yet; from now on it is.

        It is the newest one, so what earlier searches found is forgotten.
        """
        if request_id == self._begun:
            return False
        self._begun = request_id
        self._found.clear()
        return True

    def wanted(self, request_id: str) -> bool:
        """Whether the question with this id is the newest, and was not stopped."""
        return request_id == self._begun

    def stop(self) -> None:
        """Stop waiting for the newest question; what was found for it already stays."""
        self._begun = ""

    def end(self, turn: Turn) -> None:
        """Keep a turn that has its answer, or its problem; a later one may replace it."""
        self._found[turn.request_id] = turn

    def settle(self, session: Session) -> Session:
        """The session with its open question answered, if that was found by now."""
        found = self._found.get(session.turns[-1].request_id) if session.waiting else None
        return session.settled(found.answer, found.problem, found.generation) if found else session


def _short(answer: Answer) -> str:
    """The first short answer of a part that is not a number; else the whole text."""
    short = (part.answer for part in answer.parts if part.answer and part.kind != "how_many")
    return next(short, answer.text)
