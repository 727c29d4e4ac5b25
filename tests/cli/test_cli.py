"""The command line as a process; commands that need the encoder mostly run in this one."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from typer.main import get_group
from typer.testing import CliRunner, Result

from qa.build import build_index
from qa.cli.commands import app
from qa.encoder import BuiltInEncoder
from qa.types import Answer, BuildReport, Hit, IndexStatus, Timeline
from tests.commands import SECONDS, environment, run_qa, shown_on
from tests.newsroom import ARMY, ARTICLES, BRIDGE, STRIKE, VOLCANO, row_id, write_table

pytestmark = pytest.mark.slow

COMMANDS = [
    *("build", "add", "ask", "chat", "search", "timeline", "serve", "demo", "status", "rollback"),
    *("settings", "eval"),
]
WITHOUT_JSON = {"chat", "demo", "serve"}
TROOPS = "Qui a envoyé 2 500 soldats à Karsk et pourquoi ?"
SENTENCE = "L’armée a envoyé 2 500 soldats à Karsk afin de protéger le barrage."
FIELDS = {
    "answer": "question language answered text confidence reason parts citations reports hits "
    "filters understood written note timings",
    "part": "question kind answered answer confidence citations spans form sections",
    "citation": "number article_id title url source published language quote start end "
    "answer_start answer_end page also_in",
    "hit": "article_id passage_id title url source published language text start end score "
    "dense_rank lexical_rank",
    "report": "added updated unchanged removed failed passages seconds",
}


@pytest.fixture
def folder(news_index: Path) -> Path:
    """A folder with `corpus` and `index`; nothing in it may be changed."""
    return news_index.parent


@pytest.fixture
def own(folder: Path, tmp_path: Path) -> Path:
    """A copy of that folder."""
    return Path(shutil.copytree(folder, tmp_path / "own"))


def document(output: str) -> Any:
    """The one JSON document that an output consists of."""
    return json.loads(output)


def fields(kind: str) -> set[str]:
    """The documented fields."""
    return set(FIELDS[kind].split())


def done(result: Result) -> str:
    """The output of a command that must have succeeded without a word on standard error."""
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


# Building and asking, as processes from the first article to the quote


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder of three articles, built by a process, and what that printed."""
    folder = tmp_path_factory.mktemp("built")
    write_table(folder / "corpus", [ARMY, STRIKE, BRIDGE])
    (folder / "corpus" / "empty.txt").touch()
    result = run_qa("build", "--json", cwd=folder)
    assert (result.returncode, result.stderr) == (0, "")
    return folder, result.stdout


def test_build_prints_one_report(built: tuple[Path, str]) -> None:
    """`qa build --json` reports what was added and what failed and why."""
    report = document(built[1])
    assert fields("report") <= set(report) <= fields("report") | {"articles", "generation"}
    assert report["added"] == [row_id("army"), row_id("strike"), row_id("bridge")]
    (failed,) = report["failed"]
    assert failed["path"] == "empty.txt"
    assert "is empty" in failed["reason"]
    assert report["articles"] == 3
    assert BuildReport.model_fields.keys() <= report.keys()


def test_building_again_is_told(built: tuple[Path, str]) -> None:
    """For people the report is one line; a file that failed is named on standard error."""
    result = run_qa("build", "corpus", "--index", "index", cwd=built[0])
    assert result.returncode == 0
    assert "3 articles" in result.stdout
    assert "3 unchanged" in result.stdout
    assert "1 failed, 0 warnings" in result.stdout
    assert result.stderr.startswith("failed empty.txt: ")
    assert len(result.stderr.splitlines()) == 1


def test_ask_prints_one_answer(built: tuple[Path, str]) -> None:
    """`qa ask --json` is the documented answer, quotes in their places, and nothing else."""
    result = run_qa("ask", TROOPS, "--json", cwd=built[0])
    assert (result.returncode, result.stderr) == (0, "")
    answer = document(result.stdout)
    assert set(answer) == fields("answer")
    assert answer["answered"]
    assert [part["kind"] for part in answer["parts"]] == ["who", "why"]
    assert all(set(part) == fields("part") for part in answer["parts"])
    for citation in answer["citations"]:
        assert set(citation) == fields("citation")
        assert ARMY["text"][citation["start"] : citation["end"]] == citation["quote"]
    assert SENTENCE in [citation["quote"] for citation in answer["citations"]]
    assert fields("hit") <= set(answer["hits"][0])
    assert Answer.model_validate(answer)


# Other ways to ask, in this process


def test_ask_shows_quote_and_place(
    folder: Path, runner: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For people each part has its quote, and each quote its title, source, date and place."""
    monkeypatch.chdir(folder)
    shown = done(runner.invoke(app, ["ask", TROOPS]))
    (number,) = re.findall(rf"« {re.escape(SENTENCE)} » \[(\d)\]", shown)
    place = f"(Horizons, 2022-01-06), caractères 0 à {len(SENTENCE)}"
    assert f"[{number}] {ARMY['title']} {place}" in shown
    assert row_id("army") in shown


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Qui a peint la Joconde ?", "Je n’ai pas trouvé de réponse dans les articles."),
        ("What is the price of lithium in Chile?", "I found no answer in the articles."),
    ],
)
def test_ask_says_when_the_articles_do_not(
    folder: Path, runner: CliRunner, question: str, said: str
) -> None:
    """A refusal is in the language of the question, offers nothing unrelated, and is no error."""
    shown = done(runner.invoke(app, ["ask", question, "--index", f"{folder}/index"]))
    assert said in shown
    assert not re.search("Passages les plus proches|Closest passages", shown)
    assert shown.count(said) == 1
    assert "[1]" not in shown


def test_filters_narrow_what_answers(folder: Path, runner: CliRunner) -> None:
    """`--since`, `--until`, `--source` and `--language` keep other articles out."""
    filters = ["--since", "2021", "--until", "2021-12", "--source", "The Ledger"]
    arguments = ["ask", "Who drove the first bus across Hollin Bridge?", "--json"]
    arguments += ["--index", f"{folder}/index", "--language", "en"]
    hits = document(done(runner.invoke(app, arguments + filters)))["hits"]
    assert {hit["article_id"] for hit in hits} == {row_id("bridge")}


def test_an_overview_has_its_articles_above_its_quotes(folder: Path, runner: CliRunner) -> None:
    """Date and title of an article stand before its quotes, and `[n]` leads to its place."""
    arguments = ["ask", "Que s'est-il passé au barrage de Karsk ?", "--index", f"{folder}/index"]
    shown = done(runner.invoke(app, arguments))
    heading = f"6 janvier 2022 · {ARMY['title']}"
    assert (
        shown.index(heading) < shown.index(f"« {SENTENCE} » [") < shown.index(f"] {ARMY['title']}")
    )


def test_timeline_lists_dated_quotes_and_draws_them(
    folder: Path, runner: CliRunner, tmp_path: Path
) -> None:
    """`qa timeline` prints text or JSON, and writes a plot in the format that its name says."""
    arguments = ["timeline", "Hollin Bridge", "--index", f"{folder}/index"]
    shown = done(runner.invoke(app, arguments))
    assert shown.startswith(f"2 November 2021  {BRIDGE['title']}\n")
    found = Timeline.model_validate(document(done(runner.invoke(app, [*arguments, "--json"]))))
    assert [entry.article_id for entry in found.entries] == [row_id("bridge")]
    for name, begins in (("bridge.svg", b"<?xml"), ("bridge.png", b"\x89PNG")):
        done(runner.invoke(app, [*arguments, "--plot", f"{tmp_path}/{name}"]))
        assert (tmp_path / name).read_bytes().startswith(begins)


def test_a_timeline_is_drawn_as_svg_or_png_only(folder: Path, runner: CliRunner) -> None:
    """Another ending is wrong usage, and of nothing there is nothing to draw."""
    arguments = ["timeline", "Hollin Bridge", "--index", f"{folder}/index", "--plot", "bridge.doc"]
    assert runner.invoke(app, arguments).exit_code == 2
    nothing = ["timeline", "Zorgwald", "--index", f"{folder}/index", "--plot", "none.svg"]
    result = runner.invoke(app, nothing)
    assert result.exit_code == 0
    assert "none.svg was not written" in result.stderr


def test_eval_prints_the_figures(folder: Path, runner: CliRunner, tmp_path: Path) -> None:
    """`qa eval` prints the tables for people and the same figures as JSON."""
    row = {"id": "q1", "question": TROOPS, "article": "army", "answers": ["L’armée"]}
    (tmp_path / "questions.jsonl").write_text(json.dumps(row), encoding="utf-8")
    arguments = ["eval", f"{tmp_path}/questions.jsonl", "--index", f"{folder}/index"]
    assert "### Abstention" in done(runner.invoke(app, arguments))
    found = document(done(runner.invoke(app, [*arguments, "--json"])))
    assert {"retrieval", "answers", "abstention", "latency", "results"} <= set(found)
    assert found["retrieval"]["fr→fr"]["hybrid"]["recall@10"] == 1
    assert [result["id"] for result in found["results"]] == ["q1"]


def test_add_copies_and_builds(
    own: Path, runner: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`qa add` puts a file into the data folder and the index; the corpus stays as it is."""
    monkeypatch.chdir(own)
    story = {**VOLCANO, "id": "second", "text": "A second volcano woke up on Tuesday."}
    write_table(tmp_path, [story], "second.jsonl")
    report = document(done(runner.invoke(app, ["add", f"{tmp_path}/second.jsonl", "--json"])))
    assert report["added"] == ["second.jsonl#second"]
    assert len(report["unchanged"]) == len(ARTICLES)
    assert (own / "data" / "articles" / "second.jsonl").is_file()
    shown = done(runner.invoke(app, ["add", f"{tmp_path}/second.jsonl"]))
    assert shown.startswith("unchanged data/articles/second.jsonl\n")


def test_a_folder_that_is_named_is_built_alone(
    own: Path, runner: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was added belongs to the corpus of the settings; a note says that it is left out."""
    monkeypatch.chdir(own)
    write_table(tmp_path / "other", [VOLCANO])
    write_table(own / "data" / "articles", [STRIKE], "added.jsonl")
    result = runner.invoke(app, ["build", f"{tmp_path}/other", "--index", "second", "--json"])
    assert json.loads(result.stdout)["articles"] == 1
    assert "data/articles is not read: it belongs to corpus" in result.stderr
    result = runner.invoke(app, ["build", "./corpus", "--index", "second", "--json"])
    assert "added.jsonl#strike" in document(done(result))["added"]


# What needs no encoder, as processes


def test_search_prints_hits_best_first(folder: Path) -> None:
    """`qa search --json` is a list of documented hits, at most `-k` of them, best first."""
    result = run_qa("search", "volcano", "-k", "2", "--mode", "lexical", "--json", cwd=folder)
    assert (result.returncode, result.stderr) == (0, "")
    hits = document(result.stdout)
    assert hits[0]["article_id"] == row_id("volcano")
    assert fields("hit") <= set(hits[0]) == set(Hit.model_fields)
    assert 1 <= len(hits) <= 2
    assert [hit["score"] for hit in hits] == sorted((h["score"] for h in hits), reverse=True)


def test_search_shows_passages(folder: Path) -> None:
    """For people a hit has rank, title, source, date and text; no hit is told in a word."""
    found = run_qa("search", "volcano", "--mode", "lexical", cwd=folder)
    assert found.stdout.startswith(f"1. {VOLCANO['title']} (Harbour Post, 2024), score ")
    assert "About 900 families were taken to the mainland" in found.stdout
    none = run_qa("search", "xylophone", "--mode", "lexical", cwd=folder)
    assert (none.returncode, none.stdout) == (0, "nothing\n")


def test_status_tells_what_is_there(folder: Path) -> None:
    """`qa status` counts articles and passages, for people and for machines."""
    shown = run_qa("status", cwd=folder)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert f"{len(ARTICLES)} articles (" in shown.stdout
    assert "2021-11-02 to 2025-05-02" in shown.stdout
    assert "generations kept: g000001" in shown.stdout
    status = document(run_qa("status", "--json", cwd=folder).stdout)
    assert set(status) == set(IndexStatus.model_fields)
    assert (status["index"], status["articles"]) == ("index", len(ARTICLES))


def test_rollback_goes_one_generation_back(own: Path, encoder: BuiltInEncoder) -> None:
    """`qa rollback` puts the generation before in use again, and only if there is one."""
    assert run_qa("rollback", cwd=own).returncode == 1
    write_table(own / "corpus", ARTICLES[:3])
    build_index(own / "corpus", own / "index", encoder=encoder)
    result = run_qa("rollback", "--json", cwd=own)
    assert (result.returncode, document(result.stdout)) == (0, {"generation": "g000001"})
    again = run_qa("rollback", cwd=own)
    assert again.returncode == 1
    assert "has no earlier generation" in again.stderr


# Errors


ERRORS = {
    "no index": (["ask", "Qui ?", "--index", "none"], "make one with `qa build`"),
    "no index to search": (["search", "x", "--index", "none"], "make one with `qa build`"),
    "no index to tell of": (["status", "--index", "none"], "make one with `qa build`"),
    "no index to measure": (["eval", "q.jsonl", "--index", "none"], "make one with `qa build`"),
    "index is a file": (["status", "--index", "corpus/news.jsonl"], "name a folder for the index"),
    "build into a file": (["build", "--index", "corpus/news.jsonl"], "name a folder for the"),
    "unknown source": (["ask", "Qui ?", "--source", "Horizon"], "sources that it may be: Horizons"),
    "source to search": (["search", "x", "--source", "Nope"], "no article has the source 'Nope'"),
    "other encoder": (["ask", "Qui ?", "--encoder", "no/such"], "was built with the encoder"),
    "other encoder to serve": (["serve", "--port", "0", "--encoder", "a/b"], "was built with"),
    "host of another": (["serve", "--host", "192.0.2.1", "--public"], "with --host and --port"),
    "empty question": (["ask", "  "], "ask something in words"),
    "long question": (["ask", "x" * 1001], "shorten it"),
    "bad date": (
        ["search", "x", "--mode", "lexical", "--since", "soon"],
        "which is not a date; write YYYY",
    ),
    "no corpus": (["build", "none"], "name a folder of articles"),
    "no dataset": (["eval", "none.jsonl"], "none.jsonl: does not exist; name a file of"),
    "no file to add": (["add", "none.txt"], "give a file, a folder or an http"),
    "private address": (["add", "http://127.0.0.1/"], "leads to no public address"),
    "bad port": (["serve", "--port", "99999"], "port"),
}


@pytest.mark.parametrize(("arguments", "remedy"), ERRORS.values(), ids=ERRORS)
def test_an_error_tells_its_remedy(folder: Path, arguments: list[str], remedy: str) -> None:
    """An error is one line on standard error that says what to do, and exit code 1."""
    result = run_qa(*arguments, cwd=folder)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("qa: ")
    assert len(result.stderr.splitlines()) == 1
    assert remedy in result.stderr


def test_a_damaged_index_is_refused(own: Path) -> None:
    """A file that is cut off is named at once, one that differs by a bit when it is asked for."""
    vectors = own / "index" / "g000001" / "vectors.faiss"
    content = bytearray(vectors.read_bytes())
    content[-1] ^= 1
    vectors.write_bytes(content)
    assert run_qa("status", cwd=own).returncode == 0
    verified = run_qa("status", "--verify", cwd=own)
    vectors.write_bytes(content[:-1])
    for result in (verified, run_qa("ask", TROOPS, cwd=own), run_qa("status", cwd=own)):
        assert (result.returncode, result.stdout) == (1, "")
        assert "vectors.faiss: does not match the manifest; build it again" in result.stderr


def test_a_whole_index_is_verified(folder: Path) -> None:
    """`qa status --verify` says of an index without damage what `qa status` says, and that."""
    verified = run_qa("status", "--verify", "--json", cwd=folder)
    assert (verified.returncode, verified.stderr) == (0, "")
    assert verified.stdout == run_qa("status", "--json", cwd=folder).stdout
    shown = run_qa("status", "--verify", cwd=folder).stdout
    assert shown.endswith("every file is as its checksum says\n")


def test_two_builds_do_not_meet(own: Path) -> None:
    """While one process builds, another one is told so and leaves."""
    with FileLock(own / "index" / ".lock"):
        result = run_qa("build", cwd=own)
    assert result.returncode == 1
    assert "is being built by another process; wait until it is done" in result.stderr


def test_a_question_by_json_has_no_output_on_error(folder: Path) -> None:
    """With `--json` an error leaves standard output empty, so that no half document is read."""
    result = run_qa("ask", "", "--json", cwd=folder)
    assert (result.returncode, result.stdout) == (1, "")


@pytest.mark.parametrize(
    ("variables", "toml", "named"),
    [
        ({"QA_HITS": "many"}, "", "hits"),
        ({"QA_MAX_FILE_MB": "-1"}, "", "max_file_mb"),
        ({}, "port = 'high'", "port"),
        ({}, "prot = 1", "prot"),
        ({}, "port = ", "qa.toml is not valid TOML"),
    ],
)
def test_a_bad_setting_is_named(
    tmp_path: Path, variables: dict[str, str], toml: str, named: str
) -> None:
    """A setting that is wrong, by variable or in `qa.toml`, stops every command."""
    (tmp_path / "qa.toml").write_text(toml, encoding="utf-8")
    result = run_qa("status", cwd=tmp_path, **variables)
    assert (result.returncode, result.stdout) == (1, "")
    assert named in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_flags_beat_variables_beat_the_file(tmp_path: Path) -> None:
    """Where a setting is given several times, flag wins over `QA_*`, and that over `qa.toml`."""
    (tmp_path / "qa.toml").write_text('index = "by-file"', encoding="utf-8")
    by_flag = run_qa("status", "--index", "by-flag", cwd=tmp_path, QA_INDEX="by-variable")
    by_variable = run_qa("status", cwd=tmp_path, QA_INDEX="by-variable")
    by_file = run_qa("status", cwd=tmp_path)
    (tmp_path / "qa.toml").unlink()
    by_default = run_qa("status", cwd=tmp_path)
    found = [result.stderr for result in (by_flag, by_variable, by_file, by_default)]
    for error, name in zip(found, ("by-flag", "by-variable", "by-file", "index"), strict=True):
        assert error.startswith(f"qa: {name}: contains no index")


# Usage


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(runner: CliRunner, command: str) -> None:
    """Every command explains itself with an example of itself."""
    shown = done(runner.invoke(app, [command, "--help"]))
    assert f"Example: qa {command}" in shown
    assert ("--json" in shown) == (command not in WITHOUT_JSON)
    assert "<bool>" not in re.sub(r"--help.*", "", shown)


def test_help_lists_the_commands(runner: CliRunner) -> None:
    """`qa --help` names every command, and there are no others."""
    shown = done(runner.invoke(app, ["--help"]))
    commands = {*COMMANDS, "feed", "judgements", "saved", "user", "watch"}
    assert {*get_group(app).commands} == commands
    assert all(command in shown for command in commands)


@pytest.mark.parametrize(
    "arguments",
    [
        ["bild"],
        ["ask"],
        ["add"],
        ["eval"],
        ["status", "--jsn"],
        ["search", "x", "--mode", "fuzzy"],
        ["search", "x", "-k", "0"],
        ["search", "x", "--language", "de"],
        ["search", "x", "-k", "three"],
        ["serve", "--port", "http"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_told(runner: CliRunner, arguments: list[str]) -> None:
    """What the command line cannot understand gives exit code 2 and the way to the help."""
    result = runner.invoke(app, arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Usage:" in result.stderr


def test_wrong_usage_of_a_process(tmp_path: Path) -> None:
    """The exit code of wrong usage reaches the shell."""
    result = run_qa("status", "--jsn", cwd=tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    assert "No such option: --jsn" in result.stderr


# Streams


def test_progress_is_for_terminals(own: Path) -> None:
    """On a terminal a build shows how far it is, on a line that is wiped at the end."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "qa", "build", "--json"],
        cwd=own,
        env=environment() | {"TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    shown = shown_on(ours)
    output, _ = process.communicate(timeout=SECONDS)
    assert process.returncode == 0
    assert document(output.decode())["articles"] == len(ARTICLES)
    assert f"{len(ARTICLES)}/?" in shown
    _, wiped, after = shown.rpartition("\x1b[2K")
    assert wiped
    assert re.sub(r"\x1b\[[\d?]*[a-zA-Z]", "", after).strip() == ""


def test_tables_are_laid_out_on_terminals(folder: Path, tmp_path: Path) -> None:
    """On a terminal the figures are tables, not markdown, and colours go where they are wanted."""
    row = {"id": "q1", "question": TROOPS, "article": "army", "answers": ["L’armée"]}
    (tmp_path / "questions.jsonl").write_text(json.dumps(row), encoding="utf-8")
    arguments = ["eval", f"{tmp_path}/questions.jsonl", "--index", f"{folder}/index"]
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "qa", *arguments],
        env=environment() | {"TERM": "xterm", "COLUMNS": "120", "NO_COLOR": "1"},
        stdout=theirs,
        stderr=subprocess.DEVNULL,
    ) as process:
        os.close(theirs)
        shown = shown_on(ours)
    assert process.returncode == 0
    assert "answerable parts answered" in shown
    assert "|" not in shown
    assert "\x1b[3" not in shown


def test_pipes_get_utf8(folder: Path) -> None:
    """Accents and typographic quotes reach a pipe whole, whatever the locale."""
    result = run_qa(
        *("search", "apiculteur", "--mode", "lexical", "--json"),
        cwd=folder,
        PYTHONIOENCODING="ascii",
        PYTHONUTF8="0",
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert "Ses ruches produisent un miel de bruyère" in result.stdout


def test_a_reader_may_leave(folder: Path) -> None:
    """A pipe that is closed early, by `head` say, is no crash."""
    process = subprocess.Popen(
        [sys.executable, "-m", "qa", "search", "la", "--mode", "lexical"],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    errors = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(SECONDS) in {0, 1}
    assert "Traceback" not in errors
    assert "Exception ignored" not in errors


HEAVY = """
import sys
from qa.cli.commands import app
try:
    app(sys.argv[1:])
except SystemExit as ended:
    assert ended.code == 0, ended.code
heavy = {"torch", "transformers", "sentence_transformers", "sklearn", "gradio"}
print(sorted(heavy & set(sys.modules)), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["ask", "--help"], ["status"], ["search", "volcano", "--mode", "lexical"]],
    ids=" ".join,
)
def test_light_commands_stay_light(folder: Path, arguments: list[str]) -> None:
    """Help, status and lexical search do not pay for libraries that take seconds to import."""
    result = subprocess.run(
        [sys.executable, "-c", HEAVY, *arguments],
        cwd=folder,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=True,
    )
    assert result.stderr == "[]\n"
