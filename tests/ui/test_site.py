"""Several collections on one server, and a server under a path of another one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import expect

from qa.accounts import Users
from qa.build import build_index
from qa.errors import SettingsError
from qa.settings import Settings, load_settings
from qa_ui.site import create_site

from .browser import Reader
from .conftest import CHROMIUM, serving
from .proxy import proxy

LIGHTHOUSE = """Lighthouse of Pennick Head to be sold

2 March 2024

The county sold the lighthouse of Pennick Head to a fisherman for £90,000 on Friday. He wants to
rent it to birdwatchers.
"""
OYSTERS = """Les huîtres de Cravel interdites à la vente

3 mars 2024

La préfecture a interdit mardi la vente des huîtres de Cravel à cause d’une bactérie. Trente
ostréiculteurs sont concernés.
"""

needs_browser = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no chromium")


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two indexes and the articles that they were built from."""
    folder = tmp_path_factory.mktemp("two")
    for name, text in (("coast", LIGHTHOUSE), ("sea", OYSTERS)):
        (folder / name).mkdir()
        (folder / name / "one.txt").write_text(text, encoding="utf-8")
        build_index(folder / name, folder / f"{name}-index")
    return folder


@pytest.fixture
def settings(two: Path, tmp_path: Path) -> Settings:
    """Settings of a server of both; the articles of one may be changed."""
    return load_settings(
        collections={
            "coast": f"{two / 'coast-index'},{two / 'coast'}",
            "sea": str(two / "sea-index"),
        },
        data=tmp_path / "data",
        users=tmp_path / "users.json",
    )


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    """An HTTP client of both."""
    with TestClient(create_site(settings), base_url="http://127.0.0.1") as client:
        yield client


def test_a_question_is_answered_from_the_collection_that_it_names(client: TestClient) -> None:
    """The same API answers from either; without a name, from the one of its address."""
    asked = {"question": "Qui a interdit la vente des huîtres de Cravel ?"}
    assert client.get("/api/collections").json() == ["coast", "sea"]
    assert not client.post("/api/ask", json=asked).json()["answered"]
    for address, named in (("/api/ask", {"collection": "sea"}), ("/sea/api/ask", {})):
        answer = client.post(address, json=asked | named).json()
        assert "préfecture" in answer["citations"][0]["quote"]


def test_an_unknown_collection_is_named_with_those_there_are(client: TestClient) -> None:
    """404, and the names that would do."""
    answer = client.post("/api/search", json={"query": "huîtres", "collection": "ocean"})
    assert answer.status_code == 404
    assert "'ocean'" in answer.json()["detail"]
    assert "coast, sea" in answer.json()["detail"]


def test_the_root_leads_to_the_first_collection(client: TestClient) -> None:
    """The language asked for is kept."""
    answer = client.get("/?lang=en", follow_redirects=False)
    assert answer.headers["location"] == "/coast/?lang=en"
    while not client.get("/healthz").json()["ready"]:  # the index is still being opened
        pass


def test_a_collection_without_articles_folder_is_only_asked(client: TestClient) -> None:
    """Its index cannot be rebuilt from nothing; the other one's can."""
    refused = client.post("/sea/api/rebuild")
    assert refused.status_code == 403
    assert "`corpus` is not set" in refused.json()["detail"]
    assert client.post("/coast/api/rebuild").status_code == 202


@pytest.mark.parametrize("path", ["/sea/gradio_api/file=/etc/passwd", "/sea/gradio_api/stream/x"])
def test_what_is_closed_is_closed_in_every_collection(client: TestClient, path: str) -> None:
    """Gradio's own routes are no more open under a collection's path."""
    assert client.get(path).status_code in {403, 404}


def test_one_log_in_serves_all_collections(settings: Settings) -> None:
    """Unknown readers are sent to the form and come back to where they wanted to go."""
    Users(settings.users).add("rosa", "a long enough password")
    site = create_site(settings.model_copy(update={"auth": True}))
    with TestClient(site, base_url="http://127.0.0.1") as client:
        page = {"accept": "text/html"}
        sent = client.get("/sea/?lang=en", headers=page, follow_redirects=False)
        assert sent.headers["location"] == "/sea/login?next=%2Fsea%2F%3Flang%3Den"
        given = {"name": "rosa", "password": "a long enough password", "next": "/sea/?lang=en"}
        entered = client.post("/sea/login", data=given, follow_redirects=False)
        assert entered.headers["location"] == "/sea/?lang=en"
        assert client.get("/coast/api/status").status_code == 200


@pytest.mark.parametrize("name", ["api", "login", "Sport News", "../up", ""])
def test_a_name_that_would_hide_an_address_is_refused(name: str) -> None:
    """The error names the collection."""
    with pytest.raises(SettingsError, match="collection"):
        load_settings(collections={name: "index"})


@pytest.mark.parametrize("path", ["qa", "/a b", "https://host/qa", "/../x"])
def test_a_root_path_that_is_no_path_is_refused(path: str) -> None:
    """The error says what one looks like."""
    with pytest.raises(SettingsError, match=r"root_path.*/qa"):
        load_settings(root_path=path)


@needs_browser
@pytest.mark.parametrize("stripping", [True, False])
def test_the_page_works_under_a_path_of_another_server(
    settings: Settings, visit: Callable[..., Reader], *, stripping: bool
) -> None:
    """Questions are answered behind a proxy, whether or not it takes its path off."""
    alone = settings.model_copy(
        update={
            "collections": {},
            "index": settings.collections["sea"].index,
            "root_path": "/qa",
        }
    )
    with (
        serving(create_site(alone)) as inner,
        serving(proxy(inner, "/qa", stripping=stripping)) as outer,
    ):
        reader = visit(f"{outer}/qa/")
        reader.ask("Qui a interdit la vente des huîtres de Cravel ?")
        expect(reader.last).to_contain_text("La préfecture a interdit mardi")
        assert httpx.get(f"{outer}/qa/api/status").status_code == 200
        assert '"/qa/openapi.json"' in httpx.get(f"{outer}/qa/docs").text.replace("'", '"')
        assert (reader.errors, reader.strangers) == ([], [])


@needs_browser
@pytest.mark.parametrize("locale", ["fr-FR", "en-GB"])
@pytest.mark.parametrize("phone", [False, True])
def test_a_reader_goes_from_one_collection_to_the_other(
    settings: Settings, visit: Callable[..., Reader], locale: str, *, phone: bool
) -> None:
    """The masthead names both and hides no tab; each answers from its own articles."""
    with serving(create_site(settings)) as address:
        reader = visit(address, locale=locale, phone=phone)
        reader.page.locator("#screens [role=tab]").nth(1).click()
        reader.page.locator("#screens [role=tab]").first.click()
        reader.ask("How much was the lighthouse of Pennick Head sold for?")
        expect(reader.last).to_contain_text("£90,000")
        reader.page.get_by_role("link", name="sea").click()
        current = reader.page.locator("#collections a[aria-current=page]")
        expect(current).to_have_text("sea")
        assert f"lang={locale[:2]}" in reader.page.url
        reader.ask("Qui a interdit la vente des huîtres de Cravel ?")
        expect(reader.last).to_contain_text("La préfecture a interdit mardi")
        assert reader.errors == []
