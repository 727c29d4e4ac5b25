"""The values that stages hand to each other and that users get back.

All are frozen pydantic models, so `model_dump()` and `model_dump_json()` give the documented JSON.
Offsets count the characters of the article's text; `start` is inclusive and `end` exclusive.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal, TypedDict

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, computed_field

from qa.errors import FailedFile
from qa.lang.dates import check_partial_date

Language = Literal["fr", "en"]
Kind = Literal["who", "what", "when", "where", "how_many", "why", "how", "yes_no"]
Mode = Literal["hybrid", "dense", "lexical"]
PartialDate = Annotated[str, AfterValidator(check_partial_date)]
"""An ISO date whose day, or month and day, may be missing: `2022`, `2022-01`, `2022-01-06`."""

Confidence = Annotated[float, Field(ge=0, le=1)]
Exchange = tuple[str, str]
"""A question and the text of the answer it got."""


class FilterArguments(TypedDict, total=False):
    """The fields of `Filters` as keyword arguments; what is not given or None lets all pass."""

    since: str | None
    until: str | None
    sources: Sequence[str] | None
    languages: Sequence[str] | None


class Value(BaseModel):
    """Base of all values: frozen, and strict about unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Filters(Value):
    """Which articles may answer; what is left open lets all pass.

    Attributes:
        since: Articles whose date covers this day or a later one pass.
        until: Articles whose date covers its last day or an earlier one pass.
        sources: Articles of any of these sources pass.
        languages: Articles in any of these languages pass.
        undated: Whether articles without a date pass although a date is asked for.
    """

    since: PartialDate | None = None
    until: PartialDate | None = None
    sources: tuple[str, ...] = ()
    languages: tuple[Language, ...] = ()
    undated: bool = False

    @property
    def everything(self) -> bool:
        """Whether every article passes."""
        return not (self.since or self.until or self.sources or self.languages)


class ArticleRef(Value):
    """What names an article where it is listed, found or cited."""

    title: str
    url: str | None
    source: str | None
    published: PartialDate | None
    language: Language

    @property
    def ref(self) -> dict[str, Any]:
        """These fields by their names, for whatever else refers to the article."""
        return {name: getattr(self, name) for name in ArticleRef.model_fields}


class Article(Value):
    """One article as a reader delivers it.

    Attributes:
        id: Its identity: the URL where there is one, else the path (with `#row` in a table).
        path: The file it came from, relative to the corpus, with `/` on every system.
        text: The body. All offsets point into this string.
        published: Publication date, as precise as the file says.
        language: `fr` or `en`; detected where the file does not say.
    """

    id: str = Field(min_length=1)
    path: str
    title: str
    text: str = Field(min_length=1)
    url: str | None = None
    source: str | None = None
    published: PartialDate | None = None
    language: Language


class Passage(Value):
    """A run of whole sentences of one article: `article.text[start:end] == text`."""

    id: str
    article_id: str
    text: str
    start: int
    end: int


class Hit(ArticleRef):
    """A retrieved passage with what is needed to show and cite it.

    Attributes:
        score: What hits are ordered by; comparable within one search only.
        similarity: Cosine of question and passage embedding (-1..1); null in lexical mode.
        dense_rank: Rank (from 1) in the dense list, null if it is not there.
        lexical_rank: Rank (from 1) in the lexical list, null if it is not there.
        also_in: Articles that carry a copy of this passage.
    """

    article_id: str
    passage_id: str
    text: str
    start: int
    end: int
    score: float
    similarity: float | None = None
    dense_rank: int | None = None
    lexical_rank: int | None = None
    also_in: list[str] = []


class Citation(ArticleRef):
    """A verbatim quote: `article.text[start:end] == quote`, whole sentences only.

    `answer_start` and `answer_end` mark the shortest answer inside the quote, in the
    same coordinates as `start` and `end`; both are null where no span is marked.
    """

    number: int = Field(ge=1)
    article_id: str
    quote: str
    start: int
    end: int
    answer_start: int | None = None
    answer_end: int | None = None
    also_in: list[str] = []


class AnswerSpan(Value):
    """The words of a citation that answer a part, as offsets in its article's text."""

    citation: int
    start: int
    end: int


class AnswerPart(Value):
    """One part of a question ("who sent troops" / "why") and what was found for it.

    Attributes:
        answer: The shortest answer, null where the whole sentence is the answer.
        citations: Numbers of the citations that answer it.
        spans: The shortest answer in each of them that has one.
    """

    question: str
    kind: Kind
    answered: bool
    answer: str | None
    confidence: Confidence
    citations: list[int]
    spans: list[AnswerSpan] = []


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


class Answer(Value):
    """The answer to one question; see the invariants in the README.

    Attributes:
        text: Markdown with `[1]` markers; every marker has its citation and the reverse.
        confidence: That of the least certain part that was answered; where none was, that
            of the best sentence, which was not enough.
        reason: Why nothing was answered, in the language of the question, or null.
        understood: The question with the one before it, where it was read as a follow-up.
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


class ArticleSummary(ArticleRef):
    """An article without its text, for lists."""

    id: str
    path: str
    passages: int


class BuildProgress(Value):
    """Where a build is. `done` and `total` count articles; `total` is 0 while unknown."""

    stage: Literal["read", "embed", "index", "publish"]
    done: int
    total: int


class BuildReport(Value):
    """What a build did, and the generation that is in use after it.

    The first five fields list article ids or paths, in corpus order.
    """

    added: list[str]
    updated: list[str]
    unchanged: list[str]
    removed: list[str]
    failed: list[FailedFile]
    passages: int
    seconds: float
    generation: str

    @computed_field  # type: ignore[prop-decorator]
    @property
    def articles(self) -> int:
        """Articles in the new generation."""
        return len(self.added) + len(self.updated) + len(self.unchanged)


class IndexStatus(Value):
    """What an index folder holds.

    Attributes:
        built: When the generation in use was built (ISO 8601, UTC).
        encoder: Identity of the encoder it was made with.
        published: Earliest and latest publication date, null if no article has one.
        generations: All complete generations, oldest first.
    """

    index: str
    generation: str
    built: str
    encoder: str
    dimension: int
    articles: int
    passages: int
    languages: dict[str, int]
    sources: dict[str, int]
    published: tuple[str, str] | None
    generations: list[str]
