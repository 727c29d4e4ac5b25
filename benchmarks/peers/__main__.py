"""`qa` beside LangChain with FAISS, LlamaIndex, Haystack, txtai and haiku.rag.

    python -m benchmarks.peers --articles FOLDER --questions FILE.jsonl [--environments FOLDER]

Every figure is taken in a process of its own, inside the environment of its system, on the same
two cores. Prints Markdown; `--save` writes it with plots and JSON under `benchmarks/results/`,
named by the commit that was measured.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple

from benchmarks.peers.encoders import MINILM, OURS
from benchmarks.peers.environments import ROOT, Environment, prepared
from benchmarks.peers.process import Ran, first_reply, run
from benchmarks.peers.questions import Asked, as_rows, read_articles, read_questions, recall
from benchmarks.peers.report import markdown, plots

RESULTS = Path(__file__).parents[1] / "results"
ADDED = 10
"""Articles that are added to an index of the others."""
STARTS = 3
"""How often a cold start is measured; the median counts."""
CORES = 2

SYSTEMS = {
    "qa": [OURS],
    "langchain": [MINILM, OURS],
    "llamaindex": [MINILM, OURS],
    "haystack": ["BM25", MINILM, OURS],
    "txtai": [MINILM, OURS],
    "haikurag": [MINILM, OURS],
}
"""Each system by the name of its module, environment and requirements, with its encoders."""


class Task(NamedTuple):
    """What every system is measured on."""

    rows: list[Any]
    asked: list[Asked]

    @property
    def questions(self) -> list[str]:
        """As they are put."""
        return [one.question for one in self.asked]


def main() -> None:
    """Measure, print and perhaps save."""
    arguments = _arguments()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    articles = read_articles(arguments.articles)
    task = Task(as_rows(articles), read_questions(arguments.questions, articles))
    lines = []
    for name in arguments.only or SYSTEMS:
        environment = prepared(name, arguments.environments)
        for encoder in SYSTEMS[name]:
            print(f"measuring {name} with {encoder} ...", file=sys.stderr)
            lines.append(measure(name, encoder, environment, task))
    found = {"commit": _commit(), "articles": len(articles), "lines": lines}
    print(markdown(found))
    if arguments.save:
        _save(found)


def measure(name: str, encoder: str, environment: Environment, task: Task) -> dict[str, Any]:
    """All figures of one system with one encoder."""
    with tempfile.TemporaryDirectory() as folder:
        system = System(name, encoder, environment.python, Path(folder) / "index")
        built = system.step("build", task.rows[:-ADDED])
        added = system.step("add", task.rows[-ADDED:])
        if not added.result["found"]:
            sys.exit(f"{name} does not find an article that was added")
        searched = system.step("search", task.questions)
        articles, seconds = len(task.rows) - ADDED, built.result["seconds"]
        return {
            "system": name,
            "encoder": encoder,
            "installed MB": environment.megabytes,
            "installed s": environment.seconds,
            "passages": built.result["passages"],
            "build articles/s": articles / seconds,
            "build passages/s": built.result["passages"] / seconds,
            "build MB": built.megabytes,
            "add s": added.result["seconds"],
            "first hits s": system.start("first", task.questions[0]),
            **_latencies("search", searched.result["seconds"]),
            "search MB": searched.megabytes,
            "characters": _characters(searched.result["found"]),
            "recall": {
                pair: shares._asdict()
                for pair, shares in recall(task.asked, searched.result["found"]).items()
            },
            **system.extras(task.questions),
        }


class System:
    """One system with one encoder and its index, each step in a new process."""

    def __init__(self, name: str, encoder: str, python: str, folder: Path) -> None:
        self.name, self.encoder, self.python, self.folder = name, encoder, python, folder
        self._environment = {
            "HF_HUB_OFFLINE": "1",  # the weights are installed; nobody else is asked
            "HAYSTACK_TELEMETRY_ENABLED": "False",
            "QA_DATA": str(folder / "data"),
            "PYTHONPATH": os.pathsep.join(map(str, (ROOT, ROOT / "src", ROOT / "ui"))),
        }

    def step(self, step: str, given: Any) -> Ran:
        """Run a step of the driver."""
        return run(self._command(step), given, self._environment)

    def start(self, step: str, given: Any) -> float:
        """Seconds from nothing to the end of a step."""
        return median(self.step(step, given).seconds for _ in range(STARTS))

    def extras(self, questions: Sequence[str]) -> dict[str, Any]:
        """What only some systems have: a server, and for `qa` its answers and its command."""
        found: dict[str, Any] = {}
        if self.name in SERVERS:
            found["server s"] = median(self._served(questions[0]) for _ in range(STARTS))
        if self.name == "qa":
            answered = self.step("answer", questions)
            found |= _latencies("answer", answered.result["seconds"])
            found["answer MB"] = answered.megabytes
            found["first answer s"] = median(self._asked(questions[0]) for _ in range(STARTS))
        return found

    def _served(self, question: str) -> float:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        request = SERVERS[self.name](f"http://127.0.0.1:{port}", question)
        return first_reply(self._command("serve"), port, request, self._environment)

    def _asked(self, question: str) -> float:
        command = [self.python, "-m", "qa", "ask"]
        options = ["--index", str(self.folder / "index"), question]
        return run([*command, *options], None, self._environment).seconds

    def _command(self, step: str) -> list[str]:
        module = ["-m", "benchmarks.peers.driver"]
        return [self.python, *module, self.name, self.encoder, step, str(self.folder)]


def _ask_qa(address: str, question: str) -> urllib.request.Request:
    body = json.dumps({"question": question}).encode()
    headers = {"Content-Type": "application/json"}
    return urllib.request.Request(f"{address}/api/ask", body, headers)  # noqa: S310 - ours


def _ask_txtai(address: str, question: str) -> urllib.request.Request:
    query = urllib.parse.urlencode({"query": question, "limit": 5})
    return urllib.request.Request(f"{address}/search?{query}")  # noqa: S310 - ours


SERVERS = {"qa": _ask_qa, "txtai": _ask_txtai}
"""Those that ship an HTTP server that answers or searches, and what it is asked."""


def _latencies(what: str, seconds: Sequence[float]) -> dict[str, float]:
    cuts = quantiles(seconds, n=20, method="inclusive")
    return {f"{what} p50 ms": 1000 * median(seconds), f"{what} p95 ms": 1000 * cuts[-1]}


def _characters(found: Sequence[Sequence[Sequence[str]]]) -> int:
    """How much text a question gets."""
    return round(sum(len(text) for hits in found for _, text in hits) / len(found))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=Path, default=ROOT / "corpus")
    parser.add_argument("--questions", type=Path, default=ROOT / "corpus" / "questions.jsonl")
    parser.add_argument(
        "--environments", type=Path, default=ROOT / "build" / "peers", help="made where missing"
    )
    parser.add_argument("--only", action="append", choices=SYSTEMS)
    parser.add_argument("--save", action="store_true")
    return parser.parse_args()


def _commit() -> str:
    git = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(git, capture_output=True, text=True, check=True).stdout.strip()


def _save(found: dict[str, Any]) -> None:
    RESULTS.mkdir(exist_ok=True)
    name = RESULTS / f"peers-{found['commit']}"
    name.with_suffix(".json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    name.with_suffix(".md").write_text(markdown(found) + "\n", encoding="utf-8")
    plots(found, name.with_suffix(".svg"))


if __name__ == "__main__":
    main()
