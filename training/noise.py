"""Noise against learning by heart, for passes after the first: `training.reader --noise`.

There are few questions, and a reader that has seen each of them twice answers those it was trained
on far better than others. Names and numbers of some examples are put in the place of others, the
same in question, title and passages, so that only the text tells the answer; some tokens are
masked; and states are dropped (Srivastava et al. 2014).
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from tokenizers import Tokenizer
from torch import nn

from qa.reader.model import ReadingModel
from qa.reader.windows import Window
from training.examples import Example
from training.gloss import Gloss

DISGUISED = 0.3
"""Share of examples whose names and numbers are changed."""

MASKED = 0.06
"""Share of the tokens of a window that are masked."""

DROPOUT = 0.1
"""Share of states dropped; not in attention, where dropping costs the fused computation."""

_NAME = re.compile(r"(?<![.!?…]\s)(?<!^)\b[A-ZÀ-Ý][a-zà-ÿ]{2,}\b")
_NUMBER = re.compile(r"\b\d+\b")
_CENTURY = re.compile(r"(?:1[5-9]|20)(?=\d\d$)")
_COMMON = 60
"""Times from which a word with a capital is taken for a month or the like, and stays out."""


def with_disguises(examples: Sequence[Example], rng: random.Random) -> list[Example]:
    """The examples, a share `DISGUISED` of them with the names and numbers of others."""
    names = rare_names(examples)
    return [disguised(e, names, rng) if rng.random() < DISGUISED else e for e in examples]


def rare_names(examples: Iterable[Example]) -> list[str]:
    """Words with a capital inside a sentence, each once."""
    seen = Counter(name for e in examples for name in _NAME.findall(e.passages[0].text))
    return [name for name, times in seen.items() if times < _COMMON]


def disguised(example: Example, names: Sequence[str], rng: random.Random) -> Example:
    """An example with other names and numbers, each in all its places the same."""
    text = " ".join(passage.text for passage in example.passages)
    plain = set(re.findall(r"\b[a-zà-ÿ]+\b", text))
    table = {number: _other_number(number, rng) for number in _NUMBER.findall(text)}
    for name in _NAME.findall(text):
        if name.lower() not in plain and names:  # "May", but also "may"
            table[name.lower()] = rng.choice(names)
    change = Gloss({"": table})  # one table, whatever the language
    passages = []
    for passage in example.passages:
        moved, spans = change.moved(passage.text, "", passage.spans)
        passages.append(replace(passage, text=moved, spans=spans, title=change(passage.title, "")))
    return Example(change(example.question, ""), tuple(passages))


def _other_number(number: str, rng: random.Random) -> str:
    """Of as many digits; a year of the same century."""
    century = _CENTURY.match(number)
    kept = century[0] if century else str(rng.randint(1, 9))
    return kept + "".join(str(rng.randint(0, 9)) for _ in range(len(number) - len(kept)))


def masked(window: Window, tokenizer: Tokenizer, rng: random.Random) -> Window:
    """A window with a share `MASKED` of its tokens masked."""
    mask, *kept = (tokenizer.token_to_id(name) for name in ("[MASK]", "[CLS]", "[SEP]"))
    ids = [mask if i not in kept and rng.random() < MASKED else i for i in window.ids]
    return replace(window, ids=ids)


def set_dropout(reader: ReadingModel) -> None:
    """Drop states of the embeddings and of each layer."""
    for name, module in reader.named_modules():
        if isinstance(module, nn.Dropout) and "attention.self" not in name:
            module.p = DROPOUT
