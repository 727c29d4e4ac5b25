"""Where the server may listen, by which names it goes, and how much it takes on."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import anyio
import pytest
from fastapi.testclient import TestClient

from qa.errors import SettingsError
from qa.settings import Settings, load_settings
from qa_ui.access.addresses import (
    anybody_may_change,
    check_address,
    host_name,
    is_loopback,
    network_of,
)
from qa_ui.access.limits import BusyError, ConcurrencyLimit
from qa_ui.access.throttle import DAY, FIRST_WAIT, KEPT, LONGEST_WAIT, Allowance, Throttle
from qa_ui.server import create_app
from tests.commands import run_qa
from tests.ui.fakes import FakeLibrary

EVERYWHERE = "0.0.0.0"  # noqa: S104


@pytest.mark.parametrize("host", [EVERYWHERE, "::", "192.0.2.1", "news.example", ""])
def test_a_public_address_needs_a_decision(host: str) -> None:
    """Without log-in a public address is refused, and the error names both ways out."""
    settings = Settings(host=host)
    with pytest.raises(SettingsError, match=r"--auth.*--public"):
        check_address(settings)
    check_address(settings.model_copy(update={"auth": True}))
    check_address(settings.model_copy(update={"public": True}))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_ones_own_machine_needs_none(host: str) -> None:
    """Where only this machine reaches the server, anybody may use and change it."""
    settings = Settings(host=host)
    check_address(settings)
    assert is_loopback(host)
    assert anybody_may_change(settings)


@pytest.mark.parametrize(
    "changes", [{"auth": True}, {"public": True}, {"allowed_hosts": ["x"]}, {"host": EVERYWHERE}]
)
def test_who_may_come_from_elsewhere_may_not_change(changes: dict[str, object]) -> None:
    """With log-in, in public and behind a proxy, strangers have no right to change."""
    assert not anybody_may_change(Settings().model_copy(update=changes))


@pytest.mark.slow
def test_the_command_refuses_to_serve_everybody(tmp_path: Path) -> None:
    """`qa serve` with a public address ends with the two ways out, and with an empty file too."""
    refused = run_qa("serve", "--host", EVERYWHERE, "--port", "0", cwd=tmp_path)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "--auth" in refused.stderr
    assert "--public" in refused.stderr
    nobody = run_qa("serve", "--auth", "--port", "0", cwd=tmp_path)
    assert nobody.returncode == 1
    assert "qa user add NAME --editor" in nobody.stderr


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("localhost:7860", "localhost"),
        ("LOCALHOST", "localhost"),
        ("[::1]:7860", "::1"),
        ("127.0.0.1", "127.0.0.1"),
        ("", ""),
    ],
)
def test_a_host_has_a_name(header: str, name: str) -> None:
    """The name is what stands before the port."""
    assert host_name(header) == name


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1", "[::1]:7860", "LocalHost:7860"])
def test_ones_own_names_are_known(client: TestClient, host: str) -> None:
    """This machine's own names are answered, with any port."""
    assert client.get("/api/status", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:7860", "localhost.evil.example", "127.0.0.1.evil.example"],
)
def test_a_name_that_leads_here_by_a_trick_is_refused(client: TestClient, host: str) -> None:
    """A page whose own name was made to lead to this machine gets nothing (DNS rebinding)."""
    for path in ("/", "/api/status", "/gradio_api/info", "/healthz"):
        response = client.get(path, headers={"host": host})
        assert (response.status_code, response.json()["error"]) == (400, "host")


def test_a_proxy_brings_names_of_its_own(settings: Settings) -> None:
    """Names in `allowed_hosts` are answered, in whatever case, and others still not."""
    named = settings.model_copy(update={"allowed_hosts": ["News.example"]})
    app = create_app(named, library=FakeLibrary())
    with TestClient(app, base_url="http://news.EXAMPLE") as client:
        assert client.get("/api/status").status_code == 200
        assert client.get("/api/status", headers={"host": "evil.example"}).status_code == 400


def test_a_proxy_may_change_the_host_header(settings: Settings) -> None:
    """A page of an allowed host may act though the proxy asks under another name; others not."""
    named = settings.model_copy(update={"allowed_hosts": ["News.example"], "host": EVERYWHERE})
    app = create_app(named, library=FakeLibrary())
    with TestClient(app, base_url="http://127.0.0.1:7860") as client:
        for origin, status in (("https://news.example", 200), ("https://evil.example", 403)):
            asked = client.post("/api/search", json={"query": "x"}, headers={"origin": origin})
            assert asked.status_code == status


def test_allowed_hosts_are_set_like_other_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A variable separates names by commas, `qa.toml` may hold a list."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QA_ALLOWED_HOSTS", "a.example, b.example")
    assert load_settings().allowed_hosts == ["a.example", "b.example"]
    monkeypatch.delenv("QA_ALLOWED_HOSTS")
    (tmp_path / "qa.toml").write_text('allowed_hosts = ["c.example"]\n', encoding="utf-8")
    assert load_settings().allowed_hosts == ["c.example"]


def test_websockets_are_refused(client: TestClient) -> None:
    """Nothing speaks websocket here, so no connection of that kind gets past the checks."""
    from starlette.websockets import WebSocketDisconnect

    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/"):
        pass


def test_questions_beyond_measure_are_sent_away(settings: Settings) -> None:
    """With one question at work and none allowed to wait, the next is told to come again."""
    library = FakeLibrary()
    narrow = settings.model_copy(update={"questions_at_once": 1, "questions_waiting": 0})
    app = create_app(narrow, library=library)
    with TestClient(app, base_url="http://127.0.0.1") as client, ThreadPoolExecutor() as pool:
        library.hold.clear()
        first = pool.submit(client.post, "/api/ask", json={"question": "Who, first?"})
        while ("Who, first?", []) not in library.asked:
            pass
        busy = client.post("/api/search", json={"query": "flood"})
        assert (busy.status_code, busy.json()["error"]) == (429, "busy")
        assert int(busy.headers["retry-after"]) > 0
        assert client.get("/healthz").status_code == 200
        library.hold.set()
        assert first.result().status_code == 200
        assert client.post("/api/search", json={"query": "flood"}).status_code == 200


def test_work_waits_for_its_turn() -> None:
    """As many run at once as allowed, as many wait as allowed, and all get their result."""
    turns, most, running, begun = ConcurrencyLimit(2, 3), 0, 0, 0
    lock, both = threading.Lock(), threading.Barrier(2)

    def work() -> str:
        nonlocal most, running, begun
        with lock:
            begun, running = begun + 1, running + 1
            most, number = max(most, running), begun
        if number <= both.parties:
            both.wait(20)
        with lock:
            running -= 1
        return "done"

    results: list[str] = []
    refused: list[BusyError] = []

    async def ask() -> None:
        try:
            results.append(await turns.run(work))
        except BusyError as error:
            refused.append(error)

    async def all_at_once() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(7):
                group.start_soon(ask)

    # In a thread of its own: the browser's tests keep a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(anyio.run, all_at_once).result()
    assert (len(results), len(refused), most) == (5, 2, 2)


def test_failures_cost_more_and_more() -> None:
    """Some failures are forgiven, then each doubles the wait up to a limit; success forgets."""
    now = 0.0
    throttle = Throttle(2, clock=lambda: now)
    throttle.failed("a")
    assert throttle.wait("a") == 0
    throttle.failed("a")
    assert throttle.wait("a") == FIRST_WAIT
    throttle.failed("a")
    assert throttle.wait("a") == 2 * FIRST_WAIT
    now += 2 * FIRST_WAIT
    assert throttle.wait("a") == 0
    for _ in range(20):
        throttle.failed("a")
    assert throttle.wait("a") == LONGEST_WAIT
    assert throttle.wait("b") == 0
    throttle.succeeded("a")
    assert throttle.wait("a") == 0


def test_old_failures_are_forgotten() -> None:
    """Failures long ago no longer count, and the memory of them has an end."""
    now = 0.0
    throttle = Throttle(2, clock=lambda: now)
    throttle.failed("a")
    now += LONGEST_WAIT + 1
    throttle.failed("a")
    assert throttle.wait("a") == 0
    throttle.failed("a")
    for number in range(KEPT):
        throttle.failed(number)
    assert throttle.wait("a") == 0


def test_a_public_server_is_not_read_by_a_trick(settings: Settings) -> None:
    """Without log-in it goes by its addresses and the machine's own name, and by no other."""
    open_to_all = settings.model_copy(update={"host": EVERYWHERE, "public": True})
    known = ["192.0.2.7:7860", "[2001:db8::1]", "localhost", socket.gethostname()]
    with TestClient(create_app(open_to_all, library=FakeLibrary())) as client:
        for host in known:
            assert client.get("/api/status", headers={"host": host}).status_code == 200, host
        assert client.get("/api/status", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2::3", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::4", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
    ],
)
def test_a_network_of_ipv6_is_one_visitor(address: str, network: str) -> None:
    """A visitor with IPv6 has more addresses than could be counted."""
    assert network_of(address) == network


def test_what_was_made_for_one_caller_is_kept_by_no_cache_between(client: TestClient) -> None:
    """Pages and answers of the API are private."""
    for path in ("/", "/api/status"):
        assert client.get(path).headers["cache-control"] == "private, no-cache"


def test_a_day_gives_so_much_and_no_more() -> None:
    """Each key has its own allowance, and all begin anew after a day."""
    now = 100_000.0
    allowance = Allowance(2, clock=lambda: now)
    assert [allowance.take("a") for _ in range(3)] == [True, True, False]
    assert allowance.take("b")
    now += DAY
    assert allowance.take("a")


def test_allowances_are_remembered_of_those_who_came_last() -> None:
    """Readers made up by the thousand fill no memory, and one who goes on is not forgotten."""
    allowance = Allowance(2, clock=lambda: 100_000.0)
    allowance.take("rare")
    for number in range(KEPT):
        allowance.take(number)
        if number in {0, KEPT // 2}:
            allowance.take("often")
    assert not allowance.take("often")
    assert [allowance.take("rare") for _ in range(3)] == [True, True, False]
