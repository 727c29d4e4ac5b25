"""Searching over HTTP with order, pages, chosen articles and facets."""

from __future__ import annotations

from fastapi.testclient import TestClient

from qa.types import SearchResult
from tests.ui.fakes import FLOOD_ONE, FLOOD_TWO


def test_finding_gives_articles_and_facets(client: TestClient) -> None:
    """`POST /api/find` returns the library's own result."""
    body = {"query": "flood people", "sort": "date", "k": 1}
    found = SearchResult.model_validate(client.post("/api/find", json=body).json())
    assert (found.articles, found.found[0].id) == (2, FLOOD_TWO.id)
    assert [(one.value, one.count) for one in found.facets.sources] == [("Valley Post", 2)]
    rest = client.post("/api/find", json={**body, "offset": 1}).json()
    assert [one["id"] for one in rest["found"]] == [FLOOD_ONE.id]


def test_chosen_articles_alone_are_asked_and_searched(client: TestClient) -> None:
    """The field `articles` holds for every kind of question."""
    chosen = {"articles": [FLOOD_ONE.id]}
    answer = client.post("/api/ask", json={"question": "How many died in the flood?", **chosen})
    assert {one["article_id"] for one in answer.json()["citations"]} == {FLOOD_ONE.id}
    hits = client.post("/api/search", json={"query": "flood", **chosen}).json()
    assert {hit["article_id"] for hit in hits} == {FLOOD_ONE.id}
    timeline = client.post("/api/timeline", json={"topic": "flood", **chosen}).json()
    assert {one["article_id"] for one in timeline["entries"]} == {FLOOD_ONE.id}


def test_an_unknown_article_is_not_found(client: TestClient) -> None:
    """A chosen article that is not there is an error that names it."""
    for path, body in (("ask", {"question": "flood"}), ("find", {"query": "flood"})):
        response = client.post(f"/api/{path}", json={**body, "articles": ["gone.txt"]})
        assert response.status_code == 404
        assert "gone.txt" in response.json()["detail"]


def test_a_query_that_only_excludes_is_refused(client: TestClient) -> None:
    """Bad syntax is the client's error, with its remedy."""
    response = client.post("/api/find", json={"query": "-refused"})
    assert (response.status_code, response.json()["error"]) == (400, "question")
