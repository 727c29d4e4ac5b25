"""The figures of an evaluation as types: what its JSON holds and its tables show."""

from __future__ import annotations

from operator import attrgetter
from typing import Annotated, Literal, NamedTuple

from pydantic import AliasGenerator, ConfigDict, PlainSerializer

from qa.evaluation.metrics import Bin, Point
from qa.types import Mode, Value

Better = Literal["higher", "lower"]


class Figure(NamedTuple):
    """A number about a group of questions; in JSON its value alone.

    Attributes:
        value: None where there is nothing to count.
        of: How many things it is from; None if it is a count itself.
        better: Which way is better; None if neither is.
    """

    value: int | float | None
    of: int | None = None
    better: Better | None = None


Row = dict[str, Annotated[Figure, PlainSerializer(attrgetter("value"))]]
"""The figures of one group of questions, and the counts that they are from, by their names."""


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
    """All figures of an evaluation; the package's docstring says what they are.

    Attributes:
        risks: Points of `risk_coverage`, for the report only.
    """

    model_config = ConfigDict(
        alias_generator=AliasGenerator(serialization_alias=lambda name: name.replace("_", " "))
    )

    questions: int
    not_judged: int
    headlines: dict[str, Headline]
    retrieval: dict[str, dict[Mode, Row]]
    answers: dict[str, Row]
    answers_by_kind: dict[str, Row]
    answers_to_why: dict[str, Row]
    whole_questions: dict[str, Row]
    abstention: Row
    abstention_by_scope: dict[str, Row]
    confidence: dict[str, Row]
    risks: dict[str, Row]
    risk_coverage: dict[str, list[Point]]
    calibration: dict[str, list[Bin]]
    latency: Row
