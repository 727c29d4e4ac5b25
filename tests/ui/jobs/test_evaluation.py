"""Evaluations from the page: who may, what is measured, what is told."""

from __future__ import annotations

import json
import re
import threading
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from starlette.requests import Request

from qa.assistant import Assistant
from qa.encoder import Encoder
from qa.errors import IndexNotFoundError
from qa.evaluation import Outcomes, feedback, never_abstaining
from qa.judgements import Judgement, Verdict
from qa.settings import Settings
from qa.workspace.judgements import Judgements
from qa_ui.access.rights import NOBODY, Caller, mark
from qa_ui.jobs.evaluation import EvaluationState, Evaluator
from qa_ui.page.evaluate import EvaluationEvents
from qa_ui.page.layout import Page
from qa_ui.page.session import Session
from qa_ui.views.evaluation import feedback_html, outcomes_html, progress_html
from tests.ui.fakes import FLOOD_TWO, FakeLibrary

pytestmark = pytest.mark.slow

EDITOR = Caller("ada", may_change=True)
TROOPS = "Qui a envoyé des troupes et pourquoi ?"
FLOOD = "How many people died in the flood?"


@pytest.fixture
def evaluator(library: FakeLibrary, settings: Settings, judgements: Judgements) -> Evaluator:
    """Measures the small library."""
    return Evaluator(lambda: library, settings, judgements)  # type: ignore[arg-type, return-value]


@pytest.fixture
def judgements(settings: Settings) -> Judgements:
    """Where readers' judgements are kept."""
    return Judgements.of(settings)


def sent_by(caller: Caller) -> gr.Request:
    """A request of the page by a caller."""
    scope: dict[str, Any] = {"type": "http", "headers": [], "query_string": b""}
    mark(scope, caller)
    return gr.Request(request=Request(scope))


def judged(library: FakeLibrary, question: str, verdict: Verdict = "good") -> Judgement:
    """A judgement of what the small library answers."""
    return Judgement(
        id=f"{question} {verdict}",
        time="2026-11-22T12:00:00+00:00",
        question=question,
        history=[],
        language="en",
        answer=library.ask(question),
        generation="g1",
        verdict=verdict,
    )


def ended(evaluator: Evaluator, dataset: Path | None) -> EvaluationState:
    """An evaluation, from its start to its end."""
    evaluator.start(dataset)
    evaluator.wait(60)
    return evaluator.state


def test_a_file_of_questions_is_measured(evaluator: Evaluator, tmp_path: Path) -> None:
    """The report names the file, and the question was answered rightly."""
    file = tmp_path / "mine.jsonl"
    row = {"question": FLOOD, "article": FLOOD_TWO.id, "answers": ["Eleven"]}
    file.write_text(json.dumps(row), encoding="utf-8")
    state = ended(evaluator, file)
    assert (state.state, state.done, state.total) == ("done", 1, 1)
    assert "1 question of `mine.jsonl`, 5 articles" in state.report
    assert state.outcomes == {"all": Outcomes(right=1)}
    assert "Justes" in outcomes_html(state.outcomes, "fr")


def test_judgements_are_measured_as_far_as_their_articles_are_there(
    evaluator: Evaluator, library: FakeLibrary, judgements: Judgements
) -> None:
    """A judgement about an article that has gone is left out and counted."""
    for one in (judged(library, TROOPS), judged(library, FLOOD), judged(library, FLOOD, "bad")):
        judgements.keep(one)
    assert ended(evaluator, None).total == 3
    library.remove(FLOOD_TWO.id)
    state = ended(evaluator, None)
    assert (state.state, state.total, state.left_out) == ("done", 1, 2)
    assert "2" in progress_html(state, "en")


def test_a_bad_answer_that_is_given_again_is_wrong(
    evaluator: Evaluator, library: FakeLibrary, judgements: Judgements
) -> None:
    """What a reader found wrong stays wrong when it is measured."""
    judgements.keep(judged(library, FLOOD, "bad"))
    judgements.keep(judged(library, TROOPS))
    assert ended(evaluator, None).outcomes["all"] == Outcomes(right=1, wrong=1)


def test_there_is_nothing_to_save_before_the_first_judgement(
    layout: Page, evaluator: Evaluator, library: FakeLibrary, judgements: Judgements
) -> None:
    """The buttons that need judgements wait for them."""
    events, request = EvaluationEvents(layout, evaluator), sent_by(EDITOR)
    tab = layout.evaluation
    buttons = (tab.judged, tab.asked, tab.export)
    shown = events.show(Session(), request)
    assert [shown[one]["interactive"] for one in buttons] == [False, True, False]
    judgements.keep(judged(library, FLOOD))
    shown = events.show(Session(), request)
    assert [shown[one]["interactive"] for one in buttons] == [True, True, True]


def test_a_wrong_file_is_told_by_its_own_name(evaluator: Evaluator, tmp_path: Path) -> None:
    """The line and what is wrong are said; where the server keeps the file is not."""
    file = tmp_path / "wrong <b>.jsonl"
    file.write_text('{"question": "Who?"}\n{"question": 3}\n', encoding="utf-8")
    state = ended(evaluator, file)
    assert state.state == "failed"
    assert str(state.error).startswith("wrong <b>.jsonl, line 2: field 'question'")
    html = progress_html(state, "fr")
    assert "wrong &lt;b&gt;.jsonl" in html
    assert str(tmp_path) not in html


def test_without_an_index_or_judgements_it_is_said(
    settings: Settings, evaluator: Evaluator, judgements: Judgements
) -> None:
    """What keeps an evaluation from starting is told in words."""
    assert "contains no questions" in str(ended(evaluator, None).error)
    settings.judgements.write_text("no database at all" * 99)
    assert "judgements.sqlite: the judgements of an earlier version cannot be" in str(
        ended(evaluator, None).error
    )

    def opening() -> Any:
        raise IndexNotFoundError(settings.index)

    assert "`qa build`" in str(ended(Evaluator(opening, settings, judgements), None).error)


def test_an_unexpected_error_ends_the_evaluation(
    settings: Settings, judgements: Judgements
) -> None:
    """The next one can start; the insides of the error stay in the log."""

    def opening() -> Any:
        raise RuntimeError("secret")

    state = ended(Evaluator(opening, settings, judgements), None)
    assert state.state == "failed"
    assert "secret" not in progress_html(state, "en")


def test_one_evaluation_runs_at_a_time(
    evaluator: Evaluator, library: FakeLibrary, judgements: Judgements
) -> None:
    """While one runs another is not started; its progress is told."""
    judgements.keep(judged(library, TROOPS))
    library.hold.clear()
    threads = threading.active_count()
    evaluator.start(None)
    evaluator.start(None)
    assert threading.active_count() == threads + 1
    assert "<progress" in progress_html(evaluator.state, "en")
    library.hold.set()
    evaluator.wait(60)
    assert evaluator.state.state == "done"


def test_an_evaluation_can_be_stopped(
    layout: Page, evaluator: Evaluator, library: FakeLibrary, judgements: Judgements
) -> None:
    """An editor ends it after the question that is being asked; then there is nothing to show."""
    for question in (TROOPS, FLOOD):
        judgements.keep(judged(library, question))
    events = EvaluationEvents(layout, evaluator)
    library.hold.clear()
    evaluator.start(None)
    events.stop(Session(), sent_by(NOBODY))
    assert not evaluator.state.stopping
    assert events.stop(Session(), sent_by(EDITOR))[layout.evaluation.stop]["visible"]
    library.hold.set()
    evaluator.wait(60)
    assert evaluator.state == EvaluationState()
    assert not events.show(Session(), sent_by(EDITOR))[layout.evaluation.stop]["visible"]


def test_a_file_with_too_many_questions_is_refused(
    library: FakeLibrary, settings: Settings, judgements: Judgements, tmp_path: Path
) -> None:
    """A page is for lists of some length; no question of a longer one is asked."""
    few = settings.model_copy(update={"batch_questions": 2})
    evaluator = Evaluator(lambda: library, few, judgements)  # type: ignore[arg-type, return-value]
    file = tmp_path / "many.jsonl"
    file.write_text('{"question": "Who?"}\n' * 3, encoding="utf-8")
    state = ended(evaluator, file)
    assert str(state.error).startswith("many.jsonl: contains 3 questions, and at most 2 are asked")
    assert library.asked == []


@pytest.mark.parametrize("caller", [NOBODY, EDITOR], ids=["nobody", "editor"])
def test_only_editors_measure_and_export(
    layout: Page,
    evaluator: Evaluator,
    library: FakeLibrary,
    judgements: Judgements,
    caller: Caller,
) -> None:
    """Anybody else starts nothing, is given no judgements and sees no report."""
    judgements.keep(judged(library, TROOPS))
    events, request = EvaluationEvents(layout, evaluator), sent_by(caller)
    events.measure_judgements(Session(), request)
    evaluator.wait(60)
    assert evaluator.state.state == ("done" if caller.may_change else "idle")
    if not caller.may_change:
        ended(evaluator, None)
        events.measure_file(Session(), "none.jsonl", request)
    shown = events.show(Session(), request)
    report, refusal = shown[layout.evaluation.report], shown[layout.evaluation.refused]
    assert report["visible"] == caller.may_change
    assert events.offer(request)["visible"] == caller.may_change
    assert (shown[layout.evaluation.feedback] != "") == caller.may_change
    saved = events.report(request)
    assert (saved is not None and saved["text"] == evaluator.state.report) == caller.may_change
    assert ("only editors" in refusal.lower()) != caller.may_change
    file = events.export(request)
    assert (file is not None) == caller.may_change
    assert file is None or json.loads(file["text"])["question"] == TROOPS


def test_unreadable_judgements_are_told_on_the_tab(
    layout: Page, evaluator: Evaluator, settings: Settings
) -> None:
    """The tab opens all the same, with what is wrong; there is nothing to export."""
    settings.judgements.mkdir()
    events, request = EvaluationEvents(layout, evaluator), sent_by(EDITOR)
    assert "judgements.sqlite" in events.show(Session("fr"), request)[layout.evaluation.refused]
    assert events.export(request) is None


def test_real_answers_are_judged_and_measured(
    news: Assistant, news_index: Path, encoder: Encoder, settings: Settings, judgements: Judgements
) -> None:
    """A real answer that was judged good is right again, and a good refusal a right refusal."""
    for question in ("Combien de soldats l’armée a-t-elle envoyés à Karsk ?", "Prix du lithium ?"):
        answer = news.ask(question)
        told = judged(FakeLibrary(), FLOOD).model_dump() | {"id": question, "question": question}
        judgements.keep(Judgement.model_validate(told | {"answer": answer}))
    measured = never_abstaining(settings)
    evaluator = Evaluator(
        lambda: Assistant.open(news_index, settings=measured, encoder=encoder), settings, judgements
    )
    evaluator.start(None)
    evaluator.wait(300)
    state = evaluator.state
    assert (state.state, state.total, state.left_out) == ("done", 2, 0)
    rows = dict(re.findall(r"^\| ([a-z ]+?) +\| ([\d.]+)", state.report, re.MULTILINE))
    assert rows["answerable parts answered rightly"] == "1.000"
    assert rows["unanswerable parts refused"] == "1.000"


def test_the_figures_of_judgements_are_in_plain_words(library: FakeLibrary) -> None:
    """Four good answers and a bad one: a fifth is wrong, and the bad one is listed."""
    good = [judged(library, TROOPS) for _ in range(4)]
    note = "<b>faux</b>"
    bad = judged(library, FLOOD, "bad").model_copy(update={"note": note})
    html = feedback_html(feedback([*good, bad]), "fr")
    assert "<td>20\N{NO-BREAK SPACE}%</td>" in html
    assert "1 réponse jugée mauvaise" in html
    assert f'data-do="ask" data-question="{FLOOD}"' in html
    assert "&lt;b&gt;faux&lt;/b&gt;" in html
    assert "No answer has been judged" in feedback_html(feedback([]), "en")
