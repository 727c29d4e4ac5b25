"""One web page, fetched because the user asked for it, and nothing else.

Addresses typed into a server must not reach that server's own network: only http and
https to public addresses are fetched, the connection goes to the very address that was
checked (a name cannot change its mind in between), and every redirect is checked anew.
"""

from __future__ import annotations

import contextlib
import ipaddress
import queue
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import httpx

from qa.errors import ReadError, cause

AGENT = "qa"
"""How requests name the program; also its name in a robots.txt."""

_REDIRECTS = 5
_ADDRESSES = 4
"""So many addresses of a host are tried."""

_PERMANENT = frozenset({httpx.codes.MOVED_PERMANENTLY, httpx.codes.PERMANENT_REDIRECT})
_SECONDS = 20.0
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
_PORTS = {"http": 80, "https": 443}

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
_Trace = Callable[[str, Mapping[str, Any]], None]


class Reply(NamedTuple):
    """What a server answered in the end.

    Attributes:
        url: Where the answer came from, after all redirects.
        headers: Their names in lower case.
        body: Empty unless the status is 200.
        moved: The address that takes the place of the one asked for, for good.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    moved: str | None = None


class _Redirect(NamedTuple):
    """Where an address leads, and whether it does for good."""

    url: str
    permanent: bool


class Page(NamedTuple):
    """What an address gave.

    Attributes:
        url: Where it came from after all redirects.
        kind: The media type that the server declared, without parameters.
    """

    url: str
    kind: str
    body: bytes


def is_public(address: IPAddress) -> bool:
    """Whether an address belongs to the public internet."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        if inner is not None:
            return is_public(inner)
        if address not in _GLOBAL_UNICAST:
            return False
    return address.is_global and not address.is_multicast


def fetch(
    url: str,
    *,
    max_bytes: int,
    seconds: float = _SECONDS,
    allow: Callable[[IPAddress], bool] = is_public,
) -> Page:
    """Get a page within limits of size and time.

    Args:
        url: An http or https address.
        max_bytes: Largest body that is accepted, after decompression.
        seconds: Time for everything, redirects included.
        allow: Which addresses may be connected to.

    Raises:
        ReadError: Naming the address, and what is wrong with it or with what it gave.
    """
    reply = request(url, max_bytes=max_bytes, seconds=seconds, allow=allow)
    if reply.status != httpx.codes.OK:
        raise ReadError(reply.url, "page.status", status=reply.status)
    return page_of(reply)


def page_of(reply: Reply) -> Page:
    """The page that an answer with the status 200 holds."""
    kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    return Page(reply.url, kind, reply.body)


def request(
    url: str,
    *,
    max_bytes: int,
    seconds: float = _SECONDS,
    allow: Callable[[IPAddress], bool] = is_public,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """What an address answers, whatever the status; arguments and errors as for `fetch`.

    Args:
        url: An http or https address.
        max_bytes: Largest body that is accepted, after decompression.
        seconds: Time for everything, redirects included.
        allow: Which addresses may be connected to.
        headers: Sent besides, or instead of, the usual ones.
    """
    deadline = time.monotonic() + seconds
    asked, moved, permanent = url, None, True
    for _ in range(_REDIRECTS + 1):
        found = _get(url, max_bytes, deadline, allow, headers or {})
        if isinstance(found, Reply):
            return found._replace(moved=moved)
        url, permanent = found.url, permanent and found.permanent
        moved = url if permanent else moved
    raise ReadError(asked, "page.redirects", count=_REDIRECTS)


def _get(
    url: str,
    max_bytes: int,
    deadline: float,
    allow: Callable[[IPAddress], bool],
    headers: Mapping[str, str],
) -> Reply | _Redirect:
    """The answer, or where the address redirects to: of its addresses the first that is there."""
    target = _parse(url)
    *others, last = _resolve(target, allow, deadline)

    def ask(address: IPAddress, addresses: int) -> Reply | _Redirect:
        left = _left(url, deadline)
        timeout = httpx.Timeout(left, connect=left / addresses)
        with _opened(target, address, headers, timeout, deadline) as response:
            return _take(url, response, max_bytes, deadline)

    try:
        for at, address in enumerate(others):
            with contextlib.suppress(httpx.ConnectError, httpx.ConnectTimeout):
                return ask(address, len(others) + 1 - at)
        return ask(last, 1)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, zlib.error) as error:
        _left(url, deadline)
        raise ReadError(url, "page.failed", why=cause(error)) from error


@contextlib.contextmanager
def _opened(
    target: httpx.URL,
    address: IPAddress,
    headers: Mapping[str, str],
    timeout: httpx.Timeout,
    deadline: float,
) -> Iterator[httpx.Response]:
    """The answer of the server at one address, its body still to come."""
    # No proxy and no .netrc from the environment: the checked address is the one connected to.
    with (
        httpx.Client(trust_env=False, timeout=timeout) as client,
        _cut_at(deadline) as trace,
        contextlib.closing(
            client.send(_request(target, address, headers, trace), stream=True)
        ) as response,
    ):
        yield response


def _request(
    target: httpx.URL, address: IPAddress, headers: Mapping[str, str], trace: _Trace
) -> httpx.Request:
    """A request to the address for the name."""
    return httpx.Request(
        "GET",
        target.copy_with(host=str(address)),
        headers={
            "Host": target.netloc.decode("ascii"),
            "User-Agent": AGENT,
            "Accept": "text/*,*/*",
            "Accept-Encoding": "gzip",
            **headers,
        },
        extensions={"sni_hostname": target.host, "trace": trace},
    )


@contextlib.contextmanager
def _cut_at(deadline: float) -> Iterator[_Trace]:
    """A hook for httpx that cuts the connection at the deadline.

    The timeouts of httpx hold for single reads: a server that sends a byte a second would
    never meet them.
    """
    with contextlib.ExitStack() as stack:

        def watch(event: str, info: Mapping[str, Any]) -> None:
            if event == "connection.connect_tcp.complete":
                # A copy, because TLS takes the socket over.
                copy = stack.enter_context(info["return_value"].get_extra_info("socket").dup())
                timer = threading.Timer(max(0, deadline - time.monotonic()), _cut, [copy])
                timer.daemon = True
                timer.start()
                stack.callback(timer.cancel)

        yield watch


def _cut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # it ended just now
        connection.shutdown(socket.SHUT_RDWR)


def _take(url: str, response: httpx.Response, max_bytes: int, deadline: float) -> Reply | _Redirect:
    if response.has_redirect_location:
        target = str(httpx.URL(url).join(response.headers["location"]))
        return _Redirect(target, response.status_code in _PERMANENT)
    headers = dict(response.headers)
    if response.status_code != httpx.codes.OK:
        return Reply(url, response.status_code, headers, b"")
    body = _Body(url, response, max_bytes)
    for chunk in response.iter_raw():
        body.add(chunk)
    _left(url, deadline)  # a connection that was cut looks like the end of the page
    return Reply(url, response.status_code, headers, body.whole())


class _Body:
    """What a server sends, decompressed up to a limit: a few bytes can hold gigabytes."""

    def __init__(self, url: str, response: httpx.Response, max_bytes: int) -> None:
        encoding = response.headers.get("content-encoding", "identity").strip().lower()
        if encoding not in {"", "identity", "gzip", "x-gzip", "deflate"}:
            raise ReadError(url, "page.compressed", kind=encoding)
        self._url, self._most, self._found = url, max_bytes, bytearray()
        self._inflating = (
            None if encoding in {"", "identity"} else zlib.decompressobj(_GZIP_OR_ZLIB)
        )

    def add(self, chunk: bytes) -> None:
        """Take the next bytes; of a gzip with several members each is undone."""
        while chunk:
            if self._inflating is None:
                self._found += chunk
                chunk = b""
            else:
                chunk = self._inflated(chunk)
            if len(self._found) > self._most:
                raise ReadError(self._url, "page.too_large", size=self._most / 1e6)

    def _inflated(self, chunk: bytes) -> bytes:
        """Undo the compression of the first bytes; what is left belongs to the next member."""
        if self._inflating is None or self._inflating.eof:
            chunk = chunk.lstrip(b"\0")  # members may be filled up
            if not chunk:
                return b""
            self._inflating = zlib.decompressobj(_GZIP_OR_ZLIB)
        self._found += self._inflating.decompress(chunk, self._most + 1 - len(self._found))
        return self._inflating.unused_data

    def whole(self) -> bytes:
        """All of it; a compressed page that breaks off is none."""
        if self._inflating and self._found and not self._inflating.eof:
            raise ReadError(self._url, "page.cut_off")
        return bytes(self._found)


def _parse(url: str) -> httpx.URL:
    try:
        target = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise ReadError(url, "page.address", why=str(error)) from error
    if target.scheme not in {"http", "https"} or not target.host:
        raise ReadError(url, "page.scheme")
    if target.userinfo:
        raise ReadError(target.host, "page.credentials")
    return target


def _resolve(
    target: httpx.URL, allow: Callable[[IPAddress], bool], deadline: float
) -> list[IPAddress]:
    """The first addresses of the host, if all of its addresses are allowed.

    Of the public internet only the ports of the web are asked, and nothing of this machine: behind
    others there may be services that an outer firewall hides. A name that is not known is refused
    like a private one: who asks need not learn which names the own network has.
    """
    port = target.port or _PORTS[target.scheme]
    found = _looked_up(target, port, deadline)
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    is_inside = allow is is_public and any(map(_is_own, addresses))
    if not addresses or is_inside or not all(map(allow, addresses)):
        raise ReadError(str(target), "page.private")
    if allow is is_public and port not in _PORTS.values():
        raise ReadError(str(target), "page.port", port=port)
    return addresses[:_ADDRESSES]


def _looked_up(target: httpx.URL, port: int, deadline: float) -> list[Any]:
    """What is known of a host; a thread waits, as the system sets no limit to how long it takes."""
    answers: queue.SimpleQueue[list[Any] | OSError | UnicodeError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(socket.getaddrinfo(target.host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=ask, name="qa-name", daemon=True).start()
    try:
        found = answers.get(timeout=_left(str(target), deadline))
    except queue.Empty as error:
        raise ReadError(str(target), "page.timeout") from error
    if isinstance(found, Exception):
        return []
    return found


def _is_own(address: IPAddress) -> bool:
    """Whether an address is one of this machine: only on those can one listen."""
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET  # noqa: PLR2004
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as tried:
            tried.bind((str(address), 0))
    except OSError:
        return False
    return True


def _left(url: str, deadline: float) -> float:
    """Seconds until the deadline."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise ReadError(url, "page.timeout")
    return left
