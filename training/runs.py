"""What the command lines of training and measuring share: options, a run by them, a report."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import torch
from torch import nn

from training.loop import Losses, Plan, train


def run_parser(
    description: str | None, *, rate: float, embedding_rate: float, warmup: int, decay: int
) -> argparse.ArgumentParser:
    """A parser of the options of every run, with these defaults."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--start", type=Path, required=True, help="model folder")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="run folder; resumed if it exists")
    parser.add_argument("--steps", type=int, default=0, help="at most so many; 0 for all")
    parser.add_argument("--stop-after", type=int, help="stop early, to be resumed")
    parser.add_argument("--background", action="store_true", help="use only free cores")
    parser.add_argument("--rate", type=float, default=rate)
    parser.add_argument("--embedding-rate", type=float, default=embedding_rate)
    parser.add_argument("--warmup", type=int, default=warmup, help="steps of rising rate")
    parser.add_argument("--decay", type=int, default=decay, help="steps of falling rate")
    parser.add_argument("--seed", type=int, default=0)
    return parser


def carry_out(
    model: nn.Module,
    options: argparse.Namespace,
    batches: int,
    losses_of: Callable[[int], Losses],
) -> None:
    """Train by the options, at most one step a batch; says how far it came.

    On a GPU where there is one.
    """
    model.to("cuda" if torch.cuda.is_available() else "cpu")
    plan = Plan(
        steps=min(batches, options.steps or batches),
        body_rate=options.rate,
        embedding_rate=options.embedding_rate,
        seed=options.seed,
        warmup=options.warmup,
        decay=options.decay,
    )
    run = {"stop_after": options.stop_after, "background": options.background}
    done = train(model, plan, losses_of, options.out, **run)
    print(f"{done} of {plan.steps} steps done; model in {options.out / 'model'}")


def report(figures: Mapping[str, float], path: Path | None) -> None:
    """Print figures as JSON, and write them to a file too where one is named."""
    text = json.dumps({name: round(value, 4) for name, value in figures.items()}, indent=1)
    print(text)
    if path:
        path.write_text(text + "\n", encoding="utf-8")
