"""The figures of an evaluation as types: what its JSON holds and its tables show.

A row stands for a group of questions. Each of its fields says what it is called in tables and
in JSON, and which count of the row it is from. None stands where there is nothing to count.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field

from qa.evaluation.metrics import Bin, Point
from qa.types import Mode, Value

Share = float | None
Better = Literal["higher", "lower"]


class Figure(NamedTuple):
    """A figure of a row.

    Attributes:
        of: How many things it is from; None if it is a count itself.
        better: Which way is better; None if neither is.
    """

    name: str
    value: float | None
    of: int | None
    better: Better | None


def _column(name: str, of: str | None = None, better: Better | None = "higher") -> Any:  # noqa: ANN401 - pydantic's own
    """A field of a row: its name for people, and the field that it is counted from."""
    return Field(serialization_alias=name, json_schema_extra={"of": of, "better": better})


class Row(Value):
    """Figures of one group, and the counts that they are from."""

    def figures(self, *fields: str) -> list[Figure]:
        """Some of its figures, or all, in their order."""
        return [self._figure(name) for name in fields or type(self).model_fields]

    def _figure(self, field: str) -> Figure:
        column = type(self).model_fields[field]
        extra: Any = column.json_schema_extra
        of = getattr(self, extra["of"]) if extra["of"] else None
        name = column.serialization_alias or field
        return Figure(name, getattr(self, field), of, extra["better"] if extra["of"] else None)


class SearchRow(Row):
    """Where a search put the first passage that holds the answer."""

    recall_at_1: Annotated[Share, _column("recall@1", "questions")]
    recall_at_5: Annotated[Share, _column("recall@5", "questions")]
    recall_at_10: Annotated[Share, _column("recall@10", "questions")]
    recall_at_20: Annotated[Share, _column("recall@20", "questions")]
    mrr: Annotated[Share, _column("MRR@10", "questions")]
    ndcg: Annotated[Share, _column("nDCG@10", "questions")]
    questions: Annotated[int, _column("questions")]


class PartsRow(Row):
    """Answers to answerable parts."""

    right: Annotated[Share, _column("a quote holds it", "parts")]
    first: Annotated[Share, _column("the first quote holds it", "parts")]
    answered: Annotated[Share, _column("answered", "parts")]
    parts: Annotated[int, _column("parts")]
    exact: Annotated[Share, _column("exact match", "short")]
    f1: Annotated[Share, _column("F1", "short")]
    short: Annotated[int, _column("short answers")]


class AnswersRow(PartsRow):
    """The same with the citations."""

    holding: Annotated[Share, _column("citations that hold it", "citations")]
    citations: Annotated[int, _column("citations")]


class QuestionsRow(Row):
    """Answerable questions as a whole."""

    all_right: Annotated[Share, _column("all parts right", "questions")]
    questions: Annotated[int, _column("questions")]


class AbstentionRow(Row):
    """What was refused, rightly and wrongly, and what was wrong."""

    answered: Annotated[Share, _column("answered of answerable", "answerable")]
    refused: Annotated[Share, _column("refused of unanswerable", "unanswerable")]
    wrong: Annotated[Share, _column("wrong of given", "given", "lower")]
    answerable: Annotated[int, _column("answerable")]
    unanswerable: Annotated[int, _column("unanswerable")]
    given: Annotated[int, _column("given")]
    parts: Annotated[int, _column("parts")]


class ConfidenceRow(Row):
    """What the confidence is worth, at all thresholds."""

    aurc: Annotated[float | None, _column("AURC", "parts", "lower")]
    coverage: Annotated[Share, _column("coverage at 10 % risk", "parts")]
    threshold: Annotated[float | None, _column("its threshold", "parts", None)]
    auroc_right: Annotated[float | None, _column("AUROC right", "parts")]
    auroc_answerable: Annotated[float | None, _column("AUROC answerable", "parts")]
    ece: Annotated[float | None, _column("ECE", "parts", "lower")]
    parts: Annotated[int, _column("parts")]


class RiskRow(Row):
    """The risk where a fifth, two fifths … of the parts are answered."""

    at_20: Annotated[Share, _column("risk at 20 %", "parts", "lower")]
    at_40: Annotated[Share, _column("risk at 40 %", "parts", "lower")]
    at_60: Annotated[Share, _column("risk at 60 %", "parts", "lower")]
    at_80: Annotated[Share, _column("risk at 80 %", "parts", "lower")]
    at_100: Annotated[Share, _column("risk at 100 %", "parts", "lower")]
    parts: Annotated[int, _column("parts")]


class LatencyRow(Row):
    """Time from question to answer, in milliseconds.

    The first question, for which models are loaded, counts only where it is the only one.
    """

    p50: Annotated[float, _column("p50 ms", "questions", "lower")]
    p95: Annotated[float, _column("p95 ms", "questions", "lower")]
    first: Annotated[float, _column("first ms")]
    questions: Annotated[int, _column("questions")]


class Headline(Value):
    """A share that sums up, with its 95 % bootstrap interval over questions.

    Attributes:
        value: The share (0..1), None where there is nothing to count.
        low: Lower bound, None where fewer than two questions count.
        high: Upper bound, likewise.
        count: How many things it is a share of.
        unit: What these are.
    """

    value: float | None
    low: float | None
    high: float | None
    count: int
    unit: str


class Figures(Value):
    """All figures of an evaluation; the package's docstring says what they are."""

    questions: int
    not_judged: int = Field(serialization_alias="not judged")
    headlines: dict[str, Headline]
    retrieval: dict[str, dict[Mode, SearchRow]]
    answers: dict[str, AnswersRow]
    answers_by_kind: dict[str, AnswersRow] = Field(serialization_alias="answers by kind")
    answers_to_why: dict[str, PartsRow] = Field(serialization_alias="answers to why")
    whole_questions: dict[str, QuestionsRow] = Field(serialization_alias="whole questions")
    abstention: AbstentionRow
    abstention_by_scope: dict[str, AbstentionRow] = Field(serialization_alias="abstention by scope")
    confidence: dict[str, ConfidenceRow]
    risks: dict[str, RiskRow] = Field(exclude=True)
    risk_coverage: dict[str, list[Point]] = Field(serialization_alias="risk coverage")
    calibration: dict[str, list[Bin]]
    latency: LatencyRow
