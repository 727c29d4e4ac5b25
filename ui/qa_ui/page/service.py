"""What the page needs of the library, with every failure as a message.

Between pure rendering and Gradio: knows the library and the reader's session, not which
components show them.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from qa.errors import (
    ArticleNotFoundError,
    Failure,
    IndexFolderError,
    IndexNotFoundError,
    PlaceError,
    QAError,
)
from qa.judgements import LONGEST_NOTE, Judgement
from qa.lang.dates import first_day, timestamp
from qa.types import ArticleList
from qa.workspace.judgements import Judgements
from qa_ui.access.addresses import anybody_may_change, callers_are_known
from qa_ui.access.throttle import Allowance
from qa_ui.http.metrics import Metrics
from qa_ui.i18n import for_readers, format_count, format_date, problem_text, tr
from qa_ui.page.command import build_command
from qa_ui.page.session import Filters, Judged, Session
from qa_ui.views import conversation, library, source
from qa_ui.views.blocks import note_html
from qa_ui.views.cards import cards_html
from qa_ui.views.library import TableState
from qa_ui.views.search import only_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from qa.judgements import Verdict
    from qa.settings import Settings
    from qa.types import Answer, Article, ArticleSummary, Exchange, IndexStatus, Language
    from qa_ui.page.session import Turn
    from qa_ui.protocols import Library

REMEMBERED: Final = 6
"""Exchanges before a question that a judgement of its answer keeps; no answer depends on more."""

JUDGED_A_DAY: Final = 500
"""Judgements of one reader, who could fill the disk with them."""

LIKE: Final = 20
"""Articles about the same as an answer among which those to read on are looked for."""

Found = TypeVar("Found")

_LOG = logging.getLogger(__name__)


class PageService:
    """Answers, sources and articles for the page, from the library.

    Args:
        assistant: The library; it may have no index yet.
        settings: Where the corpus is.
        metrics: Counts the questions that readers ask.
        judgements: What readers thought of answers; unset: those of the settings.
        fixed: Whether articles cannot be added in the page, whoever asks.
    """

    def __init__(
        self,
        assistant: Library,
        settings: Settings,
        metrics: Metrics | None = None,
        judgements: Judgements | None = None,
        *,
        fixed: bool = False,
    ) -> None:
        self._assistant = assistant
        self._settings = settings
        self._metrics = metrics or Metrics()
        self._judgements = judgements or Judgements.of(settings)
        self._fixed = fixed
        self._judging = callers_are_known(settings)
        self._allowed = Allowance(JUDGED_A_DAY)

    @property
    def writes(self) -> bool:
        """Whether a language model writes answers, so that they come in steps."""
        return bool(self._settings.llm)

    @property
    def longest_question(self) -> int:
        """The characters that a question may have."""
        return self._settings.max_question_chars

    @property
    def is_full(self) -> bool:
        """Whether so many questions of the page are waiting that no other is taken."""
        return self._metrics.waiting("page") >= self.places(self._settings)

    @staticmethod
    def places(settings: Settings) -> int:
        """How many questions of the page may wait; with 0 none at all would be accepted."""
        return max(1, settings.questions_waiting)

    def refused(self) -> None:
        """Count a question that was refused because too many were waiting."""
        self._metrics.refused("page")

    def answers(
        self, session: Session, stopped: Callable[[], bool] = lambda: False
    ) -> Iterator[Session]:
        """The session with its last question answered, or with the problem that prevented it.

        Where a language model writes, the first answer is made of quotes and the others grow
        from it; the last one stays. Once `stopped` is true no more come.
        """
        try:
            yield from self._settled(session, stopped)
        except IndexNotFoundError:
            yield session.settled(None, Failure(code="question.no_index"))
        except QAError as error:
            if isinstance(error, PlaceError):
                _LOG.warning("%s", error)  # with the folder, which is not for readers
            yield session.settled(None, _shown(error))
        except Exception:  # noqa: BLE001 - the page must answer; the log has the trace
            _LOG.exception("asking failed")
            yield session.settled(None, Failure(code="question.unexpected"))

    def _settled(self, session: Session, stopped: Callable[[], bool]) -> Iterator[Session]:
        """As `answers`; problems are raised."""
        turn, status = session.turns[-1], self.status()  # the generation in use now answers
        used = status.generation if status else ""
        answers = self._stream(turn.question, session, turn.filters, stopped)
        last = first = self._metrics.asking(lambda: next(answers))
        yield session.settled(first, generation=used)
        with self._metrics.busy():  # for as long as a model writes
            for last in answers:
                yield session.settled(last, generation=used)
        if last is not first:
            self._metrics.took({"write": last.timings["write"]})

    def conversation(self, session: Session, *, growing: bool = False) -> str:
        """The conversation, its welcome, or what to do while there is no index.

        Args:
            session: What the page holds.
            growing: Whether its last answer is still being written.
        """
        page = session.language
        if session.turns:
            return conversation.conversation(session, judging=self._judging, growing=growing)
        return self._without_index(page) or conversation.welcome(page)

    def _without_index(self, page: Language) -> str:
        """What to do while there is no index that can be used; empty where there is one."""
        try:
            self._assistant.status()
        except IndexNotFoundError:
            corpus, command = self._settings.corpus.name, "qa build"
            if anybody_may_change(self._settings):  # who asks is who runs the server
                corpus, command = str(self._settings.corpus), build_command(self._settings)
            return conversation.no_index(page, corpus, command, fixed=self._fixed)
        except IndexFolderError as error:
            return conversation.index_problem(page, problem_text(error, page))
        return ""

    def cards(self, session: Session, *, growing: bool = False) -> str:
        """The sources of the turn that is current, as cards; empty where nothing was asked."""
        answer = session.turns[session.current].answer if session.turns else None
        like = self._like(answer) if answer and not growing else []
        return cards_html(session, session.language, growing=growing, like=like)

    def _like(self, answer: Answer) -> list[str]:
        """The articles that are about the same as those which an answer quotes."""
        quoted = {citation.article_id for citation in answer.citations}
        try:
            return self._assistant.related(sorted(quoted), LIKE) if quoted else []
        except QAError:
            return []

    def source(self, session: Session) -> str:
        """The panel's content for the opened source; empty if none is open."""
        opened = session.opened
        answer = session.turns[opened.turn].answer if opened else None
        if opened is None or answer is None:
            return ""
        shown = source.excerpt(answer, opened)
        if not opened.whole:
            return source.passage_html(shown, session.language)
        article = self.article(shown.article_id)
        if article is None:
            return source.passage_html(shown, session.language, missing=True)
        return source.whole_html(shown, article, session.language)

    def facts(self, page: Language) -> str:
        """The facts about the index in use; empty while there is none."""
        status = self.status()
        return library.facts_html(status, page) if status else ""

    def status(self) -> IndexStatus | None:
        """The state of the index, None while there is none that can be opened."""
        try:
            return self._assistant.status()
        except IndexFolderError:
            return None

    def remaining(self, filters: Filters, page: Language) -> str:
        """How many articles the filters leave, in words, or why they make no sense."""
        wrong = next((d for d in (filters.since, filters.until) if d and not _is_date(d)), None)
        if wrong is not None:
            return tr(page, "filters_bad_date", value=wrong)
        status = self.status()
        total = status.articles if status else 0
        left = self.listed(TableState(shown=1), filters).found if filters.active else total
        return format_count(page, left, total)

    def filter_label(self, page: Language, filters: Filters) -> str:
        """The label of the filter bar: `Filters · 12 of 34 articles`."""
        return f"{tr(page, 'filters')} · {self.remaining(filters, page)}"

    def listed(
        self, state: TableState, filters: Filters | None = None, *, texts: bool = True
    ) -> ArticleList:
        """The articles that a table in some state shows; none while there is no index.

        Args:
            state: How it is searched and sorted, and how much of it is shown.
            filters: Which articles are left; unset: all.
            texts: Whether texts are searched too.
        """
        arguments = (filters or Filters()).arguments
        return _tried(
            lambda: self._assistant.listed(
                state.query,
                state.shown,
                sort=state.column,
                descending=state.descending,
                texts=texts,
                **arguments,
            ),
            ArticleList(found=0, articles=[]),
        )

    def known(self, ids: Sequence[str]) -> list[ArticleSummary]:
        """Those of some articles that are in the index."""
        return _tried(lambda: self._assistant.known(ids), [])

    def in_files(self, paths: Sequence[str]) -> list[ArticleSummary]:
        """The articles of some files."""
        return _tried(lambda: self._assistant.in_files(paths), [])

    def only(self, filters: Filters, page: Language) -> str:
        """Which articles alone are asked, as HTML; empty if all are."""
        if not filters.articles:
            return ""
        return only_html([one.title for one in self.known(filters.articles)], page)

    def opened_article(self, session: Session) -> str:
        """Id of the article in the source panel; empty if none is open."""
        opened = session.opened
        answer = session.turns[opened.turn].answer if opened else None
        return source.excerpt(answer, opened).article_id if answer and opened else ""

    def months(self, page: Language) -> list[tuple[str, str]]:
        """The months that have articles, newest first, as (words, partial date)."""
        months: list[str] = _tried(self._assistant.months, [])
        return [(format_date(page, month), month) for month in months]

    def sources(self) -> list[str]:
        """The sources that have articles, by name."""
        status = self.status()
        return sorted(status.sources) if status else []

    def current(self, state: TableState) -> TableState:
        """The state of the table, with the generation in use."""
        status = self.status()
        return replace(state, generation=status.generation if status else "")

    def table(self, state: TableState, page: Language) -> str:
        """The library's table, or what to do while there is no index."""
        if missing := self._without_index(page):
            return missing
        status = self.status()
        total = status.articles if status else 0
        return library.table_html(self.listed(state), total, state, page)

    def article(self, article_id: str) -> Article | None:
        """An article, None if it is not in the index."""
        try:
            return self._assistant.article(article_id)
        except (ArticleNotFoundError, IndexFolderError):
            return None

    def read(self, article_id: str | None, page: Language) -> str:
        """An article of the library as HTML, or the hint to choose one where there are any."""
        if not article_id:
            return note_html(tr(page, "library_hint"), page) if self.status() else ""
        article = self.article(article_id)
        if article is None:
            return source.no_article_html(page)
        return source.article_html(article, page)

    def judge(self, session: Session, position: int, judged: Judged, owner: str = "") -> Session:
        """The session with an answer judged, and the judgement stored or taken back.

        A failure to store it is shown beside the answer, whose earlier judgement stays.

        Args:
            session: What the page holds.
            position: Which of its turns is judged.
            judged: What the reader thinks of the answer.
            owner: Who the reader is; each may judge so much in a day.
        """
        turn = session.turns[position] if 0 <= position < len(session.turns) else None
        if turn is None or turn.answer is None or not self._judging:
            return session
        note = "".join(c for c in judged.note if c.isprintable()).strip()
        kept = replace(judged, note=note[:LONGEST_NOTE], problem=None)
        if kept.verdict and not self._allowed.take(owner):
            full = Failure(code="judgements.too_many", values={"most": JUDGED_A_DAY})
            return session.judging(position, replace(turn.judged, problem=full))
        try:
            if kept.verdict is None:
                self._judgements.forget(turn.request_id)
            else:
                history = replace(session, turns=session.turns[:position]).history[-REMEMBERED:]
                self._judgements.keep(_judgement(turn, turn.answer, history, kept, kept.verdict))
        except PlaceError as error:
            return session.judging(position, replace(turn.judged, problem=for_readers(error)))
        return session.judging(position, kept)

    def _stream(
        self, question: str, session: Session, filters: Filters, stopped: Callable[[], bool]
    ) -> Iterator[Answer]:
        return self._assistant.stream(
            question, session.history, stopped=stopped, **filters.arguments
        )


def _tried(read: Callable[[], Found], otherwise: Found) -> Found:
    """What the library gives, or something else while it has no index that can be used."""
    try:
        return read()
    except QAError:
        return otherwise


def _judgement(
    turn: Turn, answer: Answer, history: Sequence[Exchange], judged: Judged, verdict: Verdict
) -> Judgement:
    return Judgement(
        id=turn.request_id,
        time=timestamp(),
        question=turn.question,
        history=list(history),
        language=answer.language,
        answer=answer,
        generation=turn.generation,
        verdict=verdict,
        note=judged.note,
    )


def _shown(error: QAError) -> Failure:
    """What went wrong, without what only whoever runs the server could change."""
    failure = for_readers(error)
    if failure.code != "question.too_long":
        return failure
    return failure.model_copy(update={"code": "question.shorten"})


def _is_date(text: str) -> bool:
    try:
        first_day(text)
    except ValueError:
        return False
    return True
