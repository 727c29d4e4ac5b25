"""A server with the face of an OpenAI-compatible one, which says what a test tells it to."""

from __future__ import annotations

import json
import select
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

MODEL = "scripted"
STALL: Final = object()
"""A step: say nothing until the client goes away or the test ends."""

Step = str | bytes | int | object
"""A piece of the completion, raw bytes, an error's status, an event to wait for, or `STALL`."""


class Scripted:
    """What the server says, and what it was asked.

    Attributes:
        steps: Done in order for every request.
        asked: The bodies of the requests.
        headers: Their headers, names in lower case.
        left: Set when a client has closed its connection during a stall.
        asking: Set when a request has come.
        encoding: How the stream says that it is compressed.
    """

    def __init__(self) -> None:
        self.url = ""
        self.ended = threading.Event()
        self.forget()

    def forget(self) -> None:
        """Begin anew, for the next test; a request that still stalls is over."""
        self.steps: Sequence[Step] = ()
        self.encoding = "identity"
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.left = threading.Event()
        self.asking = threading.Event()

    def says(self, *steps: Step) -> None:
        """From now on, the answer to every request."""
        self.steps = steps


@contextmanager
def serving() -> Iterator[Scripted]:
    """A running server on a free port."""
    script = Scripted()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(script))
    server.daemon_threads = True
    script.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield script
    finally:
        script.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()


def chunk(content: str) -> bytes:
    """An event of the stream, as OpenAI writes it."""
    data = {
        "id": "1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": MODEL,
        "choices": [{"index": 0, "delta": {"content": content}, "finish_reason": None}],
    }
    return f"data: {json.dumps(data)}\n\n".encode()


def _handler(script: Scripted) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            script.asked.append(json.loads(self.rfile.read(length)))
            script.headers.append({name.lower(): value for name, value in self.headers.items()})
            script.asking.set()
            first = script.steps[0] if script.steps else ""
            if isinstance(first, int):
                return self._fail(first)
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Content-Encoding", script.encoding)
            self.end_headers()
            return self._stream()

        def _fail(self, status: int) -> None:
            """An error whose message repeats the key, as some servers do."""
            said = f"Incorrect API key provided: {self.headers['Authorization']}"
            body = json.dumps({"error": {"message": said}}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _stream(self) -> None:
            try:
                for step in script.steps:
                    if step is STALL:
                        return _wait(self.connection, script)
                    if isinstance(step, threading.Event):
                        step.wait()
                        continue
                    self.wfile.write(step if isinstance(step, bytes) else chunk(str(step)))
                    self.wfile.flush()
                self.wfile.write(b"data: [DONE]\n\n")
            except (BrokenPipeError, ConnectionResetError):
                script.left.set()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's
            """Say nothing."""

    return Handler


def _wait(connection: socket.socket, script: Scripted) -> None:
    """Until the other side closes, or the test ends."""
    while not script.ended.is_set():
        readable, _, _ = select.select([connection], [], [], 0.05)
        if readable and not connection.recv(1):
            script.left.set()
            return
