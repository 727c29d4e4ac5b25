"""The command `qa serve`."""

from __future__ import annotations

import errno
import gc
import os
import socket
from contextlib import closing, suppress
from pathlib import Path
from typing import Annotated

import typer

from qa.cli.options import Encoder, Index, Llm, LlmModel
from qa.errors import IndexNotFoundError, SettingsError, cause
from qa.settings import Settings, load_settings

Port = Annotated[int | None, typer.Option(help="Port to listen on, 0: any. [default: 7860]")]
OpenBrowser = Annotated[
    bool, typer.Option("--open/--no-open", metavar="", help="Show the page in the browser.")
]


def serve(
    *,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on. [default: 127.0.0.1]")
    ] = None,
    port: Port = None,
    corpus: Annotated[
        Path | None, typer.Option("--corpus", help="Folder of articles. [default: corpus]")
    ] = None,
    auth: Annotated[
        bool | None,
        typer.Option("--auth", metavar="", help="Ask for a log-in; see `qa user --help`."),
    ] = None,
    users: Annotated[
        Path | None,
        typer.Option(
            "--users", help="File of the users. [default: the setting `database`, else users.json]"
        ),
    ] = None,
    public: Annotated[
        bool | None,
        typer.Option(
            "--public", metavar="", help="Allow a public address without log-in; nobody may change."
        ),
    ] = None,
    mcp: Annotated[
        bool | None, typer.Option("--mcp", metavar="", help="Offer the tools by MCP too, at /mcp.")
    ] = None,
    collection: Annotated[
        list[str] | None,
        typer.Option(
            "--collection",
            metavar="NAME=INDEX[,CORPUS]",
            help="Offer this index under this name, beside others; may be repeated. Without a "
            "folder of articles it is only asked.",
        ),
    ] = None,
    root_path: Annotated[
        str | None, typer.Option(help="Path under which a proxy serves the page, as /qa.")
    ] = None,
    open_browser: OpenBrowser = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", metavar="", help="Log every request to standard error.")
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
        root_path=root_path,
        collections=_named(collection),
        llm=llm,
        llm_model=llm_model,
    )
    check_address_free(settings)
    _check_encoder(settings)
    from qa.assistant import load_early
    from qa.encoder import open_encoder

    load_early(open_encoder(settings.encoder, device=settings.device))  # while Gradio is imported
    if settings.llm:  # else it would fail at the first question
        from qa.llm import require_package

        require_package()
    start(settings, open_browser=open_browser, verbose=verbose)


def start(settings: Settings, *, open_browser: bool, verbose: bool = False) -> None:
    """Open the page and the API, until interrupted.

    What is imported and made before they are served stays to the end. The collector of cycles
    would go through it again and again, an eighth of the start; it waits, then leaves it alone.
    """
    gc.disable()
    try:
        from qa_ui.server import make_server

        server = make_server(settings, open_browser=open_browser, verbose=verbose)
    finally:
        gc.freeze()
        gc.enable()
    server.run()


def check_address_free(settings: Settings) -> None:
    """Refuse an address that cannot be listened on, before anything is loaded.

    Raises:
        SettingsError: If the port is taken or may not be used, or the host is not of this machine.
    """
    host, port = settings.host, settings.port
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as trial:
            if os.name == "posix":  # as the server will do it: a port just left is free
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        code = "taken" if error.errno == errno.EADDRINUSE else "address"
        raise SettingsError(f"setting.{code}", host=host, port=port, why=cause(error)) from error


def _check_encoder(settings: Settings) -> None:
    """Refuse a named encoder that did not build the index, before the page is loaded."""
    if settings.encoder is None:
        return
    from qa.encoder import open_encoder
    from qa.index.generations import open_current

    with suppress(IndexNotFoundError), closing(open_current(settings.index)) as generation:
        generation.check_encoder(open_encoder(settings.encoder, device=settings.device))


def _named(given: list[str] | None) -> dict[str, str] | None:
    """NAME=INDEX[,CORPUS] by name; None where nothing is given."""
    if not given:
        return None
    pairs = [one.partition("=") for one in given]
    for name, sign, index in pairs:
        if not (name and sign and index):
            raise typer.BadParameter(
                f"{name + sign + index!r} is not NAME=INDEX or NAME=INDEX,CORPUS.",
                param_hint="--collection",
            )
    names = [name for name, _, _ in pairs]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise typer.BadParameter(f"{twice!r} is named twice.", param_hint="--collection")
    return {name: index for name, _, index in pairs}
