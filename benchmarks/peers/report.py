"""Figures of all systems as Markdown tables and as plots."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

NAMES = {
    "langchain": "LangChain + FAISS",
    "llamaindex": "LlamaIndex",
    "haystack": "Haystack",
    "haikurag": "haiku.rag",
}
NONE = "–"
"""What a system does not have, or nobody measured."""

COSTS = {
    "installed MB": "installed, MB",
    "installed s": "installed in, s",
    "build articles/s": "articles/s",
    "build passages/s": "passages/s",
    "build MB": "build, peak MB",
    "add s": "add 10 articles, s",
    "first hits s": "new process to first hits, s",
    "server s": "server to first reply, s",
    "search p50 ms": "search p50, ms",
    "search p95 ms": "search p95, ms",
    "search MB": "searching, peak MB",
}
PLOTS = {
    "build articles/s": "articles built per second",
    "first hits s": "seconds to the first hits",
    "search p50 ms": "median search, ms",
    "add s": "seconds to add 10 articles",
}


def markdown(found: dict[str, Any]) -> str:
    """Costs, what `qa` takes to answer, and recall by pair of languages."""
    lines = found["lines"]
    about = f"{found['articles']} articles, commit {found['commit']}"
    costs = [[_name(line), *(_number(line.get(key)) for key in COSTS)] for line in lines]
    parts = [about, _table(["", *COSTS.values()], costs)]
    parts += [_answering(line) for line in lines if "answer p50 ms" in line]
    return "\n\n".join([*parts, _recall(lines)])


def _answering(line: dict[str, Any]) -> str:
    values = {key: _number(value) for key, value in line.items() if "answer" in key}
    return f"{_name(line)}, answers: " + ", ".join(f"{key} {values[key]}" for key in values)


def _recall(lines: Sequence[dict[str, Any]]) -> str:
    """Article / evidence among the five passages, and how much text those are."""
    pairs = {pair: shares["questions"] for line in lines for pair, shares in line["recall"].items()}
    head = ["", *(f"{pair} ({count})" for pair, count in pairs.items()), "characters returned"]
    rows = [
        [_name(line), *(_shares(line["recall"][pair]) for pair in pairs), f"{line['characters']:,}"]
        for line in lines
    ]
    return _table(head, rows)


def _shares(shares: dict[str, float]) -> str:
    return f"{shares['article']:.2f} / {shares['evidence']:.2f}"


def _name(line: dict[str, Any]) -> str:
    name = NAMES.get(line["system"], line["system"])
    return name if name == "qa" else f"{name}, {line['encoder']}"


def _number(value: float | None) -> str:
    """Three digits, without more than are known."""
    if value is None:
        return NONE
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    marks = ["---", *["--:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, marks, *rows))


def plots(found: dict[str, Any], file: Path) -> None:
    """A bar a system, for the figures that differ most."""
    import matplotlib.pyplot as plt

    lines = found["lines"]
    figure, axes = plt.subplots(1, len(PLOTS), figsize=(14, 4), sharey=True, layout="constrained")
    for axis, (key, title) in zip(axes, PLOTS.items(), strict=True):
        bars = axis.barh(
            [_name(line) for line in lines],
            [line[key] for line in lines],
            color=["#0b5" if line["system"] == "qa" else "#89a" for line in lines],
        )
        axis.bar_label(bars, [_number(line[key]) for line in lines], padding=2)
        axis.set_title(title, fontsize=10)
        axis.margins(x=0.2)
    axes[0].invert_yaxis()
    figure.savefig(file)
    plt.close(figure)
