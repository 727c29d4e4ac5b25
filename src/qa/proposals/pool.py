"""Questions that were asked beforehand and answered well, with the topics that they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, Literal

from qa.lang.text import fold
from qa.types import Language, Topic, Value

ProposalKind = Literal["own", "how_many", "who", "known", "happened", "person", "list"]
"""How a question was made; `own` ones come from a file of questions."""

KINDS: Final[tuple[ProposalKind, ...]] = ("own", "how_many", "happened", "who", "known", "person")
"""Those about one article, in the order in which they are tried."""


class Proposal(Value):
    """A question that is answered with high confidence.

    Attributes:
        article_id: The article that answers.
    """

    question: str
    language: Language
    kind: ProposalKind
    article_id: str


class TopicProposals(Value):
    """A topic with its questions in one language."""

    topic: Topic
    questions: list[str]


class Pool(Value):
    """All that can be offered over one generation of an index.

    Attributes:
        generation: Its name.
        built: When it was built; together with the name, what tells it from others.
        done: Whether every topic has been looked through.
        looked: Articles that were looked through by themselves, with the languages.
    """

    generation: str
    built: str
    topics: tuple[Topic, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    done: bool = False
    looked: tuple[tuple[str, Language], ...] = ()

    def with_more(self, *proposals: Proposal) -> Pool:
        """With other questions at the end; those that it has already are left out."""
        known = {folded(one.question) for one in self.proposals}
        more = [one for one in proposals if folded(one.question) not in known]
        return self.model_copy(update={"proposals": (*self.proposals, *more)}) if more else self

    def has(self, question: str, kind: ProposalKind, article_id: str, language: Language) -> bool:
        """Whether a question is among them, or one that was made in the same way."""
        return folded(question) in {folded(one.question) for one in self.proposals} or any(
            (one.kind, one.article_id, one.language) == (kind, article_id, language)
            for one in self.proposals
            if kind != "own"
        )

    def by_topic(self, language: Language) -> list[TopicProposals]:
        """The topics that have questions in a language, the largest first."""
        found = (
            TopicProposals(topic=topic, questions=[one.question for one in own])
            for topic in self.topics
            if (own := self._of({*topic.articles}, language))
        )
        return list(found)

    def examples(self, language: Language, count: int) -> list[str]:
        """Questions of as many topics and kinds as there are, about articles of no topic last.

        Topics come in the order in which questions were found, so that those that are shown keep
        their places.
        """
        inside = {id_ for topic in self.topics for id_ in topic.articles}
        groups = [own for topic in self.topics if (own := self._of({*topic.articles}, language))]
        groups.sort(key=lambda own: self.proposals.index(own[0]))
        groups += [[one] for one in self._all(language) if one.article_id not in inside]
        taken: list[Proposal] = []
        for group in groups:
            kinds = {one.kind for one in taken}
            facts = [one for one in group if one.kind != "list"]
            if facts and len(taken) < count:
                taken.append(next((one for one in facts if one.kind not in kinds), facts[0]))
        return [one.question for one in taken]

    def about(self, articles: Iterable[str], language: Language, asked: Iterable[str]) -> list[str]:
        """Questions about articles, in the order of these, without those that were asked."""
        order = {id_: place for place, id_ in enumerate(articles)}
        left = {folded(one.question): one for one in self._all(language)
                if one.article_id in order and one.kind != "list"}  # fmt: skip
        for question in asked:
            left.pop(folded(question), None)
        ranked = sorted(left.values(), key=lambda one: order[one.article_id])
        return [one.question for one in ranked]

    def _of(self, articles: set[str], language: Language) -> list[Proposal]:
        return [one for one in self._all(language) if one.article_id in articles]

    def _all(self, language: Language) -> Iterator[Proposal]:
        return (one for one in self.proposals if one.language == language)


def folded(question: str) -> str:
    """A question as it is compared: without case, accents, spacing and marks."""
    return " ".join(re.findall(r"\w+", fold(question)))
