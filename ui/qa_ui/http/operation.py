"""The routes for who runs the server: its status, its health, its figures."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, Final

from fastapi import APIRouter, Response

from qa.types import IndexStatus
from qa_ui.http.health import HealthCheck
from qa_ui.http.metrics import CONTENT_TYPE, Metrics
from qa_ui.http.schemas import Health, of_kinds, problems
from qa_ui.protocols import Library

_HEALTH: Final[dict[str, Any]] = {
    "responses": {503: {"model": Health}},
    "response_model_exclude_none": True,
}


def operation_routes(library: Library, metrics: Metrics) -> APIRouter:
    """The routes over one library; none of them but the status waits for it."""
    router, check = APIRouter(tags=["operation"]), HealthCheck(library)

    @router.get("/api/status", responses=problems(503))
    def status() -> IndexStatus:
        """What the index in use holds; of its folder, or its address on Milvus, only the name."""
        found = library.status()
        names = {"index": PurePath(found.index).name}
        names |= {"store": PurePath(found.store).name} if found.store else {}
        return found.model_copy(update=names)

    @router.get("/healthz", **_HEALTH)
    async def health(response: Response) -> Health:
        """Whether the server is well; 503 if its index cannot be used.

        A server that waits for its first build is well, but not `ready`.
        """
        found = await check.now()
        response.status_code = 200 if found.status == "ok" else 503
        return found

    @router.get("/readyz", **_HEALTH)
    async def ready(response: Response) -> Health:
        """Whether questions can be answered; 503 if not."""
        found = await check.now()
        response.status_code = 200 if found.ready else 503
        return found

    @router.get("/metrics", **of_kinds(CONTENT_TYPE))
    async def prometheus() -> Response:
        """Figures for Prometheus."""
        await check.now()
        return Response(metrics.render(check.status), media_type=CONTENT_TYPE)

    return router
