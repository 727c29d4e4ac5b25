from __future__ import annotations

import itertools
import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn
from training.loop import Losses, Plan, rate_at, train

PLAN = Plan(rate=0.05, steps=12, save_every=0.0, log_every=4)


class StoppedError(Exception):
    """Somebody pulled the plug."""


class Task:
    """Noisy steps toward a goal, which depend on their number and on what torch draws."""

    def __init__(self, stop: int = 1_000) -> None:
        torch.manual_seed(0)
        self.first, self.last = nn.Linear(3, 4), nn.Linear(4, 1)
        self.model = nn.Sequential(self.first, self.last)
        self.first.bias.requires_grad = False
        self.seen: list[tuple[int, float]] = []
        self.weights: list[torch.Tensor] = []
        self._stop = stop

    def __call__(self, step: int, done: float) -> Losses:
        """The losses of a step."""
        if step == self._stop:
            raise StoppedError
        self.seen.append((step, done))
        self.weights.append(self.last.weight.detach().clone())
        rows = torch.rand(5, 3)
        return {"loss": (self.model(rows) - rows.sum(1, keepdim=True) - step).square().mean()}

    def run(self, folder: Path, plan: Plan = PLAN) -> list[torch.Tensor]:
        """The averaged weights at the end."""
        return list(train(self.model, plan, self, folder).state_dict().values())


def test_a_run_that_was_stopped_goes_on_as_if_it_had_not_been(tmp_path: Path) -> None:
    """It begins with the step after its checkpoint and ends with the same weights."""
    whole = Task().run(tmp_path / "whole")
    with pytest.raises(StoppedError):
        Task(stop=7).run(tmp_path / "stopped")
    task = Task()
    resumed = task.run(tmp_path / "stopped")
    assert [step for step, _ in task.seen] == [7, 8, 9, 10, 11]
    assert all(torch.equal(ours, theirs) for ours, theirs in zip(resumed, whole, strict=True))


def test_a_finished_run_is_not_run_again(tmp_path: Path) -> None:
    """The same command once more gives the weights that were there."""
    first, task = Task().run(tmp_path), Task()
    again = task.run(tmp_path)
    assert task.seen == []
    assert all(torch.equal(ours, theirs) for ours, theirs in zip(again, first, strict=True))


def test_another_plan_is_refused(tmp_path: Path) -> None:
    """A checkpoint is not continued under other rates; the message says what to do."""
    Task().run(tmp_path)
    with pytest.raises(ValueError, match="use the same options or another folder"):
        Task().run(tmp_path, replace(PLAN, rate=0.1))


def test_what_is_kept_is_an_average_of_the_weights(tmp_path: Path) -> None:
    """Of a step more than half at first, then of ever less; the model itself goes on."""
    task = Task()
    averaged = train(task.model, PLAN, task, tmp_path).state_dict()
    mean = task.weights[0]
    for step, weights in enumerate([*task.weights[1:], task.last.weight], start=1):
        mean = torch.lerp(mean, weights, 1 - step / (step + 10))
    assert torch.allclose(averaged["1.weight"], mean, atol=1e-5)
    assert not torch.allclose(averaged["1.weight"], task.last.weight, atol=1e-3)


def test_what_is_frozen_stays(tmp_path: Path) -> None:
    """Weights without a gradient are those of the beginning, in the average as well."""
    task = Task()
    before = task.first.bias.clone()
    averaged = train(task.model, PLAN, task, tmp_path).state_dict()
    assert torch.equal(averaged["0.bias"], before)


def test_the_rate_rises_then_falls_to_zero() -> None:
    """By the share of the run that is done."""
    shares = [rate_at(done, 0.1) for done in (0, 0.05, 0.1, 0.55, 1)]
    assert shares == pytest.approx([0, 0.5, 1, 0.5, 0])


def test_steps_know_how_much_is_done(tmp_path: Path) -> None:
    """In a run of steps a share for each."""
    task = Task()
    task.run(tmp_path)
    assert task.seen == [(step, step / 12) for step in range(12)]


def test_a_run_of_seconds_ends_with_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes as many steps as there is time for, by a clock that goes on at every look."""
    ticks = itertools.count()
    monkeypatch.setattr(time, "monotonic", lambda: next(ticks))
    task = Task()
    task.run(tmp_path, replace(PLAN, steps=0, seconds=20, save_every=60))
    shares = [done for _, done in task.seen]
    assert len(shares) > 2
    assert all(one <= other < 1 for one, other in itertools.pairwise(shares))


def test_the_log_has_the_mean_of_some_steps(tmp_path: Path) -> None:
    """A line for every four steps."""
    losses: list[float] = []
    task = Task()

    def noted(step: int, done: float) -> Losses:
        found = task(step, done)
        losses.append(float(found["loss"].detach()))
        return found

    train(task.model, PLAN, noted, tmp_path)
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert [line["step"] for line in lines] == [4, 8, 12]
    assert lines[1]["loss"] == pytest.approx(sum(losses[4:8]) / 4, abs=1e-3)
