"""The commands `qa saved …`: questions that are asked again after each build."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.cli.options import Data, Encoder, Index, Json, Lang, Since, Source, Until
from qa.cli.output import print_result, progress_bar
from qa.errors import QuestionError
from qa.settings import load_settings

if TYPE_CHECKING:
    from qa.types import Filters
    from qa.workspace.saved import Asked, NewItem, SavedQuestion, SavedQuestions

app = typer.Typer(
    no_args_is_help=True, help="Questions that are asked again after each build of the index."
)

User = Annotated[
    str | None,
    typer.Option("--user", help="Whose questions, where people log in. [default: everybody's]"),
]
Identity = Annotated[str, typer.Argument(metavar="ID", help="As `qa saved list` shows it.")]


@app.command()
def add(
    question: Annotated[
        list[str], typer.Argument(metavar="QUESTION…", help="A question in French or English.")
    ],
    *,
    user: Annotated[
        str | None, typer.Option("--user", help="Who follows it, where people log in.")
    ] = None,
    since: Since = None,
    until: Until = None,
    source: Source = None,
    language: Lang = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Save a question, with its filters.

    Example: `qa saved add "Who sent troops to Kazakhstan?" --since 2022`
    """
    from qa.lang.detect import detect_language

    asked = " ".join(question)
    filters = _filters(since=since, until=until, sources=source, languages=language)
    with _questions(data) as questions:
        language_asked = detect_language(asked)
        saved = questions.add(user or "", asked, filters=filters, language=language_asked)
    print_result(saved.model_dump(), f"saved as {saved.id}", as_json=as_json)


@app.command(name="list")
def list_(*, user: User = None, data: Data = None, as_json: Json = False) -> None:
    """Show the saved questions and what is new about them.

    Example: `qa saved list`
    """
    with _questions(data) as questions:
        found = questions.all(user) if questions.exist else []
        items = questions.items(found, unseen=True) if found else []
    listed = [
        {**one.model_dump(), "items": [item.model_dump() for item in items if item.saved == one.id]}
        for one in found
    ]
    text = "\n\n".join(_told(one, items) for one in found) or "no question is saved"
    print_result(listed, text, as_json=as_json)


@app.command()
def run(
    *,
    user: User = None,
    data: Data = None,
    index: Index = None,
    encoder: Encoder = None,
    as_json: Json = False,
) -> None:
    """Ask the questions that the index in use has not answered yet, and show what is new.

    A server that runs does so by itself after each build.

    Example: `qa saved run`
    """
    from qa.assistant import Assistant
    from qa.workspace.saved import ask_due

    settings = load_settings(data=data, index=index, encoder=encoder)
    with (
        _questions(data) as questions,
        Assistant.open(settings=settings) as assistant,
        progress_bar() as show,
    ):

        def between(done: int, total: int) -> bool:
            show(done, total, "ask")
            return True

        asked = ask_due(questions, assistant, owner=user, between=between)
    print_result([one.model_dump() for one in asked], _summary(asked), as_json=as_json)


@app.command()
def seen(identity: Identity, *, data: Data = None, as_json: Json = False) -> None:
    """Mark all that is new about a question as seen.

    Example: `qa saved seen 5f0c1d2e3a4b`
    """
    with _questions(data) as questions:
        questions.mark_seen(identity)
    print_result({"seen": identity}, f"marked as seen: {identity}", as_json=as_json)


@app.command()
def remove(identity: Identity, *, data: Data = None, as_json: Json = False) -> None:
    """Delete a saved question and what was found for it.

    Example: `qa saved remove 5f0c1d2e3a4b`
    """
    with _questions(data) as questions:
        questions.remove(identity)
    print_result({"removed": identity}, f"removed {identity}", as_json=as_json)


@contextmanager
def _questions(data: Path | None) -> Iterator[SavedQuestions]:
    """The saved questions of the data folder."""
    from qa.workspace.database import Database
    from qa.workspace.saved import SavedQuestions

    database = Database.of(load_settings(data=data))
    try:
        yield SavedQuestions(database)
    finally:
        database.close()


def _filters(**given: str | list[str] | None) -> Filters:
    from pydantic import ValidationError

    from qa.types import Filters

    try:
        return Filters.model_validate({name: value for name, value in given.items() if value})
    except ValidationError as error:
        name, value = str(error.errors()[0]["loc"][0]), str(error.errors()[0]["input"])
        raise QuestionError("question.filter_date", name=name, value=value) from error


def _told(saved: SavedQuestion, items: list[NewItem]) -> str:
    """A saved question for a terminal, and what is new about it."""
    owner = f"  ({saved.owner})" if saved.owner else ""
    given = saved.filters.model_dump(exclude_defaults=True)
    filters = "".join(f"  {name} {_words(value)}" for name, value in given.items())
    when = f"  asked {saved.asked}" if saved.asked else "  not asked yet"
    lines = [
        f"{saved.id}  {saved.question}{owner}",
        f"{filters}{when}, feed /saved/{saved.feed}.atom",
    ]
    if saved.problem:
        lines.append(f"  problem: {saved.problem.reason}")
    return "\n".join([*lines, *(_news(item) for item in items if item.saved == saved.id)])


def _words(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def _news(item: NewItem) -> str:
    change = f"  {item.before} → {item.answer}\n" if item.before else ""
    about = ", ".join(filter(None, (item.source, item.published)))
    where = item.url or item.article_id
    return f"{change}  new: “{item.quote}”\n       {item.title} ({about})\n       {where}"


def _summary(asked: list[Asked]) -> str:
    new = [one for one in asked if one.items]
    blocks = ["\n".join([one.saved.question, *map(_news, one.items)]) for one in new]
    items = sum(len(one.items) for one in asked)
    return "\n\n".join([*blocks, f"questions asked: {len(asked)}, news: {items}"])
