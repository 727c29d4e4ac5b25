"""`qa timeline`: what articles say of a topic, as a list and as a plot."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.cli.options import Article, Encoder, Index, Json, Lang, Since, Source, Until
from qa.cli.output import note, print_result
from qa.settings import load_settings

if TYPE_CHECKING:
    from qa.types import Timeline, TimelineEntry

_FORMATS = (".svg", ".png")


def timeline(
    topic: Annotated[str, typer.Argument(help="An event or a name, in French or English.")],
    *,
    plot: Annotated[
        Path | None, typer.Option(help="Draw it into this file, .svg or .png.", dir_okay=False)
    ] = None,
    index: Index = None,
    encoder: Encoder = None,
    since: Since = None,
    until: Until = None,
    source: Source = None,
    language: Lang = None,
    article: Article = None,
    as_json: Json = False,
) -> None:
    """Show what articles say of a topic, oldest first, one quote an article.

    Example: `qa timeline "the flood of the Lurance" --plot flood.svg`
    """
    from qa.assistant import Assistant

    if plot and plot.suffix.lower() not in _FORMATS:
        raise typer.BadParameter(f"{plot} must end in {' or '.join(_FORMATS)}", param_hint="--plot")
    settings = load_settings(index=index, encoder=encoder)
    with Assistant.open(settings=settings) as assistant:
        found = assistant.timeline(
            topic, since=since, until=until, sources=source, languages=language, articles=article
        )
    if plot and _dated(found):
        _draw(found, plot)
    elif plot:
        note(f"qa: {plot} was not written: no article about this has a date")
    print_result(found.model_dump(), timeline_text(found), as_json=as_json)


def timeline_text(found: Timeline) -> str:
    """A timeline for a terminal: date, title and quote of each article."""
    from qa.phrases import say
    from qa.phrases.dates import day_in_words
    from qa.phrases.quotes import quoted

    def entry(one: TimelineEntry) -> str:
        day = day_in_words(one.date, found.language)
        quote = quoted(found.language, one.quote)
        return f"{day}  {one.title}\n  {quote}\n  {one.url or one.article_id}"

    return "\n\n".join(map(entry, found.entries)) or say(found.language, "answer.not_found")


def _dated(found: Timeline) -> list[TimelineEntry]:
    return [one for one in found.entries if one.date]


def _draw(found: Timeline, path: Path) -> None:
    """One mark an article on an axis of days, with its title."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    from qa.lang.dates import first_day

    entries = _dated(found)
    days = [(first_day(str(one.date)) - date(1970, 1, 1)).days for one in entries]
    figure = Figure(figsize=(9, 1.2 + 0.34 * len(entries)), layout="constrained")
    FigureCanvasSVG(figure)
    axes = figure.subplots()
    rows = range(len(entries))
    axes.hlines(rows, min(days), days, color="#dcd5c8", linewidth=1)
    axes.plot(days, rows, "o", color="#8f1d21")
    axes.set_yticks(rows, [_short(one.title) for one in entries], parse_math=False)
    axes.invert_yaxis()
    axes.xaxis_date()
    figure.autofmt_xdate(rotation=0, ha="center")
    axes.set_title(found.topic, parse_math=False)
    axes.spines[["top", "right", "left"]].set_visible(False)
    figure.savefig(path, dpi=120)


def _short(title: str, longest: int = 60) -> str:
    return title if len(title) <= longest else f"{title[: longest - 1]}…"
