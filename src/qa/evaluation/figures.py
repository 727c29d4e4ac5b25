"""Figures over the results of questions, as rows of numbers; None where there is nothing to count.

Every row has, beside its figures, the counts that they are from; `COUNTED` says which.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from qa.evaluation import curves
from qa.evaluation.curves import Bin, Point
from qa.evaluation.ranking import MODES, NDCG_AT
from qa.evaluation.results import PartResult, QuestionResult
from qa.types import Mode

Number = float | int | None
Row = dict[str, Number]
Table = dict[str, Row]
Results = Sequence[QuestionResult]

RECALL_AT = (1, 5, 10, 20)
_MRR_AT = 10
_RISK = 0.1
_RISK_AT = {f"risk at {percent} %": percent / 100 for percent in (20, 40, 60, 80, 100)}

COUNTED: dict[str, str] = {
    **dict.fromkeys([f"recall@{k}" for k in RECALL_AT], "questions"),
    **dict.fromkeys(["MRR@10", "nDCG@10", "all parts right"], "questions"),
    **dict.fromkeys(["p50 ms", "p95 ms"], "questions"),
    **dict.fromkeys(["a quote holds it", "the first quote holds it", "answered"], "parts"),
    **dict.fromkeys(["exact match", "F1"], "short answers"),
    "citations that hold it": "citations",
    "answered of answerable": "answerable",
    "refused of unanswerable": "unanswerable",
    "wrong of given": "given",
    **dict.fromkeys(["AURC", "coverage at 10 % risk", "its threshold", "ECE"], "parts"),
    **dict.fromkeys(["AUROC right", "AUROC answerable"], "parts"),
    **dict.fromkeys(_RISK_AT, "parts"),
    **dict.fromkeys(["mean confidence", "share right"], "parts"),
}
"""Which count of a row each of its figures is from."""

LOWER_IS_BETTER = frozenset(
    {
        "wrong of given",
        "AURC",
        "ECE",
        "p50 ms",
        "p95 ms",
        *_RISK_AT,
    }
)


def group(
    results: Iterable[QuestionResult], key: Callable[[QuestionResult], str]
) -> dict[str, list[QuestionResult]]:
    """Results by a key, in the order of the keys."""
    groups: dict[str, list[QuestionResult]] = defaultdict(list)
    for result in results:
        groups[key(result)].append(result)
    return dict(sorted(groups.items()))


def scopes(results: Results) -> dict[str, list[QuestionResult]]:
    """All results, those of each language of questions, and those of each kind of question."""
    names = {"fr": "French", "en": "English"}
    kinds = group(results, kind_name)
    return {
        "all": list(results),
        **{
            names.get(code, code): found
            for code, found in group(results, lambda r: r.language).items()
        },
        **{f"kind {name}": found for name, found in kinds.items()},
    }


def kind_name(result: QuestionResult) -> str:
    """The kind of a question as it stands in tables."""
    return result.kind or "unknown"


def parts_of(results: Iterable[QuestionResult]) -> list[PartResult]:
    """The parts of all questions."""
    return [part for result in results for part in result.parts]


def retrieval(results: Results) -> dict[str, Table]:
    """Recall@k, MRR@10 and nDCG@10 by language pair and search mode."""
    ranked = [result for result in results if result.ranks]
    pairs = {"all": ranked, **group(ranked, lambda result: result.pair)} if ranked else {}
    return {pair: {mode: _rank_row(found, mode) for mode in MODES} for pair, found in pairs.items()}


def answers(groups: dict[str, list[QuestionResult]]) -> Table:
    """Figures on answers to answerable parts; groups without any are left out."""
    return {
        name: _answer_row(parts_of(results)) | _citation_row(results)
        for name, results in groups.items()
        if any(result.answerable for result in results)
    }


def why(results: Results) -> Table:
    """The same of the parts that ask for a reason, and of all others."""
    known = [part for part in parts_of(results) if part.answerable]
    rows = {
        "why": [part for part in known if part.kind == "why"],
        "all others": [part for part in known if part.kind != "why"],
    }
    return {name: _answer_row(parts) for name, parts in rows.items() if parts}


def whole_questions(results: Results) -> Table:
    """Share of answerable questions whose parts are all right, two-part questions apart."""
    known = [result for result in results if result.answerable]
    rows = {
        "all": known,
        "one part": [result for result in known if len(result.parts) == 1],
        "two parts or more": [result for result in known if len(result.parts) > 1],
    }
    return {
        name: {"all parts right": _share(r.all_right for r in found), "questions": len(found)}
        for name, found in rows.items()
        if found
    }


def abstention(results: Results) -> Row:
    """How often an answer was refused, rightly and wrongly, and how often it was wrong."""
    parts = parts_of(results)
    answerable = [part for part in parts if part.answerable]
    unanswerable = [part for part in parts if not part.answerable]
    given = [part for part in parts if part.answered]
    return {
        "answered of answerable": _share(part.answered for part in answerable),
        "refused of unanswerable": _share(not part.answered for part in unanswerable),
        "wrong of given": _share(not part.right for part in given),
        "answerable": len(answerable),
        "unanswerable": len(unanswerable),
        "given": len(given),
        "parts": len(parts),
    }


def risk_coverage(results: Results) -> list[Point]:
    """Risk and coverage of all thresholds over the parts."""
    confidence, right = _confidence(results)
    return curves.risk_coverage(confidence, right, max(1, len(parts_of(results))))


def calibration(results: Results) -> list[Bin]:
    """Confidence beside the share of right ones, in ten bins."""
    return curves.calibration(*_confidence(results))


def confidence(results: Results) -> Row:
    """What the confidence is worth, at all thresholds."""
    parts = parts_of(results)
    points = risk_coverage(results)
    best = curves.widest(points, _RISK)
    scores = np.array([part.confidence for part in parts], dtype=np.float64)
    answerable = np.array([part.answerable for part in parts], dtype=np.bool_)
    return {
        "AURC": curves.area(points),
        "coverage at 10 % risk": best.coverage if best else 0.0 if points else None,
        "its threshold": best.threshold if best else None,
        "AUROC right": curves.auroc(*_confidence(results)),
        "AUROC answerable": curves.auroc(scores, answerable),
        "ECE": curves.calibration_error(calibration(results)),
        "parts": len(parts),
    }


def risk_by_coverage(results: Results) -> Row:
    """The risk where a fifth, two fifths … of the parts are answered."""
    points = risk_coverage(results)
    risks: Row = {name: curves.risk_at(points, coverage) for name, coverage in _RISK_AT.items()}
    return risks | {"parts": len(parts_of(results))}


def latency(results: Results) -> Row:
    """Median and 95th percentile of the time from question to answer, in milliseconds.

    The first question, for which models are loaded, counts only where it is the only one.
    """
    seconds = [result.seconds for result in results[1:] or results]
    p50, p95 = np.percentile(seconds, [50, 95])
    return {
        "p50 ms": float(p50) * 1000,
        "p95 ms": float(p95) * 1000,
        "first ms": results[0].seconds * 1000,
        "questions": len(seconds),
    }


def _rank_row(results: Results, mode: Mode) -> Row:
    ranks = [result.ranks.get(mode) for result in results]
    reciprocal = [1 / rank if rank and rank <= _MRR_AT else 0.0 for rank in ranks]
    recall: Row = {f"recall@{k}": _share(bool(r and r <= k) for r in ranks) for k in RECALL_AT}
    return recall | {
        f"MRR@{_MRR_AT}": _mean(reciprocal),
        f"nDCG@{NDCG_AT}": _mean([result.ndcg.get(mode, 0.0) for result in results]),
        "questions": len(ranks),
    }


def _answer_row(parts: Sequence[PartResult]) -> Row:
    known = [part for part in parts if part.answerable]
    short = [part for part in known if part.exact is not None]
    return {
        "a quote holds it": _share(part.answered and part.right for part in known),
        "the first quote holds it": _share(part.answered and part.first for part in known),
        "answered": _share(part.answered for part in known),
        "parts": len(known),
        "exact match": _share(bool(part.answered and part.exact) for part in short),
        "F1": _mean([(part.f1 or 0.0) if part.answered else 0.0 for part in short]),
        "short answers": len(short),
    }


def _citation_row(results: Results) -> Row:
    known = [result for result in results if result.answerable]
    citations = sum(result.citations for result in known)
    holding = sum(result.holding for result in known)
    return {
        "citations that hold it": holding / citations if citations else None,
        "citations": citations,
    }


def _confidence(results: Results) -> tuple[curves.Floats, curves.Bools]:
    """Confidence and rightness of the parts for which there was anything to quote."""
    parts = [part for part in parts_of(results) if part.quoted]
    return (
        np.array([part.confidence for part in parts], dtype=np.float64),
        np.array([part.right for part in parts], dtype=np.bool_),
    )


def _share(values: Iterable[bool]) -> float | None:
    return _mean([float(value) for value in values])


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
