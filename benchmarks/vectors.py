"""Which index of vectors at which size: build, memory, size, latency and recall, side by side.

    python benchmarks/vectors.py PASSAGES.npy QUESTIONS.npy [--sizes 10000 100000] [--kinds …]

Both files hold unit vectors, float32, one a row; the first rows are taken for the smaller sizes,
and for those larger than the file its rows come again, each time with other noise. Each figure is
taken in a process of its own, with one question at a time. Recall is the share of the nearest
passages of an exact search that are found, of 10 and of 100. `codes` is what the product uses
above the setting `exact_passages`, `flat` below; `grown` are codes of two thirds to which the
others were added, as builds do; the others are FAISS's. The last two figures ask with a filter
that a half, and one in a hundred, of the passages pass. Seconds of builds, and one figure of
searches, are of the processor, all threads together. Prints rows of a Markdown table.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import faiss as typed_faiss
import numpy as np
from numpy.typing import NDArray

from qa.index.passages import Chosen
from qa.index.vector_writer import VectorWriter, write_codes
from qa.index.vectors import VectorIndex

faiss: Any = typed_faiss  # its type stubs lack what it adds in Python

KINDS = ("flat", "hnsw", "ivf", "codes", "grown")
COLUMNS = (
    *("passages", "index", "build s", "most MB", "file MB", "open ms"),
    *(
        "p50 ms",
        "p95 ms",
        "processor ms",
        "recall@10",
        "recall@100",
        "half pass: ms, recall@10",
        "1 %: ms, recall",
    ),
)
_DEEPEST, _EXACT = 100, 100_000
_AT_ONCE, _NOISE = 50_000, 0.5
"""Vectors held in memory together, and the length of what is added to those that come again."""
_EF, _PROBED = 512, 0.4
"""How thoroughly HNSW searches its graph, and the share of its lists that IVF searches."""

Floats = NDArray[np.float32]
Search = Callable[[Floats, NDArray[np.bool_] | None], list[int]]


def main() -> None:
    """Measure one kind at one size if asked to, else all in processes of their own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("passages", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        measure(given.passages, given.questions, given.sizes[0], given.kinds[0])
        return
    print("|", " | ".join(COLUMNS), "|\n|", " | ".join("---" for _ in COLUMNS), "|")
    for size in given.sizes:
        for kind in given.kinds:
            arguments = ["--one", "--sizes", str(size), "--kinds", kind]
            program = [sys.executable, __file__, str(given.passages), str(given.questions)]
            subprocess.run([*program, *arguments], check=True)


class Passages:
    """Vectors of a file, as many as are asked for."""

    def __init__(self, path: Path, size: int) -> None:
        self._file, self._size = np.load(path, mmap_mode="r"), size
        self.dimension = int(self._file.shape[1])

    def __len__(self) -> int:
        """Number of vectors."""
        return self._size

    def parts(self, end: int | None = None) -> Iterator[tuple[int, Floats]]:
        """The vectors, some at a time, each time with the row of the first of them."""
        end = self._size if end is None else end
        for start in range(0, end, _AT_ONCE):
            rows = np.arange(start, min(end, start + _AT_ONCE))
            part = np.array(self._file[rows % len(self._file)])
            again = rows >= len(self._file)
            if again.any():  # the same each time
                noise = np.random.default_rng(start).standard_normal(part.shape, dtype=np.float32)
                part += again[:, np.newaxis] * noise * np.float32(_NOISE / self.dimension**0.5)
                part /= np.linalg.norm(part, axis=1, keepdims=True)
            yield start, part

    def sample(self, count: int) -> Floats:
        """About so many of them, from everywhere."""
        step = max(1, len(self) // count)
        return np.concatenate([part[-first % step :: step] for first, part in self.parts()])


def measure(passages: Path, questions: Path, size: int, kind: str) -> None:
    """Build, write, open and ask an index; print its row."""
    vectors = Passages(passages, size)
    asked = np.load(questions)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        started = time.process_time()
        build(kind, vectors, folder)
        built, memory = time.process_time() - started, _memory()
        megabytes = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
        started = time.perf_counter()
        search = opened(kind, folder, size)
        opening = (time.perf_counter() - started) * 1000
        row: list[object] = [f"{size:,}", kind, f"{built:.1f}", memory, f"{megabytes:.0f}"]
        print(
            "|",
            " | ".join(map(str, [*row, f"{opening:.1f}", *asking(search, vectors, asked)])),
            "|",
        )
        sys.stdout.flush()


def asking(search: Search, vectors: Passages, asked: Floats) -> list[str]:
    """Latency and recall, without a filter and with two."""
    random = np.random.default_rng(0)
    figures: list[str] = []
    for share in (1, 0.5, 0.01):
        mask = None if share == 1 else random.random(len(vectors)) < share
        nearest = exact(vectors, asked, mask)
        seconds, found, used = [], [], time.process_time()
        for question in asked:
            started = time.perf_counter()
            found.append(search(question, mask))
            seconds.append(time.perf_counter() - started)
        used = (time.process_time() - used) * 1000 / len(asked)
        median, slow = np.percentile(np.array(seconds) * 1000, [50, 95])
        if share == 1:
            figures += [f"{median:.1f}", f"{slow:.1f}", f"{used:.1f}"]
            figures += [f"{recall(found, nearest, k):.4f}" for k in (10, _DEEPEST)]
        else:
            figures.append(f"{median:.1f}, {recall(found, nearest, 10):.4f}")
    return figures


def recall(found: list[list[int]], nearest: NDArray[np.int64], k: int) -> float:
    """The share of the `k` nearest that are among the first `k` found."""
    shares = [np.isin(near[:k], hits[:k]).mean() for hits, near in zip(found, nearest, strict=True)]
    return float(np.mean(shares))


def exact(vectors: Passages, asked: Floats, mask: NDArray[np.bool_] | None) -> NDArray[np.int64]:
    """The nearest rows of each question, by comparing all."""
    index = faiss.IndexFlatIP(vectors.dimension)
    heap = faiss.ResultHeap(len(asked), _DEEPEST, keep_max=True)
    for first, part in vectors.parts():
        rows = np.arange(first, first + len(part))
        passing = slice(None) if mask is None else mask[rows]
        index.reset()
        index.add(part[passing])
        scores, near = index.search(asked, min(_DEEPEST, index.ntotal))
        heap.add_result(scores, rows[passing][near])
    heap.finalize()
    found: NDArray[np.int64] = heap.I
    return found


def build(kind: str, vectors: Passages, folder: Path) -> None:
    """Write an index; HNSW has its vectors in it, IVF and codes need them beside it."""
    if kind != "hnsw":
        path, codes, first = folder / "vectors.faiss", folder / "codes.faiss", len(vectors) * 2 // 3
        if kind == "grown":
            _write(path, vectors, first)
            write_codes(path, folder / "before")
        _write(path, vectors, len(vectors))
        if kind == "codes":
            write_codes(path, codes)
        elif kind == "grown":
            write_codes(path, codes, folder / "before", first)
            (folder / "before").unlink()
    if kind in {"hnsw", "ivf"}:
        lists = round(2 * len(vectors) ** 0.5)
        spec = "HNSW32,Flat" if kind == "hnsw" else f"IVF{lists},SQ8"
        index = faiss.index_factory(vectors.dimension, spec, faiss.METRIC_INNER_PRODUCT)
        if kind == "hnsw":
            index.hnsw.efConstruction, index.hnsw.efSearch = 200, _EF
        else:
            index.cp.niter, index.cp.spherical, index.cp.max_points_per_centroid = 10, True, 64
            index.train(vectors.sample(64 * lists))
            index.nprobe = round(_PROBED * lists)
        for _, part in vectors.parts():
            index.add(part)
        faiss.write_index(index, str(folder / f"{kind}.faiss"))


def _write(path: Path, vectors: Passages, count: int) -> None:
    """Write the first vectors to a file."""
    with VectorWriter(path, vectors.dimension) as writer:
        for _, part in vectors.parts(end=count):
            writer.add(part)


def opened(kind: str, folder: Path, size: int) -> Search:
    """How one question is asked of what was written, mapped into memory."""
    path = folder / "vectors.faiss"
    if kind in {"flat", "codes", "grown"}:
        codes = None if kind == "flat" else folder / "codes.faiss"
        index = VectorIndex.open(path, codes, exact=min(_EXACT, size - 1))

        def nearest(question: Floats, mask: NDArray[np.bool_] | None) -> list[int]:
            chosen = None if mask is None else Chosen.of(mask)
            return [row for row, _ in index.search(question[np.newaxis], _DEEPEST, chosen)[0]]

        return nearest
    raw = faiss.read_index(str(folder / f"{kind}.faiss"), faiss.IO_FLAG_MMAP_IFC)
    if kind == "hnsw":
        return lambda question, mask: _raw(raw, question, _DEEPEST, mask)
    flat = VectorIndex.open(path)

    def refined(question: Floats, mask: NDArray[np.bool_] | None) -> list[int]:
        rows = np.array(_raw(raw, question, 4 * _DEEPEST, mask), dtype=np.int64)
        best: list[int] = rows[np.argsort(-flat.cosines(question, rows))].tolist()
        return best

    return refined


def _raw(
    index: Any,
    question: Floats,
    k: int,
    mask: NDArray[np.bool_] | None,
) -> list[int]:
    """What an index of FAISS's own finds, best first."""
    parameters = (
        faiss.SearchParametersHNSW(efSearch=_EF)
        if isinstance(index, faiss.IndexHNSW)
        else faiss.SearchParametersIVF(nprobe=index.nprobe)
    )
    if mask is not None:
        selector = faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))
        parameters.sel = selector
    rows = index.search(question[np.newaxis], k, params=parameters)[1][0]
    kept: list[int] = rows[rows >= 0].tolist()
    return kept


def _memory() -> int:
    """The most memory that this process has had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
