"""The API of lists of questions: started, looked at, fetched as a table, stopped."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated, Final, Literal

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from qa.batch import BatchQuestion, BatchRow, as_xlsx, csv_lines, read_questions
from qa.corpus.files import File
from qa.errors import ReadError
from qa.lang.text import slug
from qa.types import Language
from qa_ui.access.addresses import callers_are_known
from qa_ui.access.policy import LARGEST_CALL
from qa_ui.access.rights import caller_of
from qa_ui.http.schemas import Filtered, Name, Text, of_kinds, problems
from qa_ui.jobs.batches import Batches

if TYPE_CHECKING:
    from qa.settings import Settings
    from qa.workspace.batches import Batch

TABLES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_MISSING: Final = "there is no such list; it may have made room for newer ones or be another's"


class ListedQuestion(Filtered):
    """One question of a list, with filters of its own."""

    id: Name | None = None
    question: Text


class BatchRequest(BaseModel):
    """A list of questions."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "questions": [
                    "Who sent troops to Kazakhstan?",
                    {"id": "b", "question": "Et pourquoi ?", "since": "2022"},
                ]
            }
        },
    )

    questions: list[Text | ListedQuestion] = Field(min_length=1)
    language: Language = Field("en", description="Language of headings and notices.")
    name: Name = "questions"


class BatchProgress(BaseModel):
    """How far a list is; `GET /api/batches/{id}/answers` has what was answered so far."""

    id: str
    name: str
    state: Literal["running", "done", "stopped", "failed"]
    started: str = Field(description="ISO 8601, UTC.")
    done: int
    total: int
    answered: int = Field(description="To how many of those that are done there is an answer.")
    current: str = Field(description="The question that is asked now.")
    seconds_left: float | None = Field(description="An estimate; null while unknown.")
    error: str | None


def batch_routes(batches: Batches, settings: Settings) -> APIRouter:
    """The routes below `/api/batches`, for those whom the server knows."""

    def known() -> None:
        if not callers_are_known(settings):
            raise HTTPException(403, "lists of questions are for those who log in")

    router = APIRouter(
        prefix="/api/batches",
        tags=["questions"],
        responses=problems(400, 403, 404, 422, 429, 503),
        dependencies=[Depends(known)],
    )
    _add_starting(router, batches, settings)
    _add_reading(router, batches)
    return router


def _add_starting(router: APIRouter, batches: Batches, settings: Settings) -> None:
    @router.post("", status_code=202)
    def start(body: BatchRequest, request: Request) -> BatchProgress:
        """Answer a list of questions in the background; readers' questions go first."""
        if len(body.questions) > settings.batch_questions:
            values = {"count": len(body.questions), "most": settings.batch_questions}
            raise HTTPException(400, str(ReadError(body.name, "list.too_many", **values)))
        asked = [_asked(one, place) for place, one in enumerate(body.questions, start=1)]
        return _started(batches, body.name, asked, body.language, request)

    @router.post("/file", status_code=202)
    def start_file(
        file: UploadFile, request: Request, language: Annotated[Language, Form()] = "en"
    ) -> BatchProgress:
        """The same for a file: .csv, .tsv, .xlsx, .txt, .jsonl or .json."""
        name = file.filename or "questions"
        loaded = File(name=name, data=file.file.read(), max_bytes=LARGEST_CALL)
        try:
            asked = read_questions(loaded, most=settings.batch_questions)
        except ReadError as error:
            raise HTTPException(400, str(error)) from error
        return _started(batches, name, asked, language, request)


def _add_reading(router: APIRouter, batches: Batches) -> None:
    @router.get("")
    def lists(request: Request) -> list[BatchProgress]:
        """The caller's lists, the one that was started last first."""
        return [_progress(batch) for batch in batches.lists(owner_of(request))]

    @router.get("/{identity}")
    def progress(identity: str, request: Request) -> BatchProgress:
        """How far a list is."""
        return _progress(_found(batches, identity, request))

    @router.get("/{identity}/answers")
    def answers(identity: str, request: Request) -> list[BatchRow]:
        """What was answered so far, a row for each part of each question."""
        return batches.rows(_found(batches, identity, request))

    @router.get("/{identity}/answers.{kind}", **of_kinds(*TABLES.values()))
    def table(identity: str, kind: Literal["csv", "xlsx"], request: Request) -> Response:
        """The same as a table, in the language of the list."""
        batch = _found(batches, identity, request)
        rows = batches.rows(batch)
        content: str | bytes = (
            as_xlsx(rows, batch.language)
            if kind == "xlsx"
            else "".join(csv_lines(rows, batch.language))
        )
        name = "-".join(filter(None, (slug(PurePath(batch.name).stem), "answers")))
        disposition = {"content-disposition": f'attachment; filename="{name}.{kind}"'}
        return Response(content, media_type=TABLES[kind], headers=disposition)

    @router.delete("/{identity}", status_code=204)
    def forget(identity: str, request: Request) -> None:
        """End a list and drop what was answered of it."""
        batches.forget(_found(batches, identity, request).id, owner_of(request))


def owner_of(request: Request) -> str:
    """Who makes a request; empty where nobody logs in."""
    return caller_of(request.scope).name or ""


def _asked(one: str | ListedQuestion, place: int) -> BatchQuestion:
    if isinstance(one, str):
        return BatchQuestion(id=str(place), question=one)
    return BatchQuestion(
        id=one.id or str(place),
        question=one.question,
        since=one.since,
        until=one.until,
        sources=tuple(one.sources or ()),
        languages=tuple(one.languages or ()),
    )


def _started(
    batches: Batches, name: str, asked: list[BatchQuestion], language: Language, request: Request
) -> BatchProgress:
    base = str(request.base_url).rstrip("/")
    return _progress(batches.start(owner_of(request), name, asked, language=language, base=base))


def _found(batches: Batches, identity: str, request: Request) -> Batch:
    batch = batches.find(identity, owner_of(request))
    if batch is None:
        raise HTTPException(404, _MISSING)
    return batch


def _progress(batch: Batch) -> BatchProgress:
    return BatchProgress(
        id=batch.id,
        name=batch.name,
        state=batch.state,
        started=batch.started,
        done=batch.done,
        total=batch.total,
        answered=batch.answered,
        current=batch.current,
        seconds_left=batch.seconds_left,
        error=batch.failure.reason if batch.failure else None,
    )
