"""What an index costs by its size: building, adding ten articles, opening, searching, filtering.

    python -m benchmarks.scale VECTORS.npy QUESTIONS.jsonl PAIRS.tsv.gz … [--sizes 10000 …] [--save]

Articles are made of sentences of the pairs (English TAB French), drawn at random, and read, cut
and indexed by `build_index` as any others; but since a million passages take the built-in encoder
hours, their vectors come from a file, one row after the other. Questions are encoded. Each size is
measured in processes of its own, whose seconds of the processor are counted too, since a machine
may be shared. Prints JSON and a table; `--save` keeps them in `benchmarks/results/`, with a plot.
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
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.curves import markdown, plot
from benchmarks.speed import RESULTS, commit

from qa import Assistant, build_index
from qa.encoder import BuiltInEncoder, Vectors
from qa.evaluation import load_dataset
from qa.index.generations import Generation, open_current
from qa.index.passages import Chosen
from qa.settings import load_settings
from qa.types import BuildProgress, Filters

_FIRST_DAY, _DAYS, _OUTLETS = date(2015, 1, 1), 3650, 40
_PARAGRAPHS, _SENTENCES, _IN_FILE = 5, 5, 1000
_TOKENS, _CHARACTERS = 64, 4
"""Tokens of a passage at most, and characters of a token: passages are short ones."""
_IN_ARTICLE = 17.9
"""Passages that an article is cut into, on average."""
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

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """About as many as the built-in encoder counts, without its time."""
        return [len(text) // _CHARACTERS for text in texts]

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
    parser.add_argument("--asked", type=int, default=20, help="questions that are answered")
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
    print(markdown(figures))
    if given.save:
        file = RESULTS / f"scale-{commit()}.json"
        file.write_text(json.dumps(figures, indent=1) + "\n")
        file.with_suffix(".md").write_text(markdown(figures) + "\n")
        plot(figures, file.with_suffix(".svg"))


def _measured(given: argparse.Namespace, place: Path, stage: str) -> Any:
    """The figures of one stage, taken in a process of its own."""
    if stage == "add":
        write_articles(place / "corpus", given.pairs, 0, extra=10)
    arguments = [str(given.vectors), str(given.questions), *map(str, given.pairs)]
    arguments += ["--asked", str(given.asked)]
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
    count = extra or round(passages / _IN_ARTICLE)
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
    settings = load_settings(passage_tokens=_TOKENS)
    report = build_index(
        given.place / "corpus", index, encoder=encoder, settings=settings, progress=clock
    )
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
    """What opening, searching and asking take, and what codes find of the nearest."""
    encoder, index = ReadyEncoder(given.vectors), given.place / "index"
    questions = [one.question for _, one in load_dataset(given.questions)][:_ASKED]
    encoder.encode_questions(questions[:1])
    figures: dict[str, object] = {"open": _cost(lambda _: open_current(index).close(), questions)}
    with Assistant.open(index, encoder=encoder) as assistant:
        for name, where in _FILTERS.items():
            call = partial(assistant.search, **where)
            figures[f"search, {name}"] = _cost(call, questions)
        figures["full-text search"] = _cost(assistant.find, questions)
        figures["status"] = _cost(lambda _: assistant.status(), questions)
        figures["articles of a month"] = _cost(
            lambda _: assistant.articles(**_FILTERS["one month"]), questions[:5]
        )
        figures["ask"] = _cost(assistant.ask, questions[: given.asked])
    with closing(open_current(index)) as generation:
        vectors = encoder.encode_questions(questions)
        for name, where in _FILTERS.items():
            figures[f"recall@{_NEAREST}, {name}"] = _recall(generation, vectors, Filters(**where))
    figures["peak MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return figures


def _cost(call: Callable[[str], object], questions: Sequence[str]) -> dict[str, float]:
    """Milliseconds of a call: on the clock, the first by itself, and of the processor."""
    seconds, used = [], time.process_time()
    for question in questions:
        started = time.perf_counter()
        call(question)
        seconds.append(time.perf_counter() - started)
        if len(seconds) == 1:
            used = time.process_time()
    median, slow = np.percentile(seconds[1:], [50, 95])
    used = (time.process_time() - used) / (len(seconds) - 1)
    found = {"first": seconds[0], "p50": median, "p95": slow, "processor": used}
    return {name: round(float(value) * 1000, 1) for name, value in found.items()}


def _recall(generation: Generation, questions: Vectors, where: Filters) -> float:
    """The share of the nearest passages, by comparing all that pass, that a search finds."""
    mask = generation.store.mask(where)
    found = generation.vectors.search(questions, _NEAREST, Chosen.of(mask))
    rows = np.flatnonzero(mask)
    if not len(rows):
        return 1.0
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
