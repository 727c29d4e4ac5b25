"""The training loop both models share: schedule of rates, log, checkpoints, exact resumption.

A step is a function of its number alone: the random state is set from (seed, step) before each
one, so that a run that was stopped and resumed ends with the weights of one that was not.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

Losses = dict[str, Tensor]
"""Named parts of a loss; `loss` is the one that is minimised."""


@dataclass(frozen=True)
class Plan:
    """What a run does. A checkpoint made under another plan is refused, but for its end.

    The rate stays level until `decay` steps before the end, so that a run whose time is not
    known beforehand can be stopped and given its end later.
    """

    steps: int
    body_rate: float
    embedding_rate: float
    seed: int = 0
    warmup: int = 50
    decay: int = 200
    weight_decay: float = 0.01
    clip: float = 1.0
    save_every: int = 50
    log_every: int = 10


class FreeCores:
    """Sets the number of threads to the cores that others left free lately (Linux).

    Two threads of which one waits behind another program are slower than one alone. Thread
    counts change the last bits of sums: a run that does this is not exactly repeatable.
    """

    def __init__(self) -> None:
        self._cores = os.cpu_count() or 1
        self._last = self._times()

    def use(self) -> None:
        """Look at what others used since the last call."""
        now = self._times()
        wall, busy, own = (new - old for new, old in zip(now, self._last, strict=True))
        others = (busy - own) / max(wall, 0.01)
        self._last = now
        torch.set_num_threads(max(1, round(self._cores - others)))

    @staticmethod
    def _times() -> tuple[float, float, float]:
        """Seconds on the clock, of all programs (user, nice, system), and of this one."""
        fields = Path("/proc/stat").read_text(encoding="ascii").split()[1:4]
        busy = sum(int(field) for field in fields) / os.sysconf("SC_CLK_TCK")
        return time.monotonic(), busy, time.process_time()


def train(
    model: nn.Module,
    plan: Plan,
    losses_of: Callable[[int], Losses],
    folder: Path,
    *,
    stop_after: int | None = None,
    background: bool = False,
) -> int:
    """Run `plan` from the checkpoint in `folder`, if any; return the number of steps done."""
    folder.mkdir(parents=True, exist_ok=True)
    optimizer = torch.optim.AdamW(_parameter_groups(model, plan), fused=True)
    first = _resume(model, optimizer, plan, folder)
    last = plan.steps if stop_after is None else min(plan.steps, stop_after)
    log = _Log(folder / "log.jsonl", plan.log_every)
    cores = FreeCores() if background else None
    for step in range(first, last):
        if cores:
            cores.use()
        log.add(step, _step(model, optimizer, plan, losses_of, step))
        if (step + 1) % plan.save_every == 0 or step + 1 == last:
            _save(model, optimizer, plan, folder, step + 1)
    return max(first, last)


def rate_at(step: int, plan: Plan) -> float:
    """Share of the full rate: linear warm-up, level, linear decay to zero."""
    rising = (step + 1) / max(1, plan.warmup)
    falling = (plan.steps - step) / max(1, plan.decay)
    return min(1.0, rising, falling)


def _step(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    plan: Plan,
    losses_of: Callable[[int], Losses],
    step: int,
) -> dict[str, float]:
    torch.manual_seed(plan.seed * 1_000_003 + step)
    for group in optimizer.param_groups:
        group["lr"] = group["peak"] * rate_at(step, plan)
    model.train()
    losses = losses_of(step)
    torch.autograd.backward(losses["loss"])
    nn.utils.clip_grad_norm_(model.parameters(), plan.clip)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return {name: float(value.detach()) for name, value in losses.items()}


def _parameter_groups(model: nn.Module, plan: Plan) -> list[dict[str, object]]:
    named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    words = [p for name, p in named if "word_embeddings" in name]
    matrices = [p for name, p in named if "word_embeddings" not in name and p.ndim > 1]
    vectors = [p for _, p in named if p.ndim <= 1]
    return [
        {"params": words, "peak": plan.embedding_rate, "weight_decay": 0.0},
        {"params": matrices, "peak": plan.body_rate, "weight_decay": plan.weight_decay},
        {"params": vectors, "peak": plan.body_rate, "weight_decay": 0.0},
    ]


def _save(
    model: nn.Module, optimizer: torch.optim.Optimizer, plan: Plan, folder: Path, step: int
) -> None:
    state = {
        "step": step,
        "plan": asdict(plan),
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    torch.save(state, folder / "checkpoint.tmp")
    (folder / "checkpoint.tmp").replace(folder / "checkpoint.pt")


def _resume(model: nn.Module, optimizer: torch.optim.Optimizer, plan: Plan, folder: Path) -> int:
    path = folder / "checkpoint.pt"
    if not path.exists():
        return 0
    state = torch.load(path, map_location="cpu", weights_only=True)
    if state["plan"] | {"steps": plan.steps, "decay": plan.decay} != asdict(plan):
        raise ValueError(
            f"{path} was made under another plan ({state['plan']}); "
            "use the same options or another --out folder."
        )
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    return int(state["step"])


class _Log:
    """Means of the losses of some steps as one JSON line, flushed."""

    def __init__(self, path: Path, every: int) -> None:
        self._path, self._every = path, every
        self._seen: dict[str, list[float]] = {}
        self._since = time.monotonic()

    def add(self, step: int, losses: dict[str, float]) -> None:
        for name, value in losses.items():
            self._seen.setdefault(name, []).append(value)
        if (step + 1) % self._every == 0:
            self._write(step + 1)

    def _write(self, step: int) -> None:
        now = time.monotonic()
        line: dict[str, float] = {"step": step, "seconds": round(now - self._since, 1)}
        line |= {name: round(sum(v) / len(v), 4) for name, v in self._seen.items()}
        with self._path.open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")
        print(json.dumps(line), flush=True)
        self._seen, self._since = {}, now
