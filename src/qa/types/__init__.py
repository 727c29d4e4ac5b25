"""The values that stages hand to each other and that users get back.

All are frozen pydantic models, so `model_dump()` and `model_dump_json()` give the documented JSON.
Offsets count the characters of the article's text; `start` is inclusive and `end` exclusive.
"""

from qa.types.answers import (
    Answer,
    AnswerPart,
    AnswerSpan,
    AppliedFilters,
    Citation,
    Report,
    Section,
    Timeline,
    TimelineEntry,
    WrittenSentence,
)
from qa.types.articles import (
    Article,
    ArticleList,
    ArticleRef,
    ArticleSummary,
    Hit,
    Passage,
    Topic,
    page_at,
)
from qa.types.base import (
    ArticleColumn,
    Confidence,
    EntityKind,
    Exchange,
    FilterArguments,
    Filters,
    Form,
    Kind,
    Language,
    Mode,
    PartialDate,
    Sort,
    Value,
)
from qa.types.builds import BuildProgress, BuildReport, IndexStatus
from qa.types.search import FacetCount, Facets, FoundArticle, SearchResult

__all__ = [
    "Answer",
    "AnswerPart",
    "AnswerSpan",
    "AppliedFilters",
    "Article",
    "ArticleColumn",
    "ArticleList",
    "ArticleRef",
    "ArticleSummary",
    "BuildProgress",
    "BuildReport",
    "Citation",
    "Confidence",
    "EntityKind",
    "Exchange",
    "FacetCount",
    "Facets",
    "FilterArguments",
    "Filters",
    "Form",
    "FoundArticle",
    "Hit",
    "IndexStatus",
    "Kind",
    "Language",
    "Mode",
    "PartialDate",
    "Passage",
    "Report",
    "SearchResult",
    "Section",
    "Sort",
    "Timeline",
    "TimelineEntry",
    "Topic",
    "Value",
    "WrittenSentence",
    "page_at",
]
