"""What makes the content of a file out of the sentence that is to be found in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Makers = Mapping[str, Callable[[str], bytes]]
"""By path in the corpus."""
