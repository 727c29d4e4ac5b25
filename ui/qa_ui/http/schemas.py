"""Requests and responses of the HTTP API, apart from the library's own types."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, computed_field

from qa.corpus.add import Saved
from qa.errors import Failure, ReadError
from qa.types import (
    BuildProgress,
    BuildReport,
    Exchange,
    FilterArguments,
    Language,
    Mode,
    PartialDate,
    Sort,
)

MAX_HISTORY = 50
MAX_CHOICES = 200
MAX_CHARACTERS = 10_000
"""Limit of the schema; the setting `max_question_chars` limits questions."""

Text = Annotated[str, Field(min_length=1, max_length=MAX_CHARACTERS)]
Name = Annotated[str, Field(min_length=1, max_length=500)]
ArticleId = Annotated[str, Field(min_length=1, max_length=4000)]


class Filtered(BaseModel):
    """Which articles are searched; null lets all pass."""

    model_config = ConfigDict(extra="forbid")

    since: PartialDate | None = Field(None, description="Earliest publication: 2022, 2022-01 …")
    until: PartialDate | None = Field(None, description="Latest publication: 2022, 2022-01 …")
    sources: list[Name] | None = Field(None, max_length=MAX_CHOICES)
    languages: list[Language] | None = Field(None, max_length=2)
    people: list[Name] | None = Field(
        None, max_length=MAX_CHOICES, description="Only articles that name any of these people."
    )
    places: list[Name] | None = Field(
        None, max_length=MAX_CHOICES, description="Only articles that name any of these places."
    )
    articles: list[ArticleId] | None = Field(
        None, max_length=MAX_CHOICES, description="Only articles with these ids."
    )
    collection: Name | None = Field(
        None, description="One of `GET /api/collections`; null: the one of this address."
    )

    @property
    def arguments(self) -> FilterArguments:
        """As the library takes them."""
        return {
            "since": self.since,
            "until": self.until,
            "sources": self.sources,
            "languages": self.languages,
            "people": self.people,
            "places": self.places,
            "articles": self.articles,
        }


class AskRequest(Filtered):
    """A question, with the exchanges before it, oldest first."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"question": "Qui a envoyé des troupes au Kazakhstan et pourquoi ?"}
        }
    )

    question: Text
    history: list[Exchange] = Field(default_factory=list, max_length=MAX_HISTORY)


class SearchRequest(Filtered):
    """Words, "phrases" in quotes, -exclusions, and alternatives joined by OR."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"query": "troupes au Kazakhstan", "k": 5}}
    )

    query: Text
    k: int = Field(10, ge=1, le=100, description="How many passages, or articles.")
    offset: int = Field(0, ge=0, le=1_000_000, description="How many are left out first.")
    sort: Sort = "relevance"
    mode: Mode = "hybrid"


class TimelineRequest(Filtered):
    """An event or a name."""

    model_config = ConfigDict(json_schema_extra={"example": {"topic": "la crue de la Lurance"}})

    topic: Text


class Refused(Failure):
    """A file that was not taken, and why."""

    name: str

    @classmethod
    def as_named(cls, name: str, error: ReadError) -> Refused:
        """A file that could not be read, under the name that it was sent with."""
        return Refused(name=name, code=error.code, values=error.values)


class Uploaded(BaseModel):
    """What became of the uploaded files; they are found after the next rebuild."""

    saved: list[str] = Field(
        default_factory=list, description="Paths below the folder of what was added."
    )
    updated: list[str] = Field(
        default_factory=list, description="Those of `saved` that took the place of another content."
    )
    unchanged: list[str] = Field(
        default_factory=list, description="Those of `saved` that were there with the same content."
    )
    failed: list[Refused] = Field(default_factory=list)

    @property
    def added(self) -> list[str]:
        """Paths of `saved` that were not there before."""
        return [path for path in self.saved if path not in {*self.updated, *self.unchanged}]

    def without(self, paths: Collection[str]) -> Uploaded:
        """The same without some files, which were deleted since."""
        kept = {name: [path for path in getattr(self, name) if path not in paths]
                for name in ("saved", "updated", "unchanged")}  # fmt: skip
        return Uploaded(**kept, failed=self.failed)

    def note(self, saved: Saved, corpus: Path) -> None:
        """Add what became of a file."""
        path = saved.path.relative_to(corpus).as_posix()
        self.saved.append(path)
        if saved.change == "updated":
            self.updated.append(path)
        elif saved.change == "unchanged":
            self.unchanged.append(path)


class RebuildState(BaseModel):
    """Where the rebuild is, or how the last one ended."""

    state: Literal["idle", "running", "done", "failed"]
    started: str | None = Field(None, description="ISO 8601, UTC.")
    progress: BuildProgress | None = None
    seconds_left: float | None = Field(None, description="An estimate; null while unknown.")
    report: BuildReport | None = None
    failure: Failure | None = Field(None, description="Why it failed, as code and values.")

    @computed_field  # type: ignore[prop-decorator]
    @property
    def error(self) -> str | None:
        """Why it failed, in English."""
        return self.failure.reason if self.failure else None


class Taken(Uploaded):
    """What became of the uploaded files, and the rebuild that was asked for with them."""

    rebuild: RebuildState | None = None


class Problem(BaseModel):
    """Every error: a short code for programs and a sentence for people."""

    error: str
    detail: str


def problems(*statuses: int | str) -> dict[int | str, dict[str, Any]]:
    """What the description of a route says of the errors that it may end in."""
    return {status: {"model": Problem} for status in statuses}


def of_kinds(*kinds: str) -> dict[str, Any]:
    """What the description of a route says that answers with something else than JSON."""
    content: dict[str, Any] = {kind: {} for kind in kinds}
    return {"response_class": Response, "responses": {200: {"content": content}}}


class Health(BaseModel):
    """Whether the server is well; `ready` says whether there is an index to answer from."""

    status: Literal["ok", "failing"] = "ok"
    ready: bool
    error: str | None = Field(None, description="A code, where something is failing.")
    detail: str | None = Field(None, description="What is wrong, and what to do.")
