"""How long it takes from nothing to an answer, and how much memory a server holds.

    python -m benchmarks.start INDEX QUESTIONS.jsonl [--asked 1000] [--evaluated QUESTIONS.jsonl]

Times are the least of five runs, on the clock and of the processor: on a machine that does other
things the second is the one to compare. A server is started on the index, asked its first question
as soon as it listens, and then the questions of the file, over and over, until so many were asked.
With `--evaluated` the page is made in a process of its own, which then measures the questions of
that file as the tab Evaluate does. Nothing is written outside a temporary folder. Prints JSON.

The peak memory of a command is never less than that of this program, about 30 MB.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
from benchmarks.servers import serving

RUNS = 5
PATIENCE = 120.0
"""Seconds that an answer may take."""

EVALUATE = """
import json, sys
from pathlib import Path
from qa.settings import load_settings
from qa_ui.page.app import build_app
from qa_ui.services import make_services
services = make_services(load_settings(index=sys.argv[1]), None, None, None, None)
page = build_app(services)
services.evaluator.start(Path(sys.argv[2]))
services.evaluator.wait(24 * 3600)
assert services.evaluator.state.state == "done", services.evaluator.state.error
status = Path("/proc/self/status").read_text()
print(status.split("VmRSS:")[1].split()[0])
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--asked", type=int, default=1000)
    parser.add_argument("--evaluated", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["QA_DATA"] = folder
        found = measure(given.index, questions_of(given.questions), given.asked)
        if given.evaluated:
            program = ["-c", EVALUATE, str(given.index), str(given.evaluated)]
            kilobytes = int(output(program).splitlines()[-1])
            found["page and evaluation, memory MB"] = kilobytes // 1024
    print(json.dumps(found, indent=2, ensure_ascii=False))


def questions_of(dataset: Path) -> list[str]:
    """The questions of a file of them."""
    lines = dataset.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines if line.strip()]


def measure(index: Path, questions: list[str], asked: int) -> dict[str, object]:
    """All figures but those of an evaluation, with what they were measured on."""
    cores, system, python = os.cpu_count(), platform.machine(), sys.version.split()[0]
    ask = ["-m", "qa", "ask", questions[0], "--index", str(index)]
    return {
        "commit": output_of(["git", "rev-parse", "--short", "HEAD"]).strip(),
        "machine": f"{cores} cores, {system}, Python {python}",
        "import qa": least(["-c", "import qa"]),
        "qa --help": least(["-m", "qa", "--help"]),
        "qa ask": least(ask),
        "server": served(index, questions, asked),
    }


def least(arguments: list[str]) -> dict[str, float]:
    """The least seconds of several runs of Python, and their most memory."""
    runs = [run(arguments) for _ in range(RUNS)]
    clock, processor, memory = zip(*runs, strict=True)
    return {
        "s": round(min(clock), 2),
        "processor s": round(min(processor), 2),
        "peak memory MB": round(max(memory)),
    }


def run(arguments: list[str]) -> tuple[float, float, float]:
    """Seconds on the clock and of the processor, and peak megabytes, of a run of Python."""
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"the measured program failed with status {status}")
    seconds = time.perf_counter() - began
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def served(index: Path, questions: list[str], asked: int) -> dict[str, float]:
    """What a server takes until its first answer, and what it holds after many."""
    began = time.perf_counter()
    with serving(index) as (address, process), httpx.Client(timeout=PATIENCE) as client:
        ask = itertools.cycle(questions)
        up = time.perf_counter() - began
        answer(client, address, next(ask))
        first, processor = time.perf_counter() - began, processor_seconds(process)
        memory = resident(process)
        for question in itertools.islice(ask, asked - 1):
            answer(client, address, question)
        return {
            "listens s": round(up, 2),
            "first answer s": round(first, 2),
            "first answer, processor s": round(processor, 2),
            "memory after it MB": memory,
            "questions": asked,
            "memory after them MB": resident(process),
        }


def answer(client: httpx.Client, address: str, question: str) -> None:
    """Ask a question and wait for its answer."""
    client.post(f"{address}/api/ask", json={"question": question}).raise_for_status()


def resident(process: int) -> int:
    """Megabytes of memory that a process holds."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) // 1024


def processor_seconds(process: int) -> float:
    """Seconds that the processor has spent on a process."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def output(arguments: list[str]) -> str:
    """What a run of Python prints."""
    return output_of([sys.executable, *arguments])


def output_of(command: list[str]) -> str:
    """What a command prints."""
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


if __name__ == "__main__":
    main()
