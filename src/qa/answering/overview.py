"""Overviews without a language model: the sentences that tell an event, a person or a day.

Of a topic, the passages nearest to it are read, of articles that hold all names in it; `choice`
takes the sentences. Of all articles, or those of a day, each article's first sentence stands for
it. Dates that are asked for always hold.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from qa.answering import collection
from qa.answering.choice import Placed, chosen, tells
from qa.answering.compose import Drawn
from qa.answering.topic import (
    first_of_each,
    has_names,
    names,
    nearness,
    of_person,
    says,
    silent,
)
from qa.lang.text import fold
from qa.question import QuestionPart
from qa.question.requests import Request
from qa.reader import Candidate, Reader
from qa.reader.confidence import content_words
from qa.retrieval import Retriever
from qa.types import Filters, Form, Hit, Language

if TYPE_CHECKING:
    from qa.encoder import Encoder
    from qa.index.generations import Generation

SENTENCES: Final = 4
"""Sentences about one article; about several there is one more."""
_MOST: Final[dict[Form, int]] = {"list": 10, "latest": 10, "timeline": 24}
"""Articles of which each is read for itself, at most."""
_PASSAGES: Final = 60
"""Passages that are looked for, and how many of them are read."""
_READ: Final = 10
_RANGE: Final[dict[Form, float]] = {
    "event": 0.06,
    "article": 0.06,
    "person": 0.1,
    "latest": 0.12,
    "list": 0.12,
    "timeline": 0.15,
}
"""How far below the best article others may lie that are about the topic too, by form."""
_BEGINS: Final = 3
"""Best articles whose beginnings are read in any case."""
_ONE_EACH: Final = frozenset(_MOST)
_NEWEST_FIRST: Final[frozenset[Form]] = frozenset({"latest", "event"})
_SURE: Final = 0.5
_QUOTATION: Final = " «»“”\"'\u00a0\u202f.?!"
_LISTED: Final = 0.515
"""Nearness from which an article beside the best is listed."""
_FAR, _FAR_UNNAMED = 0.3, 0.15
"""How much less near than the nearest article another may be that tells the same: a topic without
a name of its own fits other events too."""
_ABOUT, _ABOUT_LIST, _STEEP = 0.58, 0.555, 12.0
"""Nearness from which an article is about a topic, or may be listed, and how fast that becomes
sure."""


class Overview(NamedTuple):
    """What was found for a request.

    Attributes:
        hits: Passages that were read, or that come closest where nothing is about it.
        sections: In the order in which they are shown; none where nothing is about it.
    """

    hits: list[Hit]
    sections: list[Drawn]

    @property
    def sentences(self) -> list[Candidate]:
        """All sentences, in their order."""
        return [one for section in self.sections for one in section.sentences]


@dataclass(frozen=True)
class Overviews:
    """Answers requests over one generation."""

    generation: Generation
    retriever: Retriever
    encoder: Encoder
    reader: Reader

    def answer(self, part: QuestionPart, language: Language, where: Filters) -> Overview:
        """The overview that a part asks for."""
        request = part.request or Request(form="event")
        topic = request.topic
        if part.context and (request.back or not topic):
            topic = f"{part.context.question} {topic}".strip()
        if not topic:
            return self._of_all(request, where)
        hits = self._titled(topic, where) if request.form == "article" else []
        found = self.reader.read(part, hits, self.generation.store.sentences)
        if titled := self._shown("article", hits, found, 1.0):
            return titled
        hits = self.retriever.search(topic, language, _PASSAGES, "hybrid", where)
        about = self._about(topic, language, hits, request.form)
        if told := self._of_topic(part, topic, language, about):
            return told
        if where.since or where.until:
            hits = self.retriever.search(
                topic, language, _READ, "hybrid", collection.timeless(where)
            )
        return Overview(hits[:_READ], [])

    def _titled(self, topic: str, where: Filters) -> list[Hit]:
        """The first passages of the article that a topic names by its title."""
        title = fold(topic).strip(_QUOTATION)
        articles = self.generation.store.summaries(where)
        named = [one.id for one in articles if fold(one.title).strip(_QUOTATION) == title]
        return collection.passages(self.generation, named[0], _READ) if named else []

    def _of_all(self, request: Request, where: Filters) -> Overview:
        """What all articles, or those of a period, are about."""
        count = (
            SENTENCES + 1 if request.form == "latest" else _MOST.get(request.form, SENTENCES + 1)
        )
        found = collection.of_period(self.generation, where)
        if not found:
            return Overview(collection.nearest(self.generation, where, count), [])
        latest = request.form == "latest"
        hits = collection.spread(self.generation, found, count, latest=latest)
        leads = (collection.lead(self.generation, hit) for hit in hits)
        sections = self._by_article(one for one in leads if one)
        return Overview(hits, sections[::-1] if request.form == "timeline" else sections)

    def _about(self, topic: str, language: Language, hits: Sequence[Hit], form: Form) -> list[Hit]:
        """The passages of the articles that have the names of the topic and are near enough."""
        near = {hit.article_id: hit.score for hit in reversed(hits)}
        articles = filter(None, map(self.generation.store.article, near))
        person = form == "person"
        held = {one.id for one in articles if has_names(topic, language, one, person=person)}
        if form in _ONE_EACH:
            held -= silent(topic, language, [hit for hit in hits if hit.article_id in held])
        least = max((near[id_] for id_ in held), default=0.0) - _RANGE[form]
        return [hit for hit in hits if hit.article_id in held and near[hit.article_id] >= least]

    def _of_topic(
        self, part: QuestionPart, topic: str, language: Language, about: Sequence[Hit]
    ) -> Overview | None:
        """The sentences that tell a topic; None where too little is about it."""
        form = part.request.form if part.request else "event"
        each = list(first_of_each(about).values())
        if form == "latest":
            each = collection.newest_first(self.generation, each)
        hits = each[: _MOST[form]] if form in _ONE_EACH else self._with_begins(about)
        found = self.reader.read(part, hits, self.generation.store.sentences)
        near = nearness(topic, found)
        least = _ABOUT_LIST if form == "list" else _ABOUT
        sure = 1 / (1 + math.exp(_STEEP * (least - max(near.values(), default=0.0))))
        if sure < _SURE:
            return None
        far = _FAR_UNNAMED if names(topic, []) else _FAR
        least = _LISTED if form in _ONE_EACH else max(near.values()) - far
        found = [one for one in found if near[one.hit.article_id] >= least]
        if form in _ONE_EACH:
            found = [*filter(says(topic, language), found), *self._leads(topic, language, found)]
        elif form == "person":
            found = of_person(topic, found)
        shown = self._shown(form, hits, found, sure)
        best = max(found, key=lambda one: one.alone, default=None)
        return (
            self._told_of(topic, best.hit, shown) if shown and best and form == "event" else shown
        )

    def _told_of(self, topic: str, best: Hit, shown: Overview) -> Overview:
        """What tells the same as the best article first, then what names the topic otherwise.

        Where the best article itself has no name of it, what tells the same is all there is.
        """
        hits = [drawn.sentences[0].hit for drawn in shown.sections]
        same = collection.related_to(self.generation, best, hits)
        named = [
            names(topic, [drawn.heading, *(one.text for one in drawn.sentences)])
            for drawn in shown.sections
        ]
        kept = [
            i
            for i in np.argsort(~same, kind="stable")
            if named[i] or hits[i].article_id == best.article_id or (same[i] and not any(named))
        ]
        return Overview(shown.hits, [shown.sections[i] for i in kept])

    def _shown(
        self, form: Form, hits: list[Hit], found: Sequence[Candidate], sure: float
    ) -> Overview | None:
        told = [replace(one, confidence=sure, marked=False) for one in found if tells(one.text)]
        return Overview(hits, self._sections(form, told)) if told else None

    def _leads(self, topic: str, language: Language, found: Sequence[Candidate]) -> list[Candidate]:
        """The first sentences of the articles that are about the topic, as their titles tell.

        A title in the other language has no word of it in any case.
        """
        words = content_words(topic)
        leads = (
            collection.lead(self.generation, hit)
            for hit in first_of_each(one.hit for one in found).values()
            if hit.language != language or words & content_words(hit.title)
        )
        return [one for one in leads if one]

    def _with_begins(self, about: Sequence[Hit]) -> list[Hit]:
        """Passages with those that their articles begin with, for the first articles."""
        first = list(first_of_each(about).values())[:_BEGINS]
        begins = (collection.begin(self.generation, hit.article_id) for hit in first)
        read = {hit.passage_id: hit for hit in (*filter(None, begins), *about[:_READ])}
        return list(read.values())

    def _sections(self, form: Form, found: Sequence[Candidate]) -> list[Drawn]:
        """The sentences that are shown, article by article."""
        placed = self._placed(found)
        if form in _ONE_EACH:
            first: dict[str, Candidate] = {}
            for one in sorted(placed, key=lambda one: -one.worth):
                first.setdefault(one.candidate.hit.article_id, one.candidate)
            taken = list(first.values())
        else:
            articles = {one.candidate.hit.article_id for one in placed}
            taken = chosen(placed, SENTENCES + (len(articles) > 1), self.encoder.encode_passages)
        sections = self._by_article(taken)
        if form in _NEWEST_FIRST:
            sections.sort(key=lambda section: section.published or "", reverse=True)
        if form == "timeline":
            sections.sort(key=lambda section: section.published or "9999")
        return sections if form in {"list", "timeline"} else sections[: SENTENCES + 1]

    def _placed(self, found: Sequence[Candidate]) -> list[Placed]:
        """The sentences with their places among those of their articles that tell something."""
        places: dict[str, list[int]] = {}
        for article in {one.hit.article_id for one in found}:
            sentences = self.generation.store.sentences(article)
            places[article] = [one.start for one in sentences if tells(one.text)]
        return [Placed(one, places[one.hit.article_id].index(one.start)) for one in found]

    def _by_article(self, sentences: Iterable[Candidate]) -> list[Drawn]:
        """Sentences under their articles, each article in the order of its text."""
        articles: dict[str, list[Candidate]] = {}
        for one in sentences:
            articles.setdefault(one.hit.article_id, []).append(one)
        return [
            Drawn(
                heading=own[0].hit.title,
                published=collection.day_of(self.generation, own[0].hit, own[0].text),
                sentences=sorted(own, key=lambda one: one.start),
            )
            for own in articles.values()
        ]
