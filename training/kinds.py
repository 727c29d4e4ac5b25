"""What kind of answer a question asks for, as far as its first words tell; for training only.

English question words tell the kind of a question nearly always, French ones less often. So it is
read off the English of questions that exist in both languages, and taken over to the French.
"""

from __future__ import annotations

import re
from pathlib import Path

from training.data import (
    news_table,
    read_pairs,
    read_table,
    reading_rows,
    translated_questions,
)

WRITTEN = Path(__file__).parent / "questions" / "kinds.tsv"
"""Questions written for this project: kind, language, question."""

_RULES = {
    "why": r"why|how come|what (?:caused|made|led)|for what reason",
    "how_many": r"how (?:many|much|long|old|far|big|large|tall|high|often|fast|heavy)|"
    r"what (?:percentage|share|proportion|number)",
    "when": r"when|(?:what|which) (?:year|day|date|month|time|century|decade)|in (?:what|which) "
    r"(?:year|month|century|decade)",
    "where": r"where|(?:in|at|from|to) (?:what|which) (?:city|country|town|place|state|region)",
    "who": r"who|whom|whose|(?:by|to|with|for) whom",
    "how": r"how",
    "what": r"what|which|(?:in|at|on|for|to|from|of|by|with|under) (?:what|which)",
    "yes_no": r"is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may",
}
_FIRST = {kind: re.compile(rf"(?:{rule})\b", re.IGNORECASE) for kind, rule in _RULES.items()}

_NEWS = {"howmany": "how_many"}


def english_kind(question: str) -> str | None:
    """The kind of an English question, if it begins with words that tell it."""
    return next((kind for kind, rule in _FIRST.items() if rule.match(question.strip())), None)


def labelled_questions(data: Path) -> list[tuple[str, str]]:
    """Questions in both languages with their kinds."""
    found = [(row["question"], row["kind"]) for row in read_table(WRITTEN)] * 8
    for row in news_table(data, "questions"):
        if row["kind"] != "none":
            told = _NEWS.get(row["kind"], row["kind"])
            found += [(row["question_fr"], told), (row["question_en"], told)]
    pairs = read_pairs(data, "europarl-questions")[::4]
    pairs += _pairs(data, "piaf", english_is_new=True)
    pairs += _pairs(data, "squad", english_is_new=False)
    for english, french in pairs:
        kind = english_kind(english)
        if kind:
            found += [(english, kind), (french, kind)]
    return found


def _pairs(data: Path, source: str, *, english_is_new: bool) -> list[tuple[str, str]]:
    """English and French of the questions of a source of `TRANSLATED`."""
    new = translated_questions(data, source)
    known = {row["id"]: row["question"] for row in reading_rows(data, source)}
    pairs = [(new[i], known[i]) for i in new if i in known]
    return pairs if english_is_new else [(french, english) for english, french in pairs]
