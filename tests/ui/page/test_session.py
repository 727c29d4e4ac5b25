"""What one reader's page holds."""

from __future__ import annotations

from qa.errors import Failure
from qa_ui.page.session import Filters, Opened, Searches, Session
from tests.ui.fakes import TROOPS, WHO, WHY, make_answer, make_hit

EMPTY = Failure(code="question.empty")


def answered(question: str = "Qui et pourquoi ?") -> Session:
    """A session with one question, answered from two citations and one passage."""
    answer = make_answer(question, [WHO, WHY], [make_hit(TROOPS, 1)])
    return Session("fr").asking(question, Filters()).settled(answer)


def test_a_question_waits_until_it_is_settled() -> None:
    """A session waits from the moment of asking until there is an answer or a problem."""
    asking = Session().asking("Why?", Filters())
    assert asking.waiting
    assert not asking.settled(None, EMPTY).waiting
    assert not answered().waiting


def test_history_holds_answered_exchanges_only() -> None:
    """Questions that failed or still wait are no context for the next one."""
    session = answered().asking("Et quand ?", Filters()).settled(None, EMPTY)
    assert [question for question, _ in session.history] == ["Qui et pourquoi ?"]


def test_history_tells_the_short_answer() -> None:
    """Follow-ups lean on who or what the answer names, so that is kept, and a number is not."""
    (_, said), *_ = answered().history
    assert said == "L’alliance menée par Moscou"
    answer = answered().turns[0].answer
    assert answer
    part = answer.parts[0].model_copy(update={"kind": "how_many"})
    counted = answer.model_copy(update={"parts": [part]})
    ((_, said),) = answered().asking("Combien ?", Filters()).settled(counted).history
    assert said == answer.text


def test_history_begins_with_the_last_question_that_was_answered_as_it_stood() -> None:
    """No follow-up leads back beyond it; what was completed, or found nothing, is added to it."""
    answer = answered().turns[0].answer
    assert answer
    completed = answer.model_copy(update={"understood": "Qui et pourquoi ? Et quand ?"})
    refused = answer.model_copy(update={"answered": False})
    session = answered()
    for question, found in (("Qui ?", answer), ("Et quand ?", completed), ("Où ?", refused)):
        session = session.asking(question, Filters()).settled(found)
    assert [question for question, _ in session.history] == ["Qui ?", "Et quand ?", "Où ?"]


def test_stopping_takes_back_the_waiting_question_only() -> None:
    """Stopping removes a question without answer and leaves answered ones."""
    session = answered()
    assert session.asking("Et quand ?", Filters()).stopped() == session
    assert session.stopped() == session


def test_sources_step_within_their_turn() -> None:
    """Next and previous move within the citations of one answer and stop at its ends."""
    session = answered().opening(Opened(0, "cite", 1))
    second = session.stepping(1)
    assert second.opened == Opened(0, "cite", 2)
    assert second.stepping(1) == second
    assert session.stepping(-1) == session


def test_a_source_that_does_not_exist_does_not_open() -> None:
    """An unknown turn, number or kind of source changes nothing."""
    session = answered()
    for opened in (Opened(5, "cite", 1), Opened(-1, "cite", 1), Opened(0, "cite", 3),
                   Opened(0, "cite", 0), Opened(0, "hit", 2)):  # fmt: skip
        assert session.opening(opened) == session


def test_a_new_question_closes_the_panel() -> None:
    """The source of an earlier answer does not stay beside a new question."""
    opened = answered().opening(Opened(0, "cite", 2))
    assert opened.asking("Et quand ?", Filters()).opened is None


def test_going_back_closes_later_sources() -> None:
    """Editing a question drops it, what came after, and the source opened from there."""
    session = answered().opening(Opened(0, "cite", 1))
    assert session.before(0) == Session("fr")


def test_the_sources_shown_are_those_of_the_newest_turn_unless_another_is_picked() -> None:
    """A click on an older turn picks it, a new question or one that is gone ends that."""
    session = answered()
    assert (Session().current, session.current) == (-1, 0)
    answer = session.turns[0].answer
    second = session.asking("Et quand ?", Filters()).settled(answer)
    assert second.current == 1
    assert second.picking(0).current == 0
    assert second.picking(0).picking(1) == second
    assert second.opening(Opened(0, "cite", 1)).current == 0
    assert second.picking(0).asking("Et où ?", Filters()).current == 2
    assert second.picking(0).before(0) == Session("fr")
    assert second.picking(7) == second.picking(-1) == second


def test_filters_know_whether_they_filter() -> None:
    """Filters are active as soon as one of them is set."""
    assert not Filters().active
    assert Filters(since="2022").active


def test_a_search_begins_once_and_settles_its_question() -> None:
    """The same question is not searched twice, and has its answer once that is found."""
    searches, asking = Searches(), Session().asking("why?", Filters(), "request_id")
    assert searches.begin("request_id")
    assert not searches.begin("request_id")
    assert searches.settle(asking) == asking
    found = asking.settled(None, EMPTY)
    searches.end(found.turns[-1])
    assert searches.settle(asking) == found
    assert searches.settle(found) == found


def test_what_a_stopped_search_finds_is_no_answer_to_the_next_question() -> None:
    """A search that ends after its question was stopped changes nothing."""
    searches, asking = Searches(), Session().asking("why?", Filters(), "stopped")
    searches.begin("stopped")
    following = asking.stopped().asking("who?", Filters(), "next")
    searches.begin("next")
    searches.end(asking.settled(None, EMPTY).turns[-1])
    assert searches.settle(following) == following
    assert searches.settle(asking.stopped()) == asking.stopped()
