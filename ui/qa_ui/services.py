"""What one application is made of: the library, what is kept, what runs in the background."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from qa.workspace.batches import BatchStore
from qa.workspace.conversations import Conversations
from qa.workspace.database import Database
from qa.workspace.feeds import Feeds
from qa.workspace.judgements import Judgements
from qa.workspace.proposals import ProposalStore
from qa.workspace.saved import SavedQuestions
from qa.workspace.turns import Turn
from qa_ui.access.limits import ConcurrencyLimit
from qa_ui.http.metrics import Metrics
from qa_ui.jobs.batches import Batches, Resuming
from qa_ui.jobs.evaluation import Evaluator
from qa_ui.jobs.proposing import Proposing
from qa_ui.jobs.rebuild import Build, Rebuilder
from qa_ui.jobs.saved import SavedRunner
from qa_ui.jobs.schedule import Schedule
from qa_ui.place import Place
from qa_ui.protocols import Background, Library

if TYPE_CHECKING:
    from collections.abc import Callable

    from qa.assistant import Assistant
    from qa.settings import Settings
    from qa.types import BuildProgress, BuildReport

QUIET: Final = 0.3
"""Seconds without a reader's question after which questions of the background may be asked."""


@dataclass(frozen=True)
class Services:
    """The parts of one application, each of which there is once.

    Attributes:
        library: Answers questions.
        settings: Where everything is, and the limits.
        place: Where the collection stands among others.
        metrics: Counts questions.
        limit: How many questions of the API are answered at once.
        rebuilder: Brings the index up to date.
        schedule: Reads the feeds and watches the folder of articles.
        evaluator: Measures answers.
        proposing: Finds questions to offer.
        batches: Answers lists of questions.
        runner: Asks saved questions again.
        saved: The saved questions.
        conversations: The kept conversations.
        database: Where all that is kept is.
    """

    library: Library
    settings: Settings
    place: Place
    metrics: Metrics
    limit: ConcurrencyLimit
    rebuilder: Rebuilder
    schedule: Schedule
    evaluator: Evaluator
    proposing: Proposing
    batches: Batches
    runner: SavedRunner
    saved: SavedQuestions
    conversations: Conversations
    database: Database

    @property
    def jobs(self) -> list[Background]:
        """What goes on in the background for as long as the application runs."""
        proposing = [self.proposing] if self.settings.proposals else []
        return [self.schedule, self.runner, Resuming(self.batches), *proposing]

    def close(self) -> None:
        """Close the database and the index."""
        self.database.close()
        self.library.close()


def make_services(
    settings: Settings,
    library: Library | None,
    build: Build | None,
    measuring: Callable[[], Assistant] | None,
    place: Place | None,
) -> Services:
    """The parts of an application; the arguments are those of `create_app`."""
    library, metrics = library or open_library(settings), Metrics()
    database = Database.of(settings)
    shared = Turn(database, "rebuild") if settings.database else None
    rebuilder = Rebuilder(_counted(build or _build, metrics), settings, shared)
    saved, proposals = SavedQuestions(database), ProposalStore(database)
    return Services(
        library=library,
        settings=settings,
        place=place or Place(),
        metrics=metrics,
        limit=_limit(settings, metrics),
        rebuilder=rebuilder,
        schedule=Schedule(settings, rebuilder, Feeds(database)),
        evaluator=Evaluator(
            measuring or (lambda: _open_measured(settings)),
            settings,
            Judgements(database, settings.judgements),
        ),
        proposing=_proposing(settings, library, proposals, lambda: _is_idle(metrics, rebuilder)),
        batches=Batches(library, metrics, BatchStore(database)),
        runner=SavedRunner(saved, library, metrics, Turn(database, "saved questions")),
        saved=saved,
        conversations=Conversations(database),
        database=database,
    )


def _limit(settings: Settings, metrics: Metrics) -> ConcurrencyLimit:
    """The limit of the API, with its figures."""
    limit = ConcurrencyLimit(
        settings.questions_at_once, settings.questions_waiting, partial(metrics.refused, "api")
    )
    metrics.watch("api", lambda: limit.waiting)
    return limit


def _counted(build: Build, metrics: Metrics) -> Build:
    """The same build, with its figures."""

    def counted(*, settings: Settings, progress: Callable[[BuildProgress], None]) -> BuildReport:
        return metrics.building(lambda: build(settings=settings, progress=progress))

    return counted


def _proposing(
    settings: Settings, library: Library, store: ProposalStore, idle: Callable[[], bool]
) -> Proposing:
    from qa.assistant import Assistant
    from qa.proposals import own_questions

    own = (
        partial(own_questions, library, settings.corpus) if isinstance(library, Assistant) else dict
    )
    return Proposing(library, store, own, idle)


def _is_idle(metrics: Metrics, rebuilder: Rebuilder) -> bool:
    """Whether the machine has time for questions that nobody waits for."""
    return metrics.idle(QUIET) and not rebuilder.is_busy


def open_library(settings: Settings) -> Library:
    """An `Assistant` on the index of the settings."""
    from qa.assistant import Assistant

    return Assistant(settings.index, settings)


def _open_measured(settings: Settings) -> Assistant:
    from qa.assistant import Assistant
    from qa.evaluation import never_abstaining

    return Assistant.open(settings.index, settings=never_abstaining(settings))


def _build(*, settings: Settings, progress: Callable[[BuildProgress], None]) -> BuildReport:
    from qa.build import build_index

    return build_index(settings.corpus, settings.index, settings=settings, progress=progress)
