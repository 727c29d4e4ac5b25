"""The commands that change what is in the index: `qa build`, `qa add`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qa.cli.options import Encoder, Index, Json, Quiet, Store
from qa.cli.output import note, print_text, progress_bar
from qa.errors import FailedFile
from qa.settings import Settings, load_settings
from qa.types import BuildReport


def build(
    corpus: Annotated[
        Path | None, typer.Argument(help="Folder of articles. [default: corpus]")
    ] = None,
    *,
    index: Index = None,
    encoder: Encoder = None,
    cluster: Annotated[
        str | None,
        typer.Option(metavar="tcp://HOST:PORT", help="Scheduler of a Dask cluster that embeds."),
    ] = None,
    store: Store = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Bring the index up to date with a folder of articles.

    Without a folder, or with that of the setting `corpus`, what was added in the page or by
    `qa add` is read too.

    Example: `qa build my-articles --index my-index`
    """
    settings = load_settings(index=index, encoder=encoder, cluster=cluster, store=store)
    _show_report(_build(settings, corpus, quiet=quiet), settings, as_json=as_json, quiet=quiet)


def add(
    places: Annotated[
        list[str], typer.Argument(metavar="PATH|URL…", help="Files, folders or web addresses.")
    ],
    *,
    corpus: Annotated[
        Path | None,
        typer.Option("--corpus", help="Folder they are copied to. [default: data/articles]"),
    ] = None,
    index: Index = None,
    encoder: Encoder = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Copy articles into the collection and bring the index up to date.

    Example: `qa add report.pdf https://www.example.org/2026/11/storm.html`
    """
    from qa.corpus import ReadLimits
    from qa.corpus.add import add_to_corpus

    settings = load_settings(index=index, encoder=encoder)
    folder, theirs = corpus or settings.articles, [settings.corpus]
    added = add_to_corpus(
        places,
        folder,
        max_bytes=settings.max_file_bytes,
        limits=ReadLimits.of(settings),
        known=theirs,
    )
    for one in added:
        if isinstance(one, FailedFile):
            note(f"qa: {one.path}: {one.reason}")
        elif not (as_json or quiet):
            print_text(f"{one.change} {one.path}")
    _show_report(_build(settings, corpus, quiet=quiet), settings, as_json=as_json, quiet=quiet)


def _build(settings: Settings, corpus: Path | None, *, quiet: bool) -> BuildReport:
    from qa.build import build_index
    from qa.corpus.roots import roots_of

    if not roots_of(settings, corpus).own and settings.articles.is_dir() and not quiet:
        note(f"{settings.articles} is not read: it belongs to {settings.corpus} (setting corpus)")
    with progress_bar(quiet=quiet) as show:
        return build_index(
            corpus, settings=settings, progress=lambda now: show(now.done, now.total, now.stage)
        )


def _show_report(report: BuildReport, settings: Settings, *, as_json: bool, quiet: bool) -> None:
    if as_json:
        print_text(report.model_dump_json(indent=2))
        return
    for failed in report.failed:
        note(f"{'warning' if failed.kept else 'failed'} {failed.path}: {failed.reason}")
    if quiet:
        return
    counts = ", ".join(
        f"{len(getattr(report, name))} {name}"
        for name in ("added", "updated", "unchanged", "removed")
    )
    counts += f", {len(report.failures)} failed, {len(report.warnings)} warnings"
    print_text(
        f"{settings.index}: {report.articles} articles, {report.passages} passages "
        f"in {report.seconds:.1f} s ({counts}); generation {report.generation}"
    )
