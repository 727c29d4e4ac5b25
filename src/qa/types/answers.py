"""The answer to a question and all that it consists of."""

from __future__ import annotations

import re

from pydantic import Field

from qa.types.articles import ArticleRef, Hit
from qa.types.base import Confidence, Form, Kind, Language, PartialDate, Value


class Citation(ArticleRef):
    """A verbatim quote: `article.text[start:end] == quote`, whole sentences only.

    `answer_start` and `answer_end` mark the shortest answer inside the quote, in the
    same coordinates as `start` and `end`; both are null where no span is marked. `page` is
    the page on which the quote begins, null where the format has no pages.
    """

    number: int = Field(ge=1)
    article_id: str
    quote: str
    start: int
    end: int
    answer_start: int | None = None
    answer_end: int | None = None
    page: int | None = None
    also_in: list[str] = []

    def __str__(self) -> str:
        """Number, article and address, as below an answer."""
        return f"[{self.number}] {self.place}, {self.url or self.article_id}"


class AnswerSpan(Value):
    """The words of a citation that answer a part, as offsets in its article's text."""

    citation: int
    start: int
    end: int


class Section(Value):
    """Quotes of an overview that belong together.

    Attributes:
        heading: The title of their article.
        published: Its date.
        citations: Their numbers.
    """

    heading: str
    published: PartialDate | None
    citations: list[int]


class AnswerPart(Value):
    """One part of a question ("who sent troops" / "why") and what was found for it.

    Attributes:
        answer: The shortest answer, null where the whole sentence is the answer.
        citations: Numbers of the citations that answer it.
        spans: The shortest answer in each of them that has one.
        form: What kind of overview it is; null where a fact is asked for.
        sections: Of an overview, the citations by article, in the order in which they are shown.
    """

    question: str
    kind: Kind
    answered: bool
    answer: str | None
    confidence: Confidence
    citations: list[int]
    spans: list[AnswerSpan] = []
    form: Form | None = None
    sections: list[Section] = []


class AppliedFilters(Value):
    """The filters that a question itself names: "en janvier 2022".

    Attributes:
        since: Articles of this date or later, and undated ones.
        until: Articles of this date or earlier, and undated ones.
        sources: Articles of these sources; empty: of all.
        dropped: Whether they left nothing that answers, so that all articles were searched.
    """

    since: PartialDate | None = None
    until: PartialDate | None = None
    sources: list[str] = []
    dropped: bool = False


class WrittenSentence(Value):
    """A sentence that a language model wrote, and the citations that support it."""

    text: str
    citations: list[int]


class Report(Value):
    """One of several answers that articles give to the same part."""

    answer: str
    published: PartialDate | None
    citations: list[int]


class TimelineEntry(ArticleRef):
    """What one article says of a topic: `article.text[start:end] == quote`, a whole sentence.

    Attributes:
        date: The day that the article tells of, as far as its date or its dateline says; null if
            it has none.
    """

    date: PartialDate | None
    article_id: str
    quote: str
    start: int
    end: int


class Timeline(Value):
    """What articles say of a topic, oldest first; those without a date stand last."""

    topic: str
    language: Language
    entries: list[TimelineEntry]


class Answer(Value):
    """The answer to one question; see the invariants in the README.

    Attributes:
        text: Markdown with `[1]` markers; every marker has its citation and the reverse.
        confidence: That of the least certain part that was answered; where none was, that
            of the best sentence, which was not enough.
        reason: Why nothing was answered, in the language of the question, or null.
        understood: The question with the one before it, where it was read as a follow-up; where
            nothing was found, only if its own words make it one.
        written: What a language model wrote in place of the quotes; empty without one.
        note: What went wrong with the model: that it failed, or what was left out.
        parts: None where nothing was asked: "thank you".
        reports: Where articles give different answers to one part: all of them, newest first.
        filters: What was read from the question as a filter; null if nothing was.
    """

    question: str
    language: Language
    answered: bool
    text: str
    confidence: Confidence
    reason: str | None
    parts: list[AnswerPart]
    citations: list[Citation]
    reports: list[Report] = []
    hits: list[Hit]
    filters: AppliedFilters | None = None
    understood: str | None = None
    written: list[WrittenSentence] = []
    note: str | None = None
    timings: dict[str, float]

    @property
    def stood_alone(self) -> bool:
        """Whether the question was answered as it stands: no later one leads back beyond it."""
        return self.answered and self.understood is None

    def __str__(self) -> str:
        """Text and sources, for `print(answer)`."""
        return "\n\n".join(filter(None, (self.text, "\n".join(map(str, self.citations)))))

    def _repr_markdown_(self) -> str:
        """Text and sources as a notebook shows them."""
        sources = [f"{one.number}. {_linked(one)}" for one in self.citations]
        return "\n\n".join(filter(None, (self.text, "\n".join(sources))))


def _linked(citation: Citation) -> str:
    """A source as markdown; only addresses of the web become links."""
    place = re.sub(r"([\\`*_~\[\]<>&])", r"\\\1", " ".join(citation.place.split()))
    url = citation.url or ""
    return f"[{place}](<{url}>)" if re.fullmatch(r"https?://[^\s<>]+", url) else place
