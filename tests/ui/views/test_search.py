"""Results, facets and excerpts as HTML."""

from __future__ import annotations

import re

import pytest

from qa.types import FacetCount, Facets, Language, SearchResult
from qa_ui.page.searching import SearchState
from qa_ui.views.search import excerpt, facets_html, results_html
from tests.ui.fakes import FLOOD_ONE, FakeLibrary, counted, make_hit


def result(months: dict[str, int], count: int = 0) -> SearchResult:
    """A result with these counts of months and nothing to show."""
    return SearchResult(
        query="q",
        understood=None,
        complete=True,
        sort="relevance",
        articles=count,
        passages=count,
        found=[],
        facets=Facets(
            sources=[],
            months=[FacetCount(value=month, count=count) for month, count in months.items()],
            languages=[],
        ),
    )


def test_an_excerpt_shows_the_first_mark() -> None:
    """A long passage is cut around its first mark, between words, with dots."""
    text = f"{'avant ' * 100}zèbre{' après' * 100}"
    start = text.index("zèbre")
    hit = make_hit(FLOOD_ONE, 1).model_copy(
        update={"text": text, "start": 7, "marks": [(start + 7, start + 12)]}
    )
    shown = excerpt(hit)
    assert (shown[0], shown[-1]) == (("… ", False), (" …", False))
    assert ("zèbre", True) in shown
    assert 300 < sum(len(words) for words, _ in shown) < 400
    assert set("".join(words for words, _ in shown[1:-1]).split()) == {"avant", "zèbre", "après"}


def test_an_excerpt_shows_most_of_what_was_sought() -> None:
    """Of several marks those are shown among which most of the words stand."""
    text = f"Paris. {'mot ' * 150}Un couvre-feu à Paris. {'mot ' * 50}"
    spans = [(0, 5), (text.index("couvre"), text.index("couvre") + 10), (text.rindex("Paris"), 0)]
    marks = [(start, end or start + 5) for start, end in spans]
    hit = make_hit(FLOOD_ONE, 1).model_copy(update={"text": text, "start": 0, "marks": marks})
    assert [words for words, marked in excerpt(hit) if marked] == ["couvre-feu", "Paris"]


def test_a_short_passage_is_whole() -> None:
    """What fits is not cut, and paragraphs become one."""
    hit = make_hit(FLOOD_ONE, 1).model_copy(update={"text": "Un.\n\nDeux.", "marks": []})
    assert excerpt(hit) == [("Un. Deux.", False)]


def test_dates_are_years_first_then_months() -> None:
    """Several years are offered as years; a chosen one, or the only one, shows its months."""
    found = result({"2024-03": 2, "2023-01": 1, "2023": 1})
    years = facets_html(found, SearchState("q"), "en")
    assert 'data-value="2023"' in years
    assert 'data-value="2024-03"' not in years
    chosen = facets_html(found, SearchState("q", period="2024"), "en")
    assert "March 2024" in chosen
    assert 'data-value="2023"' not in chosen
    assert "March 2024" in facets_html(result({"2024-03": 2}), SearchState("q"), "en")


def test_a_chosen_value_without_articles_can_be_taken_back() -> None:
    """A facet value stays on the screen while it is chosen, even if nothing has it."""
    html = facets_html(result({}), SearchState("q", sources=("Le <b>",)), "fr")
    assert 'aria-pressed="true"' in html
    assert "Le &lt;b&gt;" in html


def test_nothing_found_says_what_to_change() -> None:
    """With filters the way out is to remove them, without to take other words."""
    assert "widen" in results_html(result({}), SearchState("q", period="2024"), "en")
    assert "Try other words" in results_html(result({}), SearchState("q"), "en")


def test_operators_without_results_can_be_dropped() -> None:
    """Where operators leave nothing, the same words are offered without them."""
    strict = result({}).model_copy(update={"understood": '"a b"'})
    assert 'data-do="loosen"' in results_html(strict, SearchState('"a b"'), "en")
    assert 'data-do="loosen"' not in results_html(result({}), SearchState("a b"), "en")


def test_what_is_only_close_in_meaning_says_so() -> None:
    """The tally and the article say what lacks a word that was looked for."""
    found = FakeLibrary().find("flood")
    near = found.found[0].model_copy(update={"by_meaning": True})
    shown = found.model_copy(update={"found": [near, *found.found[1:]], "by_meaning": 1})
    html = results_html(shown, SearchState("flood"), "fr")
    assert "dont 1 trouvé par le sens seul" in html
    assert html.count("trouvé par le sens, sans tous ces mots") == 1


def test_chosen_facets_are_named_where_the_facets_are_folded() -> None:
    """The summary of the facets names what is chosen."""
    state = SearchState("q", period="2024-03", sources=("A",), languages=("fr",))
    assert "<small>A · mars 2024 · français</small>" in facets_html(result({}), state, "fr")


def test_many_articles_are_not_offered_as_only_these() -> None:
    """Beyond a hundred articles the results have to be narrowed before they are asked alone."""
    found = FakeLibrary().find("flood")
    assert 'data-do="only"' in results_html(found, SearchState("flood"), "en")
    many = found.model_copy(update={"articles": 101})
    assert 'data-do="only"' not in results_html(many, SearchState("flood"), "en")


def test_a_search_is_narrowed_step_by_step() -> None:
    """A facet value is chosen and taken back; of a month that is taken back the year stays."""
    state = SearchState("q", shown=30).toggling("source", "A").toggling("source", "B")
    assert (state.sources, state.shown) == (("A", "B"), 10)
    assert state.toggling("source", "A").sources == ("B",)
    month = state.toggling("period", "2024").toggling("period", "2024-03")
    assert month.filters["since"] == month.filters["until"] == "2024-03"
    assert month.toggling("period", "2024-03").period == "2024"
    assert month.toggling("period", "2024").toggling("period", "2024").period == ""
    assert not month.widened().narrowed
    assert month.toggling("other", "x").filters == month.filters


@pytest.mark.parametrize(("language", "words"), [("en", "and 1 more"), ("fr", "et 1 autre")])
def test_values_that_do_not_fit_are_folded(language: Language, words: str) -> None:
    """Beyond the most frequent ones, the others are counted and can be opened."""
    found = result({}).model_copy(
        update={"facets": Facets(sources=counted(map(str, range(9))), months=[], languages=[])}
    )
    html = facets_html(found, SearchState("q"), language)
    assert re.search(
        rf'<details class="rest"><summary>{words}</summary>', html.replace("\xa0", " ")
    )
