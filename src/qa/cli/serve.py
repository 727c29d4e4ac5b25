"""The command `qa serve`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qa.cli.options import Encoder, Index, Llm, LlmModel
from qa.settings import load_settings


def serve(
    *,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on. [default: 127.0.0.1]")
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="Port to listen on, 0: any. [default: 7860]")
    ] = None,
    corpus: Annotated[
        Path | None, typer.Option("--corpus", help="Folder of articles. [default: corpus]")
    ] = None,
    auth: Annotated[
        bool | None, typer.Option("--auth", help="Ask for a log-in; see `qa user --help`.")
    ] = None,
    users: Annotated[
        Path | None, typer.Option("--users", help="File of the users. [default: users.json]")
    ] = None,
    public: Annotated[
        bool | None,
        typer.Option("--public", help="Allow a public address without log-in; nobody may change."),
    ] = None,
    mcp: Annotated[
        bool | None, typer.Option("--mcp", help="Offer the tools by MCP too, at /mcp.")
    ] = None,
    open_browser: Annotated[
        bool, typer.Option("--open", help="Show the page in the browser.")
    ] = False,
    index: Index = None,
    encoder: Encoder = None,
    llm: Llm = None,
    llm_model: LlmModel = None,
) -> None:
    """Open the web chat and the HTTP API.

    Example: `qa serve --port 8080`
    """
    settings = load_settings(
        host=host,
        port=port,
        corpus=corpus,
        index=index,
        encoder=encoder,
        auth=auth,
        users=users,
        public=public,
        mcp=mcp,
        llm=llm,
        llm_model=llm_model,
    )
    from qa_ui.server import serve as run

    if settings.llm:  # else it would fail at the first question
        from qa.llm import require_package

        require_package()
    run(settings, open_browser=open_browser)
