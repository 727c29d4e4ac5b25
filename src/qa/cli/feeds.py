"""The commands `qa feed …`: feeds whose new articles are brought in."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.cli.options import Data, Encoder, Index, Json
from qa.cli.output import note, print_result, print_text
from qa.errors import QAError
from qa.settings import Settings, load_settings

if TYPE_CHECKING:
    from qa.workspace.feeds import Feed, Feeds, Outcome, Visitor

app = typer.Typer(no_args_is_help=True, help="Feeds (RSS, Atom) whose articles are brought in.")

Every = Annotated[str, typer.Option("--every", help="How often it is read: 30m, 2h, 1d.")]
Name = Annotated[str, typer.Argument(help="Name of the feed; `qa feed list` shows it.")]


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="Address of a feed, or of a page that names one.")],
    *,
    name: Annotated[str | None, typer.Option("--name", help="Name. [default: its title]")] = None,
    every: Every = "30m",
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Follow a feed; `qa serve` reads it regularly, `qa feed run` now.

    Example: `qa feed add https://www.example.org/news.rss --every 2h`
    """
    from qa.corpus import ReadLimits
    from qa.workspace.feeds import add_feed
    from qa.workspace.feeds.schedule import seconds_of

    settings, seconds = load_settings(data=data), seconds_of(every)
    feed = add_feed(
        _feeds(settings),
        url,
        _visitor(settings),
        name=name,
        every=seconds,
        limits=ReadLimits.of(settings),
    )
    text = f"added {feed.name} ({feed.title}), {feed.url}; `qa feed run {feed.name}` reads it now"
    print_result(feed.model_dump(), text, as_json=as_json)


@app.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(help="A list of feeds as feed readers export it (OPML).")],
    *,
    every: Every = "30m",
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Follow all feeds of a list; one that cannot be read keeps no other out.

    Example: `qa feed import subscriptions.opml`
    """
    from qa.corpus import ReadLimits
    from qa.workspace.feeds import add_feed
    from qa.workspace.feeds.opml import read_opml
    from qa.workspace.feeds.schedule import seconds_of

    settings, seconds = load_settings(data=data), seconds_of(every)
    feeds, visitor, added = _feeds(settings), _visitor(settings), []
    add = partial(add_feed, feeds, every=seconds, limits=ReadLimits.of(settings))
    for title, url in read_opml(file):
        try:
            added.append(add(url, visitor, name=title or None))
        except QAError as error:
            note(f"qa: {error}")
    lines = [f"added {feed.name}, {feed.url}" for feed in added]
    found = [feed.model_dump() for feed in added]
    print_result(found, "\n".join(lines) or "nothing was added", as_json=as_json)


@app.command(name="list")
def show(*, data: Data = None, as_json: Json = False) -> None:
    """Show the feeds, with what became of their last runs.

    Example: `qa feed list`
    """
    found = _feeds(load_settings(data=data)).all()
    nobody = "no feeds yet; `qa feed add URL` adds one"
    text = "\n".join(map(_line, found)) or nobody
    print_result([feed.model_dump() for feed in found], text, as_json=as_json)


@app.command()
def run(
    name: Annotated[str | None, typer.Argument(help="Only this feed. [default: all]")] = None,
    *,
    due: Annotated[
        bool, typer.Option("--due", metavar="", help="Only feeds whose time has come.")
    ] = False,
    build: Annotated[
        bool,
        typer.Option("--build/--no-build", metavar="", help="Whether the index is updated then."),
    ] = True,
    data: Data = None,
    index: Index = None,
    encoder: Encoder = None,
    as_json: Json = False,
) -> None:
    """Read feeds now, and bring their new articles into the index.

    Example: `qa feed run --due`
    """
    settings = load_settings(data=data, index=index, encoder=encoder)
    feeds = _feeds(settings)
    if name is not None:
        names = [feeds.get(name).name]
    elif due:
        names = feeds.due()
    else:
        names = [feed.name for feed in feeds.all() if not feed.paused]
    found = _run_all(feeds, names, settings, as_json=as_json)
    if as_json:
        print_result(found, "", as_json=True)
    if build and feeds.unbuilt():
        _build(feeds, settings)


@app.command()
def remove(name: Name, *, data: Data = None, as_json: Json = False) -> None:
    """Follow a feed no longer; its articles stay.

    Example: `qa feed remove example-news`
    """
    _feeds(load_settings(data=data)).remove(name)
    print_result({"name": name}, f"removed {name}; its articles stay", as_json=as_json)


@app.command()
def pause(name: Name, *, data: Data = None, as_json: Json = False) -> None:
    """Stop reading a feed for a while.

    Example: `qa feed pause example-news`
    """
    feed = _feeds(load_settings(data=data)).pause(name)
    print_result(feed.model_dump(), f"paused {feed.name}", as_json=as_json)


@app.command()
def resume(name: Name, *, data: Data = None, as_json: Json = False) -> None:
    """Read a paused feed again.

    Example: `qa feed resume example-news`
    """
    feed = _feeds(load_settings(data=data)).resume(name)
    print_result(feed.model_dump(), f"{feed.name} is read again", as_json=as_json)


def _run_all(
    feeds: Feeds, names: list[str], settings: Settings, *, as_json: bool
) -> list[dict[str, Any]]:
    """Run feeds one after the other; one that fails, or runs elsewhere, keeps no other back."""
    from qa.corpus import ReadLimits
    from qa.workspace.feeds import run_feed

    found, visitor = [], _visitor(settings)
    for name in names:
        try:
            outcome = run_feed(
                feeds,
                name,
                visitor,
                articles=settings.articles,
                max_bytes=settings.max_file_bytes,
                limits=ReadLimits.of(settings),
            )
        except QAError as error:
            note(f"qa: {error}")
            continue
        for problem in outcome.problems:
            note(f"{'warning' if problem.kept else 'failed'} {problem.path}: {problem.reason}")
        if not as_json:
            print_text(f"{name}: {_outcome_text(outcome)}")
        found.append({"name": name, **outcome.model_dump()})
    return found


def _build(feeds: Feeds, settings: Settings) -> None:
    from qa.build import build_index
    from qa.lang.dates import timestamp

    started = timestamp()
    report = build_index(settings=settings)
    feeds.built(started)
    note(
        f"{settings.index}: {len(report.added)} added, {len(report.updated)} updated; "
        f"generation {report.generation}"
    )


def _feeds(settings: Settings) -> Feeds:
    from qa.workspace.database import Database
    from qa.workspace.feeds import Feeds

    return Feeds(Database.of(settings))


def _visitor(settings: Settings) -> Visitor:
    from qa.workspace.feeds import visitor_of

    return visitor_of(settings, threading.Event())


def _line(feed: Feed) -> str:
    from qa.workspace.feeds.schedule import interval_text

    state = "paused" if feed.paused else f"next {feed.next_run}"
    last = f"{feed.last_run} {_outcome_text(feed.outcome)}" if feed.outcome else "not read yet"
    head = f"{feed.name}  {feed.title}\n  {feed.url}"
    return f"{head}\n  every {interval_text(feed.every)}, {state}; {last}"


def _outcome_text(outcome: Outcome) -> str:
    if outcome.failure:
        return outcome.failure.reason
    counts = [f"{outcome.new} new", f"{outcome.updated} updated"]
    counts += [f"{outcome.waiting} waiting for the next run"] if outcome.waiting else []
    counts += [f"{len(outcome.problems)} with problems"] if outcome.problems else []
    return ", ".join(counts)
