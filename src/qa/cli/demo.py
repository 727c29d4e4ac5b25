"""The command `qa demo`: the page over the sample articles, with nothing prepared."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from qa.cli.output import note, progress_bar
from qa.cli.serve import OpenBrowser, Port, check_address_free, start
from qa.settings import load_settings

_PACKED = Path(__file__).parents[1] / "samples"
"""Where the wheel has the sample articles; a checkout has them in `corpus`."""


def demo(
    *,
    folder: Annotated[
        Path | None,
        typer.Option(
            help="Where articles and index go. [default: your folder for data of programs]"
        ),
    ] = None,
    port: Port = None,
    open_browser: OpenBrowser = True,
) -> None:
    """Open the page over sample articles, which are put into a folder of their own.

    Example: `qa demo --port 8080`
    """
    from qa.build import build_index

    folder = folder or _user_folder()
    settings = load_settings(
        port=port,
        corpus=folder / "corpus",
        index=folder / "index",
        data=folder / "data",
        judgements=folder / "judgements.sqlite",
        users=folder / "users.json",
    )
    check_address_free(settings)
    copy_samples(settings.corpus)
    note(f"sample articles and index: {folder}; delete this folder to begin again")
    with progress_bar() as show:
        build_index(settings=settings, progress=lambda now: show(now.done, now.total, now.stage))
    start(settings, open_browser=open_browser)


def _user_folder() -> Path:
    import platformdirs

    return platformdirs.user_data_path("qa", appauthor=False) / "demo"


def copy_samples(corpus: Path) -> None:
    """Copy the sample articles, unless they were copied before and perhaps changed."""
    if corpus.exists():
        return
    source = _PACKED if _PACKED.is_dir() else Path(__file__).parents[3] / "corpus"
    aside = corpus.with_name(".corpus-copied")
    shutil.copytree(source, aside, dirs_exist_ok=True)
    aside.rename(corpus)
