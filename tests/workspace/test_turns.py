"""Work that one of several servers does at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qa.workspace import turns
from qa.workspace.turns import Turn
from tests.workspace.conftest import Opening
from tests.workspace.test_stores import at_once


def test_one_server_works_and_the_others_see_it(opening: Opening) -> None:
    """What is asked for meanwhile is due afterwards, once."""
    one, two, other = Turn(opening(), "a"), Turn(opening(), "a"), Turn(opening(), "b")
    assert (two.state(), two.is_due(), two.want()) == (None, False, False)
    assert one.take(state="0 %")
    assert not two.take(state="mine")
    assert other.take()
    assert one.renew(state="50 %")
    assert two.state() == "50 %"
    assert two.want()
    assert not two.is_due()
    one.release(state="done")
    assert (two.state(), two.is_due(), two.want()) == ("done", True, False)
    assert two.take(due=True)
    assert (one.state(), one.is_due(), one.renew()) == ("done", False, False)
    two.release()
    assert not one.is_due()
    assert not one.take(due=True)
    assert one.take()


def test_what_a_dead_server_was_doing_is_due(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When its minute is over another goes on, and one that was only slow notices."""
    slow, other = Turn(opening(), "a"), Turn(opening(), "a")
    monkeypatch.setattr(turns, "HOLD", timedelta(seconds=-2))
    assert slow.take(state="0 %")
    assert other.is_due()
    monkeypatch.undo()
    assert other.take(state="again")
    assert not slow.renew(state="50 %")
    slow.release(state="done")
    assert (other.state(), other.is_due(), slow.take()) == ("again", False, False)


def test_of_many_servers_one_begins(opening: Opening) -> None:
    """However many begin the same work for the first time at once."""
    begun = list[int]()

    def begin(number: int) -> None:
        if Turn(opening(), "a").take():
            begun.append(number)

    assert at_once(begin) == []
    assert len(begun) == 1
