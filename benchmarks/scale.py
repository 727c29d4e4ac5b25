"""What an index costs by its size: building, adding ten articles, opening, searching, filtering.

    python -m benchmarks.scale VECTORS.npy QUESTIONS.jsonl PAIRS.tsv.gz … [--sizes 10000 …] [--save]

Articles are made of sentences of the pairs (English TAB French), drawn at random, and read, cut
and indexed by `build_index` as any others; but since a million passages take the built-in encoder
hours, their vectors come from a file, one row after the other. Questions are encoded. Each size is
measured in processes of its own. Prints JSON; `--save` writes it under `benchmarks/results/`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.speed import RESULTS, commit

from qa import Assistant, build_index
from qa.encoder import BuiltInEncoder, Vectors
from qa.evaluation import load_dataset
from qa.index.generations import Generation, open_current
from qa.index.passages import Chosen
from qa.types import BuildProgress, Filters

_FIRST_DAY, _DAYS, _OUTLETS = date(2015, 1, 1), 3650, 40
_PARAGRAPHS, _SENTENCES, _IN_FILE = 5, 5, 1000
_ASKED, _NEAREST = 50, 10
_FILTERS: dict[str, dict[str, Any]] = {
    "everything": {},
    "one outlet": {"sources": ["Outlet 7"]},
    "one year": {"since": "2019", "until": "2019"},
    "one month": {"since": "2019-03", "until": "2019-03"},
    "an outlet in a year": {"since": "2019", "until": "2019", "sources": ["Outlet 7"]},
}


class ReadyEncoder:
    """The built-in encoder, but for passages, whose vectors are the next ones of a file."""

    def __init__(self, path: Path, used: int = 0) -> None:
        self._inner, self._vectors, self._used = (
            BuiltInEncoder(),
            np.load(path, mmap_mode="r"),
            used,
        )
        self.id, self.fingerprint = "ready vectors", "ready vectors"
        self.dimension = int(self._vectors.shape[1])
        self.encode_questions = self._inner.encode_questions
        self.count_tokens = self._inner.count_tokens

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """As many vectors as there are texts; after the last comes the first."""
        rows = np.arange(self._used, self._used + len(texts)) % len(self._vectors)
        self._used += len(texts)
        return np.asarray(self._vectors[rows], dtype=np.float32)


def main() -> None:
    """Measure each size, or one stage of it if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("vectors", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("pairs", type=Path, nargs="+")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--place", type=Path, help="folder for corpora and indexes")
    parser.add_argument("--save", action="store_true")
    parser.add_argument("--stage", choices=STAGES, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.stage:
        print(json.dumps(STAGES[given.stage](given)))
        return
    figures = []
    for size in given.sizes:
        with tempfile.TemporaryDirectory(dir=given.place) as place:
            write_articles(Path(place) / "corpus", given.pairs, size)
            found = {stage: _measured(given, Path(place), stage) for stage in STAGES}
        figures.append({"size": size, **found})
        print(json.dumps(figures[-1], indent=1), flush=True)
    if given.save:
        (RESULTS / f"scale-{commit()}.json").write_text(json.dumps(figures, indent=1) + "\n")


def _measured(given: argparse.Namespace, place: Path, stage: str) -> Any:
    """The figures of one stage, taken in a process of its own."""
    if stage == "add":
        write_articles(place / "corpus", given.pairs, 0, extra=10)
    arguments = [str(given.vectors), str(given.questions), *map(str, given.pairs)]
    program = [sys.executable, "-m", "benchmarks.scale", *arguments]
    before = _processor()
    done = subprocess.run(
        [*program, "--stage", stage, "--place", str(place)], check=True, stdout=subprocess.PIPE
    )
    return {**json.loads(done.stdout), "processor s": round(_processor() - before, 1)}


def _processor() -> float:
    """Seconds of the processor that processes have taken which have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def write_articles(folder: Path, pairs: Sequence[Path], passages: int, extra: int = 0) -> None:
    """Articles for about so many passages in files of a thousand, or a few more in another."""
    folder.mkdir(exist_ok=True)
    sentences = _sentences(pairs)
    choose = random.Random(extra)  # noqa: S311 - the same articles each time
    count = extra or passages // _PARAGRAPHS
    for first in range(0, count, _IN_FILE):
        name = folder / (f"extra-{extra}.jsonl" if extra else f"{first:08}.jsonl")
        rows = (
            _article(choose, sentences, name.stem, i) for i in range(min(_IN_FILE, count - first))
        )
        name.write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")


def _article(
    choose: random.Random, sentences: tuple[list[str], list[str]], stem: str, number: int
) -> dict[str, str]:
    own = choose.choice(sentences)
    paragraphs = [" ".join(choose.choices(own, k=_SENTENCES)) for _ in range(_PARAGRAPHS)]
    return {
        "id": f"{stem}-{number}",
        "title": choose.choice(own)[:80],
        "source": f"Outlet {choose.randrange(_OUTLETS)}",
        "published": str(_FIRST_DAY + timedelta(choose.randrange(_DAYS))),
        "text": "\n\n".join(paragraphs),
    }


def _sentences(pairs: Sequence[Path]) -> tuple[list[str], list[str]]:
    found: tuple[list[str], list[str]] = [], []
    for path in pairs:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                for texts, text in zip(found, line.rstrip("\n").split("\t")[:2], strict=True):
                    texts += [
                        part for part in text.replace("? ", ". ").split(". ") if len(part) > 40
                    ]
    return found


def built(given: argparse.Namespace) -> dict[str, object]:
    """Seconds of each stage of a build, and the memory that it took."""
    index, clock = given.place / "index", _Stages()
    used = open_current(index).manifest.passages if index.exists() else 0
    encoder = ReadyEncoder(given.vectors, used)
    report = build_index(given.place / "corpus", index, encoder=encoder, progress=clock)
    clock.lap()
    megabytes = sum(file.stat().st_size for file in _files(index / report.generation)) / 1e6
    return {
        "articles": report.articles,
        "added": len(report.added),
        "passages": report.passages,
        "seconds": report.seconds,
        "stages": {stage: round(seconds, 2) for stage, seconds in clock.seconds.items()},
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "index MB": round(megabytes),
    }


class _Stages:
    """The seconds from each report of progress to the next, by its stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._stage, self._last = "open", time.perf_counter()

    def __call__(self, progress: BuildProgress) -> None:
        self.lap()
        self._stage = progress.stage

    def lap(self) -> None:
        """Note the time since the last report."""
        now = time.perf_counter()
        self.seconds[self._stage] = self.seconds.get(self._stage, 0.0) + now - self._last
        self._last = now


def asked(given: argparse.Namespace) -> dict[str, object]:
    """How long opening, searching and asking take, and what codes find of the nearest."""
    encoder = ReadyEncoder(given.vectors)
    questions = [one.question for _, one in load_dataset(given.questions)][:_ASKED]
    encoder.encode_questions(questions[:1])
    figures: dict[str, object] = {"open ms": _milliseconds(_opening(given.place / "index"))}
    with Assistant.open(given.place / "index", encoder=encoder) as assistant:
        for name, where in _FILTERS.items():
            (first,) = _timed(assistant.search, questions[:1], **where)
            seconds = _timed(assistant.search, questions, **where)
            figures[f"search, {name}: first, p50, p95 ms"] = [
                round(first * 1000, 1),
                *_milliseconds(seconds),
            ]
        assistant.ask(questions[0])
        figures["ask: p50, p95 ms"] = _milliseconds(_timed(assistant.ask, questions))
    with closing(open_current(given.place / "index")) as generation:
        vectors = encoder.encode_questions(questions)
        for name, where in _FILTERS.items():
            figures[f"recall@{_NEAREST}, {name}"] = _recall(generation, vectors, Filters(**where))
    figures["peak MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return figures


def _opening(index: Path) -> Iterator[float]:
    for _ in range(5):
        started = time.perf_counter()
        open_current(index).close()
        yield time.perf_counter() - started


def _timed(
    call: Callable[..., object], questions: Sequence[str], **where: object
) -> Iterator[float]:
    for question in questions:
        started = time.perf_counter()
        call(question, **where)
        yield time.perf_counter() - started


def _milliseconds(seconds: Iterator[float]) -> list[float]:
    """The median and the 95th percentile."""
    return [round(float(one) * 1000, 1) for one in np.percentile(list(seconds), [50, 95])]


def _recall(generation: Generation, questions: Vectors, where: Filters) -> float:
    """The share of the nearest passages, by comparing all that pass, that a search finds."""
    mask = generation.store.mask(where)
    found = generation.vectors.search(questions, _NEAREST, Chosen.of(mask))
    rows = np.flatnonzero(mask)
    cosines = np.concatenate([
        questions @ generation.vectors.at(rows[first : first + 50_000]).T
        for first in range(0, len(rows), 50_000)
    ], axis=1)  # fmt: skip
    nearest = rows[np.argsort(-cosines, axis=1)[:, :_NEAREST]]
    shares = [
        np.isin(near, [row for row, _ in hits]).mean()
        for near, hits in zip(nearest, found, strict=True)
    ]
    return round(float(np.mean(shares)), 4)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


STAGES: dict[str, Callable[[argparse.Namespace], dict[str, object]]] = {
    "build": built,
    "ask": asked,
    "add": built,
    "nothing new": built,
}

if __name__ == "__main__":
    main()
