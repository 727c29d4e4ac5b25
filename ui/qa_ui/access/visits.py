"""The states of open pages: whoever opens too many loses their own, not those of others.

Gradio keeps a state for each id that a browser invents, and drops the one that was used longest ago
where there are too many. So a program could end everybody's conversation by inventing ids.
"""

from __future__ import annotations

from collections import Counter
from contextvars import ContextVar
from typing import Final

from gradio import routes
from gradio.state_holder import SessionState, StateHolder

VISITOR: Final = ContextVar("visitor", default="")
"""Who makes the request that is being handled: a user, or an address."""


class Visits(StateHolder):
    """Keeps the states of open pages and whose each of them is."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._owners: dict[str, str] = {}

    def __getitem__(self, session_id: str) -> SessionState:
        """The state with an id; a new one belongs to whoever asks for it first."""
        self._owners.setdefault(session_id, VISITOR.get())
        return super().__getitem__(session_id)

    def update(self, session_id: str) -> None:
        """Note that a state is used; one too many costs whoever has most of them the oldest."""
        with self.lock:
            if session_id in self.session_data:
                self.session_data.move_to_end(session_id)
            if len(self.session_data) > self.capacity:
                self._drop()

    def _drop(self) -> None:
        (most, _), *_ = Counter(map(self._owners.get, self.session_data)).most_common(1)
        oldest = next(one for one in self.session_data if self._owners.get(one) == most)
        del self.session_data[oldest]
        self.time_last_used.pop(oldest, None)
        self._owners.pop(oldest, None)


def share_visits() -> None:
    """Have Gradio keep the states of pages like that, in each page that is built from now on.

    Raises:
        RuntimeError: If this version of Gradio keeps them in another way.
    """
    if not hasattr(routes, "StateHolder"):
        message = "this version of Gradio keeps the states of pages elsewhere; install gradio<7"
        raise RuntimeError(message)
    vars(routes)["StateHolder"] = Visits
