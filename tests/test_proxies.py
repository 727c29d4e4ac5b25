"""The proxies of the page on operating a server, run as they are shown, before a real server."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from qa.settings import Settings
from qa.workspace.users import users_of
from qa_ui.server import create_app
from tests.certificates import certify
from tests.newsroom import ROOT
from tests.test_docs import blocks
from tests.ui.conftest import serving
from tests.ui.fakes import FakeLibrary

pytestmark = pytest.mark.slow

PAGE = (ROOT / "docs" / "en" / "operations.md").read_text(encoding="utf-8")
SITE = "press.example.org"
PASSWORD = "correct horse battery"  # noqa: S105 - of nobody
PROGRAMS = {
    "nginx": ["nginx", "-c", "{file}", "-e", "{folder}/errors", "-g", "daemon off;"],
    "caddyfile": ["caddy", "run", "--adapter", "caddyfile", "--config", "{file}"],
}
AROUND = {
    "nginx": "pid {folder}/pid; events {{}} http {{ access_log off; {temporary}\n{shown} }}",
    "caddyfile": "{{\n admin off\n auto_https off\n}}\n{shown}",
}
"""What a machine has around the configuration that is shown."""


def configuration(kind: str, folder: Path, port: int, server: int) -> str:
    """What is shown, with files and ports of the test."""
    (shown,) = blocks(PAGE, kind)
    shown = shown.replace("127.0.0.1:7860", f"127.0.0.1:{server}")
    shown = shown.replace(f"/etc/ssl/certs/{SITE}.pem", f"{folder}/certificate")
    shown = shown.replace(f"/etc/ssl/private/{SITE}.key", f"{folder}/key")
    shown = shown.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl")
    own = f"https://{SITE}:{port} {{\n tls {folder}/certificate {folder}/key\n"
    shown = shown.replace(f"{SITE} {{\n", own)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{one}_temp_path {folder}/{one};" for one in kinds)
    return AROUND[kind].format(folder=folder, temporary=temporary, shown=shown)


@contextmanager
def proxied(kind: str, folder: Path, server: int) -> Iterator[httpx.Client]:
    """Someone who reaches the server through a proxy, by the site's name and over TLS."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    trust = certify(SITE, folder)
    file = folder / kind
    file.write_text(configuration(kind, folder, port, server), encoding="utf-8")
    command = [one.format(file=file, folder=folder) for one in PROGRAMS[kind]]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(port, process)
            with httpx.Client(base_url=f"https://127.0.0.1:{port}", verify=trust) as client:
                client.headers["host"] = f"{SITE}:{port}"
                client.event_hooks["request"].append(name_the_site)
                yield client
        finally:
            process.terminate()


def name_the_site(request: httpx.Request) -> None:
    """Tell the proxy whose certificate is expected."""
    request.extensions["sni_hostname"] = SITE


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until a proxy listens."""
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("the proxy did not start")


def test_a_server_behind_each_proxy(tmp_path: Path) -> None:
    """With those that this machine has: log-in, changes, uploads, events and figures."""
    settings = Settings(
        auth=True,
        allowed_hosts=[SITE],
        corpus=tmp_path / "corpus",
        data=tmp_path / "data",
        users=tmp_path / "users.json",
    )
    users_of(settings).add("anna", PASSWORD, "editor")
    with serving(create_app(settings, library=FakeLibrary())) as address:
        for kind, (program, *_) in PROGRAMS.items():
            if shutil.which(program):
                folder = tmp_path / kind
                folder.mkdir()
                with proxied(kind, folder, int(address.rpartition(":")[2])) as client:
                    check(client, settings.max_upload_bytes)


def check(client: httpx.Client, most: int) -> None:
    """What holds behind every proxy."""
    assert client.get("/metrics").status_code == 404
    assert client.get("/api/status").status_code == 401
    refuse_foreign_pages(client)
    given = {"name": "anna", "password": PASSWORD}
    own = {"origin": f"https://{client.headers['host']}"}
    logged_in = client.post("/login", data=given, headers=own)
    assert logged_in.status_code == 303
    assert re.match(r"__Host-.*; Secure", logged_in.headers["set-cookie"])
    answered = client.post("/api/ask", json={"question": "Who?"})
    assert answered.status_code == 200
    assert len(answered.headers["x-request-id"]) >= 32
    with client.stream("GET", "/gradio_api/heartbeat/one") as events:
        assert next(events.iter_lines()) == "data: ALIVE"  # while the connection stays open
    files = {"files": ("own.txt", b"date 2024-03-02\n\nTitre\n\nUn texte de quelques mots.")}
    assert client.post("/api/articles", files=files).status_code == 201
    too_much = (bytes(1_000_000) for _ in range(most // 1_000_000 + 1))
    length = {"content-length": str(1_000_000 * (most // 1_000_000 + 1))}
    with client.stream("POST", "/api/articles", content=too_much, headers=length) as refused:
        assert refused.status_code == 413


def refuse_foreign_pages(client: httpx.Client) -> None:
    """A page of another site changes nothing, whatever it says of itself."""
    foreign = {"origin": "https://evil.example", "x-forwarded-host": "evil.example"}
    given = {"name": "anna", "password": PASSWORD}
    assert client.post("/login", data=given, headers=foreign).status_code == 403
