"""The API of lists of questions."""

from __future__ import annotations

import csv
import time
import zipfile
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient

from qa.accounts import Users
from qa.settings import Settings
from qa_ui.server import create_app
from tests.ui.conftest import FakeBuild
from tests.ui.fakes import FakeLibrary

WHO_AND_WHY = "Qui a envoyé des troupes et pourquoi ?"
PASSWORD = "a long password"  # noqa: S105 - of a test
SECONDS = 20


def ended(client: TestClient, identity: str, **options: Any) -> dict[str, Any]:
    """A list once it has ended."""
    end = time.monotonic() + SECONDS
    while True:
        found: dict[str, Any] = client.get(f"/api/batches/{identity}", **options).json()
        if found["state"] != "running":
            return found
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_list_is_answered_and_fetched_as_json_csv_and_a_workbook(client: TestClient) -> None:
    """Questions may have ids and filters; a row for each part, with the address in the app."""
    body = {"questions": [WHO_AND_WHY, {"id": "b", "question": WHO_AND_WHY, "since": "2023"}]}
    started = client.post("/api/batches", json=body)
    assert started.status_code == 202
    path = f"/api/batches/{started.json()['id']}"
    done = ended(client, started.json()["id"])
    assert (done["state"], done["done"], done["total"], done["current"]) == ("done", 2, 2, "")
    rows = client.get(f"{path}/answers").json()
    assert [(row["id"], row["answered"]) for row in rows] == [
        ("1", True),
        ("1", True),
        ("b", False),
    ]
    assert rows[0]["address"].startswith("http://127.0.0.1/a/https%3A%2F%2Fexemple.org")
    assert [one["id"] for one in client.get("/api/batches").json()] == [started.json()["id"]]
    table = client.get(f"{path}/answers.csv")
    assert table.headers["content-disposition"] == 'attachment; filename="questions-answers.csv"'
    assert table.headers["cache-control"] == "private, no-cache"
    heading, *body_rows = csv.reader(StringIO(table.text.removeprefix("\ufeff")))
    assert (heading[0], len(body_rows)) == ("Id", 3)
    book = openpyxl.load_workbook(BytesIO(client.get(f"{path}/answers.xlsx").content))
    assert book.worksheets[0].max_row == 4
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404


def test_a_file_is_answered(client: TestClient) -> None:
    """In the language that was asked for."""
    content = f"id;question\n7;{WHO_AND_WHY}\n".encode()
    started = client.post(
        "/api/batches/file", files={"file": ("liste.csv", content)}, data={"language": "fr"}
    )
    assert started.json()["name"] == "liste.csv"
    ended(client, started.json()["id"])
    table = client.get(f"/api/batches/{started.json()['id']}/answers.csv").text
    assert table.startswith("\ufeffN°;Question;")


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"questions": []}, 422, "questions"),
        ({"questions": [""]}, 422, "questions"),
        ({"questions": [{"question": "Who?", "since": "soon"}]}, 422, "since"),
        ({"questions": ["Who?"] * 501}, 400, "501 questions, and at most 500"),
        ({"questions": ["Who?"], "more": 1}, 422, "more"),
    ],
)
def test_what_is_wrong_with_a_list_is_said(
    client: TestClient, body: dict[str, Any], status: int, words: str
) -> None:
    """As for the other requests."""
    refused = client.post("/api/batches", json=body)
    assert refused.status_code == status
    assert words in refused.json()["detail"]


def test_a_workbook_that_grows_is_refused(client: TestClient) -> None:
    """A list may not fill the server's memory, however small it is when it is sent."""
    book = BytesIO()
    openpyxl.Workbook().save(book)
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/more.xml", bytes(5_000_000))
    assert len(book.getvalue()) < 20_000
    answer = client.post("/api/batches/file", files={"file": ("a.xlsx", book.getvalue())})
    assert answer.status_code == 400
    assert "4 MB" in answer.json()["detail"]


def test_a_file_that_is_no_list_is_refused(client: TestClient) -> None:
    """Its name and the reason are in the answer; a large one is not read."""
    refused = client.post("/api/batches/file", files={"file": ("a.pdf", b"x")})
    assert refused.status_code == 400
    assert refused.json()["detail"].startswith("a.pdf: is no list of questions")
    large = client.post("/api/batches/file", files={"file": ("a.txt", b"x" * 1_100_000)})
    assert large.status_code == 413


def test_too_many_lists_at_once_are_refused(client: TestClient, library: FakeLibrary) -> None:
    """The client learns when to try again."""
    library.hold.clear()
    started = [client.post("/api/batches", json={"questions": ["Who?"]}) for _ in range(4)]
    library.hold.set()
    assert [one.status_code for one in started] == [202, 202, 202, 429]
    assert started[-1].headers["retry-after"] == "5"


def test_on_a_public_server_lists_are_for_nobody(
    settings: Settings, library: FakeLibrary, build: FakeBuild
) -> None:
    """Unknown readers could take all of its time."""
    public = settings.model_copy(update={"public": True})
    with TestClient(create_app(public, library=library, build=build), "http://127.0.0.1") as client:
        refused = client.post("/api/batches", json={"questions": ["Who?"]})
    assert (refused.status_code, refused.json()["error"]) == (403, "forbidden")


def test_users_see_their_own_lists_only(
    settings: Settings, library: FakeLibrary, build: FakeBuild
) -> None:
    """Readers may have lists answered too; another's is not found."""
    guarded = settings.model_copy(update={"auth": True})
    for name in ("ana", "ben"):
        Users(guarded.users).add(name, PASSWORD, "reader")
    app = create_app(guarded, library=library, build=build)
    with TestClient(app, "http://127.0.0.1") as client:
        ana, ben = ("ana", PASSWORD), ("ben", PASSWORD)
        started = client.post("/api/batches", json={"questions": ["Who?"]}, auth=ana)
        assert started.status_code == 202
        identity = started.json()["id"]
        assert ended(client, identity, auth=ana)["state"] == "done"
        assert client.get(f"/api/batches/{identity}", auth=ben).status_code == 404
        assert client.delete(f"/api/batches/{identity}", auth=ben).status_code == 404
        assert client.get(f"/api/batches/{identity}").status_code == 401
