"""`qa search`: passages with the words that were looked for, and how many articles there are."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, cast

import typer

from qa.cli.options import (
    Article,
    Encoder,
    Index,
    Json,
    Lang,
    Person,
    Place,
    SearchMode,
    Since,
    Source,
    Until,
    check_count,
)
from qa.cli.output import print_result, spinner
from qa.settings import load_settings
from qa.types import Sort

if TYPE_CHECKING:
    from qa.types import FacetCount, Hit, Mode, SearchResult

_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"
_COUNTS = 10
"""Values that are shown of a facet at most."""


def search(
    query: Annotated[
        str,
        typer.Argument(
            help='Words, in French or English; "a phrase", -without, one OR another hold exactly.'
        ),
    ],
    *,
    k: Annotated[int, typer.Option("-k", help="How many passages.", callback=check_count)] = 10,
    offset: Annotated[int, typer.Option(help="How many to leave out first.", min=0)] = 0,
    sort: Annotated[Sort, typer.Option(help="The best first, or the newest.")] = "relevance",
    mode: SearchMode = "hybrid",
    facets: Annotated[
        bool,
        typer.Option(
            "--facets",
            metavar="",
            help="Find articles, and count all that match by what they are.",
        ),
    ] = False,
    index: Index = None,
    encoder: Encoder = None,
    since: Since = None,
    until: Until = None,
    source: Source = None,
    language: Lang = None,
    person: Person = None,
    place: Place = None,
    article: Article = None,
    as_json: Json = False,
) -> None:
    """Show the passages nearest to a query; a query that begins with a minus follows `--`.

    Example: `qa search 'crue "quatre morts" -barrage' -k 3 --facets`
    """
    from qa.assistant import Assistant

    settings = load_settings(index=index, encoder=encoder)
    with spinner(), Assistant.open(settings=settings) as assistant:
        found = (assistant.find if facets else assistant.search)(
            query,
            k,
            cast("Mode", mode),
            sort=sort,
            offset=offset,
            since=since,
            until=until,
            sources=source,
            languages=language,
            people=person,
            places=place,
            articles=article,
        )
    if isinstance(found, list):
        text = "\n\n".join(_hit_text(rank, hit) for rank, hit in enumerate(found, offset + 1))
        print_result([hit.model_dump() for hit in found], text or "nothing", as_json=as_json)
    else:
        print_result(found.model_dump(), _result_text(found, offset), as_json=as_json)


def _hit_text(rank: int, hit: Hit) -> str:
    return f"{rank}. {hit.place}, score {hit.score:.3f}\n   {_passage(hit)}"


def _passage(hit: Hit) -> str:
    """A passage on one line; on a terminal the words that were looked for are bold."""
    marks = [(start - hit.start, end - hit.start) for start, end in hit.marks]
    text = bold(hit.text, marks) if sys.stdout.isatty() else hit.text
    return " ".join(text.split())


def bold(text: str, spans: list[tuple[int, int]]) -> str:
    """A text with some of it bold, for a terminal."""
    shown, pieces = 0, []
    for start, end in spans:
        pieces += [text[shown:start], _BOLD, text[start:end], _PLAIN]
        shown = end
    return "".join([*pieces, text[shown:]])


def _result_text(found: SearchResult, offset: int) -> str:
    """Articles with their best passages, and the counts over all that match."""
    lines = [found.counted]
    if found.understood:
        lines.append(f"understood as: {found.understood}")
    if not found.complete and found.articles:
        lines.append("no article has all of the words; these have some of them")
    for rank, article in enumerate(found.found, offset + 1):
        lines += ["", f"{rank}. {article.hits[0].place}"]
        lines += [f"   {_passage(hit)}" for hit in article.hits]
    facets = found.facets
    for name, counts in (
        ("outlets", facets.sources),
        ("months", facets.months),
        ("languages", facets.languages),
        ("people", facets.people),
        ("places", facets.places),
    ):
        if not counts and name in {"people", "places"}:
            continue
        lines += ["", f"{name}: {_counts_text(counts)}"]
    return "\n".join(lines)


def _counts_text(counts: list[FacetCount]) -> str:
    shown = [f"{one.value or 'none'} {one.count}" for one in counts[:_COUNTS]]
    return ", ".join([*shown, *(["…"] if len(counts) > _COUNTS else [])])
