"""Who makes a request: every request passes here, with or without log-in.

`Guard` checks names and passwords and signs sessions; `Gate` is the middleware before the whole
application, Gradio's own routes included, and refuses unknown callers.

Starlette's `SessionMiddleware` would not do: it fixes at the start whether cookies are for https
only, while here a server answers both directly and behind a proxy.
"""

from __future__ import annotations

import binascii
import contextlib
import hmac
import logging
import re
import secrets
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import anyio
import anyio.to_thread
from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, RedirectResponse, Response

from qa.accounts import LONGEST_NAME, Accounts, User, verify
from qa.errors import UsersError
from qa_ui.access.addresses import network_of
from qa_ui.access.cookies import SESSION_SECONDS, session_of
from qa_ui.access.policy import UPLOADS, problem
from qa_ui.access.rights import NOBODY, Caller, mark
from qa_ui.access.routes import home, local_path
from qa_ui.access.throttle import Throttle
from qa_ui.access.visits import VISITOR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp, Receive, Scope, Send

TRIES_PER_NAME: Final = 5
TRIES_PER_ADDRESS: Final = 50
TRIES_ANYWHERE: Final = 50
"""Failed log-ins with a name from anywhere, after which each try with it takes longer."""

LONGEST_DELAY: Final = 3.0
CHECKS_WAITING: Final = 20
"""Passwords that wait to be checked; others are to come again in some seconds."""

_COME_AGAIN: Final = 5.0
OPEN: Final = {
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/login"),
    ("POST", "/login"),
    ("POST", "/logout"),
}
"""Requests that need no log-in."""

_FEED: Final = re.compile(r"/saved/[\w-]+\.atom", re.ASCII)
"""Feeds of saved questions, whose address holds a secret: feed readers do not log in."""

_PROGRAMS: Final = ("/api/", "/mcp", "/metrics", "/openapi.json", "/docs")
"""Paths for programs; HTTP Basic is offered only there, so that browsers open no dialog."""

_LOG = logging.getLogger(__name__)


class TooManyTriesError(Exception):
    """Too many log-ins failed to try again now.

    Attributes:
        seconds: How long they have to wait.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"too many failed log-ins; wait {seconds:.0f} seconds")
        self.seconds = int(seconds) + 1


class Guard:
    """Knows the users; its signatures are valid wherever the same secret is used.

    Args:
        users: Who may log in.
    """

    def __init__(self, users: Accounts) -> None:
        self._users = users
        self._secret = users.secret()
        self._sessions = URLSafeTimedSerializer(self._secret, salt="qa session")
        self._names = Throttle(TRIES_PER_NAME)
        self._addresses = Throttle(TRIES_PER_ADDRESS)
        self._anywhere = Throttle(TRIES_ANYWHERE)
        self._checking = anyio.Lock()
        self._waiting = 0
        self._seen: dict[str, bytes] = {}

    async def check(self, name: str, password: str, address: str) -> User | None:
        """The user with a name and a password, None if they do not match.

        One check at a time, as each is costly on purpose; a password that was right before is
        recognised by a keyed digest, but not by whoever has to wait: that would tell a right guess
        among any number of wrong ones. Nobody is locked out by failures at other addresses, which
        only cost some seconds.

        Raises:
            TooManyTriesError: If too many log-ins failed with this name from this address, or
                from this address at all, or if too many wait to be checked. With IPv6 a network
                counts as an address.
            UsersError: If the users cannot be read.
        """
        name = name[: LONGEST_NAME + 1]  # what strangers send is remembered for a while
        network = network_of(address)
        self._must_not_wait(name, network)
        if found := await anyio.to_thread.run_sync(self._recognised, name, password):
            return found
        if self._waiting >= CHECKS_WAITING:
            self._failed(name, network)  # it was not the password that is known
            raise TooManyTriesError(_COME_AGAIN)
        with self._queued():
            await anyio.sleep(min(self._anywhere.wait(name), LONGEST_DELAY))
            async with self._checking:
                return await self._checked(name, password, network)

    async def _checked(self, name: str, password: str, network: str) -> User | None:
        self._must_not_wait(name, network)
        if found := await anyio.to_thread.run_sync(self._recognised, name, password):
            return found
        user = await anyio.to_thread.run_sync(self._users.find, name)
        if await anyio.to_thread.run_sync(verify, user, password) and user is not None:
            self._names.succeeded((name, network))
            self._anywhere.succeeded(name)
            self._seen[name] = self._digest(user, password)
            return user
        self._failed(name, network)
        return None

    def _failed(self, name: str, network: str) -> None:
        self._names.failed((name, network))
        self._addresses.failed(network)
        self._anywhere.failed(name)

    @contextlib.contextmanager
    def _queued(self) -> Iterator[None]:
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1

    def sign(self, user: User) -> str:
        """A session of a user; it ends with their password, their removal, `end`, or in time."""
        own = self._digest(user, "").hex()
        return self._sessions.dumps([user.name, own, secrets.token_hex(16)])

    def end(self, session: str) -> None:
        """End a session, wherever there are copies of it.

        Raises:
            UsersError: If that cannot be kept.
        """
        with contextlib.suppress(BadData):
            _, _, identity = self._signed(session)
            self._users.end(identity, 2 * SESSION_SECONDS)  # it may be from the future

    def signed(self, session: str) -> User | None:
        """The user of a session, None if it is not valid or has ended.

        Raises:
            UsersError: If the users cannot be read.
        """
        try:
            name, digest, identity = self._signed(session)
        except BadData:
            return None
        user = None if self._users.has_ended(identity) else self._users.find(name)
        if user is None or not hmac.compare_digest(self._digest(user, "").hex(), digest):
            return None
        return user

    def _signed(self, session: str) -> list[str]:
        """What a session holds; BadData if it is not ours, or too old.

        A little older or younger than now: clocks are set back, and those of servers differ.
        """
        held, signed = self._sessions.loads(session, return_timestamp=True)
        if abs(datetime.now(UTC) - signed) > timedelta(seconds=SESSION_SECONDS):
            raise SignatureExpired("too old", payload=held, date_signed=signed)
        return list(held)

    def _recognised(self, name: str, password: str) -> User | None:
        user, seen = self._users.find(name), self._seen.get(name, b"")
        if user is None or not hmac.compare_digest(self._digest(user, password), seen):
            return None
        return user

    def _digest(self, user: User, password: str) -> bytes:
        return hmac.digest(self._secret, f"{user.password}\n{password}".encode(), "sha256")

    def _must_not_wait(self, name: str, network: str) -> None:
        seconds = max(self._names.wait((name, network)), self._addresses.wait(network))
        if seconds:
            raise TooManyTriesError(seconds)


class Gate:
    """Marks every request with its caller, and refuses unknown callers where a log-in is needed.

    Args:
        app: The application behind it.
        guard: Knows the users; None where there is no log-in.
        anybody: The caller of every request where there is no log-in.
        changeable: Whether anybody at all may change the articles.
    """

    def __init__(
        self,
        app: ASGIApp,
        guard: Guard | None,
        anybody: Caller = NOBODY,
        *,
        changeable: bool = True,
    ) -> None:
        self._app = app
        self._changeable = changeable
        self._guard = guard
        self._anybody = anybody

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = await self._admit(scope)
        await (refusal or self._app)(scope, receive, send)

    async def _admit(self, scope: Scope) -> Response | None:
        """Mark a request; the refusal if it is not allowed."""
        try:
            caller = await self._caller(scope)
        except TooManyTriesError as error:
            return problem(429, "too_many_tries", str(error), {"retry-after": str(error.seconds)})
        except UsersError as error:
            return unusable_users(error)
        if caller and not self._changeable:
            caller = Caller(caller.name, may_change=False, fixed=True)
        mark(scope, caller or NOBODY)
        VISITOR.set((caller and caller.name) or network_of(client_address(scope)))
        path = local_path(scope)
        if caller is None and not _is_open(scope["method"], path):
            return _refusal(scope, path)
        sends = scope["method"] == "POST" and path in UPLOADS
        if sends and not (caller or NOBODY).may_change:
            return problem(403, "forbidden", "only editors may change the articles")
        return None

    async def _caller(self, scope: Scope) -> Caller | None:
        if self._guard is None:
            return self._anybody
        headers = Headers(scope=scope)
        given = basic(headers.get("authorization"))
        if given is not None:
            user = await self._guard.check(*given, client_address(scope))
        else:
            session = session_of(scope)
            user = await anyio.to_thread.run_sync(self._guard.signed, session) if session else None
        return Caller(user.name, may_change=user.role == "editor") if user else None


def unusable_users(error: UsersError) -> JSONResponse:
    """What is wrong with the users is for the log: strangers need not know where they are kept."""
    _LOG.error("nobody can log in: %s", error)
    return problem(503, "users", "nobody can log in now; the server's log says why")


def _is_open(method: str, path: str) -> bool:
    """Whether a request needs no log-in; HEAD is answered as GET."""
    method = "GET" if method == "HEAD" else method
    return (method, path) in OPEN or (method == "GET" and _FEED.fullmatch(path) is not None)


def basic(header: str | None) -> tuple[str, str] | None:
    """Name and password of an `Authorization` header; None if it is not HTTP Basic."""
    scheme, _, encoded = (header or "").partition(" ")
    if scheme.casefold() != "basic":
        return None
    try:
        name, colon, password = b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return (name, password) if colon else ("", "")


def client_address(scope: Scope) -> str:
    """The address that a request comes from; empty if it is unknown."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def _refusal(scope: Scope, path: str) -> Response:
    """Browsers are sent to the form, programs get an error."""
    headers = Headers(scope=scope)
    if scope["method"] == "GET" and "text/html" in headers.get("accept", ""):
        query = scope.get("query_string", b"").decode("latin-1")
        full = home(scope) + path.removeprefix("/")
        wanted = quote(f"{full}?{query}" if query else full, safe="")
        return RedirectResponse(f"{home(scope)}login?next={wanted}", status_code=303)
    return _unknown(offer=path.startswith(_PROGRAMS))


def _unknown(*, offer: bool) -> JSONResponse:
    headers = {"www-authenticate": 'Basic realm="qa", charset="UTF-8"'} if offer else None
    return problem(401, "unknown", "log in: by HTTP Basic, or in the browser at /login", headers)
