"""The file of users, and the commands that change it."""

from __future__ import annotations

import json
import os
import pty
import stat
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from filelock import FileLock
from typer.testing import CliRunner

from qa.accounts import User, Users, hash_password, verify
from qa.cli.commands import app
from qa.errors import UsersError
from tests.commands import SECONDS, environment, syncs

PASSWORD = "correct été horse"  # noqa: S105 - of nobody


@pytest.fixture
def users(tmp_path: Path) -> Users:
    """A file of users that does not exist yet."""
    return Users(tmp_path / "users.json")


def test_changes_outlast_a_power_failure(users: Users, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is synced, and then the folder that names it."""
    synced = syncs(monkeypatch)
    users.add("anna", PASSWORD)
    assert synced == ["file", "folder"]


def test_the_file_stays_with_its_owner(users: Users, monkeypatch: pytest.MonkeyPatch) -> None:
    """What root writes belongs to the owner of the file, a new one to that of its folder."""
    given: list[tuple[str, int, int]] = []

    def chown(path: Path, owner: int, group: int) -> None:
        given.append((path.name, owner, group))

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "chown", chown)
    users.add("anna", PASSWORD)
    folder = users.path.parent.stat()
    assert {(user, group) for _, user, group in given} == {(folder.st_uid, folder.st_gid)}
    lock, made = (name for name, *_ in given)
    assert (lock, made.startswith(".users.json.")) == (".users.json.lock", True)


def test_two_that_change_the_file_wait_for_one_another(
    users: Users, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But not for ever: the error names what the other holds."""
    monkeypatch.setattr("qa.accounts._PATIENCE", 0.01)
    lock = users.path.with_name(".users.json.lock")
    with FileLock(lock), pytest.raises(UsersError, match=r"another process.*\.users\.json\.lock"):
        users.add("anna", PASSWORD)
    users.add("anna", PASSWORD)


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """The error says what to do."""
    (tmp_path / "file").touch()
    with pytest.raises(UsersError, match=r"cannot be written.*owner of the file"):
        Users(tmp_path / "file" / "users.json").add("anna", PASSWORD)


def written(users: Users, **changes: object) -> Path:
    """A file with one user, some of its fields replaced."""
    user = {"name": "anna", "role": "reader", "password": hash_password(PASSWORD)}
    text = json.dumps({"version": 1, "users": [user | changes]})
    users.path.write_text(text, encoding="utf-8")
    return users.path


def test_a_password_is_text(tmp_path: Path) -> None:
    """Half a character, which a terminal of another encoding gives, makes no password."""
    with pytest.raises(UsersError, match="type it as UTF-8"):
        Users(tmp_path / "users.json").add("anna", "p\udce9ssword12")


def test_a_user_is_found_again(users: Users) -> None:
    """Who was added is known to whoever opens the file, with the same right."""
    users.add("zoé", PASSWORD, "editor")
    users.add("anna", PASSWORD)
    assert [(user.name, user.role) for user in Users(users.path).all()] == [
        ("anna", "reader"),
        ("zoé", "editor"),
    ]


def test_only_the_right_password_fits(users: Users) -> None:
    """The password fits however its accents are composed, and no other one does."""
    user = users.add("anna", PASSWORD)
    assert verify(user, PASSWORD)
    assert verify(user, unicodedata.normalize("NFD", PASSWORD))
    assert not verify(user, PASSWORD + " ")
    assert not verify(None, PASSWORD)


def test_a_stranger_costs_as_much_as_a_user(users: Users, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal computes one hash of the same cost, whether there is such a user or not."""
    user, computed = users.add("anna", PASSWORD), []
    for name in ("hash", "verify"):
        compute = getattr(PasswordHasher, name)

        def counted(
            hasher: PasswordHasher, *given: str, compute: Callable[..., Any] = compute
        ) -> Any:
            computed.append((hasher.time_cost, hasher.memory_cost, hasher.parallelism))
            return compute(hasher, *given)

        monkeypatch.setattr(PasswordHasher, name, counted)
    assert not verify(user, "not the password")
    assert not verify(None, "not the password")
    assert len(computed) == 2
    assert computed[0] == computed[1]


def test_the_file_does_not_tell_passwords(users: Users) -> None:
    """One password looks different for each user, and only its owner reads the file."""
    first, second = users.add("anna", PASSWORD), users.add("ben", PASSWORD)
    assert PASSWORD not in users.path.read_text(encoding="utf-8")
    assert first.password != second.password
    assert first.password not in repr(first)
    if os.name == "posix":
        assert stat.S_IMODE(users.path.stat().st_mode) == 0o600


def test_what_others_change_is_seen(users: Users) -> None:
    """An open file of users notices additions and removals by another process."""
    other = Users(users.path)
    assert users.find("anna") is None
    other.add("anna", PASSWORD)
    assert users.find("anna") is not None
    other.remove("anna")
    assert users.find("anna") is None


def test_a_name_is_taken_once(users: Users) -> None:
    """A second user of the same name is refused, and the first one stays."""
    first = users.add("anna", PASSWORD)
    with pytest.raises(UsersError, match="qa user remove anna"):
        users.add("anna", "another password", "editor")
    assert users.all() == [first]


@pytest.mark.parametrize("name", ["", "a b", "a:b", "../a", "x" * 65, "a\n"])
def test_a_name_that_is_none_is_refused(users: Users, name: str) -> None:
    """Names have no blanks, colons or slashes, and are not endless."""
    with pytest.raises(UsersError, match="cannot be a user name"):
        users.add(name, PASSWORD)


@pytest.mark.parametrize("password", ["", "1234567", "x" * 1001])
def test_a_password_of_the_wrong_length_is_refused(users: Users, password: str) -> None:
    """The error says how long passwords are, not what was typed, and nothing is written."""
    with pytest.raises(UsersError, match="8 to 1000 characters") as raised:
        users.add("anna", password)
    assert not password or password not in str(raised.value)
    assert not users.path.exists()


def test_nobody_cannot_be_removed(users: Users) -> None:
    """Removing an unknown user is an error that says how to see the known ones."""
    with pytest.raises(UsersError, match=r"no user 'anna'.*qa user list"):
        users.remove("anna")


@pytest.mark.parametrize(
    "changes",
    [
        {"role": "owner"},
        {"password": "secret"},
        {"password": "scrypt$16384$8$1$AAAA$AAAA"},
        {"password": "$argon2id$v=19$m=65536,t=3,p=4$AAAA"},
        {"shoe": 43},
    ],
)
def test_a_broken_entry_is_named(users: Users, changes: dict[str, object]) -> None:
    """An entry that is wrong is named by file and place, without what it holds."""
    path = written(users, **changes)
    with pytest.raises(UsersError, match=r"users\.0") as raised:
        users.all()
    assert str(path) in str(raised.value)
    assert "AAAA" not in str(raised.value)


def test_a_password_of_an_earlier_version_is_refused(users: Users) -> None:
    """Scrypt hashes are not read any more: the error says to add the users again."""
    written(users, password="scrypt$32768$8$1$AAAA$AAAA")  # noqa: S106 - of nobody
    with pytest.raises(UsersError, match=r"not an Argon2 hash.*add the users again"):
        users.find("anna")


@pytest.mark.parametrize("cost", ["m=65536,t=3,p=4", "m=4294967295,t=3,p=4"])
def test_a_hash_that_cannot_be_computed_fits_no_password(users: Users, cost: str) -> None:
    """A damaged hash, or one of more memory than there is, is a wrong password and no crash."""
    written(users, password=f"$argon2id$v=19${cost}$A*AA$AAAA")
    assert not verify(users.find("anna"), PASSWORD)


def test_a_file_that_is_not_json_is_named(users: Users) -> None:
    """What cannot be read as users is an error with its remedy."""
    users.path.write_text("{", encoding="utf-8")
    with pytest.raises(UsersError, match="qa user add"):
        users.find("anna")
    users.path.unlink()
    users.path.mkdir()
    with pytest.raises(UsersError, match="cannot be read"):
        users.find("anna")


def test_a_name_that_stands_twice_is_refused(users: Users) -> None:
    """Two entries of one name would leave open who that is."""
    entry = User(name="anna", role="reader", password=hash_password(PASSWORD)).model_dump()
    users.path.write_text(json.dumps({"users": [entry, entry]}), encoding="utf-8")
    with pytest.raises(UsersError, match="twice"):
        users.all()


def test_users_are_managed_by_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`qa user` adds with a password from standard input, lists and removes."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QA_USERS", raising=False)
    run = CliRunner().invoke
    added = run(app, ["user", "add", "anna", "--editor"], input=f"{PASSWORD}\n")
    assert (added.exit_code, added.stdout) == (0, "users.json: added the editor anna\n")
    run(app, ["user", "add", "ben"], input=f"{PASSWORD}\n")
    listed = run(app, ["user", "list", "--json"])
    assert json.loads(listed.stdout) == [
        {"name": "anna", "role": "editor"},
        {"name": "ben", "role": "reader"},
    ]
    run(app, ["user", "remove", "anna"])
    assert run(app, ["user", "list"]).stdout == "ben (reader)\n"
    anna, ben = Users(Path("users.json")).find("anna"), Users(Path("users.json")).find("ben")
    assert anna is None
    assert verify(ben, PASSWORD)


def test_a_password_is_typed_twice_and_not_shown(tmp_path: Path) -> None:
    """At a terminal the password is asked for twice and never echoed."""
    terminal, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "qa", "user", "add", "anna"],
        cwd=tmp_path,
        env=environment(),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        shown = b""
        for prompt in (b"Password: ", b"confirmation: "):  # the blank comes once it listens
            while prompt not in shown:
                shown += os.read(terminal, 1000)
            os.write(terminal, PASSWORD.encode() + b"\n")
        while b"added" not in shown:
            shown += os.read(terminal, 1000)
        assert process.wait(SECONDS) == 0
    os.close(terminal)
    assert PASSWORD.encode() not in shown
    assert verify(Users(tmp_path / "users.json").find("anna"), PASSWORD)
