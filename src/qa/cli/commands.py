"""The command `qa`: each command is a thin layer over the library.

Exit codes: 0 done, 1 an error whose remedy is on standard error, 2 wrong usage, 3 no answer (with
`qa ask --exit-code`). With `--json` standard output holds one JSON document and nothing else.
Modules that are slow to import are imported by the commands that need them.
"""

from __future__ import annotations

import io
import sys
from typing import Annotated, Final

import typer

from qa.cli.ask import ask
from qa.cli.build import add, build
from qa.cli.chat import chat
from qa.cli.demo import demo
from qa.cli.evaluate import evaluate
from qa.cli.feeds import app as feeds_app
from qa.cli.index import rollback, status
from qa.cli.judgements import app as judgements_app
from qa.cli.output import print_text
from qa.cli.saved import app as saved_app
from qa.cli.search import search
from qa.cli.serve import serve
from qa.cli.settings import settings
from qa.cli.timeline import timeline
from qa.cli.users import app as users_app
from qa.cli.watch import watch
from qa.errors import QAError

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="Answers questions over news articles with verbatim quotes, and says so when the "
    "articles do not.",
    epilog="Exit codes: 0 done, 1 an error, 2 wrong usage, 3 no answer (`qa ask --exit-code`).",
)
COMMANDS: Final = (
    *(build, add, watch, ask, chat, search, timeline),
    *(serve, demo, status, rollback, settings),
)
for command in COMMANDS:
    app.command()(command)
app.command(name="eval")(evaluate)
app.add_typer(users_app, name="user")
app.add_typer(feeds_app, name="feed")
app.add_typer(judgements_app, name="judgements")
app.add_typer(saved_app, name="saved")


def _print_version(*, wanted: bool) -> None:
    if wanted:
        import qa

        print_text(f"qa {qa.__version__}")
        raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            metavar="",
            callback=lambda wanted: _print_version(wanted=wanted),
            is_eager=True,
            help="Print the version.",
        ),
    ] = False,
) -> None:
    """Answer questions over news articles with verbatim quotes; say so when there is no answer."""


def main() -> None:
    """Run the command line; errors of the package become one line and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        # Files and pipes get UTF-8 on every system; what a terminal lacks becomes a `?`.
        if isinstance(stream, io.TextIOWrapper):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")
    try:
        app()
    except QAError as error:
        sys.stderr.write(f"qa: {error}\n")
        sys.exit(1)
    except BrokenPipeError:  # the reader of our output, `head` say, has gone
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:
        sys.stderr.write(f"qa: {error}; check that the path is right and may be used\n")
        sys.exit(1)
