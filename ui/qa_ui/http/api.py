"""The HTTP API: thin routes from validated requests to the library and back.

`add_api` puts them on an application together with the handlers of errors. Questions run in
threads of their own, the rest in FastAPI's, so that slow questions do not block other requests.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, FastAPI, File, Query, Request, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from qa.errors import (
    ArticleNotFoundError,
    IndexFolderError,
    IndexLockedError,
    IndexNotFoundError,
    QAError,
    QuestionError,
)
from qa.settings import Settings
from qa.types import Answer, Article, Hit, IndexStatus, Timeline
from qa_ui.access.limits import BusyError, ConcurrencyLimit
from qa_ui.access.policy import problem
from qa_ui.access.rights import only_editors
from qa_ui.articles import uploads
from qa_ui.http.metrics import CONTENT_TYPE, Metrics
from qa_ui.http.schemas import (
    AskRequest,
    Health,
    Problem,
    RebuildState,
    SearchRequest,
    Taken,
    TimelineRequest,
)
from qa_ui.jobs.job import AlreadyRunningError
from qa_ui.jobs.rebuild import Rebuilder
from qa_ui.protocols import Library

FILES_AT_ONCE: Final = 100
STATUS_OF: Final[tuple[tuple[type[QAError], int, str], ...]] = (
    (ArticleNotFoundError, 404, "article_not_found"),
    (QuestionError, 400, "question"),
    (BusyError, 503, "busy"),
    (IndexLockedError, 409, "index_locked"),
    (IndexNotFoundError, 503, "no_index"),
    (IndexFolderError, 503, "index"),
    (QAError, 500, "internal"),
)
"""Status and code of each error; the first class that matches counts."""

METHODS: Final = ["GET", "POST", "PUT", "PATCH", "DELETE"]
CODE_OF: Final = {
    400: "bad_request",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "rebuild_running",
}
"""Code of the errors that routes raise themselves."""

_WANTS_JSON: Final = "the body is JSON; send it with the header Content-Type: application/json"

_ERRORS: Final[dict[int | str, dict[str, Any]]] = {
    status: {"model": Problem} for status in (400, 422, 503)
}


def add_api(
    app: FastAPI,
    library: Library,
    rebuilder: Rebuilder,
    metrics: Metrics,
    *,
    limit: ConcurrencyLimit,
    settings: Settings,
) -> None:
    """Put the API's routes and error handlers on an application."""
    app.include_router(_questions(library, metrics, limit))
    app.include_router(_articles(library, rebuilder, settings))
    app.include_router(_rebuild(rebuilder))
    app.include_router(_operation(library, metrics))
    app.add_exception_handler(QAError, _library_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http_error)


def _questions(library: Library, metrics: Metrics, limit: ConcurrencyLimit) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["questions"], responses=_ERRORS)

    @router.post("/ask")
    async def ask(request: AskRequest) -> Answer:
        """Answer a question with verbatim quotes, or say that the articles do not."""

        def answer() -> Answer:
            return library.ask(request.question, request.history, **request.arguments)

        return await limit.run(lambda: metrics.asking(answer))

    @router.post("/search")
    async def search(request: SearchRequest) -> list[Hit]:
        """Find passages, best first."""
        return await limit.run(
            lambda: library.search(request.query, request.k, request.mode, **request.arguments)
        )

    @router.post("/timeline")
    async def timeline(request: TimelineRequest) -> Timeline:
        """What articles say of an event or a name, one quote an article, oldest first."""
        return await limit.run(lambda: library.timeline(request.topic, **request.arguments))

    return router


def _articles(library: Library, rebuilder: Rebuilder, settings: Settings) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["articles"])

    @router.get("/articles/{article_id:path}", responses={404: {"model": Problem}})
    def article(article_id: str, request: Request) -> Article:
        """One article. Its id goes into the path percent-encoded, or as it is."""
        query = request.url.query
        return library.article(f"{article_id}?{query}" if query else article_id)

    @router.post(
        "/articles",
        status_code=201,
        responses={403: {"model": Problem}, 413: {"model": Problem}},
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
        responses={403: {"model": Problem}, 409: {"model": Problem}},
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


def _operation(library: Library, metrics: Metrics) -> APIRouter:
    router = APIRouter(tags=["operation"])

    @router.get("/api/status", responses={503: {"model": Problem}})
    def status() -> IndexStatus:
        """What the index in use holds."""
        return library.status()

    @router.get("/healthz")
    def health() -> Health:
        """Whether the process serves, and whether it has an index."""
        return Health(ready=_status(library) is not None)

    @router.get("/metrics", response_class=Response)
    def prometheus() -> Response:
        """Counters for Prometheus."""
        return Response(metrics.render(_status(library)), media_type=CONTENT_TYPE)

    @router.api_route("/api/{path:path}", methods=METHODS, include_in_schema=False)
    def nothing(path: str, request: Request) -> None:
        raise HTTPException(404, f"there is no {request.method} /api/{path}; see /docs")

    return router


def _status(library: Library) -> IndexStatus | None:
    try:
        return library.status()
    except IndexFolderError:
        return None


def _library_error(request: Request, error: Exception) -> JSONResponse:
    del request
    found = ((status, code) for kind, status, code in STATUS_OF if isinstance(error, kind))
    status, code = next(found, (500, "internal"))
    headers = {"retry-after": "5"} if isinstance(error, BusyError) else None
    return problem(status, code, str(error), headers)


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
