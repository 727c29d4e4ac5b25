"""Where one collection stands among those that are served beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qa_ui.protocols import Library


@dataclass(frozen=True)
class Place:
    """A collection among others; without any, the only one.

    Attributes:
        name: Its name; empty for the only one.
        above: The path that all collections are under, without a slash at its end.
        libraries: All collections by name, this one too.
        changeable: Whether it has a corpus folder, so that its articles may be changed.
    """

    name: str = ""
    above: str = ""
    libraries: Mapping[str, Library] = field(default_factory=dict)
    changeable: bool = True

    def address(self, name: str) -> str:
        """The path of a collection's page."""
        return f"{self.above}/{name}/"
