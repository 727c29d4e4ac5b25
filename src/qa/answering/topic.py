"""Which articles and sentences are about a topic: by words, by meaning, as they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from qa.lang.names import missing_names
from qa.reader import Candidate
from qa.reader.confidence import content_words
from qa.types import Article, Hit, Language

_READING, _WORDS, _UNNAMED = 0.3, 0.05, 0.07
"""What nearness gets beside the similarity of a passage: a share of how well its sentences answer,
and something if it has all words of the topic; what it loses if it has no name of it."""


def has_names(topic: str, language: Language, article: Article, *, person: bool) -> bool:
    """Whether an article has the names of a topic.

    In the other language only people need to have the same name: Catalonia is `Catalogne` there,
    and the Moon is no name.
    """
    if article.language != language and not person:
        return True
    return not missing_names(_inside(topic), [article.title, article.text])


def names(topic: str, texts: Sequence[str]) -> bool:
    """Whether texts have a name of a topic, if it has any."""
    every = missing_names(_inside(topic), [])
    return not every or len(missing_names(_inside(topic), texts)) < len(every)


def _inside(topic: str) -> str:
    """A topic as it stands inside a sentence, where a capital makes a name."""
    return f"- {topic}"


def first_of_each(hits: Iterable[Hit]) -> dict[str, Hit]:
    """The best passage of each article, best first."""
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.article_id, hit)
    return first


def silent(topic: str, language: Language, hits: Sequence[Hit]) -> set[str]:
    """Articles in the language of a topic that lack words of it which others of them have."""
    words = content_words(topic)
    said: dict[str, str] = {}
    for hit in hits:
        if hit.language == language:
            said[hit.article_id] = f"{said.get(hit.article_id, hit.title)} {hit.text}"
    lacking = {id_ for id_, text in said.items() if not words <= content_words(text)}
    return lacking if lacking != said.keys() else set()


def says(topic: str, language: Language) -> Callable[[Candidate], bool]:
    """Whether a sentence has a word of a topic; one of the other language may have none."""
    words = content_words(topic)
    return lambda one: bool(words & content_words(one.text)) or one.hit.language != language


def of_person(name: str, found: Sequence[Candidate]) -> list[Candidate]:
    """The sentences that say a surname, and all of an article that has it in its title."""
    surname = content_words(name.rsplit(maxsplit=1)[-1])
    named = [
        one
        for one in found
        if surname <= content_words(one.text) or surname <= content_words(one.hit.title)
    ]
    return named or list(found)


def nearness(topic: str, found: Sequence[Candidate]) -> dict[str, float]:
    """How near each article is to a topic: by meaning, as it was read, and by words."""
    answers: dict[str, tuple[Hit, float]] = {}
    for one in found:
        answering = answers.get(one.hit.passage_id, (one.hit, 0.0))[1]
        answers[one.hit.passage_id] = one.hit, max(one.alone, answering)
    near: dict[str, float] = {}
    words = content_words(topic)
    for hit, answering in answers.values():
        held = words <= content_words(f"{hit.title} {hit.text}")
        unnamed = not names(topic, [hit.title, hit.text])
        sum_ = (hit.similarity or 0.0) + _READING * answering + _WORDS * held - _UNNAMED * unnamed
        near[hit.article_id] = max(sum_, near.get(hit.article_id, 0.0))
    return near
