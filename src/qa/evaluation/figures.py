"""The figures of an evaluation, computed from the results of its questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

import numpy as np

from qa.evaluation import metrics
from qa.evaluation.judge import PartResult, QuestionResult
from qa.evaluation.metrics import Bin, Bools, Floats, Point
from qa.evaluation.rows import (
    AbstentionRow,
    AnswersRow,
    ConfidenceRow,
    Figures,
    Headline,
    LatencyRow,
    PartsRow,
    QuestionsRow,
    RiskRow,
    SearchRow,
)
from qa.types import Mode

Results = Sequence[QuestionResult]
Counting = Callable[[QuestionResult], tuple[int, int]]
"""How many things of a question are hits, and how many there are."""

MODES: tuple[Mode, ...] = ("lexical", "dense", "hybrid")
_LANGUAGES = {"fr": "French", "en": "English"}
_FIRST = 10
_RISK = 0.1


def figures_of(results: Results) -> Figures:
    """All figures of some results."""
    everything = {"all": results}
    ranked = [result for result in results if result.ranks]
    scopes = everything | _scopes(results)
    judged = {name: found for name, found in scopes.items() if parts_of(found)}
    return Figures(
        questions=len(results),
        not_judged=sum(not result.parts for result in results),
        headlines={name: _headline(results, *how) for name, how in _HEADLINES.items()},
        retrieval={
            pair: {mode: _search(found, mode) for mode in MODES}
            for pair, found in ({"all": ranked} | group(ranked, attrgetter("pair"))).items()
            if found
        },
        answers=_answers(everything | group(results, attrgetter("pair"))),
        answers_by_kind=_answers(group(results, kind_of)),
        answers_to_why=_why(results),
        whole_questions=_whole_questions(results),
        abstention=_abstention(results),
        abstention_by_scope={name: _abstention(found) for name, found in judged.items()},
        confidence={name: _confidence(found) for name, found in judged.items()},
        risks={name: _risks(found) for name, found in judged.items()},
        risk_coverage={name: _risk_coverage(found) for name, found in scopes.items()},
        calibration={name: _calibration(found) for name, found in scopes.items()},
        latency=_latency(results),
    )


def group(
    results: Iterable[QuestionResult], key: Callable[[QuestionResult], str]
) -> dict[str, Results]:
    """Results by a key, in the order of the keys."""
    groups: dict[str, list[QuestionResult]] = defaultdict(list)
    for result in results:
        groups[key(result)].append(result)
    return dict(sorted(groups.items()))


def kind_of(result: QuestionResult) -> str:
    """The kind of a question as it stands in tables."""
    return result.kind or "unknown"


def parts_of(results: Results) -> list[PartResult]:
    """The parts of all questions."""
    return [part for result in results for part in result.parts]


def _scopes(results: Results) -> dict[str, Results]:
    """The results of each language of questions, and of each kind of question."""
    languages = group(results, lambda result: _LANGUAGES.get(result.language, result.language))
    kinds = group(results, kind_of)
    return languages | {f"kind {name}": found for name, found in kinds.items()}


def _search(results: Results, mode: Mode) -> SearchRow:
    ranks = [result.ranks.get(mode) or np.inf for result in results]
    return SearchRow(
        **{f"recall_at_{k}": _mean([rank <= k for rank in ranks]) for k in (1, 5, 10, 20)},
        mrr=_mean([1 / rank if rank <= _FIRST else 0 for rank in ranks]),
        ndcg=_mean([result.ndcg.get(mode, 0) for result in results]),
        questions=len(ranks),
    )


def _answers(groups: Mapping[str, Results]) -> dict[str, AnswersRow]:
    """Groups without any answerable part are left out."""
    return {
        name: AnswersRow(
            **_of_parts(results),
            holding=_share(results, _holding),
            citations=_count(results, _holding),
        )
        for name, results in groups.items()
        if any(result.answerable for result in results)
    }


def _why(results: Results) -> dict[str, PartsRow]:
    """The parts that ask for a reason, and all others."""
    groups = {
        "why": _with_parts(results, lambda part: part.kind == "why"),
        "all others": _with_parts(results, lambda part: part.kind != "why"),
    }
    rows = {name: PartsRow(**_of_parts(found)) for name, found in groups.items()}
    return {name: row for name, row in rows.items() if row.parts}


def _with_parts(results: Results, chosen: Callable[[PartResult], bool]) -> Results:
    return [r.model_copy(update={"parts": list(filter(chosen, r.parts))}) for r in results]


def _of_parts(results: Results) -> dict[str, Any]:
    """The fields of a row on answerable parts."""
    short = [part for part in parts_of(results) if _has_short(part)]
    return {
        "right": _share(results, _RIGHT),
        "first": _share(results, _RIGHT_AT_ONCE),
        "answered": _share(results, _ANSWERED),
        "parts": _count(results, _ANSWERED),
        "exact": _share(results, _EXACT),
        "f1": _mean([part.f1 or 0 if part.answered else 0 for part in short]),
        "short": len(short),
    }


def _whole_questions(results: Results) -> dict[str, QuestionsRow]:
    groups = {
        "all": results,
        "one part": [result for result in results if len(result.parts) == 1],
        "two parts or more": [result for result in results if len(result.parts) > 1],
    }
    return {
        name: QuestionsRow(all_right=_share(found, _all_right), questions=count)
        for name, found in groups.items()
        if (count := _count(found, _all_right))
    }


def _abstention(results: Results) -> AbstentionRow:
    return AbstentionRow(
        answered=_share(results, _ANSWERED),
        refused=_share(results, _REFUSED),
        wrong=_share(results, _WRONG),
        answerable=_count(results, _ANSWERED),
        unanswerable=_count(results, _REFUSED),
        given=_count(results, _WRONG),
        parts=len(parts_of(results)),
    )


def _confidence(results: Results) -> ConfidenceRow:
    parts, points = parts_of(results), _risk_coverage(results)
    best = metrics.widest(points, _RISK)
    scores = np.array([part.confidence for part in parts], dtype=np.float64)
    answerable = np.array([part.answerable for part in parts], dtype=np.bool_)
    return ConfidenceRow(
        aurc=metrics.area(points),
        coverage=best.coverage if best else 0.0 if points else None,
        threshold=best.threshold if best else None,
        auroc_right=metrics.auroc(*_scored(results)),
        auroc_answerable=metrics.auroc(scores, answerable),
        ece=metrics.calibration_error(_calibration(results)),
        parts=len(parts),
    )


def _risks(results: Results) -> RiskRow:
    points = _risk_coverage(results)
    risks = {f"at_{share}": metrics.risk_at(points, share / 100) for share in (20, 40, 60, 80, 100)}
    return RiskRow(**risks, parts=len(parts_of(results)))


def _risk_coverage(results: Results) -> list[Point]:
    return metrics.risk_coverage(*_scored(results), max(1, len(parts_of(results))))


def _calibration(results: Results) -> list[Bin]:
    return metrics.calibration(*_scored(results))


def _scored(results: Results) -> tuple[Floats, Bools]:
    """Confidence and rightness of the parts for which there was anything to quote."""
    parts = [part for part in parts_of(results) if part.quoted]
    return (
        np.array([part.confidence for part in parts], dtype=np.float64),
        np.array([part.right for part in parts], dtype=np.bool_),
    )


def _latency(results: Results) -> LatencyRow:
    seconds = [result.seconds for result in results[1:] or results]
    p50, p95 = np.percentile(seconds, [50, 95])
    return LatencyRow(
        p50=float(p50) * 1000,
        p95=float(p95) * 1000,
        first=results[0].seconds * 1000,
        questions=len(seconds),
    )


def _headline(results: Results, unit: str, counting: Counting) -> Headline:
    counts = np.array([counting(result) for result in results], dtype=np.float64)
    low, high = metrics.interval(counts[:, 0], counts[:, 1]) or (None, None)
    share, count = _share(results, counting), _count(results, counting)
    return Headline(value=share, low=low, high=high, count=count, unit=unit)


def _share(results: Results, counting: Counting) -> float | None:
    of = _count(results, counting)
    return sum(counting(result)[0] for result in results) / of if of else None


def _count(results: Results, counting: Counting) -> int:
    return sum(counting(result)[1] for result in results)


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _found(result: QuestionResult) -> tuple[int, int]:
    rank = result.ranks.get("hybrid")
    return int(rank is not None and rank <= _FIRST), int(bool(result.ranks))


def _holding(result: QuestionResult) -> tuple[int, int]:
    return (result.holding, result.citations) if result.answerable else (0, 0)


def _all_right(result: QuestionResult) -> tuple[int, int]:
    return int(result.answerable and result.all_right), int(result.answerable)


def _parts(of: Callable[[PartResult], bool], hit: Callable[[PartResult], bool]) -> Counting:
    """Counts which parts of a question are hits, of those that matter."""

    def count(result: QuestionResult) -> tuple[int, int]:
        parts = list(filter(of, result.parts))
        return sum(map(hit, parts)), len(parts)

    return count


def _has_short(part: PartResult) -> bool:
    return part.answerable and part.exact is not None


_is_answerable, _is_answered = attrgetter("answerable"), attrgetter("answered")
_RIGHT = _parts(_is_answerable, lambda part: part.answered and part.right)
_RIGHT_AT_ONCE = _parts(_is_answerable, lambda part: part.answered and part.first)
_ANSWERED = _parts(_is_answerable, _is_answered)
_REFUSED = _parts(lambda part: not part.answerable, lambda part: not part.answered)
_WRONG = _parts(_is_answered, lambda part: not part.right)
_EXACT = _parts(_has_short, lambda part: bool(part.exact and part.answered))
_HEADLINES: dict[str, tuple[str, Counting]] = {
    "passage found among the first 10": ("questions", _found),
    "answerable parts answered rightly": ("parts", _RIGHT),
    "answerable parts answered": ("parts", _ANSWERED),
    "unanswerable parts refused": ("parts", _REFUSED),
    "answers given that are wrong": ("answers", _WRONG),
    "citations that hold the answer": ("citations", _holding),
    "short answers that match exactly": ("short answers", _EXACT),
    "answerable questions with all parts right": ("questions", _all_right),
}
"""The shares that matter most: what they are of, and how it is counted."""
