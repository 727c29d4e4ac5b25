"""One web page, fetched because the user asked for it, and nothing else.

Addresses typed into a server must not reach that server's own network: only http and
https to public addresses are fetched, the connection goes to the very address that was
checked (a name cannot change its mind in between), and every redirect is checked anew.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable
from typing import NamedTuple

import httpx

from qa.errors import ReadError

_REDIRECTS = 5
_SECONDS = 20.0

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


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
        if inner is not None:
            return is_public(inner)
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
    deadline = time.monotonic() + seconds
    asked = url
    for _ in range(_REDIRECTS + 1):
        found = _get(url, max_bytes, deadline, allow)
        if isinstance(found, Page):
            return found
        url = found
    raise ReadError(asked, f"redirects more than {_REDIRECTS} times; give its final address")


def _get(
    url: str, max_bytes: int, deadline: float, allow: Callable[[IPAddress], bool]
) -> Page | str:
    """The page, or the address that it redirects to."""
    target = _parse(url)
    address = _resolve(target, allow)
    request = httpx.Request(
        "GET",
        target.copy_with(host=str(address)),
        headers={"Host": target.netloc.decode("ascii"), "User-Agent": "qa", "Accept": "text/*,*/*"},
        extensions={"sni_hostname": target.host},
    )
    # No proxy and no .netrc from the environment: the checked address is the one connected to.
    try:
        with httpx.Client(trust_env=False, timeout=_left(url, deadline)) as client:
            response = client.send(request, stream=True)
            try:
                return _take(url, response, max_bytes, deadline)
            finally:
                response.close()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise ReadError(url, f"cannot be fetched ({error or type(error).__name__})") from error


def _take(url: str, response: httpx.Response, max_bytes: int, deadline: float) -> Page | str:
    if response.has_redirect_location:
        return str(httpx.URL(url).join(response.headers["location"]))
    if response.status_code != httpx.codes.OK:
        raise ReadError(url, f"the server answered {response.status_code}; check the address")
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        _left(url, deadline)
        if len(body) > max_bytes:
            raise ReadError(url, f"is larger than {max_bytes / 1e6:g} MB; raise `max_file_mb`")
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return Page(url, kind, bytes(body))


def _parse(url: str) -> httpx.URL:
    try:
        target = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise ReadError(url, f"is not an address ({error})") from error
    if target.scheme not in {"http", "https"} or not target.host:
        raise ReadError(url, "is not an http or https address")
    return target


def _resolve(target: httpx.URL, allow: Callable[[IPAddress], bool]) -> IPAddress:
    """The first address of the host, if all of its addresses are allowed."""
    port = target.port or (443 if target.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(target.host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ReadError(str(target), f"the host {target.host!r} is not known ({error})") from error
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    if not addresses or not all(allow(address) for address in addresses):
        raise ReadError(str(target), "leads into a private network; only public addresses are read")
    return addresses[0]


def _left(url: str, deadline: float) -> float:
    """Seconds until the deadline."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise ReadError(url, "took too long; try again, or save the page and add the file")
    return left
