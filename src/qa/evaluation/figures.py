"""The figures of an evaluation, computed from the results of its questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter

import numpy as np

from qa.evaluation import metrics
from qa.evaluation.judge import PartResult, QuestionResult
from qa.evaluation.metrics import Bin, Bools, Floats, Point
from qa.evaluation.rows import Better, Figure, Figures, Headline, Row
from qa.types import Mode

Results = Sequence[QuestionResult]
Counting = Callable[[QuestionResult], tuple[int, int]]
"""How many things of a question are hits, and how many there are."""

RIGHT, FIRST, ANSWERED = "a quote holds it", "the first quote holds it", "answered"
EXACT, F1, HOLDING = "exact match", "F1", "citations that hold it"
"""Names of the figures on answers."""

MODES: tuple[Mode, ...] = ("lexical", "dense", "hybrid")
_LANGUAGES = {"fr": "French", "en": "English"}
_TOP = 10
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


def _search(results: Results, mode: Mode) -> Row:
    """Where a search put the first passage that holds the answer."""
    ranks = [result.ranks.get(mode) or np.inf for result in results]
    return {
        **{f"recall@{k}": _mean([rank <= k for rank in ranks]) for k in (1, 5, 10, 20)},
        "MRR@10": _mean([1 / rank if rank <= _TOP else 0 for rank in ranks]),
        "nDCG@10": _mean([result.ndcg.get(mode, 0) for result in results]),
        "questions": Figure(len(ranks)),
    }


def _answers(groups: Mapping[str, Results]) -> dict[str, Row]:
    """Groups without any answerable part are left out."""
    return {
        name: _of_parts(results) | _counted(results, "citations", {HOLDING: _holding})
        for name, results in groups.items()
        if any(result.answerable for result in results)
    }


def _why(results: Results) -> dict[str, Row]:
    """The parts that ask for a reason, and all others."""
    groups = {
        "why": _with_parts(results, lambda part: part.kind == "why"),
        "all others": _with_parts(results, lambda part: part.kind != "why"),
    }
    rows = {name: _of_parts(found) for name, found in groups.items()}
    return {name: row for name, row in rows.items() if row["parts"].value}


def _with_parts(results: Results, chosen: Callable[[PartResult], bool]) -> Results:
    return [r.model_copy(update={"parts": list(filter(chosen, r.parts))}) for r in results]


def _of_parts(results: Results) -> Row:
    """Answers to answerable parts."""
    shares = {RIGHT: _RIGHT, FIRST: _RIGHT_AT_ONCE, ANSWERED: _ANSWERED}
    short = [part for part in parts_of(results) if _has_short(part)]
    return {
        **_counted(results, "parts", shares),
        EXACT: _share(results, _EXACT),
        F1: _mean([part.f1 or 0 if part.answered else 0 for part in short]),
        "short answers": Figure(len(short)),
    }


def _whole_questions(results: Results) -> dict[str, Row]:
    groups = {
        "all": results,
        "one part": [result for result in results if len(result.parts) == 1],
        "two parts or more": [result for result in results if len(result.parts) > 1],
    }
    rows = {
        name: _counted(found, "questions", {"all parts right": _all_right})
        for name, found in groups.items()
    }
    return {name: row for name, row in rows.items() if row["questions"].value}


def _abstention(results: Results) -> Row:
    """What was refused, rightly and wrongly, and what was wrong."""
    shares = {
        "answered of answerable": _share(results, _ANSWERED),
        "refused of unanswerable": _share(results, _REFUSED),
        "wrong of given": _share(results, _WRONG, "lower"),
    }
    counts = {name.rpartition(" ")[2]: Figure(share.of) for name, share in shares.items()}
    return shares | counts | {"parts": Figure(len(parts_of(results)))}


def _confidence(results: Results) -> Row:
    """What the confidence is worth, at all thresholds."""
    parts, points = parts_of(results), _risk_coverage(results)
    best = metrics.widest(points, _RISK)
    scores = np.array([part.confidence for part in parts], dtype=np.float64)
    answerable = np.array([part.answerable for part in parts], dtype=np.bool_)
    coverage = best.coverage if best else 0.0 if points else None
    count = len(parts)
    return {
        "AURC": Figure(metrics.area(points), count, "lower"),
        "coverage at 10 % risk": Figure(coverage, count, "higher"),
        "its threshold": Figure(best.threshold if best else None, count),
        "AUROC right": Figure(metrics.auroc(*_scored(results)), count, "higher"),
        "AUROC answerable": Figure(metrics.auroc(scores, answerable), count, "higher"),
        "ECE": Figure(metrics.calibration_error(_calibration(results)), count, "lower"),
        "parts": Figure(count),
    }


def _risks(results: Results) -> Row:
    """The risk where a fifth, two fifths … of the parts are answered."""
    points, count = _risk_coverage(results), len(parts_of(results))
    risks = {
        f"risk at {share} %": Figure(metrics.risk_at(points, share / 100), count, "lower")
        for share in (20, 40, 60, 80, 100)
    }
    return risks | {"parts": Figure(count)}


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


def _latency(results: Results) -> Row:
    """Milliseconds from question to answer.

    The first question, for which models are loaded, counts only where it is the only one.
    """
    times = [result.seconds * 1000 for result in results]
    later = times[1:] or times
    p50, p95 = np.percentile(later, [50, 95])
    return {
        "p50 ms": Figure(float(p50), len(later), "lower"),
        "p95 ms": Figure(float(p95), len(later), "lower"),
        "first ms": Figure(times[0]),
        "questions": Figure(len(later)),
    }


def _headline(results: Results, unit: str, counting: Counting) -> Headline:
    counts = np.array([counting(result) for result in results], dtype=np.float64)
    low, high = metrics.interval(counts[:, 0], counts[:, 1]) or (None, None)
    share = _share(results, counting)
    return Headline(value=share.value, low=low, high=high, count=share.of or 0, unit=unit)


def _counted(results: Results, unit: str, shares: Mapping[str, Counting]) -> Row:
    """Shares of the same things, and how many these are."""
    row = {name: _share(results, counting) for name, counting in shares.items()}
    return row | {unit: Figure(next(iter(row.values())).of)}


def _share(results: Results, counting: Counting, better: Better = "higher") -> Figure:
    counts = [counting(result) for result in results]
    hits, of = sum(hit for hit, _ in counts), sum(count for _, count in counts)
    return Figure(hits / of if of else None, of, better)


def _mean(values: Sequence[float]) -> Figure:
    return Figure(sum(values) / len(values) if values else None, len(values), "higher")


def _found(result: QuestionResult) -> tuple[int, int]:
    rank = result.ranks.get("hybrid")
    return int(rank is not None and rank <= _TOP), int(bool(result.ranks))


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
