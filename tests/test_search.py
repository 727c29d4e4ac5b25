"""Full-text search over the handful of articles: operators, counts, order, chosen articles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.assistant import Assistant
from qa.encoder import BuiltInEncoder
from qa.errors import ArticleNotFoundError, QuestionError
from qa.lang.text import fold
from qa.types import FacetCount, Hit, SearchResult
from tests.newsroom import ARTICLES, assistant_over, row_id

WORDS = ["le", "feu", "mairie", "quatre", "morts", "barrage", "ponts", "pont", "l’Été", "naïve"]


def names(found: SearchResult) -> list[str]:
    """The ids of the articles that were found, as the newsroom has them."""
    return [one.id.rpartition("#")[2] for one in found.found]


def counts(values: list[FacetCount]) -> dict[str | None, int]:
    """A facet as a dictionary."""
    return {one.value: one.count for one in values}


def written(word: str, hit: Hit) -> bool:
    """Whether a word stands in the passage of a hit, or in its title."""
    pattern = rf"(?<!\w){re.escape(fold(word))}(?!\w)"
    return re.search(pattern, fold(f"{hit.title}\n{hit.text}")) is not None


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"quatre morts"', {"fire", "fire-copy"}),
        ("« QUATRE MORTS »", {"fire", "fire-copy"}),
        ('"onze morts"', {"fire-later"}),
        ('"morts quatre"', set()),
        ('"l\'armee envoyee"', {"army"}),
        ('"du canal Selon la"', {"fire", "fire-copy", "fire-later"}),
        ('"Montcarel un"', {"fire-copy"}),
        ('"Montcarel Un incendie a détruit"', set()),
        ('"le plateau"', {"undated"}),
        ('incendie -"quatre morts"', {"fire-later"}),
        ("incendie -onze", {"fire", "fire-copy"}),
        ("incendie -mort", {"fire", "fire-copy", "fire-later"}),
        ("volcano OR dockers", {"volcano", "strike"}),
        ('"Ilona Weber" -volcano', {"army"}),
        ('"Hollin Bridge" OU "trois navires" -dockers', {"bridge"}),
    ],
)
def test_operators_hold_to_the_letter(news: Assistant, query: str, expected: set[str]) -> None:
    """Phrases and exclusions hold on the text and the title, whatever case, accents and stems."""
    assert set(names(news.find(query, k=20))) == expected
    hits = news.search(query, k=20)
    assert {hit.article_id.rpartition("#")[2] for hit in hits} == expected


@given(
    wanted=st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
    excluded=st.lists(st.sampled_from(WORDS), min_size=1, max_size=2),
    sort=st.sampled_from(["relevance", "date"]),
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_excluded_word_never_appears(
    news: Assistant, wanted: list[str], excluded: list[str], sort: str
) -> None:
    """No passage that is found holds an excluded word, nor does its title."""
    query = " ".join([" OR ".join(wanted), *(f"-{word}" for word in excluded)])
    found = news.find(query, k=20, sort="date" if sort == "date" else "relevance")
    hits = [hit for one in found.found for hit in one.hits] + news.search(query, k=20)
    assert not [hit for hit in hits if any(written(word, hit) for word in excluded)]


def test_words_are_found_in_any_form_and_marked(news: Assistant) -> None:
    """A plain word matches in its other forms; marks are the words as they are written."""
    found = news.find("soldat barrages")
    assert names(found)[0] == "army"
    (hit,) = found.found[0].hits
    marked = [hit.text[start - hit.start : end - hit.start] for start, end in hit.marks]
    assert marked == ["soldats", "barrage"]
    title = found.found[0].title
    assert [title[start:end] for start, end in found.found[0].title_marks] == ["barrage"]


def test_a_phrase_is_one_mark(news: Assistant) -> None:
    """A phrase is marked as a whole, in the coordinates of the article."""
    (one,) = news.find('"trente apprentis"').found
    (mark,) = one.hits[0].marks
    assert news.article(one.id).text[slice(*mark)] == "trente apprentis"


def test_articles_have_all_words_wherever_they_stand(
    tmp_path: Path, encoder: BuiltInEncoder
) -> None:
    """Words may stand far apart in an article; if none has all, those with some are found."""
    filler = " ".join(
        f"La séance numéro {n} du conseil a été longue et ennuyeuse." for n in range(60)
    )
    rows = [
        {
            "id": "far",
            "title": "Conseil",
            "text": f"Le zèbre est parti. {filler} Un okapi est venu.",
        },
        {"id": "half", "text": "Un okapi."},
    ]
    with assistant_over(tmp_path, rows, encoder) as assistant:
        found = assistant.find("okapi zèbre", mode="lexical")
        assert (names(found), found.articles, found.passages) == (["far"], 1, 2)
        some = assistant.find("okapi girafe", mode="lexical")
        assert (set(names(some)), some.complete) == ({"far", "half"}, False)
        assert [one.id for one in assistant.articles(containing="okapi zèbre")] == [row_id("far")]
        assert assistant.articles(containing="girafe okapi") == []


def test_what_has_the_words_comes_before_what_is_close_in_meaning(
    tmp_path: Path, encoder: BuiltInEncoder
) -> None:
    """An article without the words follows all that have them, and is counted and named."""
    rows = [
        {"id": "near", "text": "Un tremblement de terre de magnitude 6 a secoué la côte."},
        {"id": "word", "text": "La mairie a fêté cent ans de jazz ; on a parlé du séisme."},
    ]
    with assistant_over(tmp_path, rows, encoder) as assistant:
        found = assistant.find("séisme")
        assert (names(found), found.by_meaning) == (["word", "near"], 1)
        assert [one.by_meaning for one in found.found] == [False, True]
        assert assistant.find("séisme", mode="lexical").by_meaning == 0
        assert assistant.find('"séisme"').by_meaning == 0


def test_a_result_is_printed_for_people(news: Assistant) -> None:
    """Counts first, then each article with its best passage."""
    found = news.find('"quatre morts"')
    head, *articles = str(found).split("\n\n", 1)
    assert head == f"{found.articles} articles, {found.passages} passages"
    assert articles[0].startswith(str(found.found[0].hits[0]))


def test_facets_add_up(news: Assistant) -> None:
    """Each facet counts every article that matches once, those without a value as null."""
    found = news.find("le", mode="lexical", k=1)
    assert found.articles > len(found.found) == 1
    for facet in (found.facets.sources, found.facets.months, found.facets.languages):
        assert sum(counts(facet).values()) == found.articles
    every = news.find("incendie OR abeilles OR volcano", k=20)
    assert counts(every.facets.sources) == {
        "Horizons": 2,
        "Harbour Post": 1,
        "Le Littoral": 1,
        None: 1,
    }
    assert counts(every.facets.months) == {"2025-05": 3, "2024": 1, None: 1}
    assert counts(every.facets.languages) == {"fr": 4, "en": 1}


def test_a_facet_shows_what_else_there_is(news: Assistant) -> None:
    """A filter narrows what is found and the other facets, and leaves its own as it was."""
    query = "incendie OR abeilles OR volcano"
    found = news.find(query, k=20, sources=["Horizons"])
    assert set(names(found)) == {"fire", "fire-later"}
    assert counts(found.facets.sources)["Le Littoral"] == 1
    assert counts(found.facets.languages) == {"fr": 2}
    then = news.find(query, k=20, since="2024", until="2024")
    assert names(then) == ["volcano"]
    assert counts(then.facets.months)["2025-05"] == 3


def test_by_date_the_newest_come_first(news: Assistant) -> None:
    """Sorted by date, articles go from new to old and undated ones stand last, page by page."""
    query = "incendie OR abeilles OR volcano OR dockers"
    found = news.find(query, k=20, sort="date")
    assert names(found)[0] == "fire-later"
    assert names(found)[-3:] == ["volcano", "strike", "undated"]
    pages = [names(news.find(query, k=2, offset=n, sort="date")) for n in range(0, 8, 2)]
    assert [name for page in pages for name in page] == names(found)
    hits = news.search(query, k=3, sort="date")
    assert [hit.published for hit in hits] == ["2025-05-02", "2025-05-01", "2025-05-01"]
    assert news.search(query, k=2, offset=1, sort="date") == hits[1:]


def test_pages_of_passages_follow_each_other(news: Assistant) -> None:
    """What a search leaves out at the beginning is what the page before showed."""
    whole = news.search("incendie barrage", k=6)
    assert news.search("incendie barrage", k=3, offset=3) == whole[3:]


def test_only_chosen_articles_answer(news: Assistant) -> None:
    """Asking, searching, finding, listing and timelines keep to the articles that are named."""
    chosen = [row_id("strike"), row_id("bridge")]
    assert {hit.article_id for hit in news.search("volcano", k=20, articles=chosen)} == set(chosen)
    assert {one.id for one in news.articles(articles=chosen)} == set(chosen)
    assert news.find("volcano OR dockers", articles=chosen).articles == 1
    question = "Combien de soldats l’armée a-t-elle envoyés à Karsk ?"
    assert news.ask(question, articles=[row_id("army")]).answered
    assert not news.ask(question, articles=chosen).answered
    assert {one.article_id for one in news.timeline("Montcarel", articles=chosen).entries} <= set(
        chosen
    )


def test_an_unknown_article_is_named(news: Assistant) -> None:
    """Nothing is asked or searched where one of the chosen articles is not there."""
    chosen = [row_id("army"), "nowhere.txt"]
    for act in (news.ask, news.search, news.find, news.timeline):
        with pytest.raises(ArticleNotFoundError, match=r"nowhere\.txt"):
            act("barrage", articles=chosen)
    with pytest.raises(ArticleNotFoundError, match=r"nowhere\.txt"):
        news.articles(articles=chosen)


def test_a_search_without_words_is_refused(news: Assistant) -> None:
    """Marks alone find no articles, and the error says what is missing."""
    with pytest.raises(QuestionError, match="has no words"):
        news.find('"?!"')


def test_an_identifier_finds_where_it_is_written(tmp_path: Path, encoder: BuiltInEncoder) -> None:
    """Of passages near an identifier only those are found in which it is written."""
    rows = [
        {"id": "right", "text": "Le numéro vert, le 0801 44 27 90, répond jour et nuit."},
        {"id": "wrong", "text": "Le numéro vert, le 0801 44 27 91, ne répond plus."},
    ]
    with assistant_over(tmp_path, rows, encoder) as assistant:
        assert names(assistant.find("0801 44 27 90")) == ["right"]
        assert names(assistant.find("0801442790")) == ["right"]


def test_sources_are_filtered_however_they_are_spelt(news: Assistant) -> None:
    """Case, accents and marks of a source do not matter to a filter."""
    for spelt in ("le littoral", "LE LITTORAL", "Lé-Littoral"):
        assert {one.source for one in news.articles(sources=[spelt])} == {"Le Littoral"}
    assert len(news.articles()) == len(ARTICLES)
