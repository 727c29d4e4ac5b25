"""Two real servers on one PostgreSQL database and one index folder."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from qa.workspace.conversations import USER, Conversations, KeptTurn
from qa.workspace.database import Database
from qa.workspace.saved import SavedQuestions
from qa.workspace.turns import Turn
from qa.workspace.users import UserTable
from tests.commands import SECONDS, environment
from tests.postgres import PASSWORD, WRITTEN, Server
from tests.website import Site
from tests.workspace.feeds.made import article_page, feed_page, item, rss

pytestmark = pytest.mark.slow

EDITOR = ("anna", "a long enough password")
READER = ("ben", "another long password")
QUESTION = "Qui a envoyé des soldats à Karsk ?"


@dataclass
class Pair:
    """Two servers and what they share.

    Attributes:
        clients: A client of each, which logs in as an editor.
        logs: What each writes to standard error.
    """

    clients: tuple[httpx.Client, httpx.Client]
    logs: tuple[Path, Path]
    postgres: Server
    database: Database


def wait_until(condition: Callable[[], bool], seconds: float = SECONDS) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory, news_index: Path) -> Iterator[Pair]:
    """Two servers on an index of the handful of articles, with users in the database."""
    folder = tmp_path_factory.mktemp("several")
    shutil.copytree(news_index.parent, folder / "shared")
    postgres = Server()
    with ExitStack() as stack:
        stack.callback(postgres.remove)
        postgres.start()
        address = postgres.new()
        database = stack.enter_context(closing(Database(address)))
        users = UserTable(database)
        users.add(*EDITOR, "editor")
        users.add(*READER)
        logs = (folder / "one.log", folder / "two.log")
        addresses = [_served(stack, folder / "shared", log, address) for log in logs]
        one, two = (
            stack.enter_context(httpx.Client(base_url=one, auth=EDITOR, timeout=SECONDS))
            for one in addresses
        )
        yield Pair((one, two), logs, postgres, database)


def _served(stack: ExitStack, folder: Path, log: Path, database: str) -> str:
    """Start a server; its address."""
    given = environment(
        QA_DATABASE=database,
        QA_AUTH="true",
        QA_PORT="0",
        QA_FEEDS_PRIVATE="true",
        QA_PROPOSALS="false",
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "qa", "serve"],
        cwd=folder,
        env=given,
        stdout=subprocess.PIPE,
        stderr=stack.enter_context(log.open("w")),
        text=True,
    )
    assert process.stdout
    stack.enter_context(process.stdout)
    stack.callback(process.wait, SECONDS)
    stack.callback(process.terminate)
    line = process.stdout.readline()
    found = re.search(r"http://\S+", line)
    assert found, log.read_text()
    return found[0]


def test_a_log_in_holds_on_both_until_the_log_out_or_the_users_removal(pair: Pair) -> None:
    """Who logs in by the form of one is known to the other, and gone from both at once."""
    one, two = (str(client.base_url) for client in pair.clients)
    form = dict(zip(("name", "password"), READER, strict=True))
    asked = [f"{address}/api/conversations" for address in (one, two)]
    sessions = [dict(httpx.post(f"{address}/login", data=form).cookies) for address in (one, two)]

    def seen() -> list[list[int]]:
        return [[httpx.get(url, cookies=one).status_code for url in asked] for one in sessions]

    assert seen() == [[200, 200], [200, 200]]
    httpx.post(f"{two}/logout", cookies=sessions[0])
    assert seen() == [[401, 401], [200, 200]]
    UserTable(pair.database).remove(READER[0])
    assert seen() == [[401, 401], [401, 401]]


def test_what_one_keeps_the_other_shows(pair: Pair) -> None:
    """Conversations, saved questions and lists of questions."""
    one, two = pair.clients
    owner = f"{USER}{EDITOR[0]}"
    Conversations(pair.database).keep(owner, "talk", [KeptTurn(question=QUESTION)])
    assert one.patch("/api/conversations/talk", json={"title": "Karsk"}).status_code == 200
    assert two.get("/api/conversations/talk").json()["title"] == "Karsk"
    saved = SavedQuestions(pair.database).add(EDITOR[0], QUESTION)
    feeds = [client.get(f"/saved/{saved.feed}.atom") for client in pair.clients]
    assert [feed.status_code for feed in feeds] == [200, 200]
    started = one.post("/api/batches", json={"questions": [QUESTION, "Why?"]}).json()["id"]
    wait_until(lambda: _batch(two, started)["state"] == "done")
    answers = [client.get(f"/api/batches/{started}/answers").json() for client in pair.clients]
    assert answers[0] == answers[1]
    assert [row["id"] for row in answers[1]] == ["1", "2"]


def test_a_feed_is_read_once_and_one_rebuild_follows(pair: Pair) -> None:
    """Both know it, one of them fetches it, and both answer from its article."""
    one, two = pair.clients
    before = one.get("/api/status").json()["articles"]
    with Site().open() as site:
        title = "La piscine de Brévannes ferme"
        site.pages["/rss"] = feed_page(rss(item("/piscine", title, site)))
        site.pages["/piscine"] = article_page(title)
        added = one.post("/api/feeds", json={"url": site.url("/rss")})
        assert added.status_code == 201
        name = added.json()["name"]
        assert [feed["name"] for feed in two.get("/api/feeds").json()] == [name]
        wait_until(lambda: two.get("/api/status").json()["articles"] == before + 1)
        wait_until(lambda: two.get("/api/rebuild").json()["state"] == "done")
        assert one.get("/api/status").json()["articles"] == before + 1
        assert one.get("/api/rebuild").json() == two.get("/api/rebuild").json()
        assert [path for _, path in site.asked].count("/piscine") == 1
    assert two.delete(f"/api/feeds/{name}").status_code == 204
    assert one.get("/api/feeds").json() == []


def test_a_rebuild_of_a_third_server_is_seen_and_done_again_when_that_dies(pair: Pair) -> None:
    """While it runs both refuse to begin another; when its minute is over, one takes it up."""
    third = Turn(pair.database, "rebuild")
    wait_until(lambda: third.take(state='{"state": "running", "started": "2026-01-01"}'))
    for client in pair.clients:
        assert client.post("/api/rebuild").status_code == 409
        assert client.get("/api/rebuild").json()["started"] == "2026-01-01"
    with pair.database.begin() as connection:
        connection.execute(text("UPDATE turns SET held_until = '2026' WHERE work = 'rebuild'"))
    one, two = pair.clients
    wait_until(lambda: one.get("/api/rebuild").json()["state"] == "done")
    assert two.get("/api/rebuild").json() == one.get("/api/rebuild").json()
    assert not third.is_due()


def test_lists_outlast_connections_that_are_lost(pair: Pair) -> None:
    """Every connection is cut while a list is answered: nothing is lost or asked twice."""

    def cut() -> None:
        others = "pid <> pg_backend_pid() AND datname = current_database()"
        cutting = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"  # noqa: S608
        with pair.database.begin() as connection:
            connection.execute(text(cutting))

    _answered_all_the_same(pair, cut)


def test_questions_and_lists_outlast_a_killed_postgresql(pair: Pair) -> None:
    """What is being asked is answered; the rest is an error with its remedy until it is back."""

    def kill() -> None:
        with ThreadPoolExecutor() as threads:
            asking = [threads.submit(_ask, client) for client in pair.clients]
            pair.postgres.kill()
            assert {one.result() for one in asking} <= {200, 503}
        try:
            for client, log in zip(pair.clients, pair.logs, strict=True):
                health = client.get("/healthz", auth=None).json()
                assert health == {"status": "ok", "ready": True}
                form = {"name": EDITOR[0], "password": EDITOR[1]}
                for refused in (
                    client.get("/api/conversations"),
                    httpx.post(client.base_url.join("/login"), data=form),
                ):
                    assert (refused.status_code, refused.json()["error"]) == (503, "users")
                    assert "postgres" not in refused.text
                said = log.read_text()
                assert "check that the PostgreSQL server runs" in said
                assert PASSWORD not in said
                assert WRITTEN not in said
        finally:
            pair.postgres.start()
        assert [_ask(client) for client in pair.clients] == [200, 200]

    _answered_all_the_same(pair, kill)


def _answered_all_the_same(pair: Pair, harm: Callable[[], None]) -> None:
    one, two = pair.clients
    questions = [{"id": str(number), "question": QUESTION} for number in range(24)]
    started = one.post("/api/batches", json={"questions": questions}).json()["id"]
    wait_until(lambda: _batch(two, started)["done"] > 0)
    harm()
    wait_until(lambda: _batch(two, started)["state"] != "running")
    done = _batch(two, started)
    assert (done["state"], done["done"], done["answered"]) == ("done", 24, 24)
    rows = two.get(f"/api/batches/{started}/answers").json()
    assert [row["id"] for row in rows] == [one["id"] for one in questions]


def _batch(client: httpx.Client, identity: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/api/batches/{identity}").json()
    return found


def _ask(client: httpx.Client) -> int:
    return client.post("/api/ask", json={"question": QUESTION}).status_code
