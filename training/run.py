"""Train both models from packed inputs, with nothing but numpy, torch and transformers.

    python -m training.run PACKED OUT --encoder 150 --reader 380

`PACKED` holds base.npz, encoder.npz, reader.npz and dev.npz. On a GPU both take minutes: give
seconds; on a processor give `--steps`. A run that was stopped is continued by the same command.
Averaged weights in half precision and figures go to `OUT`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch

from training.base import WORDS, load_base
from training.batches import Batch, load_arrays, loader
from training.development import Figures, encoder_figures, reader_figures
from training.encoder import Embedder, encoding_losses
from training.loop import Losses, Plan, train
from training.mining import Mined
from training.network import body
from training.reader import Batches, Packed, reading_losses, start_reader


def run_encoder(options: argparse.Namespace, plan: Plan) -> None:
    """One run of the encoder."""
    base, model = (Embedder(body(load_base(options.packed))).to(device()) for _ in range(2))
    arrays, dev = (load_arrays(options.packed / f"{name}.npz") for name in ("encoder", "dev"))
    show(encoder_figures(base.eval(), dev))
    folder = options.out / "encoder"
    folder.mkdir(parents=True, exist_ok=True)
    mined = Mined(
        arrays,
        base,
        size=options.pairs,
        seed=plan.seed,
        workers=options.workers,
        path=folder / "near.npz",
    )

    def losses_of(step: int, done: float) -> Losses:
        return encoding_losses(model, base, mined.batch(model, step, done), options.drop)

    averaged = train(model, plan, losses_of, folder)
    show(encoder_figures(averaged, dev))
    save(averaged.bert.state_dict(), options.out / "encoder.npz")


def run_reader(options: argparse.Namespace, plan: Plan) -> None:
    """One run of the reader over the passes."""
    model = start_reader(body(load_base(options.packed)), plan.seed).to(device())
    packed = Packed(load_arrays(options.packed / "reader.npz"), options.budget, plan.seed)
    batches: Iterator[Batch] | None = None

    def losses_of(step: int, _done: float) -> Losses:
        nonlocal batches
        if batches is None:
            batches = loader(Batches(packed, first=step), options.workers)
        return reading_losses(model, next(batches), options.drop)

    averaged = train(model, plan, losses_of, options.out / "reader")
    show(reader_figures(averaged, load_arrays(options.packed / "dev.npz")))
    save(averaged.state_dict(), options.out / "reader.npz")


def device() -> torch.device:
    """Where both models are trained."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def show(figures: Figures) -> None:
    """Figures, and the most memory of the GPU that was in use."""
    print(json.dumps(figures, indent=0), flush=True)
    if torch.cuda.is_available():
        print(f"{torch.cuda.max_memory_allocated() / 1e9:.1f} GB of the GPU", flush=True)


def save(weights: dict[str, torch.Tensor], path: Path) -> None:
    """Weights in half precision, without the word embeddings, which are those of the base."""
    kept = {name: w for name, w in weights.items() if not name.endswith(WORDS)}
    halves: dict[str, Any] = {name: w.detach().cpu().half().numpy() for name, w in kept.items()}
    np.savez(path, **halves)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("packed", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--encoder", type=float, default=0, help="seconds")
    parser.add_argument("--reader", type=float, default=0, help="seconds")
    parser.add_argument("--steps", type=int, default=0, help="of each, instead of seconds")
    parser.add_argument("--pairs", type=int, default=256, help="of a batch of the encoder")
    parser.add_argument("--budget", type=int, default=65_536, help="tokens of a reader's batch")
    parser.add_argument("--encoder-rate", type=float, default=1.5e-4)
    parser.add_argument("--reader-rate", type=float, default=3e-4)
    parser.add_argument("--drop", type=float, default=0.1)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    torch.set_float32_matmul_precision("high")
    for name, run in (("encoder", run_encoder), ("reader", run_reader)):
        seconds = getattr(options, name)
        if seconds or options.steps:
            rate = getattr(options, f"{name}_rate")
            run(options, Plan(rate, seconds=seconds, steps=options.steps, seed=options.seed))


if __name__ == "__main__":
    main()
