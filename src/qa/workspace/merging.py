"""One conversation on two pages: what each of them added is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection


def together(
    own: list[dict[str, Any]], held: list[dict[str, Any]], dropped: Collection[str]
) -> list[dict[str, Any]]:
    """The turns of a page, after those that were answered on another one.

    A turn that is still searched elsewhere comes back with its answer.

    Args:
        own: The turns of the page, as JSON.
        held: Those that are stored.
        dropped: The `request_id` of turns that were taken back on the page.
    """
    shown = {turn["request_id"]: turn for turn in own if turn["request_id"]}
    added = {
        turn["request_id"]
        for turn in held
        if turn.get("request_id") and (turn["answer"] or turn["problem"])
    } - {*shown, *dropped}
    if not added:
        return own
    order = [turn["request_id"] for turn in held if turn["request_id"] in {*shown, *added}]
    others = {turn["request_id"]: turn for turn in held}
    rest = [turn for turn in own if turn["request_id"] not in order]
    return [*((others | shown)[name] for name in order), *rest]
