"""Logging in, and what one may do then: a real server, asked over HTTP and in a browser."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import anyio
import httpx
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, FloatRect, expect

from qa.accounts import LONGEST_NAME, Users
from qa.settings import Settings
from qa_ui.access.auth import (
    CHECKS_WAITING,
    TRIES_ANYWHERE,
    TRIES_PER_NAME,
    Guard,
    TooManyTriesError,
)
from qa_ui.access.cookies import COOKIE, HTTPS_COOKIE
from qa_ui.access.login import inside
from qa_ui.access.throttle import FIRST_WAIT
from qa_ui.server import create_app
from tests.ui.conftest import FakeBuild, serving, settings_in
from tests.ui.fakes import FakeLibrary

EDITOR = ("zoé", "le mot de passe")
READER = ("ben", "another password")
QUESTION = {"question": "Qui a envoyé des troupes ?"}
CLOSED = [
    "/",
    "/config",
    "/docs",
    "/docs/files/swagger-ui-bundle.js",
    "/openapi.json",
    "/metrics",
    "/api/status",
    "/api/articles/musee.md",
    "/gradio_api/info",
    "/gradio_api/startup-events",
    "/gradio_api/queue/data?session_hash=x",
    "/gradio_api/file=/etc/passwd",
    "/static/x",
    "/logout",
    "/login/",
    "/healthz/",
]


@dataclass
class Site:
    """Where the server is, and who may log in."""

    address: str
    users: Users
    settings: Settings


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server that asks for a log-in, and knows an editor and a reader."""
    folder = tmp_path_factory.mktemp("auth")
    settings = settings_in(folder, auth=True, max_file_mb=0.001)
    users = Users(settings.users)
    users.add(*EDITOR, "editor")
    users.add(*READER)
    with serving(create_app(settings, library=FakeLibrary(), build=FakeBuild())) as address:
        yield Site(address, users, settings)


@pytest.fixture
def stranger(site: Site) -> Iterator[httpx.Client]:
    """A client that has not logged in; each has an address of its own, as behind a proxy."""
    with httpx.Client(base_url=site.address, timeout=60) as client:
        yield client


@pytest.fixture
def log_in(site: Site) -> Iterator[Callable[[str, str], httpx.Client]]:
    """Logs in by the form."""
    opened: list[httpx.Client] = []

    def log_in(name: str, password: str) -> httpx.Client:
        client = httpx.Client(base_url=site.address, timeout=60)
        opened.append(client)
        client.post("/login", data={"name": name, "password": password})
        return client

    yield log_in
    for client in opened:
        client.close()


def upload(client: httpx.Client, **options: object) -> int:
    """The status of an upload."""
    files = {"files": ("note.txt", b"Une note.")}
    return client.post("/api/articles", files=files, **options).status_code  # type: ignore[arg-type]


@pytest.mark.parametrize("path", CLOSED)
def test_strangers_see_nothing(stranger: httpx.Client, path: str) -> None:
    """Page, Gradio's routes, API and documentation are closed without a log-in."""
    response = stranger.get(path)
    assert response.status_code == 401
    assert response.json()["error"] == "unknown"


@pytest.mark.parametrize(
    "path",
    [
        "/api/ask",
        "/api/rebuild",
        "/gradio_api/queue/join",
        "/gradio_api/upload",
        "/gradio_api/run/x",
    ],
)
def test_strangers_do_nothing(stranger: httpx.Client, path: str) -> None:
    """Nor can they ask, change or upload anything."""
    assert stranger.post(path, json=QUESTION).status_code == 401


def test_health_is_told_to_everybody(stranger: httpx.Client) -> None:
    """A load balancer needs no password."""
    assert stranger.get("/healthz").json()["status"] == "ok"


def test_monitors_ask_without_a_body(stranger: httpx.Client) -> None:
    """What GET tells everybody, HEAD does too, and nothing else."""
    assert stranger.head("/healthz").status_code == 200
    assert stranger.head("/readyz").status_code == 200
    assert stranger.head("/api/status").status_code == 401


def test_browsers_are_led_to_the_form_and_back(stranger: httpx.Client) -> None:
    """Whoever opens a page logs in first, and then gets the page they wanted."""
    page = {"accept": "text/html,*/*"}
    away = stranger.get("/?lang=fr", headers=page)
    assert away.status_code == 303
    assert away.headers["location"] == "/login?next=%2F%3Flang%3Dfr"
    form = stranger.get(away.headers["location"], headers={"accept-language": "fr"}).text
    assert '<html lang="fr">' in form
    assert "Mot de passe" in form
    (wanted,) = re.findall(r'name="next" value="([^"]*)"', form)
    given = dict(zip(("name", "password"), EDITOR, strict=True)) | {"next": wanted}
    back = stranger.post("/login", data=given)
    assert (back.status_code, back.headers["location"]) == (303, "/?lang=fr")
    assert stranger.get("/?lang=fr", headers=page).status_code == 200


def test_the_session_is_a_cookie_for_this_server_only(stranger: httpx.Client) -> None:
    """Scripts cannot read it, other sites cannot send it, and behind https it stays there."""
    given = dict(zip(("name", "password"), READER, strict=True))
    said = stranger.post("/login", data=given).headers["set-cookie"].casefold()
    assert "httponly" in said
    assert "samesite=lax" in said
    assert "secure" not in said
    https = {"x-forwarded-proto": "https"}
    assert (
        "secure"
        in stranger.post("/login", data=given, headers=https).headers["set-cookie"].casefold()
    )


def test_a_session_that_is_not_ours_is_none(
    site: Site, log_in: Callable[[str, str], httpx.Client]
) -> None:
    """A cookie that was made up, or changed by one letter, opens nothing."""
    cookie = log_in(*READER).cookies["qa-session"]
    content, _, signature = cookie.rpartition(".")  # its last letter has bits that do not count
    turned = f"{content}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
    for value in ("x", turned, cookie.replace(".", "", 1)):
        response = httpx.get(f"{site.address}/api/status", cookies={"qa-session": value})
        assert response.status_code == 401


def test_leaving_ends_the_session(log_in: Callable[[str, str], httpx.Client]) -> None:
    """After logging out the browser has no session any more."""
    client = log_in(*READER)
    assert client.get("/api/status").status_code == 200
    assert client.post("/logout").headers["location"] == "/login"
    assert client.get("/api/status").status_code == 401


def test_a_removed_user_is_out_at_once(
    site: Site, log_in: Callable[[str, str], httpx.Client]
) -> None:
    """Removal ends open sessions and Basic log-ins; so does a new password."""
    guest = ("guest", "for one day only")
    site.users.add(*guest)
    client = log_in(*guest)
    basic = httpx.Client(base_url=site.address, auth=guest, timeout=60)
    assert client.get("/api/status").status_code == basic.get("/api/status").status_code == 200
    site.users.remove("guest")
    assert client.get("/api/status").status_code == basic.get("/api/status").status_code == 401
    site.users.add("guest", "and for another one")
    assert client.get("/api/status").status_code == 401
    basic.close()


def test_programs_log_in_with_every_request(site: Site, stranger: httpx.Client) -> None:
    """HTTP Basic works for the API with the same users; without, it is asked for."""
    refused = stranger.post("/api/ask", json=QUESTION)
    assert refused.headers["www-authenticate"].startswith("Basic ")
    for auth in (EDITOR, READER, EDITOR):
        answer = httpx.post(f"{site.address}/api/ask", json=QUESTION, auth=auth, timeout=60)
        assert answer.json()["answered"] is True


def test_the_page_itself_pops_up_no_form_of_the_browser(stranger: httpx.Client) -> None:
    """A page whose session has ended is told so without a demand for Basic."""
    assert "www-authenticate" not in stranger.get("/gradio_api/info").headers


@pytest.mark.parametrize(
    "header", ["Basic", "Basic ???", "Basic YQ==", "Bearer x", "Basic /////w==", "Basic Og=="]
)
def test_a_header_that_is_no_log_in_is_refused(stranger: httpx.Client, header: str) -> None:
    """Broken credentials are those of a stranger."""
    client = {"authorization": header, "x-forwarded-for": "192.0.2.77"}
    assert stranger.get("/api/status", headers=client).status_code == 401


def test_readers_change_nothing(site: Site, log_in: Callable[[str, str], httpx.Client]) -> None:
    """A reader may ask, but neither upload nor rebuild, by session or by Basic."""
    reader = log_in(*READER)
    assert reader.post("/api/ask", json=QUESTION).status_code == 200
    assert upload(reader) == 403
    refused = reader.post("/api/rebuild")
    assert (refused.status_code, refused.json()["error"]) == (403, "forbidden")
    file = {"files": ("x.txt", b"x")}
    assert reader.post("/gradio_api/upload", files=file).status_code == 403
    with httpx.Client(base_url=site.address, auth=READER) as basic:
        assert upload(basic) == 403


def test_editors_change_the_articles(
    site: Site, log_in: Callable[[str, str], httpx.Client]
) -> None:
    """An editor uploads and rebuilds."""
    editor = log_in(*EDITOR)
    assert upload(editor) == 201
    assert (site.settings.articles / "uploads" / "note.txt").exists()
    assert editor.post("/api/rebuild").status_code == 202


def test_another_sites_page_cannot_use_the_session(
    log_in: Callable[[str, str], httpx.Client],
) -> None:
    """A change, a log-in and a log-out that another site's page asks for are refused."""
    editor = log_in(*EDITOR)
    foreign = {"origin": "https://evil.example"}
    assert upload(editor, headers=foreign) == 403
    assert editor.post("/logout", headers=foreign).status_code == 403
    assert editor.post("/login", headers=foreign).status_code == 403
    assert upload(editor, headers={"origin": str(editor.base_url).rstrip("/")}) == 201


def test_guessing_is_slowed_down(stranger: httpx.Client, site: Site) -> None:
    """After a few failures a name has to wait, with the right password too; others need not."""
    stranger.headers["x-forwarded-for"] = "192.0.2.1"
    wrong = {"name": READER[0], "password": "guess"}
    for _ in range(TRIES_PER_NAME):
        failed = stranger.post("/login", data=wrong)
        assert failed.status_code == 401
        assert 'role="alert"' in failed.text
        assert "guess" not in failed.text
    for given in (wrong, {"name": READER[0], "password": "right or not"}):
        waiting = stranger.post("/login", data=given)
        assert waiting.status_code == 429
        assert 0 < int(waiting.headers["retry-after"]) <= 31
    basic = stranger.get("/api/status", auth=(READER[0], "guess again"))
    assert (basic.status_code, basic.json()["error"]) == (429, "too_many_tries")
    other = {"x-forwarded-for": "192.0.2.2"}
    asked = httpx.get(f"{site.address}/api/status", auth=READER, headers=other, timeout=60)
    assert asked.status_code == 200


def test_whoever_has_to_wait_learns_nothing(tmp_path: Path) -> None:
    """Whoever guessed too often is not let in by a password that was right before, either."""
    users = Users(tmp_path / "users.json")
    users.add(*READER)
    guard = Guard(users)

    async def guess() -> None:
        assert await guard.check(*READER, "192.0.2.5")
        for _ in range(TRIES_PER_NAME):
            assert await guard.check(READER[0], "guess", "192.0.2.4") is None
        with pytest.raises(TooManyTriesError):
            await guard.check(*READER, "192.0.2.4")
        assert await guard.check(*READER, "192.0.2.5")

    with ThreadPoolExecutor(1) as thread:
        thread.submit(anyio.run, guess).result()


def test_the_form_escapes_what_was_typed(stranger: httpx.Client) -> None:
    """Names and addresses that are markup are shown as text."""
    given = {"name": '"><script>', "password": "x", "next": '/"><script>'}
    client = {"x-forwarded-for": "192.0.2.3"}
    assert "<script>" not in stranger.post("/login", data=given, headers=client).text


def test_a_form_beyond_measure_is_refused(stranger: httpx.Client) -> None:
    """Strangers cannot make the server read much."""
    assert stranger.post("/login", data={"name": "x" * 20_000}).status_code == 413


@pytest.mark.parametrize(
    "wanted", ["https://evil.example", "//evil.example", "/\\evil.example", "/a\nb", "", None, "x"]
)
def test_logging_in_leads_nowhere_else(wanted: str | None) -> None:
    """After logging in one stays on this server, whatever the link said."""
    assert inside(wanted) == "/"


def test_a_broken_file_of_users_lets_nobody_in(
    tmp_path: Path, library: FakeLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    """While the users cannot be read all are strangers, and the log says why."""
    settings = Settings(users=tmp_path / "users.json", auth=True)
    settings.users.write_text("{", encoding="utf-8")
    with serving(create_app(settings, library=library)) as address:
        refused = httpx.get(f"{address}/api/status", auth=EDITOR)
        assert (refused.status_code, refused.json()["error"]) == (503, "users")
        assert httpx.get(f"{address}/healthz").status_code == 200
    assert str(settings.users) in caplog.text


@pytest.mark.parametrize("changes", [{"host": "0.0.0.0"}, {"allowed_hosts": ["news.example"]}])  # noqa: S104
def test_in_public_nobody_changes_without_logging_in(
    settings: Settings, library: FakeLibrary, build: FakeBuild, changes: dict[str, object]
) -> None:
    """Where everybody may come without log-in, they may ask and nothing else."""
    open_to_all = settings.model_copy(update={"public": True, **changes})
    with serving(create_app(open_to_all, library=library, build=build)) as address:
        client = httpx.Client(base_url=address, timeout=60)
        assert client.post("/api/ask", json=QUESTION).status_code == 200
        assert upload(client) == 403
        assert client.post("/api/rebuild").status_code == 403
        client.close()


def test_a_user_logs_in_with_the_browser(site: Site, browser: Browser) -> None:
    """A reader who types name and password gets the page, asks, and leaves again."""
    page = browser.new_page(locale="fr-FR")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(site.address)
    expect(page).to_have_title(re.compile("Connexion"))
    expect(page.get_by_label("Identifiant")).to_be_focused()
    page.get_by_label("Identifiant").fill(READER[0])
    page.get_by_label("Mot de passe").fill("not the password")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Mot de passe").fill(READER[1])
    page.keyboard.press("Enter")
    expect(page.locator("#account")).to_contain_text("Connecté : ben")
    page.locator("#question textarea").fill("Qui a envoyé des troupes ?")
    page.keyboard.press("Enter")
    expect(page.locator("#conversation blockquote").first).to_contain_text("des troupes")
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page).to_have_title(re.compile("Connexion"))
    page.goto(site.address)
    expect(page.get_by_label("Mot de passe")).to_be_visible()
    assert errors == []
    page.close()


@pytest.mark.parametrize("locale", ["fr-FR", "en-GB"])
def test_on_a_phone_the_name_of_the_user_covers_nothing(
    site: Site, browser: Browser, locale: str
) -> None:
    """Title, languages, help and log-out stand beside or below one another, inside the page."""
    page = browser.new_page(locale=locale, viewport={"width": 390, "height": 844})
    page.goto(site.address)
    page.locator("[name=name]").fill(READER[0])
    page.locator("[name=password]").fill(READER[1])
    page.keyboard.press("Enter")
    expect(page.locator("#account button")).to_be_visible()
    shown = [page.locator(f"#{name}") for name in ("title h1", "language", "account")]
    boxes = [box for one in [*shown, page.locator("#screens")] if (box := one.bounding_box())]
    assert len(boxes) == 4
    for one, other in combinations(boxes, 2):
        beside = min(_right(one), _right(other)) <= max(one["x"], other["x"])
        below = min(_bottom(one), _bottom(other)) <= max(one["y"], other["y"])
        assert beside or below
    assert max(map(_right, boxes)) <= 390
    page.close()


def _right(box: FloatRect) -> float:
    return box["x"] + box["width"]


def _bottom(box: FloatRect) -> float:
    return box["y"] + box["height"]


def test_without_auth_there_is_no_log_in(app: FastAPI) -> None:
    """On one's own machine nobody logs in, and the page says nothing of it."""
    with serving(app) as address:
        page = httpx.get(address)
        assert page.status_code == 200
        assert "/login" not in {route.path for route in app.routes if hasattr(route, "path")}


def test_a_session_that_was_ended_is_dead_everywhere(
    log_in: Callable[[str, str], httpx.Client], site: Site
) -> None:
    """A copy of the cookie opens nothing after the log-out; another session goes on."""
    left, other = log_in(*READER), log_in(*READER)
    copied = dict(left.cookies)
    left.post("/logout")
    assert httpx.get(f"{site.address}/api/status", cookies=copied).status_code == 401
    assert other.get("/api/status").status_code == 200


@pytest.mark.parametrize(("hours", "lasts"), [(-11, True), (-13, False), (3, True), (13, False)])
def test_a_clock_set_back_ends_no_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, hours: int, lasts: bool
) -> None:
    """A session from a future of some hours is good; one of half a day ago or ahead is not."""
    users = Users(tmp_path / "users.json")
    users.add(*READER)
    guard = Guard(users)
    signing = time.time() + 3600 * hours
    with monkeypatch.context() as then:
        then.setattr("itsdangerous.timed.TimestampSigner.get_timestamp", lambda _: int(signing))
        session = guard.sign(users.all()[0])
    assert (guard.signed(session) is not None) == lasts


def test_behind_https_the_cookie_is_of_this_host_alone(stranger: httpx.Client) -> None:
    """Its name has the prefix by which browsers keep other hosts of the domain from setting it."""
    given, https = (
        dict(zip(("name", "password"), READER, strict=True)),
        {
            "x-forwarded-proto": "https",
            "x-forwarded-for": "192.0.2.9",
        },
    )
    said = stranger.post("/login", data=given, headers=https).headers["set-cookie"]
    name, _, value = said.partition(";")[0].partition("=")
    assert name == HTTPS_COOKIE
    assert "Path=/" in said
    for known, status in ((HTTPS_COOKIE, 200), (COOKIE, 401)):
        headers = {**https, "cookie": f"{known}={value}"}
        assert stranger.get("/api/status", headers=headers).status_code == status


def test_guessing_from_everywhere_is_slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Failures with one name from many networks delay tries, and do not lock the user out."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    users = Users(tmp_path / "users.json")
    users.add(*READER)
    guard = Guard(users)
    monkeypatch.setattr(anyio, "sleep", sleep)
    monkeypatch.setattr("qa_ui.access.auth.verify", lambda _, typed: typed == READER[1])

    async def guess() -> None:
        for network in range(TRIES_ANYWHERE + 1):
            assert await guard.check(READER[0], "guess", f"2001:db8:0:{network:x}::1") is None
        found = await guard.check(*READER, "192.0.2.4")
        assert found
        assert found.name == READER[0]

    with ThreadPoolExecutor(1) as thread:  # the browser's tests keep a loop running in this one
        thread.submit(anyio.run, guess).result()
    assert slept[:TRIES_ANYWHERE] == [0.0] * TRIES_ANYWHERE
    assert min(slept[TRIES_ANYWHERE:]) > 0


def test_a_name_of_any_length_takes_little_memory(tmp_path: Path) -> None:
    """Of a name that nobody can have only the beginning is remembered, and counted."""
    users = Users(tmp_path / "users.json")
    users.add(*READER)
    guard = Guard(users)

    async def guess() -> None:
        for number in range(TRIES_PER_NAME):
            name = "a" * LONGEST_NAME + f"b{number}" + "c" * 50_000
            assert await guard.check(name, "guess", "192.0.2.4") is None
        with pytest.raises(TooManyTriesError):
            await guard.check("a" * LONGEST_NAME + "b", "guess", "192.0.2.4")

    with ThreadPoolExecutor(1) as thread:
        thread.submit(anyio.run, guess).result()


def test_passwords_do_not_wait_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond a number of passwords that wait to be checked others count as failures."""
    users, go = Users(tmp_path / "users.json"), threading.Event()
    users.add(*READER)
    guard, refused = Guard(users), 0
    monkeypatch.setattr("qa_ui.access.auth.verify", lambda *_: go.wait(20) and False)

    async def guess(number: int) -> None:
        nonlocal refused
        try:
            await guard.check(READER[0], "guess", f"192.0.2.{number}")
        except TooManyTriesError:
            refused += 1
            if refused == TRIES_PER_NAME:
                go.set()

    async def all_at_once() -> None:
        async with anyio.create_task_group() as group:
            for number in range(CHECKS_WAITING + TRIES_PER_NAME):
                group.start_soon(guess, min(number, CHECKS_WAITING))
        with pytest.raises(TooManyTriesError) as waiting:
            await guard.check(READER[0], "guess", f"192.0.2.{CHECKS_WAITING}")
        assert waiting.value.seconds > FIRST_WAIT / 2

    with ThreadPoolExecutor(1) as thread:
        thread.submit(anyio.run, all_at_once).result()
    assert refused == TRIES_PER_NAME
