"""How well the check of written sentences tells those that a quote supports from the others.

    python benchmarks/citations.py [PAIRS.jsonl]

Each line has a `sentence`, a `quote`, their `languages` and whether it is `supported`; the
bound was chosen on `tests/llm/pairs.jsonl`, and `tests/llm/held_out.jsonl` was kept aside
meanwhile. Prints what the cosine of the built-in
encoder does alone, what names, numbers, dates and denials do alone, and both together: the
shares of supported and of unsupported sentences that pass, bound by bound.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NamedTuple

from sklearn.metrics import roc_auc_score

from qa.encoder import BuiltInEncoder
from qa.llm.check import LEAST_SIMILARITY, Checker, facts_stand, is_plain

PAIRS = Path(__file__).parent.parent / "tests" / "llm" / "pairs.jsonl"
BOUNDS = (0.76, 0.78, 0.8, 0.82, 0.84, 0.86, LEAST_SIMILARITY, 0.88, 0.9)


class Pair(NamedTuple):
    """A labelled pair, and what the check finds of it."""

    languages: str
    supported: bool
    cosine: float
    facts: bool


def main() -> None:
    """Print the table."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else PAIRS
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    checker = Checker(BuiltInEncoder())
    pairs = [measured(row, checker) for row in rows]
    for name in ("all", *sorted({pair.languages for pair in pairs})):
        show(name, [pair for pair in pairs if name in {"all", pair.languages}])


def measured(row: dict[str, str], checker: Checker) -> Pair:
    """The cosine of a pair, and whether the sentence's names, numbers and dates stand."""
    sentence, quotes = row["sentence"], [row["quote"]]
    facts = is_plain(sentence) and facts_stand(sentence, quotes)
    cosine = checker.similarities(sentence, quotes)[0]
    return Pair(row["languages"], bool(row["supported"]), cosine, facts)


def show(name: str, pairs: list[Pair]) -> None:
    """Print the figures of some pairs."""
    good = [pair for pair in pairs if pair.supported]
    bad = [pair for pair in pairs if not pair.supported]
    area = roc_auc_score([pair.supported for pair in pairs], [pair.cosine for pair in pairs])
    print(f"{name}: {len(good)} supported, {len(bad)} not; ROC area of the cosine {area:.3f}")
    facts = [sum(pair.facts for pair in side) for side in (good, bad)]
    print(f"  facts alone: {facts[0]}/{len(good)} pass, {facts[1]}/{len(bad)} pass wrongly")
    for bound in BOUNDS:
        alone = [sum(pair.cosine >= bound for pair in side) for side in (good, bad)]
        both = [sum(pair.facts and pair.cosine >= bound for pair in side) for side in (good, bad)]
        mark = " <- the bound" if bound == LEAST_SIMILARITY else ""
        print(
            f"  {bound:.2f}: cosine {alone[0]}/{len(good)}, wrongly {alone[1]}/{len(bad)}; "
            f"both {both[0]}/{len(good)}, wrongly {both[1]}/{len(bad)}{mark}"
        )


if __name__ == "__main__":
    main()
