"""The users of a shared server, in one JSON file: names, rights and hashed passwords.

Knows nothing of the web: who is asked for a password, and where, is the server's affair.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
import unicodedata
from pathlib import Path
from typing import Final, Literal

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError
from filelock import FileLock
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from qa.corpus.files import sync
from qa.errors import UsersError, cause, wrong_field

Role = Literal["reader", "editor"]

SHORTEST_PASSWORD: Final = 8
LONGEST_PASSWORD: Final = 1000
_NAME: Final = re.compile(r"[\w.@-]{1,64}")
_HASHER: Final = PasswordHasher()
"""Argon2id at the library's cost: 64 MB and about a tenth of a second."""


class User(BaseModel):
    """Somebody who may log in.

    Attributes:
        role: Readers ask, editors change the articles too.
        password: Its Argon2 hash.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=rf"^{_NAME.pattern}$")
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


class Users:
    """The users in a file; what another process changes there is seen at the next call.

    The file need not exist yet. Every method raises `UsersError` if it cannot be read or is not
    one of users.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[object, dict[str, User]] = (None, {})

    def all(self) -> list[User]:
        """All users, by name."""
        return sorted(self._users().values(), key=lambda user: user.name)

    def find(self, name: str) -> User | None:
        """The user of a name, None if there is none."""
        return self._users().get(name)

    def add(self, name: str, password: str, role: Role = "reader") -> User:
        """Add a user.

        Raises:
            UsersError: If the name is taken or not a name, or the password is too short.
        """
        if not _NAME.fullmatch(name):
            raise UsersError(self.path, "users.name", name=name)
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            limits = {"shortest": SHORTEST_PASSWORD, "longest": LONGEST_PASSWORD}
            raise UsersError(self.path, "users.password_length", name=name, **limits)
        try:
            user = User(name=name, role=role, password=hash_password(password))
        except UnicodeEncodeError as error:
            raise UsersError(self.path, "users.password_characters", name=name) from error
        with self._lock():
            if self.find(name) is not None:
                raise UsersError(self.path, "users.exists", name=name)
            self._write([*self.all(), user])
        return user

    def remove(self, name: str) -> None:
        """Remove a user; they are logged out at once."""
        with self._lock():
            if self.find(name) is None:
                raise UsersError(self.path, "users.missing", name=name)
            self._write([user for user in self.all() if user.name != name])

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
                os.fsync(file.fileno())
            Path(temporary).replace(self.path)
            sync(self.path.parent)
        finally:
            Path(temporary).unlink(missing_ok=True)

    def _lock(self) -> FileLock:
        """One writer at a time."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(self.path.with_name(f".{self.path.name}.lock"))


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
