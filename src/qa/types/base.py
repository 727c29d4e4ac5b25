"""What the other values are made of, and the filters that users give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, TypedDict

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from qa.lang.dates import check_partial_date

Language = Literal["fr", "en"]
Kind = Literal["who", "what", "when", "where", "how_many", "why", "how", "yes_no", "overview"]
Form = Literal["timeline", "list", "latest", "article", "person", "event"]
"""What an overview is: dated quotes, a list of articles, what is newest, what articles say, who
somebody is, or what is known of an event."""
Sort = Literal["relevance", "date"]
ArticleColumn = Literal["date", "title", "source", "language", "passages"]
"""What a list of articles can be sorted by."""
Mode = Literal["hybrid", "dense", "lexical"]
EntityKind = Literal["people", "places"]
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
    people: Sequence[str] | None
    places: Sequence[str] | None
    articles: Sequence[str] | None


class Value(BaseModel):
    """Base of all values: frozen, and strict about unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Filters(Value):
    """Which articles may answer; what is left open lets all pass.

    Attributes:
        since: Articles whose date covers this day or a later one pass.
        until: Articles whose date covers its last day or an earlier one pass.
        sources: Articles of any of these sources pass; case, accents and marks do not matter.
        languages: Articles in any of these languages pass.
        people: Articles that name any of these people pass; compared as sources are.
        places: Articles that name any of these places pass.
        articles: Articles with any of these ids pass.
        undated: Whether articles without a date pass although a date is asked for.
    """

    since: PartialDate | None = None
    until: PartialDate | None = None
    sources: tuple[str, ...] = ()
    languages: tuple[Language, ...] = ()
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    undated: bool = False

    @property
    def everything(self) -> bool:
        """Whether every article passes."""
        return self.model_copy(update={"undated": False}) == Filters()
