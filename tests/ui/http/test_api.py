"""The HTTP API."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from qa.errors import IndexLockedError
from qa.settings import Settings
from qa.types import Answer, Hit, Timeline
from qa_ui.jobs.rebuild import Rebuilder
from tests.ui.conftest import FakeBuild
from tests.ui.fakes import HOSTILE, TROOPS, FakeLibrary

WHO_AND_WHY = "Qui a envoyé des troupes et pourquoi ?"


def test_asking_gives_the_documented_answer(client: TestClient) -> None:
    """An answer over HTTP is the library's own `Answer`."""
    response = client.post("/api/ask", json={"question": WHO_AND_WHY})
    answer = Answer.model_validate(response.json())
    assert response.status_code == 200
    assert [part.kind for part in answer.parts] == ["who", "why"]


def test_history_and_filters_reach_the_library(client: TestClient, library: FakeLibrary) -> None:
    """A question is asked with its history, and only of the articles that pass."""
    body = {"question": WHO_AND_WHY, "history": [["Qui ?", "L’alliance."]], "languages": ["en"]}
    assert client.post("/api/ask", json=body).json()["answered"] is False
    assert (WHO_AND_WHY, [("Qui ?", "L’alliance.")]) in library.asked


def test_searching_gives_hits(client: TestClient) -> None:
    """A search returns as many hits as asked for, best first."""
    response = client.post("/api/search", json={"query": "flood", "k": 2, "mode": "lexical"})
    hits = [Hit.model_validate(hit) for hit in response.json()]
    assert [hit.dense_rank for hit in hits] == [1, 2]


def test_a_timeline_gives_dated_quotes(client: TestClient) -> None:
    """One entry an article, oldest first; filters hold."""
    response = client.post("/api/timeline", json={"topic": "flood"})
    found = Timeline.model_validate(response.json())
    assert [entry.date for entry in found.entries] == ["2024-03-02", "2024-03-03"]
    later = client.post("/api/timeline", json={"topic": "flood", "since": "2024-03-03"})
    assert [entry["date"] for entry in later.json()["entries"]] == ["2024-03-03"]


@pytest.mark.parametrize("article_id", [TROOPS.id, HOSTILE.id], ids=["url", "odd"])
def test_articles_are_found_by_encoded_and_raw_ids(client: TestClient, article_id: str) -> None:
    """An id that is an address works percent-encoded and as it is."""
    for path in (quote(article_id, safe=""), article_id):
        assert client.get(f"/api/articles/{path}").json()["id"] == article_id


def test_an_unknown_article_is_not_found(client: TestClient) -> None:
    """An id that no article has gives 404, a code, and a sentence."""
    response = client.get("/api/articles/none?x=1")
    assert response.status_code == 404
    assert response.json() == {
        "error": "article_not_found",
        "detail": "no article has the id 'none?x=1'",
    }


@pytest.mark.parametrize(
    ("path", "body", "place"),
    [
        ("ask", {}, "question"),
        ("ask", {"question": ""}, "question"),
        ("ask", {"question": "x" * 10_001}, "question"),
        ("ask", {"question": "Why?", "since": "soon"}, "since"),
        ("ask", {"question": "Why?", "languages": ["de"]}, "languages"),
        ("ask", {"question": "Why?", "history": [["a", "b"]] * 51}, "history"),
        ("ask", {"question": "Why?", "typo": 1}, "typo"),
        ("search", {"query": "x", "k": 0}, "k"),
        ("search", {"query": "x", "k": 101}, "k"),
        ("search", {"query": "x", "mode": "magic"}, "mode"),
        ("timeline", {"query": "x"}, "topic"),
        ("timeline", {"topic": "x", "since": "soon"}, "since"),
    ],
)
def test_wrong_requests_say_what_is_wrong(
    client: TestClient, path: str, body: dict[str, object], place: str
) -> None:
    """A request outside the limits gives 422 and names the field."""
    response = client.post(f"/api/{path}", json=body)
    assert response.status_code == 422
    assert response.json()["error"] == "invalid"
    assert response.json()["detail"].startswith(place)


def test_a_body_that_is_not_json_is_refused(client: TestClient) -> None:
    """Broken JSON gives 422 in the same form as other errors."""
    response = client.post("/api/ask", content=b"{", headers={"content-type": "application/json"})
    assert response.status_code == 422
    assert set(response.json()) == {"error", "detail"}


def test_json_that_does_not_say_so_is_refused_by_the_name_of_the_header(client: TestClient) -> None:
    """Who posts JSON as a form, as `curl -d` does, learns which header is missing."""
    form = {"content-type": "application/x-www-form-urlencoded"}
    response = client.post("/api/ask", content=b'{"question": "Why?"}', headers=form)
    assert response.status_code == 422
    assert "Content-Type: application/json" in response.json()["detail"]


def test_a_slash_at_the_end_changes_nothing(client: TestClient) -> None:
    """Paths of the API may end in a slash; that of an article's id belongs to the id."""
    asked = {"question": "Why?"}
    assert client.post("/api/ask/", json=asked).json() == client.post("/api/ask", json=asked).json()
    assert client.get("/healthz/").json() == client.get("/healthz").json()
    assert "nope.example/" in client.get("/api/articles/https://nope.example/").json()["detail"]


@pytest.mark.parametrize("path", ["/healthz", "/api/status", "/metrics", "/"])
def test_monitors_may_ask_for_the_head_alone(client: TestClient, path: str) -> None:
    """HEAD is answered wherever GET is."""
    assert client.head(path).status_code == client.get(path).status_code == 200


def test_a_refused_question_is_a_bad_request(client: TestClient) -> None:
    """What the library refuses gives 400 with its own words."""
    response = client.post("/api/ask", json={"question": "refused"})
    assert response.status_code == 400
    assert response.json()["error"] == "question"


def test_without_an_index_the_service_is_unavailable(
    client: TestClient, library: FakeLibrary
) -> None:
    """No index gives 503 with the remedy; the process is alive but not ready."""
    library.missing = True
    for response in (client.post("/api/ask", json={"question": "Why?"}), client.get("/api/status")):
        assert response.status_code == 503
        assert response.json()["error"] == "no_index"
        assert "qa build" in response.json()["detail"]
    assert client.get("/healthz").json() == {"status": "ok", "ready": False}
    assert client.get("/metrics").status_code == 200


def test_the_status_is_that_of_the_index(client: TestClient) -> None:
    """Status and health tell what is served."""
    assert client.get("/api/status").json()["articles"] == 5
    assert client.get("/healthz").json() == {"status": "ok", "ready": True}


def test_questions_are_counted(client: TestClient) -> None:
    """Metrics tell answered, abstained and failed questions apart, and the index's size."""
    for question in (WHO_AND_WHY, "Who won?", "refused"):
        client.post("/api/ask", json={"question": question})
    text = client.get("/metrics").text
    for outcome in ("answered", "abstained", "failed"):
        assert f'qa_questions_total{{outcome="{outcome}"}} 1.0' in text
    assert "qa_question_seconds_count 3.0" in text
    assert "qa_articles 5.0" in text


def test_two_servers_count_apart(client: TestClient, app: FastAPI, settings: Settings) -> None:
    """Metrics belong to one application, so two can live in one process."""
    from qa_ui.server import create_app

    del app
    client.post("/api/ask", json={"question": WHO_AND_WHY})
    second = create_app(settings, library=FakeLibrary())
    with TestClient(second, base_url="http://127.0.0.1") as other:
        assert 'qa_questions_total{outcome="answered"} 0.0' in other.get("/metrics").text


def test_files_are_taken_one_by_one(client: TestClient, settings: Settings) -> None:
    """Good files are saved even if others of the same request are not."""
    files = [
        ("files", ("../../good.txt", b"Titre\n\nTexte.")),
        ("files", ("bad.exe", b"MZ")),
        ("files", ("big.txt", b"x" * 1001)),
    ]
    response = client.post("/api/articles", files=files)
    assert response.status_code == 201
    assert response.json()["saved"] == ["uploads/good.txt"]
    assert [refused["name"] for refused in response.json()["failed"]] == ["bad.exe", "big.txt"]
    assert (settings.articles / "uploads" / "good.txt").read_bytes() == b"Titre\n\nTexte."
    assert [path.name for path in settings.articles.rglob("*.*")] == ["good.txt"]


def test_an_upload_of_nothing_good_fails(client: TestClient) -> None:
    """If no file was taken the request failed, and says why for each."""
    response = client.post("/api/articles", files=[("files", ("bad.exe", b"MZ"))])
    assert response.status_code == 400
    assert "one of .txt, .md" in response.json()["detail"]


def test_a_request_that_is_too_large_is_refused(client: TestClient) -> None:
    """A body beyond the limit is not even read."""
    response = client.post("/api/articles", files=[("files", ("a.txt", b"x" * 1_100_000))])
    assert response.status_code == 413
    assert response.json()["error"] == "too_large"


def test_a_request_of_unknown_length_is_refused(client: TestClient) -> None:
    """A body that does not say how long it is could be endless."""
    response = client.post("/api/ask", content=iter([b"{}"]))
    assert response.status_code == 411


def test_a_rebuild_runs_beside_the_questions(client: TestClient, build: FakeBuild) -> None:
    """A rebuild tells its progress, refuses a second one, and then its report."""
    assert client.get("/api/rebuild").json()["state"] == "idle"
    build.go.clear()
    assert client.post("/api/rebuild").status_code == 202
    again = client.post("/api/rebuild")
    assert again.status_code == 409
    assert again.json()["error"] == "rebuild_running"
    assert client.post("/api/ask", json={"question": WHO_AND_WHY}).status_code == 200
    build.go.set()
    state = ended(client)
    assert state["state"] == "done"
    assert state["report"]["added"] == ["corpus"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (IndexLockedError("/srv/secret/index", "pid 7"), "pid 7"),
        (RuntimeError("secret"), "unharmed"),
    ],
)
def test_a_failed_rebuild_says_why(
    client: TestClient, build: FakeBuild, error: Exception, said: str
) -> None:
    """A rebuild that failed says so, without the insides of unexpected errors."""
    build.error = error
    client.post("/api/rebuild")
    state = ended(client)
    assert state["state"] == "failed"
    assert said in state["error"]
    assert "secret" not in state["error"]
    build.error = None
    assert client.post("/api/rebuild").status_code == 202


def ended(client: TestClient) -> dict[str, Any]:
    """The state of the rebuild once it does not run any more."""
    for _ in range(1000):
        state: dict[str, Any] = client.get("/api/rebuild").json()
        if state["state"] != "running":
            return state
    raise AssertionError(state)


def test_a_rebuild_shows_its_progress(build: FakeBuild, settings: Settings) -> None:
    """While it runs, stage and counts can be read."""
    build.go.clear()
    rebuilder = Rebuilder(build, settings)
    rebuilder.start()
    while (progress := rebuilder.state.progress) is None:
        pass
    assert (progress.stage, progress.done, progress.total) == ("embed", 1, 2)
    build.go.set()
    rebuilder.wait(10)
    assert rebuilder.state.state == "done"


def test_endpoints_are_those_of_the_contract(client: TestClient) -> None:
    """Nothing but the documented endpoints is in the OpenAPI description."""
    paths = client.get("/openapi.json").json()["paths"]
    assert {(path, method) for path, methods in paths.items() for method in methods} == {
        ("/api/ask", "post"),
        ("/api/collections", "get"),
        ("/api/batches", "get"),
        ("/api/batches", "post"),
        ("/api/batches/file", "post"),
        ("/api/batches/{identity}", "get"),
        ("/api/batches/{identity}", "delete"),
        ("/api/batches/{identity}/answers", "get"),
        ("/api/batches/{identity}/answers.{kind}", "get"),
        ("/api/conversations", "get"),
        ("/api/conversations/{conversation_id}", "delete"),
        ("/api/conversations/{conversation_id}", "get"),
        ("/api/conversations/{conversation_id}", "patch"),
        ("/api/feeds", "get"),
        ("/api/feeds", "post"),
        ("/api/feeds/{name}", "delete"),
        ("/api/feeds/{name}/pause", "post"),
        ("/api/feeds/{name}/run", "post"),
        ("/api/find", "post"),
        ("/api/search", "post"),
        ("/api/timeline", "post"),
        ("/api/status", "get"),
        ("/api/articles", "post"),
        ("/api/articles/{article_id}", "get"),
        ("/api/rebuild", "post"),
        ("/api/rebuild", "get"),
        ("/healthz", "get"),
        ("/readyz", "get"),
        ("/metrics", "get"),
    }


def test_every_error_is_described_in_the_form_that_it_has(client: TestClient) -> None:
    """Each endpoint documents what may be refused, always as a code and a sentence."""
    described = client.get("/openapi.json").json()
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    for path, methods in described["paths"].items():
        for method, endpoint in methods.items():
            answers = endpoint["responses"]
            kinds = {code: answers[code].get("content") for code in answers if code[0] == "4"}
            assert kinds.pop("4XX") == {"application/json": problem}, (method, path)
            assert all(kind == {"application/json": problem} for kind in kinds.values())
            done = next(answers[code] for code in answers if code[0] == "2")
            assert "204" in answers or done["content"], (method, path)
    assert {"404", "429"} <= described["paths"]["/api/ask"]["post"]["responses"].keys()
    assert {"429"} <= described["paths"]["/api/batches"]["post"]["responses"].keys()


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/api/nope"), ("GET", "/api/ask"), ("OPTIONS", "/api/ask"), ("TRACE", "/api/ask")],
)
def test_an_unknown_endpoint_is_not_found(client: TestClient, method: str, path: str) -> None:
    """What does not exist below /api is an error in the API's own form, not a page."""
    response = client.request(method, path)
    assert response.status_code == 404
    assert response.json()["error"] == "not_found"
    assert f"{method} {path}" in response.json()["detail"]


def test_the_page_has_no_public_endpoints(client: TestClient) -> None:
    """Gradio's own description lists no event of the page."""
    info = client.get("/gradio_api/info").json()
    assert info == {"named_endpoints": {}, "unnamed_endpoints": {}}


def test_another_sites_page_can_change_nothing(client: TestClient) -> None:
    """Requests that a foreign page makes the browser send are refused; one's own are not."""
    foreign = client.post("/api/rebuild", headers={"origin": "https://evil.example"})
    assert foreign.status_code == 403
    # Without this leave, no page can send the header by which a proxy names the site.
    leave = {"origin": "http://localhost:3000", "access-control-request-method": "POST"}
    assert client.options("/api/rebuild", headers=leave).status_code == 403
    own = client.post("/api/search", json={"query": "x"}, headers={"origin": "http://127.0.0.1"})
    assert own.status_code == 200


def test_every_response_keeps_the_browser_at_home(client: TestClient) -> None:
    """The policy forbids other hosts and handlers written into attributes."""
    for path in ("/", "/api/status", "/docs"):
        policy = client.get(path).headers["content-security-policy"]
        assert "connect-src 'self'" in policy
        assert "script-src-attr 'none'" in policy


def test_uploads_meet_the_readers_formats(client: TestClient, tmp_path: Path) -> None:
    """Every format that the library reads can be uploaded."""
    from qa.corpus import formats

    del tmp_path
    for suffix in formats():
        response = client.post("/api/articles", files=[("files", (f"a{suffix}", b"x"))])
        assert response.json()["saved"] == [f"uploads/a{suffix}"]
