"""The commands `qa user …`: who may log in where `qa serve --auth` runs."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.cli.options import Json
from qa.cli.output import print_result
from qa.settings import load_settings

if TYPE_CHECKING:
    from qa.accounts import Accounts

app = typer.Typer(
    no_args_is_help=True,
    help="Who may log in where `qa serve --auth` runs. Example: `qa user add anna --editor`",
)

Name = Annotated[str, typer.Argument(help="User name.")]
File = Annotated[
    Path | None,
    typer.Option(
        "--users", help="File of the users. [default: the setting `database`, else users.json]"
    ),
]


@app.command()
def add(
    name: Name,
    *,
    editor: Annotated[
        bool,
        typer.Option("--editor", metavar="", help="May add and remove articles and rebuild."),
    ] = False,
    users: File = None,
    as_json: Json = False,
) -> None:
    """Add a user; the password is asked for, or read from standard input.

    Example: `qa user add anna --editor`
    """
    with closing(_known(users)) as known:
        user = known.add(name, _password(), "editor" if editor else "reader")
    text = f"{known.place}: added the {user.role} {user.name}"
    print_result({"name": user.name, "role": user.role}, text, as_json=as_json)


@app.command()
def remove(
    name: Name,
    *,
    keep: Annotated[
        bool,
        typer.Option(
            "--keep", metavar="", help="Keep what is theirs: to add them again with a new password."
        ),
    ] = False,
    users: File = None,
    as_json: Json = False,
) -> None:
    """Remove a user, who is logged out at once, with their conversations and saved questions.

    Example: `qa user remove anna`
    """
    from qa.workspace.forgetting import Forgotten, forget_user

    with closing(_known(users)) as known:
        known.remove(name)
    gone = Forgotten(0, 0) if keep else forget_user(load_settings(), name)
    counts = f"conversations deleted: {gone.conversations}, saved questions deleted: {gone.saved}"
    text = f"{known.place}: removed {name}" + ("" if keep else f" ({counts})")
    print_result({"name": name, **gone._asdict()}, text, as_json=as_json)


@app.command(name="list")
def show(*, users: File = None, as_json: Json = False) -> None:
    """Show the users and what they may do.

    Example: `qa user list`
    """
    with closing(_known(users)) as known:
        found = [{"name": user.name, "role": user.role} for user in known.all()]
    lines = "\n".join(f"{user['name']} ({user['role']})" for user in found)
    nobody = f"{known.place}: no users yet; `qa user add NAME` adds one"
    print_result(found, lines or nobody, as_json=as_json)


def _known(users: Path | None) -> Accounts:
    from qa.workspace.users import users_of

    return users_of(load_settings(users=users))


def _password() -> str:
    """Typed twice, unseen; or the first line of what is not a terminal."""
    if sys.stdin.isatty():
        typed: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return typed
    return sys.stdin.readline().rstrip("\r\n")
