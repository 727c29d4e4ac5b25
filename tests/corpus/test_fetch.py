from __future__ import annotations

import gzip
import ipaddress
import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from qa.corpus.fetch import IPAddress, Page, fetch, is_public
from qa.errors import ReadError
from tests.website import Respond, Site, guard_network, page, redirect

LIMIT = 10_000
NAMES = {
    "news.example": ["127.0.0.1"],
    "localhost": ["127.0.0.1"],
    "localhost.": ["127.0.0.1"],
    "fallback.example": ["127.0.0.2", "127.0.0.1"],
    "half-private.example": ["93.184.215.14", "10.0.0.1"],
    "127.1": ["127.0.0.1"],
}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names that were looked up."""
    return guard_network(monkeypatch, NAMES)


@pytest.fixture
def site(asked: list[str]) -> Iterator[Site]:
    """A website on this machine; no other machine can be reached."""
    del asked
    with Site().open() as opened:
        yield opened


def anywhere(_: IPAddress) -> bool:
    """Allows every address."""
    return True


def get(url: str, *, allow: Callable[[IPAddress], bool] = anywhere, **options: Any) -> Page:
    """Fetch with a limit that tests can exceed."""
    limits: dict[str, Any] = {"max_bytes": LIMIT, "allow": allow}
    return fetch(url, **(limits | options))


def test_a_page_comes_with_its_address_and_kind(site: Site) -> None:
    """What the server gave is returned byte for byte, its media type without parameters."""
    site.pages["/a"] = page(b"<p>\xe9t\xe9</p>", "Text/HTML; charset=latin-1")
    assert get(site.url("/a")) == Page(site.url("/a"), "text/html", b"<p>\xe9t\xe9</p>")


def test_the_server_is_asked_by_its_name(site: Site, asked: list[str]) -> None:
    """The name is looked up once, and the connection goes to the address that was checked."""
    site.pages["/a"] = page(b"text")
    get(site.url("/a", "news.example"))
    assert asked == ["news.example", "127.0.0.1"]
    assert site.asked == [(f"news.example:{site.port}", "/a")]


def test_a_server_of_ipv6_is_reached(asked: list[str]) -> None:
    """Addresses of version 6 work as well."""
    del asked
    try:
        site = Site("::1")
    except OSError:
        pytest.skip("this machine has no IPv6")
    with site.open():
        site.pages["/a"] = page(b"text")
        assert get(site.url("/a")).body == b"text"


def test_proxies_of_the_environment_are_not_used(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy would connect to addresses that nobody checked."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.pages["/a"] = page(b"text")
    assert get(site.url("/a")).body == b"text"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(site: Site, status: int) -> None:
    """The page has the address where it was found at last; redirects may be relative."""
    site.pages |= {"/old/a": redirect("../new?x=1", status), "/new?x=1": page(b"text")}
    assert get(site.url("/old/a")) == Page(site.url("/new?x=1"), "text/html", b"text")


def test_redirects_in_a_circle_end(site: Site) -> None:
    """After five redirects the address that was asked for is refused."""
    site.pages["/a"] = redirect("/a")
    with pytest.raises(ReadError, match="redirects more than 5 times") as caught:
        get(site.url("/a"))
    assert caught.value.path == site.url("/a")
    assert len(site.asked) == 6


NOT_PUBLIC = "leads to no public address: its host is unknown, or in a private network"
PRIVATE = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://127。0。0。1/",
    "http://localhost/",
    "http://localhost./",
    "http://0.0.0.0/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://half-private.example/",
    "http://[::]/",
    "http://[::1]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:0:127.0.0.1]/",
    "http://[64:ff9b::127.0.0.1]/",
    "http://[64:ff9b:1::1]/",
    "http://[2002:7f00:1::]/",
    "http://[fe80::1]/",
    "http://[fec0::1]/",
    "http://[fd00::1]/",
    "http://[ff02::1]/",
]


@pytest.mark.parametrize("url", PRIVATE)
def test_private_addresses_are_refused(url: str, asked: list[str]) -> None:
    """What does not lead to the public internet is refused before anything is sent."""
    del asked
    with pytest.raises(ReadError, match=NOT_PUBLIC):
        fetch(url, max_bytes=LIMIT)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"]
)
def test_public_addresses_are_public(address: str) -> None:
    """Addresses of the internet are allowed, those behind a translating gateway included."""
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://news.example/a",
        "gopher://news.example/a",
        "http://",
        "http:///a",
        "/etc/passwd",
        "news.example/a",
    ],
)
def test_other_schemes_are_refused(url: str, asked: list[str]) -> None:
    """Only http and https addresses are fetched; nothing is looked up for others."""
    with pytest.raises(ReadError, match="is not an http or https address"):
        get(url)
    assert asked == []


@pytest.mark.parametrize("url", ["http://[", "http://a\x00b/", "http://a:port/", "http://é..fr/"])
def test_what_is_no_address_is_refused(url: str, asked: list[str]) -> None:
    """A broken address is an error of this package, whatever is wrong with it."""
    del asked
    with pytest.raises(ReadError):
        get(url)


def test_a_redirect_into_a_private_network_is_refused(site: Site) -> None:
    """Each redirect is checked anew: a public server cannot lead to this machine."""
    site.pages["/a"] = redirect(site.url("/secret", "127.0.0.2"))
    with pytest.raises(ReadError, match="private network"):
        get(site.url("/a"), allow=lambda address: str(address) == "127.0.0.1")
    assert [path for _, path in site.asked] == ["/a"]


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://news.example/a", "http://["])
def test_a_redirect_to_what_is_no_page_is_refused(site: Site, location: str) -> None:
    """A redirect cannot leave http and https."""
    site.pages["/a"] = redirect(location)
    with pytest.raises(ReadError):
        get(site.url("/a"))


@pytest.mark.parametrize("status", [204, 206, 304, 401, 404, 500])
def test_only_a_found_page_is_taken(site: Site, status: int) -> None:
    """Any answer but 200 is an error that says which answer it was."""
    site.pages["/a"] = page(b"", status=status)
    with pytest.raises(ReadError, match=f"status {status}; check the address"):
        get(site.url("/a"))


def test_a_server_that_is_not_there_is_an_error(site: Site) -> None:
    """A refused connection is told with its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
        with pytest.raises(ReadError, match="cannot be fetched") as caught:
            get(url)
    assert caught.value.path == url
    assert site.asked == []


@pytest.mark.parametrize("host", ["nowhere.example", "localhost", "half-private.example"])
def test_unknown_and_private_names_are_refused_alike(host: str, asked: list[str]) -> None:
    """Nobody learns which names the network of the server knows."""
    with pytest.raises(ReadError) as caught:
        fetch(f"http://{host}/", max_bytes=LIMIT)
    assert (caught.value.code, caught.value.values) == ("page.private", {})
    assert asked == [host]


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f.1", "0x7f000001", "017700000001", "127.1", "0", "2852039166"]
)
def test_an_address_in_other_digits_is_refused(host: str) -> None:
    """However an address is written, it is judged as the system reads it."""
    with pytest.raises(ReadError, match=NOT_PUBLIC):
        fetch(f"http://{host}/", max_bytes=LIMIT)


@pytest.mark.parametrize("host", ["0177.0.0.1", "①②⑦.⓪.⓪.①", "１２７.0.0.1", "ⓛocalhost"])
def test_digits_that_are_read_in_two_ways_are_no_address(host: str, asked: list[str]) -> None:
    """Octal parts and letters that look like digits are refused before a name is looked up."""
    with pytest.raises(ReadError, match="is not a valid address"):
        fetch(f"http://{host}/", max_bytes=LIMIT)
    assert asked == []


def test_the_next_address_of_a_host_is_tried(site: Site) -> None:
    """A host of which one address does not answer is read from another one."""
    site.pages["/a"] = page(b"text")
    assert get(site.url("/a", "fallback.example")).body == b"text"
    assert site.asked == [(f"fallback.example:{site.port}", "/a")]


def _endless(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    while True:
        request.wfile.write(bytes(1000))


@pytest.mark.parametrize("respond", [page(bytes(LIMIT + 1)), _endless], ids=["long", "endless"])
def test_a_page_that_is_too_large_is_refused(site: Site, respond: Respond) -> None:
    """Reading ends at the limit, whether the server announces a length or never ends."""
    site.pages["/a"] = respond
    with pytest.raises(ReadError, match=r"larger than 0\.01 MB.*max_file_mb"):
        get(site.url("/a"))


def test_a_page_of_just_the_limit_is_taken(site: Site) -> None:
    """The limit itself is allowed, compressed or not."""
    site.pages["/a"] = page(bytes(LIMIT))
    site.pages["/b"] = page(gzip.compress(bytes(LIMIT)), content_encoding="gzip")
    assert get(site.url("/a")).body == get(site.url("/b")).body == bytes(LIMIT)


@pytest.mark.parametrize(
    ("encoding", "compress"), [("gzip", gzip.compress), ("deflate", zlib.compress)]
)
def test_a_compressed_page_is_inflated(
    site: Site, encoding: str, compress: Callable[[bytes], bytes]
) -> None:
    """Compression of the transfer is undone."""
    site.pages["/a"] = page(compress(b"text" * 100), content_encoding=encoding)
    assert get(site.url("/a")).body == b"text" * 100


def test_a_bomb_is_not_inflated(site: Site) -> None:
    """A small compressed page that would fill the memory is refused without filling it."""
    site.pages["/a"] = page(gzip.compress(bytes(100_000_000)), content_encoding="gzip")
    tracemalloc.start()
    try:
        with pytest.raises(ReadError, match="is larger than"):
            get(site.url("/a"))
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip"])
def test_other_compressions_are_refused(site: Site, encoding: str) -> None:
    """Compressions that nobody asked for, nested ones too, are not undone."""
    site.pages["/a"] = page(b"x", content_encoding=encoding)
    with pytest.raises(ReadError, match=r"is compressed as .*; save the page and add the file"):
        get(site.url("/a"))


def test_damaged_compression_is_an_error(site: Site) -> None:
    """What is not what the server calls it is refused."""
    site.pages["/a"] = page(b"this is not gzip", content_encoding="gzip")
    with pytest.raises(ReadError, match="cannot be fetched"):
        get(site.url("/a"))


def _silent(_: BaseHTTPRequestHandler) -> None:
    time.sleep(5)


def _slow_headers(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.0 200 OK\r\nx: ")
    _drip(request)


def _slow_body(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n")
    _drip(request)


def _slow_compressed(request: BaseHTTPRequestHandler) -> None:
    """Empty blocks: bytes come, but no text comes out of them."""
    request.wfile.write(b"HTTP/1.0 200 OK\r\ncontent-encoding: gzip\r\n\r\n")
    request.wfile.write(b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\x03")  # a name follows, for ever
    _drip(request)


def _drip(request: BaseHTTPRequestHandler) -> None:
    for _ in range(1000):
        request.wfile.write(b"x")
        time.sleep(0.02)


@pytest.mark.parametrize("respond", [_silent, _slow_headers, _slow_body, _slow_compressed])
def test_a_slow_server_is_left(site: Site, respond: Respond) -> None:
    """The time holds for everything together: a byte now and then does not extend it."""
    heard_out = threading.Event()

    def noted(request: BaseHTTPRequestHandler) -> None:
        respond(request)
        heard_out.set()

    site.pages["/a"] = noted
    with pytest.raises(ReadError, match="took too long; try again"):
        get(site.url("/a"), seconds=0.3)
    assert not heard_out.is_set()


def test_slow_redirects_share_the_time(site: Site) -> None:
    """Redirects do not begin the time anew."""

    def slow(request: BaseHTTPRequestHandler) -> None:
        time.sleep(0.15)
        redirect("/a")(request)

    site.pages["/a"] = slow
    with pytest.raises(ReadError, match="took too long"):
        get(site.url("/a"), seconds=0.3)
    assert len(site.asked) <= 3


def test_a_compressed_page_of_several_members_is_whole(site: Site) -> None:
    """Members one after the other, filled up with zeros or not, are one page."""
    members = gzip.compress(b"one ") + bytes(10) + gzip.compress(b"two") + bytes(10)
    site.pages["/a"] = page(members, content_encoding="gzip")
    assert get(site.url("/a")).body == b"one two"


def test_half_of_a_compressed_page_is_none(site: Site) -> None:
    """A page that breaks off is refused, and so does not take the place of a good one."""
    body = gzip.compress(b"text of an article " * 100 + bytes(range(256)))[:-30]
    site.pages["/a"] = page(body, content_encoding="gzip")
    with pytest.raises(ReadError, match="arrived only in part; try again"):
        get(site.url("/a"))


@pytest.mark.usefixtures("asked")
def test_only_the_ports_of_the_web_are_asked() -> None:
    """A program behind another port of a public host is no page."""
    with pytest.raises(ReadError, match="is at port 6379, and only the ports 80 and 443"):
        fetch("http://93.184.215.14:6379/", max_bytes=LIMIT)


@pytest.mark.usefixtures("asked")
def test_this_machines_own_public_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind it may be services that only an outer firewall hides."""
    monkeypatch.setattr("qa.corpus.fetch.is_public", anywhere)
    with pytest.raises(ReadError, match="private network"):
        fetch("http://127.0.0.1/", max_bytes=LIMIT, allow=anywhere)


def test_a_name_that_is_looked_up_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time of a request holds for its host's name too."""
    go = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: go.wait(20) and [])
    with pytest.raises(ReadError, match="took too long"):
        get("http://news.example/", seconds=0.2)
    go.set()
