"""Train the encoder: distillation toward an English teacher, and question-to-passage retrieval.

Distillation (Reimers and Gurevych 2020) ties a French text to the vector the teacher gives its
English original; it brings the languages together and keeps the teacher's English. Retrieval is
the usual contrastive loss over the passages of a batch, in French, in English, and in batches of
both where each question has a right passage in either language (after LAReQA, Roy et al. 2020).
Batches of one language never hold passages of the other: those would be easy negatives that
teach "my own language first". Both kinds of batch alternate in a seeded random order.

    python -m training.encoder --start MODEL --teacher MODEL --data DATA --out RUN
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from training.bert import SentenceEncoder, save_encoder
from training.data import (
    PARALLEL_LIMITS,
    Group,
    Pair,
    english_passages,
    english_questions,
    parallel_pairs,
    retrieval_groups,
)
from training.loop import Losses
from training.mining import Neighbours, clustered_batches, fits, neighbours
from training.runs import carry_out, run_parser

SCALE = 20.0
"""Factor of cosines before a cross-entropy, as the teacher was trained with."""

EPOCHS = {
    "piaf": 8,
    "service": 0.6,
    "laws": 0.3,
    "squad": 1,
    "wiki": 1,
    "amazon": 0.25,
    "reddit": 0.5,
    "qed": 0.25,
}
"""How often each source is gone through; French questions are the weak side."""

PASSAGES = 32
"""Groups in a batch; each brings up to four questions and its passages."""

MINED = {"piaf": True, "service": False, "squad": False}
"""Sources whose batches hold hard neighbours: by BM25, and where true by the encoder too.

The batches of the others are drawn at random.
"""


class Teacher:
    """The teacher's vectors of fixed English texts, computed when first asked for and kept."""

    def __init__(self, model: SentenceEncoder, texts: Sequence[str], folder: Path) -> None:
        self._model, self._texts = model, texts
        folder.mkdir(parents=True, exist_ok=True)
        key = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
        path = folder / f"teacher-{key}.npy"
        shape = (len(texts), model.bert.config.hidden_size)
        if not path.exists():
            empty = np.lib.format.open_memmap(path, "w+", np.float16, shape)
            empty[:] = np.nan
        self._known = np.lib.format.open_memmap(path, "r+", np.float16, shape)

    def vectors(self, rows: Sequence[int]) -> Tensor:
        """Unit vectors (rows, width)."""
        new = [i for i in rows if np.isnan(self._known[i, 0])]
        if new:
            self._known[new] = self._model.embed([self._texts[i] for i in new])
        return torch.from_numpy(np.asarray(self._known[list(rows)], dtype=np.float32))


@dataclass(frozen=True)
class Distillation:
    """Pairs of which each side should come near the teacher's vector of the English one."""

    pairs: Sequence[Pair]
    teacher: Teacher

    def losses(self, encoder: SentenceEncoder, batch: Sequence[int], longest: int) -> Losses:
        """10 (1 - cos) + 0.1 cross-entropy of student against teacher vectors in the batch."""
        texts, rows = [], []
        for row, i in enumerate(batch):
            sides = [text for text in self.pairs[i] if text is not None]
            texts += sides
            rows += [row] * len(sides)
        student = encoder(encoder.tokens(texts, longest))
        teacher = self.teacher.vectors(batch).to(student.device)
        own = torch.tensor(rows, device=student.device)
        away = 1 - (student * teacher[own]).sum(1).mean()
        contrast = nn.functional.cross_entropy(SCALE * student @ teacher.T, own)
        return {"loss": 10 * away + 0.1 * contrast, "away": away}


@dataclass(frozen=True)
class Retrieval:
    """Groups of one source with their hard neighbours."""

    groups: Sequence[Group]
    near: Neighbours
    titled: bool

    def losses(
        self, encoder: SentenceEncoder, batch: Sequence[int], rng: random.Random, longest: int
    ) -> Losses:
        """Cross-entropy of each question over its right passages and those that are negatives."""
        groups = [self.groups[i] for i in batch]
        asked = [(i, *pair) for i, group in enumerate(groups) for pair in _some(group, rng)]
        passages = [(i, text) for i, group in enumerate(groups) for text in group.passages]
        texts = [self._shown(groups[i], text, rng) for i, text in passages]
        questions = encoder(encoder.tokens([query for _, query, _ in asked], 64))
        scores = SCALE * questions @ encoder(encoder.tokens(texts, longest)).T
        right, open_to = (m.to(scores.device) for m in _relations(asked, groups, passages))
        return {"loss": multi_positive(scores, right, open_to)}

    def _shown(self, group: Group, text: str, rng: random.Random) -> str:
        """The passage under its topic half of the time, as the product shows it its title."""
        titled = self.titled and group.topic and rng.random() < 0.5
        return f"{group.topic}\n{text}" if titled else text


Asked = tuple[int, str, tuple[str, ...]]
"""Place of the group in the batch, question, accepted answers."""


def _some(group: Group, rng: random.Random, most: int = 4) -> list[tuple[str, tuple[str, ...]]]:
    """Up to `most` questions of a group, with their answers."""
    answers = group.answers or ((),) * len(group.queries)
    pairs = list(zip(group.queries, answers, strict=True))
    return pairs if len(pairs) <= most else rng.sample(pairs, most)


def _relations(
    asked: Sequence[Asked], groups: Sequence[Group], passages: Sequence[tuple[int, str]]
) -> tuple[Tensor, Tensor]:
    """Which passages (questions, passages) are right, and which are right or true negatives."""
    owner = torch.tensor([i for i, _ in passages])
    right = torch.tensor([i for i, _, _ in asked]).unsqueeze(1) == owner
    doubtful = torch.tensor(
        [[fits(query, answers, group) for group in groups] for _, query, answers in asked]
    )
    return right, right | ~doubtful[:, owner]


def multi_positive(scores: Tensor, right: Tensor, open_to: Tensor) -> Tensor:
    """Mean over the right cells of -log softmax against the negatives alone, all (n, m)."""
    negatives = scores.masked_fill(right | ~open_to, -torch.inf).logsumexp(1, keepdim=True)
    return (torch.logaddexp(scores, negatives) - scores)[right].mean()


def mined(groups: Sequence[Group], encoder: SentenceEncoder, folder: Path, name: str) -> Neighbours:
    """Neighbours of a source, found once by the encoder a run starts from."""
    if name not in MINED:
        return [[] for _ in groups]
    path = folder / f"near-{name}.json"
    if not path.exists():
        embed = (lambda texts: encoder.embed(texts, 128)) if MINED[name] else None
        found = neighbours(groups, embed)
        path.write_text(json.dumps(found), encoding="utf-8")
    near: Neighbours = json.loads(path.read_text(encoding="utf-8"))
    return near


def length_batches(
    lengths: Sequence[int], budget: int, rng: random.Random, most: int = 160
) -> list[list[int]]:
    """Rows of like length, `budget` tokens (at most `most` rows) a batch, in random order."""
    order = sorted(range(len(lengths)), key=lambda i: (lengths[i], rng.random()))
    batches: list[list[int]] = [[]]
    for i in order:
        if len(batches[-1]) >= most or (len(batches[-1]) + 1) * lengths[i] > budget:
            batches.append([])
        batches[-1].append(i)
    rng.shuffle(batches)
    return [batch for batch in batches if len(batch) > 1]


Schedule = list[tuple[str, list[int]]]
"""For each step the name of a task and the rows of its batch."""


def schedule_of(
    distillation: Distillation, tasks: dict[str, Retrieval], budget: int, seed: int
) -> Schedule:
    """All batches of a run in their order."""
    rng = random.Random(seed)
    lengths = [max(len(t) // 4 for t in pair if t) * 2 + 8 for pair in distillation.pairs]
    found: Schedule = [("distil", batch) for batch in length_batches(lengths, budget, rng)]
    for name, task in tasks.items():
        found += [(name, batch) for batch in _epochs(task.near, PASSAGES, EPOCHS[name], rng)]
    rng.shuffle(found)
    return found


def _epochs(near: Neighbours, size: int, epochs: float, rng: random.Random) -> list[list[int]]:
    batches: list[list[int]] = []
    for _ in range(int(np.ceil(epochs))):
        batches += clustered_batches(near, size, rng)
    return batches[: int(len(batches) * epochs / np.ceil(epochs))]


def _counts(schedule: Schedule) -> dict[str, int]:
    """Batches of each task."""
    return dict(Counter(name for name, _ in schedule).most_common())


def train_encoder(options: argparse.Namespace) -> None:
    """Prepare (cached), train (resumable) and save a sentence-transformers folder in `out`."""
    out = options.out
    encoder = SentenceEncoder.from_folder(options.start)
    distillation = _distillation(SentenceEncoder.from_folder(options.teacher), options)
    out.mkdir(parents=True, exist_ok=True)
    tasks = {
        name: Retrieval(groups, mined(groups, encoder, out, name), titled=name != "service")
        for name, groups in retrieval_groups(options.data).items()
        if not options.distil_only
    }
    schedule = schedule_of(distillation, tasks, options.budget, options.seed)
    print(f"{len(schedule)} batches {_counts(schedule)}", flush=True)

    def losses_of(step: int) -> Losses:
        name, batch = schedule[step]
        if name == "distil":
            losses = distillation.losses(encoder, batch, 256)
        else:
            rng = random.Random(f"{options.seed} {step}")
            losses = tasks[name].losses(encoder, batch, rng, 200)
        return losses | {name: losses["loss"]}

    carry_out(encoder, options, len(schedule), losses_of)
    save_encoder(encoder, options.start, out / "model")


def _distillation(teacher: SentenceEncoder, options: argparse.Namespace) -> Distillation:
    limits = {k: int(v * options.parallel_share) for k, v in PARALLEL_LIMITS.items()}
    pairs = parallel_pairs(options.data, limits, options.seed)
    questions = int(24_000 * options.parallel_share)
    pairs += english_questions(options.data, questions, options.seed)
    pairs += english_passages(options.data, options.passages, options.seed)
    return Distillation(pairs, Teacher(teacher, [pair[0] for pair in pairs], options.out))


def main() -> None:
    """Command line."""
    parser = run_parser(__doc__, rate=1.5e-4, embedding_rate=6e-4, warmup=50, decay=200)
    parser.add_argument("--teacher", type=Path, required=True, help="English teacher's folder")
    parser.add_argument("--budget", type=int, default=6_500, help="tokens of a distillation batch")
    parser.add_argument("--parallel-share", type=float, default=1.0)
    parser.add_argument("--passages", type=int, default=5_000, help="English ones, to distil")
    parser.add_argument("--distil-only", action="store_true")
    train_encoder(parser.parse_args())


if __name__ == "__main__":
    main()
