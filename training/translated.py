"""English reading rows put into French by rules, their answers found again in the translation.

Apertium has no English to French, so by way of Catalan (Debian's packages `apertium-eng-cat` and
`apertium-fra-cat`). Statements come out readable, questions badly, so most rows ask in English on
the French passage, which is what there is no other data for.

    python -m training.translated --data DATA --out DATA/translated
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import subprocess
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from training.data import Row, Span, read_rows

SOURCES = ("squad-train-en", "squadshifts-new_wiki-en", "qed-nq-train-en")
ASKED_IN_FRENCH = ("squad-train-en", "squadshifts-new_wiki-en")
"""Sources whose questions are sentences, so that their translations can be read."""

PAIRS = ("eng-cat", "cat-fra")
AT_ONCE = 4_000
"""Texts that one call translates."""

_MARKUP = re.compile(r"[\n\\\[\]^$/@<>{}]")
"""What Apertium reads as more than text."""

_UNKNOWN = re.compile(r"[#@*](?=\w)")
_ARTICLE = re.compile(r"^(?:l[ae]s?|une?|des|du|de)\s+|^[ld]['’]", re.IGNORECASE)
_LONGEST_ANSWER = 120
_MENDED = tuple(
    (re.compile(rule), whole)
    for rule, whole in (
        (r"^Qui il (a|est|était|ont)\b", r"Qui \1"),
        (r"^Ce qu[ei] (est|était) (l[ae]s?|l'|une?|ce|cette|son|sa)\b", r"Quel \1 \2"),
        (r"^Quand c'était\b", "Quand a été"),
        (r"^Ce qui a fait\b", "Qu'a fait"),
        (r"^Ce qui\b", "Qu'est-ce qui"),
        (r"^Ce que\b", "Qu'est-ce que"),
        (r"\s*\?+$", " ?"),
    )
)

Translate = Callable[[Sequence[str]], list[str]]


def apertium(texts: Sequence[str]) -> list[str]:
    """French of English texts, one for each.

    Raises:
        FileNotFoundError: If `apertium` is not installed.
        ValueError: If it gave more or fewer paragraphs than it was given.
    """
    found: list[str] = []
    for first in range(0, len(texts), AT_ONCE):
        some = [_MARKUP.sub(" ", text).strip() for text in texts[first : first + AT_ONCE]]
        joined = "\n\n".join(some) + "\n"
        for pair in PAIRS:
            command = ["apertium", "-u", pair]
            joined = subprocess.run(  # noqa: S603 - a fixed program; the texts are its input
                command, input=joined, capture_output=True, text=True, check=True
            ).stdout
        found += [_UNKNOWN.sub("", text).strip() for text in joined.strip("\n").split("\n\n")]
    if len(found) != len(texts):
        raise ValueError(f"{len(texts)} texts became {len(found)}; one of them holds an empty line")
    return found


def translated(rows: Sequence[Row], translate: Translate, *, in_french: bool) -> list[Row]:
    """Rows on French passages, asked in English and, if `in_french`, in French too.

    Rows whose answers are not found again, or are long, are left out.
    """
    rows = [row for row in rows if row["answers"]]
    french = _table(translate, (text for row in rows for text in _texts(row)))
    found: list[Row] = []
    for row in rows:
        moved = _moved(row, french)
        if moved:
            found.append(moved)
            if in_french:
                found.append(moved | {"question": mended(french[row["question"]])})
    return found


def mended(question: str) -> str:
    """A translated question with its most frequent faults put right."""
    for rule, whole in _MENDED:
        question = rule.sub(whole, question)
    return question


def _texts(row: Row) -> list[str]:
    answers = [answer["text"] for answer in row["answers"]]
    return [row["question"], row["context"], row["title"].replace("_", " "), *answers]


def _table(translate: Translate, texts: Iterable[str]) -> dict[str, str]:
    known = list(dict.fromkeys(text for text in texts if _MARKUP.sub(" ", text).strip()))
    return dict(zip(known, translate(known), strict=True))


def _moved(row: Row, french: dict[str, str]) -> Row | None:
    context = french[row["context"]]
    answers: list[dict[str, Any]] = []
    for answer in row["answers"]:
        near = answer["answer_start"] / len(row["context"]) * len(context)
        if span := _place(context, [french.get(answer["text"], ""), answer["text"]], near):
            answers.append({"text": context[span[0] : span[1]], "answer_start": span[0]})
    if not answers or len(answers[0]["text"]) >= _LONGEST_ANSWER:
        return None
    title = french.get(row["title"].replace("_", " "), "")
    return row | {"context": context, "answers": answers, "title": title}


def _place(context: str, wordings: list[str], near: float) -> Span | None:
    """Where one of the wordings stands, closest to where it is expected; None if it does not."""
    for words in [*wordings, *(_ARTICLE.sub("", words) for words in wordings)]:
        if not words[1:] and not words.isdigit():  # a letter is found anywhere
            continue
        places = re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", context, re.IGNORECASE)
        starts = [place.start() for place in places]
        closest = min(starts, key=lambda start: abs(start - near), default=None)
        if closest is not None and abs(closest - near) < 0.2 * len(context) + 60:
            return closest, closest + len(words)
    return None


def main() -> None:
    """Translate the sources and write them, one file each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for name in SOURCES:
        rows = read_rows(options.data / "reading" / f"{name}.jsonl.gz")
        found = translated(rows, apertium, in_french=name in ASKED_IN_FRENCH)
        path = options.out / f"{name.removesuffix('-en')}-fr.jsonl.gz"
        with gzip.open(path, "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in found)
        print(f"{path}: {len(found)} rows of {len(rows)}")


if __name__ == "__main__":
    main()
