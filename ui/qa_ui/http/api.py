"""The HTTP API: thin routes from validated requests to the library and back.

`add_api` puts them on an application together with the handlers of errors. Questions run in
threads of their own, the rest in FastAPI's, so that slow questions do not block other requests.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, FastAPI, File, Query, Request, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from qa.errors import (
    ArticleNotFoundError,
    IndexFolderError,
    IndexLockedError,
    IndexNotFoundError,
    QAError,
    QuestionError,
    UsersError,
    WorkspaceError,
)
from qa.settings import Settings
from qa.types import Answer, Article, Hit, SearchResult, Timeline
from qa_ui.access.auth import unusable_users
from qa_ui.access.limits import BusyError, ConcurrencyLimit
from qa_ui.access.policy import HEADERS, problem
from qa_ui.access.rights import only_editors
from qa_ui.articles import uploads
from qa_ui.http.addresses import address_routes
from qa_ui.http.batches import batch_routes
from qa_ui.http.conversations import conversation_routes
from qa_ui.http.feeds import feed_routes
from qa_ui.http.logs import current_request
from qa_ui.http.metrics import Metrics
from qa_ui.http.operation import operation_routes
from qa_ui.http.saved import saved_routes
from qa_ui.http.schemas import (
    AskRequest,
    RebuildState,
    SearchRequest,
    Taken,
    TimelineRequest,
    problems,
)
from qa_ui.http.tracing import HEADER
from qa_ui.i18n import for_readers
from qa_ui.jobs.job import AlreadyRunningError
from qa_ui.jobs.rebuild import Rebuilder
from qa_ui.protocols import Library
from qa_ui.services import Services

_LOG = logging.getLogger(__name__)

FILES_AT_ONCE: Final = 100
STATUS_OF: Final[tuple[tuple[type[QAError], int, str], ...]] = (
    (ArticleNotFoundError, 404, "article_not_found"),
    (QuestionError, 400, "question"),
    (BusyError, 429, "busy"),
    (IndexLockedError, 409, "index_locked"),
    (IndexNotFoundError, 503, "no_index"),
    (IndexFolderError, 503, "index"),
    (WorkspaceError, 503, "database"),
    (QAError, 500, "internal"),
)
"""Status and code of each error; the first class that matches counts."""

RETRY_SECONDS: Final = "5"
"""When to ask again after too many questions were waiting."""

METHODS: Final = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
CODE_OF: Final = {
    400: "bad_request",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "rebuild_running",
}
"""Code of the errors that routes raise themselves."""

_WANTS_JSON: Final = "the body is JSON; send it with the header Content-Type: application/json"


def add_api(app: FastAPI, services: Services) -> None:
    """Put the API's routes and error handlers on an application."""
    library, settings, metrics = services.library, services.settings, services.metrics
    collections = Collections(library, services.place.libraries)
    for routes in (
        address_routes(library),
        _questions(collections, metrics, services.limit),
        batch_routes(services.batches, settings),
        conversation_routes(services.conversations),
        saved_routes(services.saved),
        _articles(library, services.rebuilder, settings),
        _rebuild(services.rebuilder),
        feed_routes(services.schedule),
        operation_routes(library, metrics),
        _nothing(),
    ):
        # Any may be refused before it is reached: to strangers, to foreign pages, for its size.
        app.include_router(routes, responses=problems("4XX"))
    app.add_exception_handler(QAError, _library_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _unexpected)


class Collections:
    """The collections of a server.

    Args:
        own: The one of this application.
        named: All that have a name.
    """

    def __init__(self, own: Library, named: Mapping[str, Library]) -> None:
        self._own = own
        self._named = named

    @property
    def names(self) -> list[str]:
        """Their names, in the order of the settings."""
        return list(self._named)

    def chosen(self, name: str | None) -> Library:
        """The collection with a name, or this application's own.

        Raises:
            HTTPException: 404 if there is none with this name.
        """
        if name is None:
            return self._own
        if name not in self._named:
            known = f"these are: {', '.join(self._named)}" if self._named else "there is only one"
            raise HTTPException(404, f"there is no collection {name!r}; {known}")
        return self._named[name]


def _questions(libraries: Collections, metrics: Metrics, limit: ConcurrencyLimit) -> APIRouter:
    router = APIRouter(
        prefix="/api", tags=["questions"], responses=problems(400, 404, 422, 429, 503)
    )

    @router.post("/ask")
    async def ask(request: AskRequest) -> Answer:
        """Answer a question with verbatim quotes, or say that the articles do not."""

        def answer() -> Answer:
            return libraries.chosen(request.collection).ask(
                request.question, request.history, **request.arguments
            )

        return await limit.run(lambda: metrics.asking(answer))

    @router.post("/search")
    async def search(request: SearchRequest) -> list[Hit]:
        """Find passages, best first."""
        return await limit.run(
            lambda: libraries.chosen(request.collection).search(**_searched(request))
        )

    @router.post("/find")
    async def find(request: SearchRequest) -> SearchResult:
        """Find articles with their passages, and count all that match by what they are."""
        chosen = libraries.chosen(request.collection)
        return await limit.run(lambda: chosen.find(**_searched(request)))

    @router.post("/timeline")
    async def timeline(request: TimelineRequest) -> Timeline:
        """What articles say of an event or a name, one quote an article, oldest first."""
        chosen = libraries.chosen(request.collection)
        return await limit.run(lambda: chosen.timeline(request.topic, **request.arguments))

    @router.get("/collections")
    def collections() -> list[str]:
        """The names that `collection` takes; none where there is only one collection."""
        return libraries.names

    return router


def _searched(request: SearchRequest) -> dict[str, Any]:
    """The arguments of a search."""
    own = {name: getattr(request, name) for name in ("query", "k", "mode", "sort", "offset")}
    return {**own, **request.arguments}


def _articles(library: Library, rebuilder: Rebuilder, settings: Settings) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["articles"])

    @router.get("/articles/{article_id:path}", responses=problems(404, 503))
    def article(article_id: str, request: Request) -> Article:
        """One article. Its id goes into the path percent-encoded, or as it is."""
        query = request.url.query
        return library.article(f"{article_id}?{query}" if query else article_id)

    @router.post(
        "/articles",
        status_code=201,
        responses=problems(400, 403, 413, 422),
        dependencies=[Depends(only_editors)],
    )
    def upload(
        files: Annotated[list[UploadFile], File(max_length=FILES_AT_ONCE)],
        rebuild: Annotated[bool, Query()] = False,  # noqa: FBT002 - a query has no other form
    ) -> Taken:
        """Put files into the app's folder of articles.

        With `?rebuild=true` the index is updated too, after a rebuild that is running; else
        `POST /api/rebuild` makes them answer. `GET /api/rebuild` says how far it is.
        """
        named = [(file.filename or "", file.file) for file in files]
        result = uploads.save_all(settings.articles, named, limit=settings.max_file_bytes)
        if not result.saved:
            reasons = "; ".join(f"{refused.name} {refused.reason}" for refused in result.failed)
            raise HTTPException(400, f"no file was taken: {reasons}")
        return Taken(**dict(result), rebuild=rebuilder.request() if rebuild else None)

    return router


def _rebuild(rebuilder: Rebuilder) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["articles"])

    @router.post(
        "/rebuild",
        status_code=202,
        responses=problems(403, 409),
        dependencies=[Depends(only_editors)],
    )
    def start() -> RebuildState:
        """Bring the index up to date with the corpus, while questions go on."""
        try:
            return rebuilder.start()
        except AlreadyRunningError as error:
            detail = "a rebuild is running; GET /api/rebuild says where it is"
            raise HTTPException(409, detail) from error

    @router.get("/rebuild")
    def progress() -> RebuildState:
        """Where the rebuild is, or how the last one ended."""
        return rebuilder.state

    return router


def _nothing() -> APIRouter:
    router = APIRouter()

    @router.api_route("/api/{path:path}", methods=METHODS, include_in_schema=False)
    def nothing(path: str, request: Request) -> None:
        raise HTTPException(404, f"there is no {request.method} /api/{path}; see /docs")

    return router


def _library_error(request: Request, error: Exception) -> JSONResponse:
    del request
    if isinstance(error, UsersError):
        return unusable_users(error)
    found = ((status, code) for kind, status, code in STATUS_OF if isinstance(error, kind))
    status, code = next(found, (500, "internal"))
    headers = {"retry-after": RETRY_SECONDS} if isinstance(error, BusyError) else None
    if isinstance(error, IndexFolderError | WorkspaceError):
        _LOG.warning("%s", error)  # with the folder, which is not for strangers
    said = for_readers(error).reason if isinstance(error, QAError) else str(error)
    return problem(status, code, said, headers)


def _invalid(request: Request, error: Exception) -> JSONResponse:
    errors = error.errors() if isinstance(error, RequestValidationError) else []
    is_json = "json" in request.headers.get("content-type", "")
    if not is_json and any(one["type"] == "model_attributes_type" for one in errors):
        return problem(422, "invalid", _WANTS_JSON)
    places = (
        f"{'.'.join(str(part) for part in one['loc'] if part != 'body') or 'body'}: {one['msg']}"
        for one in errors
    )
    return problem(422, "invalid", "; ".join(places))


def _http_error(request: Request, error: Exception) -> JSONResponse:
    del request
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = error.detail if isinstance(error, HTTPException) else ""
    return problem(status, CODE_OF.get(status, "http"), detail)


def _unexpected(request: Request, error: Exception) -> JSONResponse:
    """The server logs the error under the id that this answer has too.

    It is answered outside of all that adds headers.
    """
    del request, error
    detail = "an unexpected error; it stands in the server's log under the id of this request"
    return problem(500, "internal", detail, {**HEADERS, HEADER: current_request()})
