"""Finds questions worth offering: makes candidates, asks them, keeps those answered well.

Everything is a generator that asks at most one question between two steps, so that whoever runs it
can stop for a reader at any step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Final, Protocol, get_args

from qa.errors import ArticleNotFoundError, QuestionError
from qa.lang.text import fold
from qa.phrases import say
from qa.proposals.candidates import Candidate, candidates
from qa.proposals.pool import KINDS, Pool, Proposal, ProposalKind
from qa.reader import confidence_model
from qa.types import Answer, Article, ArticleSummary, Exchange, Language, Topic

EACH: Final = 3
"""Questions that are looked for in each topic and language."""
TRIES: Final = 14
"""Questions that are asked for them at most."""
_TURN: Final = 3
"""Questions that are asked about one topic before another has its turn."""
ALONE: Final = 8
"""Questions that are looked for among articles of no topic, in each language."""
_ABOUT_ONE: Final = 2
"""Questions that are looked for about one article."""
_REMEMBERED: Final = 60
"""Answers that are remembered, because articles about the same lead to the same questions."""
_LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)

OwnQuestions = Mapping[tuple[str, Language], Sequence[Candidate]]
"""Questions of a labelled file, by the article that answers and their language."""

_Made = tuple[str, Candidate]
"""The id of an article, and a question that it seems to answer."""


class Library(Protocol):
    """What is needed of `qa.Assistant`."""

    def ask_many(
        self, questions: Sequence[str], histories: Sequence[Sequence[Exchange]] | None = None
    ) -> list[Answer]:
        """Answer by quotes alone."""

    def article(self, article_id: str) -> Article:
        """The article with an id."""

    def articles(self) -> list[ArticleSummary]:
        """All articles, newest first."""

    def topics(self) -> list[Topic]:
        """What the articles are about."""


class Proposer:
    """Asks candidates and gathers those that can be offered.

    Args:
        library: Answers.
        pool: What was found before.
        own: Questions of a labelled file.

    Attributes:
        pool: What was found; only ever replaced, so that other threads may read it.
    """

    def __init__(self, library: Library, pool: Pool, own: OwnQuestions | None = None) -> None:
        self.pool = pool
        self._library = library
        self._own = own or {}
        self._asked = lru_cache(_REMEMBERED)(self._ask)

    def fill(self) -> Iterator[None]:
        """Look through every topic; a step after each question that was asked.

        Topics take turns, a question each, so that examples of several are soon there.
        """
        lines = [
            _Line(topic, language, self._made(topic, language, shift))
            for shift, topic in enumerate([*self.pool.topics, *self._alone()])
            for language in _LANGUAGES
        ]
        while lines := [line for line in lines if line.wants]:
            for line in lines:
                for made in line:
                    line.note(found=self._test(*made, line.language))
                    yield
        for topic in self.pool.topics:
            for language in _LANGUAGES:
                self._list(topic, language)
                yield
        self.pool = self.pool.model_copy(update={"done": True})

    def about(self, article_id: str, language: Language) -> Iterator[None]:
        """Look through one article; a step after each question that was asked."""
        looked = self.pool.looked
        if (article_id, language) in looked:
            return
        found = len(self.pool.about([article_id], language, ()))
        for made in self._about(article_id, language, 0):
            if found >= _ABOUT_ONE:
                break
            found += self._test(*made, language)
            yield
        self.pool = self.pool.model_copy(update={"looked": (*looked, (article_id, language))})

    def _test(self, article_id: str, candidate: Candidate, language: Language) -> bool:
        """Whether a candidate is new and answered well from its article; it is then kept."""
        question, kind = candidate.question, candidate.kind
        if self.pool.has(question, kind, article_id, language):
            return False
        answer = self._asked(question)
        if not answer or answer.language != language or not is_from(answer, {article_id}):
            return False
        quotes = fold(" ".join(one.quote for one in answer.citations))
        if not all(any(fold(one) in quotes for one in group) for group in candidate.shows):
            return False
        self._keep(question, language, kind, article_id)
        return True

    def _list(self, topic: Topic, language: Language) -> None:
        """Keep the question for the articles about a topic, if these answer it."""
        words = topic.words.get(language) or next(iter(topic.words.values()))
        question, ids = say(language, "proposal.list", topic=words[0]), topic.articles
        answer = self._asked(question)
        if answer and is_from(answer, {*ids}):
            self._keep(question, language, "list", ids[0])

    def _keep(self, question: str, language: Language, kind: ProposalKind, article_id: str) -> None:
        self.pool = self.pool.with_more(
            Proposal(question=question, language=language, kind=kind, article_id=article_id)
        )

    def _ask(self, question: str) -> Answer | None:
        """The answer to a question, if it is sure; none to one that cannot be asked."""
        try:
            (answer,) = self._library.ask_many([question])
        except QuestionError:  # too long, say
            return None
        return answer if is_sure(answer) else None

    def _alone(self) -> list[Topic]:
        """Articles that are in no topic, as if they were one."""
        inside = {id_ for topic in self.pool.topics for id_ in topic.articles}
        ids = [one.id for one in self._library.articles() if one.id not in inside]
        return [Topic(words={}, articles=ids)] if ids else []

    def _made(self, topic: Topic, language: Language, shift: int) -> Iterator[_Made]:
        """Candidates about the articles of a topic, some of each."""
        for article_id in topic.articles:
            yield from islice(self._about(article_id, language, shift), _ABOUT_ONE)

    def _about(self, article_id: str, language: Language, shift: int) -> Iterator[_Made]:
        """Candidates about an article; `shift` turns the order of kinds, so that topics vary."""
        try:
            article = self._library.article(article_id)
        except ArticleNotFoundError:  # it is of an earlier generation
            return
        made = [*self._own.get((article_id, language), ()), *candidates(article, language)]
        for candidate in sorted(made, key=lambda one: _place(one, shift)):
            yield article_id, candidate


class _Line:
    """The search for questions about one topic in one language.

    Attributes:
        wants: Whether it goes on.
    """

    def __init__(self, topic: Topic, language: Language, made: Iterator[_Made]) -> None:
        self.language = language
        self.wants = True
        self._made = made
        self._found, self._tried = 0, 0
        self._turn = 0
        self._each, self._tries = (EACH, TRIES) if topic.words else (ALONE, 3 * TRIES)

    def __iter__(self) -> Iterator[_Made]:
        """What to ask in this turn: until one is found, some were tried, or there is no more."""
        self._turn = _TURN
        while self._turn and (made := next(self._made, None)):
            self._tried += 1
            yield made
        self.wants = not self._turn and self._found < self._each

    def note(self, *, found: bool) -> None:
        """What became of a question; a find ends the turn, too many tries the search."""
        self._found += found
        if self._tried >= self._tries:
            self._found = self._each
        ends = found or self._found >= self._each
        self._turn = 0 if ends else self._turn - 1


def _place(candidate: Candidate, shift: int) -> int:
    """Where a candidate stands among those of its article: its own first, then by kind."""
    kind = KINDS.index(candidate.kind)
    return (kind - 1 - shift) % (len(KINDS) - 1) if kind else -1


def is_sure(answer: Answer) -> bool:
    """Whether all of a question is answered with high confidence, by articles that agree."""
    least = confidence_model().high
    parts = [part.answered and part.confidence >= least for part in answer.parts]
    return bool(parts) and all(parts) and not answer.reports


def is_from(answer: Answer, articles: set[str]) -> bool:
    """Whether the first quote of an answer is from these articles, and most of the others."""
    own = [not articles.isdisjoint((one.article_id, *one.also_in)) for one in answer.citations]
    return bool(own) and own[0] and 2 * sum(own) >= len(own)
