"""The training loop both models share: rates, an average of the weights, a log, checkpoints.

A run has a number of seconds or of steps. Its rate rises, then falls to zero at its end, by the
share of the run that is done. A step depends on its number alone, so that a run of steps that was
stopped goes on from its last checkpoint as if it had not been.
"""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

Losses = dict[str, Tensor]
"""Named parts of a loss; `loss` is the one that is minimised."""
Model = TypeVar("Model", bound=nn.Module)


@dataclass(frozen=True)
class Plan:
    """What a run does.

    Attributes:
        rate: Highest rate of learning.
        seconds: How long it lasts; 0: by steps.
        steps: How many steps it lasts at most; 0: by seconds.
        warmup: Share of the run in which the rate rises.
        average: Share of the average of the weights that a step keeps; the average is what is
            kept at the end.
        weight_decay: Of matrices; vectors are left as they are.
        clip: Longest gradient.
        seed: Of what the steps draw.
        save_every: Seconds between checkpoints.
        log_every: Steps between lines of the log.
    """

    rate: float
    seconds: float = 0.0
    steps: int = 0
    warmup: float = 0.06
    average: float = 0.995
    weight_decay: float = 0.01
    clip: float = 1.0
    seed: int = 0
    save_every: float = 120.0
    log_every: int = 20


def train(
    model: Model, plan: Plan, losses_of: Callable[[int, float], Losses], folder: Path
) -> Model:
    """Run `plan` from the checkpoint in `folder`, if any.

    Args:
        model: What is trained, as it is at the beginning.
        plan: Rates and length.
        losses_of: The losses of a step, by its number and the share of the run that is done.
        folder: For checkpoints and `log.jsonl`.

    Returns:
        A copy of the model with its averaged weights.
    """
    folder.mkdir(parents=True, exist_ok=True)
    run = _Run(model, plan, folder / "checkpoint.pt")
    run.resume()
    log = _Log(folder / "log.jsonl", plan.log_every)
    began, saved = time.monotonic() - run.spent, run.spent
    model.train()
    while (done := _done(plan, run.step, time.monotonic() - began)) < 1:
        torch.manual_seed(plan.seed * 1_000_003 + run.step)
        losses = losses_of(run.step, done)
        run.learn(losses["loss"], done)
        log.add(run.step, losses)
        run.spent = time.monotonic() - began
        if run.spent - saved > plan.save_every:
            saved = run.spent
            run.save()
    run.spent = time.monotonic() - began
    run.save()
    return run.averaged(model)


def rate_at(done: float, warmup: float) -> float:
    """Share of the highest rate when a share of the run is done: up, then down to zero."""
    return min(done / warmup, (1 - done) / (1 - warmup))


def _done(plan: Plan, step: int, seconds: float) -> float:
    by_steps = step / plan.steps if plan.steps else 0.0
    by_seconds = seconds / plan.seconds if plan.seconds else 0.0
    return max(by_steps, by_seconds)


class _Run:
    """A model, the average of its weights and the state of its optimizer, and how far it is.

    Attributes:
        step: Steps done.
        spent: Seconds spent.
    """

    def __init__(self, model: nn.Module, plan: Plan, path: Path) -> None:
        self._model, self._plan, self._path = model, plan, path
        self._trained = {name: p for name, p in model.named_parameters() if p.requires_grad}
        self._mean = {name: p.detach().clone() for name, p in self._trained.items()}
        self._optimizer = torch.optim.AdamW(
            _groups(self._trained, plan.weight_decay), fused=True, betas=(0.9, 0.98)
        )
        self.step, self.spent = 0, 0.0

    def learn(self, loss: Tensor, done: float) -> None:
        """One step down a loss, and its weights into the average."""
        plan = self._plan
        for group in self._optimizer.param_groups:
            group["lr"] = plan.rate * rate_at(done, plan.warmup)
        loss.backward()
        nn.utils.clip_grad_norm_(self._trained.values(), plan.clip)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        self.step += 1
        kept = min(plan.average, self.step / (self.step + 10))
        now = [p.detach() for p in self._trained.values()]
        torch._foreach_lerp_(list(self._mean.values()), now, 1 - kept)

    def save(self) -> None:
        """Write a checkpoint, whole or not at all."""
        state = {
            "step": self.step,
            "spent": self.spent,
            "plan": asdict(self._plan),
            "model": self._model.state_dict(),
            "mean": self._mean,
            "optimizer": self._optimizer.state_dict(),
        }
        half = self._path.with_suffix(".tmp")
        torch.save(state, half)
        half.replace(self._path)

    def resume(self) -> None:
        """Go on from the checkpoint, if there is one.

        Raises:
            ValueError: If it was made under another plan.
        """
        if not self._path.exists():
            return
        state = torch.load(self._path, map_location="cpu", weights_only=True)
        if state["plan"] != asdict(self._plan):
            raise ValueError(
                f"{self._path} was made under another plan ({state['plan']}); "
                "use the same options or another folder."
            )
        self._model.load_state_dict(state["model"])
        self._optimizer.load_state_dict(state["optimizer"])
        for name, value in state["mean"].items():
            self._mean[name].copy_(value)
        self.step, self.spent = int(state["step"]), float(state["spent"])

    def averaged(self, model: Model) -> Model:
        """A copy of the model with the averaged weights."""
        found = copy.deepcopy(model)
        found.load_state_dict(self._mean, strict=False)  # what is frozen has no average
        return found.eval()


def _groups(trained: dict[str, nn.Parameter], weight_decay: float) -> list[dict[str, Any]]:
    matrices = [p for p in trained.values() if p.ndim > 1]
    vectors = [p for p in trained.values() if p.ndim <= 1]
    return [
        {"params": matrices, "weight_decay": weight_decay, "lr": 0.0},
        {"params": vectors, "weight_decay": 0.0, "lr": 0.0},
    ]


class _Log:
    """Means of the losses of some steps as one JSON line, flushed."""

    def __init__(self, path: Path, every: int) -> None:
        self._path, self._every = path, every
        self._seen: dict[str, list[Tensor]] = {}
        self._since = time.monotonic()

    def add(self, step: int, losses: Losses) -> None:
        """Keep the losses of a step; they stay where they were computed until they are written."""
        for name, value in losses.items():
            self._seen.setdefault(name, []).append(value.detach())
        if step % self._every == 0:
            self._write(step)

    def _write(self, step: int) -> None:
        now = time.monotonic()
        line: dict[str, float] = {"step": step, "seconds": round(now - self._since, 1)}
        line |= {name: round(float(torch.stack(v).mean()), 4) for name, v in self._seen.items()}
        with self._path.open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")
        print(json.dumps(line), flush=True)
        self._seen, self._since = {}, now
