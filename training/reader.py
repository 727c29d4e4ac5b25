"""Train the reader: answer spans, sentences of evidence, and whether there is an answer at all.

Two losses, on spans and on sentences alike. Within a window what is right competes with the rest
and with [CLS], which is right where there is no answer. Across the passages of one question only
the passages compete (shared normalisation, Clark and Gardner 2018), so that scores of different
passages compare.

    python -m training.reader --start ENCODER --data DATA --out RUN
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertConfig

from qa.reader.model import END, EVIDENCE, START, ReadingModel
from qa.reader.windows import LONGEST, Batch, Window, batch_of, windows
from training.bert import autocast, load_tokenizer, put_back, runs
from training.causes import why_examples
from training.data import read_pairs
from training.examples import (
    Example,
    Passage,
    sentence_spans,
    training_examples,
    translated_examples,
)
from training.gloss import Gloss
from training.loop import Losses
from training.noise import masked, set_dropout, with_disguises
from training.runs import carry_out, run_parser

SHARED_WEIGHT = 0.5
"""Weight of the loss across passages beside the one within a window."""

EVIDENCE_WEIGHT = 0.5
"""Weight of the losses on sentences beside those on spans."""

WHY_REPEATS = 3
"""How often one pass asks each why-question, in other words and of the other language."""

LOW = -1e4
"""Score of what may not be chosen: finite, so that a row of nothing else has a gradient."""

WORDS = "bert.embeddings.word_embeddings.weight"

Target = tuple[int, int]
"""First and last token of the answer; (0, 0), [CLS], where there is none."""

Sentence = tuple[int, int, bool]
"""First token, the token after the last, and whether it holds an accepted answer."""


@dataclass(frozen=True)
class Questions:
    """Windows of several questions with what is right in them and the question of each."""

    windows: list[Window]
    targets: list[Target]
    sentences: list[list[Sentence]]
    owners: list[int]


def load_reader(folder: Path, words: Path | None = None) -> ReadingModel:
    """A reader, or an encoder's body under a new head; word embeddings of the encoder `words`."""
    torch.manual_seed(0)
    config = BertConfig.from_pretrained(
        folder,
        hidden_dropout_prob=0.0,  # a pass or less over the data does not overfit; see `noise`
        attention_probs_dropout_prob=0.0,  # fused attention on a processor has none
    )
    reader = ReadingModel(config)
    weights = _named(load_file(folder / "model.safetensors"))
    if words:
        weights[WORDS] = _named(load_file(words / "model.safetensors"))[WORDS]
    own = reader.state_dict()
    head = weights.pop("qa_outputs.weight", None), weights.pop("qa_outputs.bias", None)
    for name, rows in zip(("outputs.weight", "outputs.bias"), head, strict=True):
        if rows is not None:  # of a reader that knew spans alone
            weights[name] = torch.cat([rows.float(), own[name][len(rows) :]])
    known = {name: value.float() for name, value in weights.items() if name in own}
    reader.load_state_dict(own | known)
    return reader


def _named(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """Weights of a bare body under the names they have in a reader."""
    if any(name.startswith("bert.") for name in weights):
        return weights
    return {f"bert.{name}": value for name, value in weights.items()}


def save_reader(reader: ReadingModel, start: Path, out: Path) -> None:
    """Write a folder with config, tokenizer and weights in half precision."""
    out.mkdir(parents=True, exist_ok=True)
    reader.bert.config.save_pretrained(out)
    config = json.loads((out / "config.json").read_text(encoding="utf-8"))
    config |= {"architectures": ["ReadingModel"], "dtype": "float32"}
    (out / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(start / name, out / name)
    weights = {name: w.detach().half().contiguous() for name, w in reader.state_dict().items()}
    save_file(weights, out / "model.safetensors", metadata={"format": "pt"})


def questions_of(
    tokenizer: Tokenizer, examples: Sequence[Example], rng: random.Random
) -> Questions:
    """One window of each passage; of long ones a window that holds the answer."""
    found: list[tuple[Window, Target, list[Sentence], int]] = []
    for owner, example in enumerate(examples):
        for passage in example.passages:
            window, target = _chosen(tokenizer, example.question, passage, rng)
            found.append((window, target, sentences_of(window, passage), owner))
    return Questions(*(list(column) for column in zip(*found, strict=True)))


def _chosen(
    tokenizer: Tokenizer, question: str, passage: Passage, rng: random.Random
) -> tuple[Window, Target]:
    cut = windows(tokenizer, question, passage.text, passage.title)
    placed = [(w, place) for span in passage.spans for w in cut if (place := w.place(span))]
    return rng.choice(placed) if placed else (rng.choice(cut), (0, 0))


def sentences_of(window: Window, passage: Passage) -> list[Sentence]:
    """The sentences of a passage as far as the window holds them."""
    begins = [begin for begin, _ in window.offsets]
    found = []
    for start, end in sentence_spans(passage.text):
        first, last = bisect_left(begins, start), bisect_left(begins, end)
        right = any(low < end and high > start for low, high in passage.spans)
        if first < last:
            found.append((window.first + first, window.first + last, right))
    return found


def reading_losses(reader: ReadingModel, questions: Questions) -> Losses:
    """The losses of a batch of questions; those of spans are means over starts and ends."""
    batch = batch_of(questions.windows)
    targets = torch.tensor(questions.targets)
    owners = torch.tensor(questions.owners)
    scores = scores_of(reader, questions.windows)
    parts = [
        (
            within(scores[..., side], batch, targets[:, side]),
            across(scores[..., side], batch, targets[:, side], owners),
        )
        for side in (START, END)
    ]
    window = (parts[0][0] + parts[1][0]) / 2
    shared = (parts[0][1] + parts[1][1]) / 2
    own, compared = evidence(scores[..., EVIDENCE], questions.sentences, owners)
    loss = window + SHARED_WEIGHT * shared
    loss = loss + EVIDENCE_WEIGHT * (own + SHARED_WEIGHT * compared)
    return {"loss": loss, "window": window, "shared": shared, "evidence": own}


def scores_of(reader: ReadingModel, rows: Sequence[Window], budget: int = 2_048) -> Tensor:
    """Scores (n, longest, 3) in float32; those beyond a window's end mean nothing.

    Computed in runs of like length of about `budget` tokens: a fifth of a batch would be padding,
    and what a layer makes of a run stays in the processor's cache.
    """
    device = next(reader.parameters()).device
    tokens = [row.ids for row in rows]
    order = sorted(range(len(rows)), key=lambda i: len(tokens[i]))
    parts = []
    for run in runs(order, tokens, budget):
        batch = batch_of([rows[i] for i in run])
        with autocast(device):
            out = reader(batch.ids.to(device), batch.types.to(device), batch.mask.to(device))
        beyond = len(tokens[order[-1]]) - out.shape[1]
        parts.append(nn.functional.pad(out.float().cpu(), (0, 0, 0, beyond)))
    return put_back(parts, order)


def sentence_scores(scores: Tensor, sentences: Sequence[Sequence[Sentence]]) -> Tensor:
    """Mean of the token scores (n, longest) over each sentence, (n, most sentences), padded LOW."""
    most = max(1, *(len(row) for row in sentences))
    member = torch.zeros(len(sentences), most, scores.shape[1])
    for i, row in enumerate(sentences):
        for k, (first, last, _) in enumerate(row):
            member[i, k, first:last] = 1 / (last - first)
    means = (member @ scores.unsqueeze(2)).squeeze(2)
    return means.masked_fill(member.sum(2) == 0, LOW)


def evidence(
    scores: Tensor, sentences: Sequence[Sequence[Sentence]], owners: Tensor
) -> tuple[Tensor, Tensor]:
    """Losses of the sentences that hold an answer: within their windows, and across them."""
    means = sentence_scores(scores, sentences)
    right = torch.zeros_like(means, dtype=torch.bool)
    for i, row in enumerate(sentences):
        right[i, : len(row)] = torch.tensor([answers for _, _, answers in row], dtype=torch.bool)
    none = scores[:, 0]
    best = torch.where(right.any(1), means.masked_fill(~right, LOW).logsumexp(1), none)
    own = (torch.cat([none.unsqueeze(1), means], 1).logsumexp(1) - best).mean()
    same = owners.unsqueeze(1) == owners.unsqueeze(0)
    everything = _over_question(means.logsumexp(1), same)
    answering = _over_question(means.masked_fill(~right, LOW).logsumexp(1), same)
    answered = (same & right.any(1).unsqueeze(0)).any(1)
    return own, (everything - answering)[answered].sum() / answered.sum().clamp(min=1)


def _over_question(totals: Tensor, same: Tensor) -> Tensor:
    """Log-sum over the windows of the same question, (n,)."""
    return totals.unsqueeze(0).expand(same.shape).masked_fill(~same, LOW).logsumexp(1)


def within(scores: Tensor, batch: Batch, target: Tensor) -> Tensor:
    """Cross-entropy over the passage tokens and [CLS] of each window."""
    allowed = scores.masked_fill(~batch.choosable, -torch.inf)
    return nn.functional.cross_entropy(allowed, target)


def across(scores: Tensor, batch: Batch, target: Tensor, owners: Tensor) -> Tensor:
    """Cross-entropy over the passage tokens of all windows of each answerable question."""
    totals = scores.masked_fill(~batch.passage, LOW).logsumexp(1)
    shared = _over_question(totals, owners.unsqueeze(1) == owners.unsqueeze(0))
    answered = target > 0
    right = scores.gather(1, target.unsqueeze(1)).squeeze(1)
    return (shared - right)[answered].sum() / answered.sum().clamp(min=1)


def example_batches(
    examples: Sequence[Example], budget: int, rng: random.Random, pool: int = 4_000
) -> list[list[int]]:
    """Examples of like length, about `budget` padded tokens a batch, in random order."""
    batches: list[list[int]] = []
    for start in range(0, len(examples), pool):
        some = range(start, min(start + pool, len(examples)))
        batches += _filled(sorted(some, key=lambda i: _size(examples[i])), examples, budget)
    rng.shuffle(batches)
    return batches


def _filled(order: Sequence[int], examples: Sequence[Example], budget: int) -> list[list[int]]:
    batches: list[list[int]] = [[]]
    count = 0
    for i in order:
        count += len(examples[i].passages)
        if batches[-1] and count * _size(examples[i]) > budget:
            batches.append([])
            count = len(examples[i].passages)
        batches[-1].append(i)
    return batches


def _size(example: Example) -> int:
    """About how many tokens the longest window of an example has."""
    longest = max(len(p.text) + len(p.title) for p in example.passages)
    return min(LONGEST, (longest + len(example.question)) // 4 + 3)


def learn_gloss(data: Path, pairs: int = 30_000) -> Gloss:
    """Glosses from parallel questions and everyday sentences."""
    found = []
    for name in ("europarl-questions", "tatoeba"):
        some = read_pairs(data / "parallel" / f"{name}.tsv.gz")[:: 2 if name == "tatoeba" else 1]
        found += [(english, french) for english, french in some[:pairs] if french]
    return Gloss.learn(found)


def train_reader(options: argparse.Namespace) -> None:
    """Build the examples, train (resumable) and save a transformers folder in `out`/model."""
    reader, tokenizer = load_reader(options.start, options.words), load_tokenizer(options.start)
    if not options.embedding_rate:
        reader.bert.embeddings.word_embeddings.requires_grad_(requires_grad=False)
    gloss = None if options.no_gloss else learn_gloss(options.data)
    rng = random.Random(options.seed)
    examples = training_examples(options.data, options.seed, gloss)
    paragraphs = read_pairs(options.data / "parallel" / "europarl-paragraphs.tsv.gz")
    for _ in range(WHY_REPEATS):
        examples += why_examples(paragraphs, rng)
    if options.translated:
        examples += translated_examples(options.translated, rng)
    rng.shuffle(examples)
    if options.noise:
        examples = with_disguises(examples, rng)
        set_dropout(reader)
    batches = example_batches(examples, options.budget, rng)
    print(f"{len(examples)} examples, {len(batches)} batches", flush=True)

    def losses_of(step: int) -> Losses:
        rng = random.Random(f"{options.seed} {step}")
        asked = questions_of(tokenizer, [examples[i] for i in batches[step]], rng)
        if options.noise:
            asked = replace(asked, windows=[masked(w, tokenizer, rng) for w in asked.windows])
        return reading_losses(reader, asked)

    carry_out(reader, options, len(batches), losses_of)
    save_reader(reader, options.start, options.out / "model")


def main() -> None:
    """Command line."""
    parser = run_parser(__doc__, rate=2e-4, embedding_rate=2e-4, warmup=100, decay=300)
    parser.add_argument("--words", type=Path, help="encoder whose word embeddings are taken")
    parser.add_argument("--budget", type=int, default=7_000, help="tokens of a batch")
    parser.add_argument("--translated", type=Path, help="what training.translated wrote")
    parser.add_argument("--noise", action="store_true", help="for passes after the first")
    parser.add_argument("--no-gloss", action="store_true", help="no questions put word by word")
    train_reader(parser.parse_args())


if __name__ == "__main__":
    main()
