from __future__ import annotations

from itertools import islice

import numpy as np
import pytest
import torch
from training.batches import PAD, Arrays, Batch, Endless, loader, padded
from training.reader import Batches, Packed


class Squares(Endless):
    """Passes of three batches that tell their numbers."""

    def steps_of(self, turn: int) -> list[np.ndarray]:
        """Rows."""
        return [np.array([turn, place]) for place in range(3)]

    def batch_of(self, rows: np.ndarray, step: int) -> Batch:
        """What was asked for."""
        return {"rows": torch.from_numpy(rows), "step": torch.tensor(step)}


class Nothing(Squares):
    """Data without a batch."""

    def steps_of(self, turn: int) -> list[np.ndarray]:  # noqa: ARG002
        """None."""
        return []


@pytest.mark.parametrize("workers", [0, 2])
def test_batches_come_in_order_from_any_step(workers: int) -> None:
    """Pass after pass, however many processes make them, also where a run goes on."""
    found = list(islice(loader(Squares(first=4), workers), 4))
    assert [int(batch["step"]) for batch in found] == [4, 5, 6, 7]
    assert [batch["rows"].tolist() for batch in found] == [[1, 1], [1, 2], [2, 0], [2, 1]]


def test_making_batches_draws_nothing_from_a_step() -> None:
    """What a step draws at random is the same whether its batches begin with it or before."""
    torch.manual_seed(3)
    expected = torch.rand(4)
    torch.manual_seed(3)
    next(loader(Squares(), 0))
    assert torch.equal(torch.rand(4), expected)


def test_data_without_a_batch_is_refused() -> None:
    """Rather than looked through for ever."""
    with pytest.raises(ValueError, match="too little data"):
        next(loader(Nothing(), 0))


def test_rows_are_filled_up_on_the_right() -> None:
    """To a multiple of 16, with the sign that is masked."""
    found = padded([np.arange(3, dtype=np.int32), np.arange(17, dtype=np.int32)])
    assert found.shape == (2, 32)
    assert set(found[0, 3:]) == {PAD}
    assert found[1, :17].tolist() == [*range(17)]


def test_a_pass_goes_through_every_window_once(reader_arrays: Arrays) -> None:
    """The windows of an example stay together, and no batch is over the budget."""
    packed = Packed(reader_arrays, budget=2_000, seed=0)
    windows, sizes = packed.windows(0), packed.sizes(packed.windows(0))
    steps = packed.steps_of(0)
    assert sorted(np.concatenate(steps)) == [*range(len(windows))]
    owners = [set(windows[step, 8]) for step in steps]
    assert len(set.union(*owners)) == sum(map(len, owners))
    assert max(len(step) * sizes[step].max() for step in steps) <= 2_000


def test_sizes_are_those_of_the_windows(reader_arrays: Arrays) -> None:
    """A window is as long as was reckoned before it was made."""
    packed = Packed(reader_arrays, budget=2_000, seed=0)
    windows = packed.windows(1)[:40]
    lengths = (packed.batch(windows)["ids"] != PAD).sum(1)
    assert lengths.tolist() == packed.sizes(windows).tolist()


def test_passes_come_in_turn_in_another_order(reader_arrays: Arrays) -> None:
    """After the last pass the first comes again, its batches drawn anew."""
    packed = Packed(reader_arrays, budget=2_000, seed=0)
    assert packed.passes == 3
    assert packed.windows(4) is packed.windows(1)
    assert [len(step) for step in packed.steps_of(1)] != [len(step) for step in packed.steps_of(4)]


def test_a_batch_of_a_reader_has_windows_and_questions(reader_arrays: Arrays) -> None:
    """Kinds go with the first half of the questions, leaning with the second."""
    batch = next(loader(Batches(Packed(reader_arrays, 2_000, 0)), 0))
    assert len(batch["asked"]) == len(batch["kind"]) + len(batch["leans"])
    assert set(batch["leans"].tolist()) == {0.0, 1.0}
    assert len({len(batch[name]) for name in ("ids", "sentences", "targets", "right")}) == 1
