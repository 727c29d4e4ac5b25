"""What an index costs by its size, as a Markdown table and as a plot; see `scale`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

Figures = dict[str, Any]
"""What `scale` found at one size, by stage."""


def _asked(name: str, kind: str) -> Callable[[Figures], float]:
    return lambda one: one["ask"][name][kind]


ROWS: Final[dict[str, Callable[[Figures], Any]]] = {
    "articles": lambda one: one["build"]["articles"],
    "index, MB": lambda one: one["build"]["index MB"],
    "build, processor s": lambda one: one["build"]["processor s"],
    "build, s": lambda one: one["build"]["seconds"],
    "build, most MB": lambda one: one["build"]["peak MB"],
    "add ten articles, processor s": lambda one: one["add"]["processor s"],
    "of these: read the corpus, s": lambda one: one["add"]["stages"]["read"],
    "nothing new, processor s": lambda one: one["nothing new"]["processor s"],
    "open, ms": _asked("open", "p50"),
    "first search, ms": _asked("search, everything", "first"),
    "search, p50 ms": _asked("search, everything", "p50"),
    "search, p95 ms": _asked("search, everything", "p95"),
    "search, processor ms": _asked("search, everything", "processor"),
    "of one outlet, processor ms": _asked("search, one outlet", "processor"),
    "of one year, processor ms": _asked("search, one year", "processor"),
    "of one month, processor ms": _asked("search, one month", "processor"),
    "of an outlet in a year, processor ms": _asked("search, an outlet in a year", "processor"),
    "full-text search, processor ms": _asked("full-text search", "processor"),
    "answer, p50 ms": _asked("ask", "p50"),
    "answer, p95 ms": _asked("ask", "p95"),
    "answer, processor ms": _asked("ask", "processor"),
    "status, processor ms": _asked("status", "processor"),
    "articles of a month, processor ms": _asked("articles of a month", "processor"),
    "asking, most MB": lambda one: one["ask"]["peak MB"],
    "recall@10": lambda one: one["ask"]["recall@10, everything"],
    "recall@10, an outlet in a year": lambda one: one["ask"]["recall@10, an outlet in a year"],
}
PLOTS: Final = {
    "seconds of the processor": (
        "build, processor s",
        "add ten articles, processor s",
        "nothing new, processor s",
    ),
    "milliseconds of a question": (
        "answer, processor ms",
        "search, processor ms",
        "of one month, processor ms",
        "of an outlet in a year, processor ms",
        "full-text search, processor ms",
        "open, ms",
    ),
    "megabytes": ("index, MB", "build, most MB", "asking, most MB"),
}


def markdown(figures: Sequence[Figures]) -> str:
    """A column a size."""
    lines = [
        ["passages", *(f"{one['build']['passages']:,}" for one in figures)],
        ["---", *("--:" for _ in figures)],
        *([name, *(f"{value(one):,}" for one in figures)] for name, value in ROWS.items()),
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def plot(figures: Sequence[Figures], file: Path) -> None:
    """A curve for each of the figures that matter most, on scales of powers of ten."""
    import matplotlib.pyplot as plt

    passages = [one["build"]["passages"] for one in figures]
    chart, axes = plt.subplots(1, len(PLOTS), figsize=(14, 5), layout="constrained")
    for axis, (title, names) in zip(axes, PLOTS.items(), strict=True):
        for name in names:
            values = [ROWS[name](one) for one in figures]
            axis.plot(passages, values, marker="o", label=name.rpartition(",")[0])
        axis.set(xscale="log", yscale="log", title=title, xlabel="passages")
        axis.legend(fontsize=8)
    chart.savefig(file)
    plt.close(chart)
