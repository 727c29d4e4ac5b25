"""The users of a shared server, by default in one JSON file: names, rights, hashed passwords.

Knows nothing of the web: who is asked for a password, and where, is the server's affair.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import tempfile
import time
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError
from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from qa.corpus.files import sync
from qa.errors import UsersError, cause, wrong_field

Role = Literal["reader", "editor"]

SHORTEST_PASSWORD: Final = 8
LONGEST_PASSWORD: Final = 1000
LONGEST_NAME: Final = 64
"""In characters."""

_LETTERS: Final = r"[\w.@-]+"
"""What a name is made of. Pydantic takes 13 ms to compile this with the number of letters in it."""
_PATIENCE: Final = 10
"""Seconds to wait for another process that changes the users."""
_HASHER: Final = PasswordHasher()
"""Argon2id at the library's cost: 64 MB and about a tenth of a second."""


class User(BaseModel):
    """Somebody who may log in.

    Attributes:
        role: Readers ask, editors change the articles too.
        password: Its Argon2 hash.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=f"^{_LETTERS}$", max_length=LONGEST_NAME)
    role: Role
    password: str = Field(repr=False)

    @field_validator("password")
    @classmethod
    def _usable(cls, kept: str) -> str:
        try:
            extract_parameters(kept)
        except InvalidHashError as error:  # such as the scrypt hash of an earlier version
            raise ValueError("is not an Argon2 hash") from error
        return kept


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: Literal[1] = 1
    users: list[User] = []


class Accounts(ABC):
    """The users who may log in, wherever they are kept; what others change is seen at once.

    Every method raises `UsersError` if they cannot be read or changed.

    Attributes:
        place: Where they are kept, for messages.
    """

    place: str

    @abstractmethod
    def all(self) -> list[User]:
        """All users, by name."""

    @abstractmethod
    def find(self, name: str) -> User | None:
        """The user of a name, None if there is none."""

    @abstractmethod
    def remove(self, name: str) -> None:
        """Remove a user; they are logged out at once."""

    @abstractmethod
    def secret(self) -> bytes:
        """What log-ins are signed with; alike on all servers that share the users."""

    @abstractmethod
    def end(self, session: str, seconds: float) -> None:
        """Remember for some time that a session was ended, by its id."""

    @abstractmethod
    def has_ended(self, session: str) -> bool:
        """Whether a session was ended, on whichever server."""

    @abstractmethod
    def close(self) -> None:
        """Let go of what is open; the next use opens it again."""

    @abstractmethod
    def _keep(self, user: User) -> None:
        """Keep a new user, unless there is one of that name."""

    def add(self, name: str, password: str, role: Role = "reader") -> User:
        """Add a user.

        Raises:
            UsersError: If the name is taken or not a name, or the password is too short.
        """
        if len(name) > LONGEST_NAME or not re.fullmatch(_LETTERS, name):
            raise UsersError(self.place, "users.name", name=name)
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            limits = {"shortest": SHORTEST_PASSWORD, "longest": LONGEST_PASSWORD}
            raise UsersError(self.place, "users.password_length", name=name, **limits)
        try:
            user = User(name=name, role=role, password=hash_password(password))
        except UnicodeEncodeError as error:
            raise UsersError(self.place, "users.password_characters", name=name) from error
        self._keep(user)
        return user


class Users(Accounts):
    """The users in a file, which need not exist yet."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.place = str(path)
        self._seen: tuple[object, dict[str, User]] = (None, {})
        self._ended: dict[str, float] = {}

    def all(self) -> list[User]:
        """All users, by name."""
        return sorted(self._users().values(), key=lambda user: user.name)

    def find(self, name: str) -> User | None:
        """The user of a name, None if there is none."""
        return self._users().get(name)

    def remove(self, name: str) -> None:
        """Remove a user; they are logged out at once."""
        with self._changing():
            if self.find(name) is None:
                raise UsersError(self.path, "users.missing", name=name)
            self._write([user for user in self.all() if user.name != name])

    def secret(self) -> bytes:
        """What log-ins are signed with: another one after each start of the server."""
        return secrets.token_bytes(32)

    def end(self, session: str, seconds: float) -> None:
        """Remember for some time that a session was ended; after a restart none is valid."""
        now = time.monotonic()
        self._ended = {one: until for one, until in self._ended.items() if until > now}
        self._ended[session] = now + seconds

    def has_ended(self, session: str) -> bool:
        """Whether a session was ended."""
        return session in self._ended

    def close(self) -> None:
        """Nothing: the file is open only while it is read."""

    def _keep(self, user: User) -> None:
        with self._changing():
            if self.find(user.name) is not None:
                raise UsersError(self.path, "users.exists", name=user.name)
            self._write([*self.all(), user])

    def _users(self) -> dict[str, User]:
        try:
            mark = self._mark()
            if mark != self._seen[0] or mark is None:
                self._seen = (mark, self._read() if mark else {})
        except OSError as error:
            raise UsersError(self.path, "users.unreadable", why=cause(error)) from error
        return self._seen[1]

    def _mark(self) -> tuple[int, int, int] | None:
        """What changes whenever the file does, None while there is none."""
        try:
            stat = self.path.stat()
        except FileNotFoundError:
            return None
        return stat.st_mtime_ns, stat.st_size, stat.st_ino

    def _read(self) -> dict[str, User]:
        try:
            found = _File.model_validate_json(self.path.read_bytes()).users
        except ValidationError as error:
            field, why = wrong_field(error)
            values = {"field": field or "JSON", "why": why}
            raise UsersError(self.path, "users.invalid", **values) from None
        users = {user.name: user for user in found}
        if len(users) < len(found):
            raise UsersError(self.path, "users.twice")
        return users

    def _write(self, users: list[User]) -> None:
        content = _File(users=users).model_dump()
        handle, temporary = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.")
        try:  # mkstemp made it readable by its owner only
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(content, file, ensure_ascii=False, indent=2)
                file.flush()
                self._give_to_owner(Path(temporary))
                os.fsync(file.fileno())
            Path(temporary).replace(self.path)
            sync(self.path.parent)
        finally:
            Path(temporary).unlink(missing_ok=True)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """One writer at a time."""
        lock = self.path.with_name(f".{self.path.name}.lock")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(lock, timeout=_PATIENCE):
                self._give_to_owner(lock)
                yield
        except Timeout as error:
            raise UsersError(self.path, "users.locked", lock=str(lock)) from error
        except OSError as error:
            raise UsersError(self.path, "users.unwritable", why=cause(error)) from error

    def _give_to_owner(self, made: Path) -> None:
        """Let a file that root made belong to whoever owns the users: the server must read it."""
        if not hasattr(os, "geteuid") or os.geteuid() != 0:
            return
        owner = (self.path if self.path.exists() else self.path.parent).stat()
        os.chown(made, owner.st_uid, owner.st_gid)


def hash_password(password: str) -> str:
    """A password as it is kept: its Argon2 hash, with a salt of its own."""
    return _HASHER.hash(_typed(password))


def verify(user: User | None, password: str) -> bool:
    """Whether a password is the user's; it takes as long if there is no such user."""
    if user is None:
        hash_password(password)
        return False
    try:
        return _HASHER.verify(user.password, _typed(password))
    except VerificationError:
        return False


def _typed(password: str) -> str:
    """The same password typed on another system may compose its accents differently."""
    return unicodedata.normalize("NFC", password)
