"""Train the reader: spans of answers, and whether there is one, scored across passages.

Two losses. Within a window the right tokens compete with the others and with [CLS], which is
right where there is no answer. Across the passages of one question only passage tokens compete
(shared normalisation, Clark and Gardner 2018), so that scores of different passages compare.

    python -m training.reader --start ENCODER --data DATA --out RUN
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertForQuestionAnswering

from qa.reader.windows import LONGEST, Batch, Window, batch_of, windows
from training.bert import autocast, load_tokenizer
from training.data import read_pairs
from training.examples import Example, Passage, training_examples
from training.gloss import Gloss
from training.loop import Losses, Plan, train

SHARED_WEIGHT = 0.5
"""Weight of the loss across passages beside the one within a window."""

Target = tuple[int, int]
"""First and last token of the answer; (0, 0), [CLS], where there is none."""


@dataclass(frozen=True)
class Questions:
    """Windows of several questions with their targets and the question each belongs to."""

    windows: list[Window]
    targets: list[Target]
    owners: list[int]


def load_reader(folder: Path) -> BertForQuestionAnswering:
    """A reader, or an encoder's body under a new head of two outputs."""
    torch.manual_seed(0)
    return BertForQuestionAnswering.from_pretrained(
        folder,
        dtype=torch.float32,
        attention_probs_dropout_prob=0.0,  # fused attention on a processor has none
    )


def save_reader(reader: BertForQuestionAnswering, start: Path, out: Path) -> None:
    """Write a transformers folder with its tokenizer; weights in half precision."""
    out.mkdir(parents=True, exist_ok=True)
    reader.config.save_pretrained(out)
    config = json.loads((out / "config.json").read_text(encoding="utf-8"))
    config |= {"architectures": ["BertForQuestionAnswering"], "dtype": "float32"}
    (out / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(start / name, out / name)
    weights = {name: w.detach().half().contiguous() for name, w in reader.state_dict().items()}
    save_file(weights, out / "model.safetensors", metadata={"format": "pt"})


def questions_of(
    tokenizer: Tokenizer, examples: Sequence[Example], rng: random.Random
) -> Questions:
    """One window of each passage; of long ones a window that holds the answer."""
    found: list[tuple[Window, Target, int]] = []
    for owner, example in enumerate(examples):
        for passage in example.passages:
            window, target = _chosen(tokenizer, example.question, passage, rng)
            found.append((window, target, owner))
    return Questions(*(list(column) for column in zip(*found, strict=True)))


def _chosen(
    tokenizer: Tokenizer, question: str, passage: Passage, rng: random.Random
) -> tuple[Window, Target]:
    cut = windows(tokenizer, question, passage.text, passage.title)
    placed = [(w, place) for span in passage.spans for w in cut if (place := w.place(span))]
    return rng.choice(placed) if placed else (rng.choice(cut), (0, 0))


def reading_losses(reader: nn.Module, questions: Questions) -> Losses:
    """The two losses of a batch of questions, means over starts and ends."""
    batch = batch_of(questions.windows)
    targets = torch.tensor(questions.targets)
    owners = torch.tensor(questions.owners)
    starts, ends = logits_of(reader, batch)
    parts = [
        (within(scores, batch, targets[:, side]), across(scores, batch, targets[:, side], owners))
        for side, scores in enumerate((starts, ends))
    ]
    window = (parts[0][0] + parts[1][0]) / 2
    shared = (parts[0][1] + parts[1][1]) / 2
    return {"loss": window + SHARED_WEIGHT * shared, "window": window, "shared": shared}


def logits_of(reader: nn.Module, batch: Batch) -> tuple[Tensor, Tensor]:
    """Start and end scores (n, longest) in float32."""
    device = next(reader.parameters()).device
    with autocast(device):
        out = reader(
            input_ids=batch.ids.to(device),
            token_type_ids=batch.types.to(device),
            attention_mask=batch.mask.to(device),
        )
    return out.start_logits.float().cpu(), out.end_logits.float().cpu()


def within(scores: Tensor, batch: Batch, target: Tensor) -> Tensor:
    """Cross-entropy over the passage tokens and [CLS] of each window."""
    allowed = scores.masked_fill(~batch.choosable, -torch.inf)
    return nn.functional.cross_entropy(allowed, target)


def across(scores: Tensor, batch: Batch, target: Tensor, owners: Tensor) -> Tensor:
    """Cross-entropy over the passage tokens of all windows of each answerable question."""
    totals = scores.masked_fill(~batch.passage, -torch.inf).logsumexp(1)
    same = owners.unsqueeze(1) == owners.unsqueeze(0)
    shared = totals.unsqueeze(0).expand(same.shape).masked_fill(~same, -torch.inf).logsumexp(1)
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


def train_reader(*, start: Path, data: Path, out: Path, options: argparse.Namespace) -> None:
    """Build the examples, train (resumable) and save a transformers folder in `out`/model."""
    reader, tokenizer = load_reader(start), load_tokenizer(start)
    gloss = None if options.no_gloss else learn_gloss(data)
    examples = training_examples(data, options.seed, gloss)
    batches = example_batches(examples, options.budget, random.Random(options.seed))
    steps = min(len(batches), options.steps or len(batches))
    print(f"{len(examples)} examples, {len(batches)} batches, {steps} steps", flush=True)

    def losses_of(step: int) -> Losses:
        rng = random.Random(f"{options.seed} {step}")
        chosen = [examples[i] for i in batches[step]]
        return reading_losses(reader, questions_of(tokenizer, chosen, rng))

    run = {"stop_after": options.stop_after, "background": options.background}
    rates = (options.rate, options.embedding_rate)
    plan = Plan(steps, *rates, options.seed, options.warmup, options.decay)
    done = train(reader, plan, losses_of, out, **run)
    save_reader(reader, start, out / "model")
    print(f"{done} of {steps} steps done; model in {out / 'model'}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--start", type=Path, required=True, help="encoder or reader folder")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="run folder; resumed if it exists")
    parser.add_argument("--steps", type=int, default=0, help="at most so many; 0 for all")
    parser.add_argument("--stop-after", type=int, help="stop early, to be resumed")
    parser.add_argument("--background", action="store_true", help="use only free cores")
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--embedding-rate", type=float, default=2e-4)
    parser.add_argument("--warmup", type=int, default=100, help="steps of rising rate")
    parser.add_argument("--decay", type=int, default=300, help="steps of falling rate")
    parser.add_argument("--budget", type=int, default=7_000, help="tokens of a batch")
    parser.add_argument("--no-gloss", action="store_true", help="no questions put word by word")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    train_reader(start=options.start, data=options.data, out=options.out, options=options)


if __name__ == "__main__":
    main()
