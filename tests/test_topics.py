"""The topics of an index, and articles about the same."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest

from qa.assistant import Assistant
from qa.build import build_index
from qa.encoder import BuiltInEncoder
from tests.newsroom import write_table

FERRY = [
    "The Tarran ferry was withdrawn after engineers found a crack in its bow ramp.",
    "Islanders wait for the Tarran ferry, which is being repaired at Port Cullen.",
    "The Tarran ferry sails again: the ramp was welded and the crack is gone.",
    "A second Tarran ferry is to be built, the transport minister told the islanders.",
]
MORE_FERRY = [
    "The price of a ticket for the Tarran ferry rises by a tenth in spring.",
    "Tarran ferry crew go on strike over night shifts and pay.",
    "The captain of the Tarran ferry retires after forty years at sea.",
    "School children cross on the Tarran ferry every morning in winter.",
]
OTHERS = [
    "The chancellor raises the tax on fuel in the new budget.",
    "Opposition parties reject the budget and its tax on fuel.",
    "The budget passes: the fuel tax will rise in April.",
    "Economists warn that the budget leaves a hole despite the tax.",
    "Anna Brevik wins the chess title after eleven games.",
    "Chess: Brevik draws the tenth game and keeps her lead.",
    "The chess champion Brevik is to defend her title in Riga.",
    "Brevik resigns the seventh chess game after a blunder.",
    "Les apiculteurs du Valdour perdent un tiers de leurs abeilles.",
    "Abeilles : le Valdour interdit un pesticide.",
    "Au Valdour, les ruches et les abeilles reviennent en ville.",
    "Le miel du Valdour manque : les abeilles meurent de froid.",
]
GRAPES = [
    "Les vendanges ont commencé à Montlore avec deux semaines d'avance.",
    "À Montlore, les vendanges manquent de bras : les vignerons cherchent des cueilleurs.",
    "Les vendanges de Montlore sont finies ; la récolte de raisin est petite.",
    "Grêle sur Montlore : les vendanges et les vignes perdent la moitié du raisin.",
]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, encoder: BuiltInEncoder) -> Assistant:
    """Eight articles, four about a ferry and four about a harvest."""
    folder = tmp_path_factory.mktemp("topics")
    rows = [
        {"id": f"{name}{n}", "title": text, "text": text, "language": language}
        for name, language, texts in (("ferry", "en", FERRY), ("grapes", "fr", GRAPES))
        for n, text in enumerate(texts)
    ]
    build_index(write_table(folder / "corpus", rows), folder / "index", encoder=encoder)
    return Assistant(folder / "index", encoder=encoder)


def test_articles_about_the_same_make_a_topic(assistant: Assistant) -> None:
    """No topic mixes ferry and harvest, and each is named by a word that its articles share."""
    topics = assistant.topics()
    assert topics
    for topic in topics:
        assert len({id_.rstrip("0123456789").rpartition("#")[2] for id_ in topic.articles}) == 1
        (language,) = topic.words
        of = "Tarran" if language == "en" else "vendanges"
        assert of in topic.name(language)
        assert topic.name("fr") == topic.name("en")


def test_topics_of_nearly_the_same_name_are_one(tmp_path: Path, encoder: BuiltInEncoder) -> None:
    """Articles about one ferry fall into two clusters, but are offered once."""
    texts = [*FERRY, *MORE_FERRY, *GRAPES, *OTHERS]
    rows = [{"id": str(n), "title": text, "text": text} for n, text in enumerate(texts)]
    build_index(write_table(tmp_path / "corpus", rows), tmp_path / "index", encoder=encoder)
    with Assistant(tmp_path / "index", encoder=encoder) as assistant:
        names = [" ".join(chain(*topic.words.values())) for topic in assistant.topics()]
    assert len(names) > 2
    assert sum("Tarran" in name for name in names) == 1


def test_topics_are_the_same_every_time(assistant: Assistant) -> None:
    """Nothing about them is left to chance."""
    assert assistant.topics() == assistant.topics()
    with Assistant(Path(assistant.status().index)) as again:
        assert again.topics() == assistant.topics()


def test_related_articles_are_about_the_same(assistant: Assistant) -> None:
    """The nearest others come first; an article is not related to itself, nor to a far one."""
    ferry, *_ = (one.id for one in assistant.articles() if "ferry" in one.id)
    related = assistant.related([ferry], 8)
    assert related
    assert all("ferry" in id_ and id_ != ferry for id_ in related)
    assert assistant.related(["unknown"]) == []
