"""What a build does, and what an index holds."""

from __future__ import annotations

from typing import Literal

from pydantic import computed_field

from qa.errors import FailedFile
from qa.types.base import Value


class BuildProgress(Value):
    """Where a build is. `done` and `total` count articles; `total` is 0 while unknown."""

    stage: Literal["read", "embed", "index", "publish"]
    done: int
    total: int


class BuildReport(Value):
    """What a build did, and the generation that is in use after it.

    The first five fields list article ids or paths, in corpus order. `failed` also has what could
    not be read of an article that was kept.
    """

    added: list[str]
    updated: list[str]
    unchanged: list[str]
    removed: list[str]
    failed: list[FailedFile]
    passages: int
    seconds: float
    generation: str

    @property
    def failures(self) -> list[FailedFile]:
        """What of `failed` gave no article."""
        return [one for one in self.failed if not one.kept]

    @property
    def warnings(self) -> list[FailedFile]:
        """What of `failed` could not be read of an article that was kept."""
        return [one for one in self.failed if one.kept]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def articles(self) -> int:
        """Articles in the new generation."""
        return len(self.added) + len(self.updated) + len(self.unchanged)


class IndexStatus(Value):
    """What an index folder holds.

    Attributes:
        built: When the generation in use was built (ISO 8601, UTC).
        encoder: Identity of the encoder it was made with.
        store: Address of the Milvus server where its passages are; null: in the folder.
        published: Earliest and latest publication date, each as precise as its article gives it;
            null if no article has one.
        generations: All complete generations, oldest first.
    """

    index: str
    generation: str
    built: str
    encoder: str
    dimension: int
    store: str | None = None
    articles: int
    passages: int
    languages: dict[str, int]
    sources: dict[str, int]
    published: tuple[str, str] | None
    generations: list[str]
