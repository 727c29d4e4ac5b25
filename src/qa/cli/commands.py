"""The command `qa`: each command is a thin layer over the library.

Exit codes: 0 done, 1 an error whose remedy is on standard error, 2 wrong usage. With
`--json` standard output holds one JSON document and nothing else. Modules that are slow to
import are imported by the commands that need them.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Annotated, Any, Self, get_args

import typer

from qa.cli.answers import answer_text, hit_text, print_growing
from qa.cli.judgements import app as judgements_app
from qa.cli.users import app as users_app
from qa.errors import QAError
from qa.settings import Settings, load_settings
from qa.types import BuildProgress, BuildReport, FailedFile, Language, Mode

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="Answers questions over news articles with verbatim quotes, and says so when the "
    "articles do not.",
)
app.add_typer(users_app, name="user")
app.add_typer(judgements_app, name="judgements")

Index = Annotated[
    Path | None, typer.Option("--index", help="Folder of the index. [default: index]")
]
Encoder = Annotated[
    str | None,
    typer.Option(
        "--encoder",
        help="A sentence-transformers model by folder or name; a name may be downloaded. "
        "[default: the built-in encoder]",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Since = Annotated[
    str | None, typer.Option(help="Only articles of this date (YYYY[-MM[-DD]]) or later.")
]
Until = Annotated[
    str | None, typer.Option(help="Only articles of this date (YYYY[-MM[-DD]]) or earlier.")
]
Source = Annotated[
    list[str] | None, typer.Option(help="Only articles of this source; may be repeated.")
]


def _known(languages: list[str] | None) -> list[str] | None:
    for language in languages or ():
        if language not in get_args(Language):
            raise typer.BadParameter(f"{language!r} is none of {', '.join(get_args(Language))}.")
    return languages


Lang = Annotated[
    list[str] | None,
    typer.Option("--language", callback=_known, help="Only articles in this language: fr, en."),
]

Llm = Annotated[
    str | None,
    typer.Option(
        "--llm",
        metavar="URL",
        help="An OpenAI-compatible API, http://…/v1, that writes the answer from the quotes; its "
        "key is read from QA_LLM_KEY.",
    ),
]
LlmModel = Annotated[str | None, typer.Option("--llm-model", help="Name of the model at --llm.")]


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


@app.command()
def build(
    corpus: Annotated[
        Path | None, typer.Argument(help="Folder of articles. [default: corpus]")
    ] = None,
    *,
    index: Index = None,
    encoder: Encoder = None,
    as_json: Json = False,
) -> None:
    """Bring the index up to date with a folder of articles.

    Example: `qa build my-articles --index my-index`
    """
    settings = load_settings(corpus=corpus, index=index, encoder=encoder)
    _show_report(_build(settings), settings, as_json=as_json)


@app.command()
def add(
    places: Annotated[
        list[str], typer.Argument(metavar="PATH|URL…", help="Files, folders or web addresses.")
    ],
    *,
    corpus: Annotated[
        Path | None, typer.Option("--corpus", help="Folder they are added to. [default: corpus]")
    ] = None,
    index: Index = None,
    encoder: Encoder = None,
    as_json: Json = False,
) -> None:
    """Copy articles into the corpus and bring the index up to date.

    Example: `qa add report.pdf https://www.example.org/2026/11/storm.html`
    """
    from qa.corpus.add import add_to_corpus

    settings = load_settings(corpus=corpus, index=index, encoder=encoder)
    added = add_to_corpus(places, settings.corpus, max_bytes=settings.max_file_bytes)
    for one in added:
        if isinstance(one, FailedFile):
            sys.stderr.write(f"qa: {one.path}: {one.reason}\n")
        elif not as_json:
            _print(f"{one.change} {one.path}")
    _show_report(_build(settings), settings, as_json=as_json)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="A question in French or English.")],
    *,
    index: Index = None,
    encoder: Encoder = None,
    since: Since = None,
    until: Until = None,
    source: Source = None,
    language: Lang = None,
    llm: Llm = None,
    llm_model: LlmModel = None,
    as_json: Json = False,
) -> None:
    """Answer a question with quotes from the articles.

    Example: `qa ask "Who sent troops to Kazakhstan and why?"`
    """
    from qa.assistant import Assistant

    settings = load_settings(index=index, encoder=encoder, llm=llm, llm_model=llm_model)
    with Assistant.open(settings=settings) as assistant:
        answers = assistant.stream(
            question, since=since, until=until, sources=source, languages=language
        )
        if sys.stdout.isatty() and not as_json:
            print_growing(answers)
        else:
            answer = list(answers)[-1]
            _print(answer.model_dump_json(indent=2) if as_json else answer_text(answer))


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="What to look for, in French or English.")],
    *,
    k: Annotated[int, typer.Option("-k", help="How many passages.", min=1)] = 10,
    mode: Annotated[Mode, typer.Option(help="How to search.")] = "hybrid",
    index: Index = None,
    encoder: Encoder = None,
    since: Since = None,
    until: Until = None,
    source: Source = None,
    language: Lang = None,
    as_json: Json = False,
) -> None:
    """Show the passages nearest to a query.

    Example: `qa search "troupes au Kazakhstan" -k 3 --mode lexical`
    """
    from qa.assistant import Assistant

    settings = load_settings(index=index, encoder=encoder)
    with Assistant.open(settings=settings) as assistant:
        hits = assistant.search(
            query, k, mode, since=since, until=until, sources=source, languages=language
        )
    if as_json:
        _print_json([hit.model_dump() for hit in hits])
    else:
        _print("\n\n".join(hit_text(rank, hit) for rank, hit in enumerate(hits, 1)) or "nothing")


@app.command()
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

    if settings.llm:  # else the first reader would be told
        from qa.llm import require_package

        require_package()
    run(settings, open_browser=open_browser)


@app.command()
def status(
    *,
    verify: Annotated[
        bool, typer.Option("--verify", help="Compare every file of the index with its checksum.")
    ] = False,
    index: Index = None,
    as_json: Json = False,
) -> None:
    """Tell what the index holds.

    Example: `qa status --verify`
    """
    from qa.index.generations import read_status

    found = read_status(load_settings(index=index).index, verify=verify)
    if as_json:
        _print(found.model_dump_json(indent=2))
        return
    period = " to ".join(found.published) if found.published else "undated"
    languages = ", ".join(f"{count} {name}" for name, count in found.languages.items())
    _print(
        f"{found.index}: generation {found.generation}, built {found.built}\n"
        f"{found.articles} articles ({languages}; {period}), {found.passages} passages\n"
        f"encoder {found.encoder}, {found.dimension} dimensions\n"
        f"generations kept: {', '.join(found.generations)}"
    )


@app.command()
def rollback(*, index: Index = None, as_json: Json = False) -> None:
    """Put the previous generation of the index back in use.

    Example: `qa rollback --index my-index`
    """
    from qa.index.publish import rollback as roll_back

    settings = load_settings(index=index)
    name = roll_back(settings.index)
    if as_json:
        _print_json({"generation": name})
    else:
        _print(f"{settings.index}: generation {name} is in use again")


@app.command(name="eval")
def evaluate(
    dataset: Annotated[Path, typer.Argument(help="JSON lines of questions and their answers.")],
    *,
    report: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write report.md, report.json and plots into a folder."),
    ] = None,
    compare: Annotated[
        Path | None,
        typer.Option(metavar="OLD.json", help="Show what changed since this report.json."),
    ] = None,
    index: Index = None,
    encoder: Encoder = None,
    as_json: Json = False,
) -> None:
    """Measure retrieval, answers, abstention and speed on questions with known answers.

    Example: `qa eval corpus/questions.jsonl --report my-report`
    """
    from qa import evaluation as ev
    from qa.assistant import Assistant

    # What cannot be read or written is told before the questions are asked, which takes minutes.
    before = ev.Evaluation.load(compare) if compare else None
    if report:
        ev.prepare_report(report)
    settings = load_settings(index=index, encoder=encoder)
    used = ev.threshold_in_use(settings)
    with Assistant.open(settings=ev.never_abstaining(settings)) as assistant, _Bar() as bar:
        found = ev.evaluate(assistant, dataset, threshold=used, progress=bar.update)
    changes = ev.compare(before, found) if before else None
    if as_json:
        _print_json(ev.document(found, changes))
    else:
        _print("\n".join([found.markdown(), *([changes.markdown()] if changes else [])]))
    for path in ev.write_report(report, found, changes) if report else []:
        _note(f"written: {path}")


def _build(settings: Settings) -> BuildReport:
    from qa.build import build_index

    def show(progress: BuildProgress) -> None:
        bar.update(progress.done, progress.total, progress.stage)

    with _Bar() as bar:
        return build_index(settings=settings, progress=show)


class _Bar:
    """One line of progress on standard error, when that is a terminal."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()

    def update(self, done: int, total: int, stage: str = "") -> None:
        """Overwrite the line."""
        if self._shown:
            of_total = f" of {total}" if total else ""
            sys.stderr.write(f"\r\x1b[K{stage} {done}{of_total}")
            sys.stderr.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")


def _show_report(report: BuildReport, settings: Settings, *, as_json: bool) -> None:
    if as_json:
        _print(report.model_dump_json(indent=2))
        return
    for failed in report.failed:
        _note(f"failed {failed.path}: {failed.reason}")
    counts = ", ".join(
        f"{len(getattr(report, name))} {name}"
        for name in ("added", "updated", "unchanged", "removed", "failed")
    )
    _print(
        f"{settings.index}: {report.articles} articles, {report.passages} passages "
        f"in {report.seconds:.1f} s ({counts}); generation {report.generation}"
    )


def _print_json(value: Any) -> None:  # noqa: ANN401 - anything that json takes
    _print(json.dumps(value, ensure_ascii=False, indent=2))


def _print(text: str) -> None:
    sys.stdout.write(text.rstrip("\n") + "\n")


def _note(text: str) -> None:
    sys.stderr.write(text + "\n")


__all__: list[str] = ["app", "main"]
