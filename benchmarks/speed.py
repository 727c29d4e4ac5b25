"""Build speed, question latency and peak memory on a corpus of one's own.

    python benchmarks/speed.py CORPUS QUESTIONS.jsonl

Each figure is taken in a process of its own: a build from nothing, a build with nothing to
do, and all questions asked one after the other. Prints JSON; `--save` writes it under
`benchmarks/results/`, named by the commit that was measured.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

RESULTS = Path(__file__).parent / "results"

BUILD = """
import json, sys
from qa import build_index
report = build_index(sys.argv[1], sys.argv[2])
print(json.dumps({"seconds": report.seconds, "passages": report.passages,
                  "articles": report.articles, "failed": len(report.failed)}))
"""

ASK = """
import json, sys, time
from pathlib import Path
import numpy as np
from qa import Assistant
from qa.evaluation import load_dataset
started = time.perf_counter()
assistant = Assistant.open(sys.argv[1])
questions = [question for _, question in load_dataset(Path(sys.argv[2]))]
assistant.ask(questions[0].question)
first = time.perf_counter() - started
seconds, search = [], []
for question in questions:
    started = time.perf_counter()
    assistant.ask(question.question, question.exchanges)
    seconds.append(time.perf_counter() - started)
    started = time.perf_counter()
    assistant.search(question.question)
    search.append(time.perf_counter() - started)
p = lambda values, q: round(float(np.percentile(values, q)) * 1000, 1)
print(json.dumps({"questions": len(questions), "open and first answer s": round(first, 2),
                  "answer p50 ms": p(seconds, 50), "answer p95 ms": p(seconds, 95),
                  "search p50 ms": p(search, 50), "search p95 ms": p(search, 95)}))
"""


def main() -> None:
    """Measure, print and perhaps save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--save", action="store_true")
    arguments = parser.parse_args()
    found = measure(arguments.corpus, arguments.questions)
    text = json.dumps(found, indent=2)
    print(text)
    if arguments.save:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"speed-{found['commit']}.json").write_text(text + "\n", encoding="utf-8")


def measure(corpus: Path, questions: Path) -> dict[str, object]:
    """All figures, with what they were measured on."""
    with tempfile.TemporaryDirectory() as folder:
        index = str(Path(folder) / "index")
        build = run(BUILD, str(corpus), index)
        build["passages per s"] = round(float(build["passages"]) / float(build["seconds"]), 1)
        again = run(BUILD, str(corpus), index)
        asked = run(ASK, index, str(questions))
    return {
        "commit": commit(),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {sys.version.split()[0]}",
        "build from nothing": build,
        "build with nothing to do": again,
        "ask": asked,
    }


def run(program: str, *arguments: str) -> dict[str, float]:
    """Run a program that prints JSON; add the peak memory of its process in megabytes."""
    process = subprocess.Popen(
        [sys.executable, "-c", program, *arguments], stdout=subprocess.PIPE, text=True
    )
    output = process.stdout.read() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"the measured program failed with status {status}")
    found: dict[str, float] = json.loads(output.splitlines()[-1])
    found["peak memory MB"] = round(usage.ru_maxrss / 1024)
    return found


def commit() -> str:
    """The commit that is measured."""
    git = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(git, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    main()
