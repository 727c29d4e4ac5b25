"""An evaluation drawn: risk and coverage, calibration, outcomes by kind. SVG, the same each time.

matplotlib is imported when something is drawn, and without pyplot, which is not for threads.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from qa.evaluation.evaluation import Evaluation
from qa.evaluation.figures import Results, group, kind_of, parts_of
from qa.evaluation.rows import Figures
from qa.evaluation.tables import FEW

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLOURS = {"all": "#222222", "French": "#0072b2", "English": "#d55e00"}
"""Colours that the colour-blind can tell apart (Okabe and Ito 2008)."""

_OUTCOMES = {
    "right, or rightly refused": ("#0072b2", {"right", "rightly refused"}),
    "refused though the articles answer": ("#cccccc", {"refused"}),
    "wrong": ("#d55e00", {"wrong"}),
}
_LONGEST_LABEL = 30
_MOST_KINDS = 30
_TEN_BINS = 100
"""Parts from which ten bins of a language are more than noise."""


def plots(evaluation: Evaluation) -> dict[str, bytes]:
    """The plots as SVG files, by their names."""
    return {
        "risk-coverage.svg": _svg(_risk_coverage(evaluation), "Risk and coverage"),
        "calibration.svg": _svg(_calibration(evaluation), "Calibration"),
        "kinds.svg": _svg(_kinds(evaluation), "Outcomes by kind of question"),
    }


def _risk_coverage(evaluation: Evaluation) -> Figure:
    figure, axes = _axes("Risk and coverage at every threshold", height=4.4)
    for name, parts in _curves(evaluation.figures, FEW).items():
        points = evaluation.figures.risk_coverage[name]
        axes.plot(
            [100 * point.coverage for point in points],
            [100 * point.risk for point in points],
            color=_COLOURS[name],
            linewidth=2.2 if name == "all" else 1.2,
            label=f"{name} ({parts} parts)",
        )
    used = [
        point
        for point in evaluation.figures.risk_coverage["all"]
        if point.threshold >= evaluation.threshold
    ]
    if used:
        axes.plot(
            100 * used[-1].coverage,
            100 * used[-1].risk,
            "o",
            color=_COLOURS["all"],
            label=f"threshold in use ({evaluation.threshold:.3g})",
        )
    _percentages(axes, "coverage: parts that are answered (%)", "risk: wrong answers (%)")
    return figure


def _calibration(evaluation: Evaluation) -> Figure:
    figure, axes = _axes("Confidence and how often it is right", height=5.0)
    axes.plot([0, 100], [0, 100], color="#999999", linestyle="--", label="perfectly calibrated")
    for name, parts in _curves(evaluation.figures, _TEN_BINS).items():
        bins = evaluation.figures.calibration[name]
        axes.plot(
            [100 * found.confidence for found in bins],
            [100 * found.right for found in bins],
            marker="o",
            markersize=6 if name == "all" else 3,
            color=_COLOURS[name],
            linewidth=2.2 if name == "all" else 1.2,
            label=f"{name} ({parts} parts)",
        )
    _percentages(axes, "mean confidence of a group (%)", "right of the group (%)")
    axes.set_aspect("equal")
    return figure


def _kinds(evaluation: Evaluation) -> Figure:
    kinds = group(evaluation.results, kind_of)
    known = {name: found for name, found in kinds.items() if parts_of(found)}
    common = sorted(known, key=lambda name: -len(known[name]))[:_MOST_KINDS]
    known = {name: found for name, found in known.items() if name in common}
    labels = [f"{_label(name)} ({len(parts_of(found))} parts)" for name, found in known.items()]
    figure, axes = _axes(
        "What became of the parts, by kind of question", height=1.6 + 0.32 * len(known)
    )
    left = [0.0] * len(known)
    for outcome, (colour, members) in _OUTCOMES.items():
        widths = [_percentage(found, members) for found in known.values()]
        axes.barh(range(len(known)), widths, left=left, color=colour, label=outcome, height=0.7)
        left = [start + width for start, width in zip(left, widths, strict=True)]
    axes.set_yticks(range(len(known)), labels, parse_math=False)
    axes.invert_yaxis()
    axes.set_xlim(0, 100)
    axes.set_xlabel("parts (%)")
    figure.legend(loc="outside lower center", ncols=3, frameon=False, fontsize=8)
    return figure


def _curves(figures: Figures, least: int) -> dict[str, int]:
    """How many parts there are of all questions, and of each language with at least so many."""
    rows = {"all": figures.abstention} | figures.abstention_by_scope
    parts = {name: int(rows[name]["parts"].value or 0) for name in _COLOURS if name in rows}
    return {name: n for name, n in parts.items() if name == "all" or n >= least}


def _percentage(results: Results, outcomes: set[str]) -> float:
    parts = parts_of(results)
    return 100 * sum(part.outcome in outcomes for part in parts) / len(parts)


def _label(kind: str) -> str:
    """A kind as a label: short, and only letters that the font has."""
    known = kind.encode("cp1252", "replace").decode("cp1252")
    line = "".join(c if c.isprintable() else " " for c in known)
    return line if len(line) <= _LONGEST_LABEL else f"{line[: _LONGEST_LABEL - 1]}…"


def _axes(title: str, *, height: float) -> tuple[Figure, Axes]:
    """A white page of 7 by `height` inches with quiet axes."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, height), layout="constrained", facecolor="white")
    axes = figure.add_subplot()
    axes.set_title(title, loc="left", fontsize=11)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_axisbelow(True)
    axes.grid(color="#e5e5e5")
    return figure, axes


def _percentages(axes: Axes, across: str, up: str) -> None:
    axes.set_xlim(0, 102)
    axes.set_ylim(-2, 102)
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.legend(frameon=False, fontsize=8)


def _svg(figure: Figure, title: str) -> bytes:
    import matplotlib as mpl

    file = io.BytesIO()
    # Without these two, ids and the date would differ at every call.
    with mpl.rc_context({"svg.hashsalt": "qa"}):
        figure.savefig(file, format="svg", metadata={"Title": title, "Date": None})
    return file.getvalue()
