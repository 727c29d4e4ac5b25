"""A website of one's own on the loopback interface; nothing else may be connected to."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

Respond = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """Answers requests as `pages` says, and notes them.

    Attributes:
        pages: What to do for a path.
        asked: The `Host` header and path of every request.
    """

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.pages: dict[str, Respond] = {}
        self.asked: list[tuple[str, str]] = []
        self._host = host
        self._server = _server(host, self)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    def url(self, path: str, host: str | None = None) -> str:
        """The address of a path."""
        name = host or (f"[{self._host}]" if ":" in self._host else self._host)
        return f"http://{name}:{self.port}{path}"

    @contextlib.contextmanager
    def open(self) -> Iterator[Site]:
        """Listen until the block ends."""
        thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()


def page(
    body: bytes, kind: str = "text/html; charset=utf-8", status: int = 200, **headers: str
) -> Respond:
    """A whole page; `_` in the name of a header is `-`."""

    def respond(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in {
            "content_type": kind,
            "content_length": str(len(body)),
            **headers,
        }.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return respond


def redirect(location: str, status: int = 302) -> Respond:
    """Leads to another address."""
    return page(b"", status=status, location=location)


def guard_network(monkeypatch: pytest.MonkeyPatch, names: dict[str, list[str]]) -> list[str]:
    """Refuse connections to other machines; `names` are the only names that are known.

    Returns:
        The names that were looked up, growing.
    """
    connect, look_up, asked = socket.socket.connect, socket.getaddrinfo, []

    def only_loopback(self: socket.socket, address: Any) -> None:
        assert ipaddress.ip_address(address[0]).is_loopback, f"connected to {address}"
        connect(self, address)

    def known(host: str, port: int, *given: Any, **options: Any) -> list[Any]:
        asked.append(host)
        kind = options.get("type", given[1] if len(given) > 1 else 0)
        found = names.get(host, [host])
        return [
            entry
            for address in found
            for entry in look_up(address, port, type=kind, flags=socket.AI_NUMERICHOST)
        ]

    monkeypatch.setattr(socket.socket, "connect", only_loopback)
    monkeypatch.setattr(socket, "getaddrinfo", known)
    return asked


def _server(host: str, site: Site) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.headers["Host"], self.path))
            with contextlib.suppress(OSError):  # the client has heard enough
                site.pages.get(self.path, page(b"", status=404))(self)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        daemon_threads = True
        block_on_close = False

    return Server((host, 0), Handler)
