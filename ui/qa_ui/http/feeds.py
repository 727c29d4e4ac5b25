"""The routes of the HTTP API about feeds, for those who may change the articles."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, TypeVar

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from qa.errors import FeedError, ReadError
from qa.workspace.feeds import Feed
from qa_ui.access.rights import only_editors
from qa_ui.http.schemas import problems

if TYPE_CHECKING:
    from qa_ui.jobs.schedule import Schedule

_Result = TypeVar("_Result")


class FeedRequest(BaseModel):
    """A feed to be followed."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"url": "https://www.example.org/news.rss", "every": "2h"}},
    )

    url: Annotated[str, Field(min_length=1, max_length=2000)]
    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    every: Annotated[str, Field(max_length=20)] = "30m"


def feed_routes(schedule: Schedule) -> APIRouter:
    """The routes under `/api/feeds`."""
    router = APIRouter(
        prefix="/api/feeds",
        tags=["feeds"],
        responses=problems(400, 403, 404, 422, 503),
        dependencies=[Depends(only_editors)],
    )

    @router.get("")
    def feeds() -> list[Feed]:
        """All feeds, with what became of their last runs."""
        return schedule.feeds.all()

    @router.post("", status_code=201)
    def add(request: FeedRequest) -> Feed:
        """Follow a feed, or the one that a web page names; it is read at once."""
        return _done(lambda: schedule.add(request.url, request.name, request.every))

    @router.post("/{name}/run", status_code=202)
    def run(name: str) -> Feed:
        """Read a feed soon; a paused one goes on with that."""
        feed = _done(lambda: schedule.feeds.resume(name))
        schedule.wake()
        return feed

    @router.post("/{name}/pause")
    def pause(name: str) -> Feed:
        """Read a feed no more for a while; `run` lets it go on."""
        return _done(lambda: schedule.feeds.pause(name))

    @router.delete("/{name}", status_code=204)
    def remove(name: str) -> None:
        """Forget a feed; its articles stay."""
        _done(lambda: schedule.feeds.remove(name))

    return router


def _done(act: Callable[[], _Result]) -> _Result:
    """What an action gives; its errors as those of the request."""
    try:
        return act()
    except (FeedError, ReadError) as error:
        status = 404 if error.code == "feed.unknown" else 400
        raise HTTPException(status, str(error)) from error
