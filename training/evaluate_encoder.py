"""How good an encoder is at finding: translations, paragraphs, and sections in either language.

Reads the development and EVAL-ONLY files, which no training module opens. Of news see `qa eval`.

    python -m training.evaluate_encoder --data DATA [--model FOLDER] [--width 256] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.encoder import Encoder, open_encoder
from training.data import read_pairs, read_rows

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]
Pair = tuple[Embed, Embed]
"""What embeds questions, and what embeds passages."""
Figures = dict[str, float]


def newstest(embed: Pair, data: Path) -> Figures:
    """Accuracy@1 of the translation among all 6,003 sentences, both ways."""
    pairs = read_pairs(data, "EVAL-ONLY-newstest2013-2014")
    english = embed[1]([pair[0] for pair in pairs])
    french = embed[1]([pair[1] for pair in pairs])
    right = np.arange(len(pairs))
    scores = english @ french.T
    return {
        "newstest en-fr acc@1": float(np.mean(scores.argmax(1) == right)),
        "newstest fr-en acc@1": float(np.mean(scores.argmax(0) == right)),
    }


def questions_to_contexts(embed: Pair, data: Path, name: str, *more: str) -> Figures:
    """Question to its context among those of the file, and of `more` files as distractors."""
    rows = [row for row in read_rows(data / "reading" / f"{name}.jsonl.gz") if row["answers"]]
    pool = [row["context"] for row in rows]
    for other in more:
        pool += [row["context"] for row in read_rows(data / "reading" / f"{other}.jsonl.gz")]
    contexts = list(dict.fromkeys(pool))
    place = {context: i for i, context in enumerate(contexts)}
    scores = embed[0]([row["question"] for row in rows]) @ embed[1](contexts).T
    ranks = ranks_of(scores, np.array([place[row["context"]] for row in rows]))
    label = name.rpartition("-")[0] + ("+" if more else "")
    return {
        f"{label} recall@1": float(np.mean(ranks < 1)),
        f"{label} recall@5": float(np.mean(ranks < 5)),
        f"{label} nDCG@10": float(np.mean(np.where(ranks < 10, 1 / np.log2(ranks + 2), 0))),
    }


def ranks_of(scores: Vectors, right: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rank (0 is first) of the right column in each row of `scores` (n, m)."""
    own = scores[np.arange(len(right)), right][:, None]
    return np.asarray((scores > own).sum(1), dtype=np.int64)


def laws(embed: Pair, data: Path) -> Figures:
    """In a pool of both languages: is a relevant section first, and how often in English?

    Headings of the 1,000 sections that training leaves out, after LAReQA (Roy et al. 2020).
    """
    rows = read_rows(data / "retrieval" / "canada-law-sections.jsonl.gz")[-1_000:]
    pool = embed[1]([row[f"text_{language}"] for language in ("en", "fr") for row in rows])
    figures: Figures = {}
    for lang in ("en", "fr"):
        first = (embed[0]([row[f"title_{lang}"] for row in rows]) @ pool.T).argmax(1)
        right = first % len(rows) == np.arange(len(rows))
        figures[f"laws {lang} relevant first"] = float(right.mean())
        figures[f"laws {lang} English when relevant"] = float((first < len(rows))[right].mean())
    return figures


def evaluate(embed: Pair, data: Path) -> Figures:
    """All the figures of an encoder, by name."""
    figures = newstest(embed, data)
    figures |= questions_to_contexts(embed, data, "piaf-dev-fr")
    figures |= questions_to_contexts(embed, data, "piaf-dev-fr", "piaf-train-fr")
    figures |= questions_to_contexts(embed, data, "squad-dev-en")
    return figures | laws(embed, data)


def truncated(encoder: Encoder, width: int) -> Pair:
    """An encoder with only its first `width` dimensions, normalised again (Matryoshka)."""

    def shorter(embed: Embed) -> Embed:
        def cut(texts: Sequence[str]) -> Vectors:
            part = embed(texts)[:, :width]
            return np.asarray(part / np.linalg.norm(part, axis=1, keepdims=True), dtype=np.float32)

        return cut

    return shorter(encoder.encode_questions), shorter(encoder.encode_passages)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", help="a folder of sentence-transformers; unset: the shipped one")
    parser.add_argument("--width", type=int, default=384, help="dimensions kept")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args()
    report(
        evaluate(truncated(open_encoder(options.model), options.width), options.data), options.json
    )


def report(figures: Figures, path: Path | None) -> None:
    """Print figures as JSON, and write them to a file too where one is named."""
    text = json.dumps({name: round(value, 4) for name, value in figures.items()}, indent=1)
    print(text)
    if path:
        path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
