"""What became of each file that was added: the articles that it gave, or why it gave none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa.errors import Failure
    from qa.types import ArticleSummary
    from qa_ui.http.schemas import RebuildState, Uploaded

State = Literal["waiting", "indexed", "unchanged", "refused"]


class Outcome(NamedTuple):
    """What became of a file.

    Attributes:
        name: As it was sent if it was refused, else its path.
        articles: Those that can be asked about, of this file or in it.
        problems: Why it was refused, or what could not be read of it.
    """

    name: str
    state: State
    articles: tuple[ArticleSummary, ...] = ()
    problems: tuple[Failure, ...] = ()


def outcomes(
    added: Uploaded, articles: Sequence[ArticleSummary], rebuild: RebuildState
) -> list[Outcome]:
    """What became of each file, in the order in which they came; those refused at once are last.

    Args:
        added: What was saved and refused.
        articles: All that are in the index.
        rebuild: The rebuild that follows; what is saved is waiting until it has ended.
    """
    is_ready = rebuild.state == "done"
    saved = [_outcome(path, added, articles, rebuild, is_ready=is_ready) for path in added.saved]
    return [*saved, *(Outcome(one.name, "refused", (), (one,)) for one in added.failed)]


def _outcome(
    path: str,
    added: Uploaded,
    articles: Sequence[ArticleSummary],
    rebuild: RebuildState,
    *,
    is_ready: bool,
) -> Outcome:
    failed = rebuild.report.failed if rebuild.report else []
    problems = tuple(one for one in failed if _is_of(one.path.partition(", ")[0], path))
    found = tuple(article for article in articles if _is_of(article.path, path))
    if not is_ready:
        return Outcome(path, "waiting")
    if not found and problems:
        return Outcome(path, "refused", (), problems)
    return Outcome(path, "unchanged" if path in added.unchanged else "indexed", found, problems)


def _is_of(path: str, file: str) -> bool:
    """Whether a path is that of a file, or of something in it."""
    return path == file or path.startswith(f"{file}/")


def ids(found: Sequence[Outcome]) -> Iterator[str]:
    """The ids of the articles that can be asked about."""
    return (article.id for one in found for article in one.articles)
