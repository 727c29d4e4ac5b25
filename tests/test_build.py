from __future__ import annotations

import os
from pathlib import Path

import pytest

from qa.assistant import Assistant
from qa.build import build_index
from qa.encoder import BuiltInEncoder, Encoder
from qa.errors import IndexFolderError, ReadError
from qa.index.generations import current_name, generation_names, open_current, read_status
from qa.index.manifest import read_manifest
from qa.settings import Settings
from qa.types import BuildProgress
from tests.corpus.pdfs import column, drawn
from tests.newsroom import (
    ARMY,
    ARTICLES,
    BRIDGE,
    STRIKE,
    VOLCANO,
    CountingEncoder,
    WordEncoder,
    file_id,
    row_id,
    write_files,
    write_table,
)

WORDS = WordEncoder()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder of three articles."""
    return write_files(tmp_path / "corpus", [ARMY, STRIKE, BRIDGE])


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Where an index will be."""
    return tmp_path / "index"


@pytest.fixture
def counting(encoder: BuiltInEncoder) -> CountingEncoder:
    """The built-in encoder with a count of what it embeds."""
    return CountingEncoder(encoder)


def found(index: Path, query: str, encoder: Encoder) -> set[str]:
    """Ids of the articles that a lexical search finds."""
    with Assistant.open(index, encoder=encoder) as assistant:
        return {hit.article_id for hit in assistant.search(query, mode="lexical")}


def test_the_page_of_a_quote_is_cited(tmp_path: Path, index: Path, encoder: BuiltInEncoder) -> None:
    """A citation, a hit and the article know the pages of a PDF; moved pages are a change."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    pages = [
        column(50, 740, "The ferry of Lannoch was painted green. It carries forty cars."),
        column(50, 740, "The harbour master, Ines Halloran, retires in June. She is sixty-six."),
    ]
    (corpus / "ferry.pdf").write_bytes(drawn([], *pages))
    build_index(corpus, index, encoder=encoder)
    with Assistant.open(index, encoder=encoder) as assistant:
        answer = assistant.ask("Who is the harbour master?")
        assert [(one.quote[:18], one.page) for one in answer.citations] == [
            ("The harbour master", 3)
        ]
        assert assistant.search("ferry", k=1)[0].page == 2
        overview = assistant.ask("What does the article “ferry” say?")
        assert {one.page for one in overview.citations} == {2, 3}
        assert len(assistant.article("ferry.pdf").pages) == 3
    (corpus / "ferry.pdf").write_bytes(drawn(*pages))
    assert build_index(corpus, index, encoder=encoder).updated == ["ferry.pdf"]


def test_a_first_build_adds_everything(
    corpus: Path, index: Path, counting: CountingEncoder
) -> None:
    """Every article is added, embedded once, and found."""
    report = build_index(corpus, index, encoder=counting)
    assert report.added == [file_id(name) for name in ("army", "bridge", "strike")]
    assert (report.updated, report.unchanged, report.removed, report.failed) == ([], [], [], [])
    assert report.articles == 3
    assert report.passages == len(counting.passages) == read_status(index).passages
    assert report.generation == current_name(index) == "g000001"
    assert report.seconds > 0
    assert found(index, "dockers", counting) == {file_id("strike")}


def test_only_what_changed_is_embedded(
    corpus: Path, index: Path, counting: CountingEncoder
) -> None:
    """An unchanged article is not embedded again; a changed one is, a removed one is gone."""
    build_index(corpus, index, encoder=counting)
    counting.passages.clear()
    write_files(corpus, [STRIKE | {"text": "Les marins pêcheurs ont voté la grève."}, VOLCANO])
    (corpus / "bridge.jsonl").unlink()
    report = build_index(corpus, index, encoder=counting)
    assert report.added == [file_id("volcano")]
    assert report.updated == [file_id("strike")]
    assert report.unchanged == [file_id("army")]
    assert report.removed == [file_id("bridge")]
    titles = {text.partition(" (")[0] for text in counting.passages}
    assert titles == {STRIKE["title"], VOLCANO["title"]}
    assert found(index, "Hollin Bridge", counting) == set()
    assert found(index, "pêcheurs", counting) == {file_id("strike")}
    assert found(index, "dockers bananes", counting) == {file_id("strike")}  # by its title


def test_a_moved_file_is_found_where_it_is_now(
    corpus: Path, index: Path, counting: CountingEncoder
) -> None:
    """An article with an address stays the same in another file, which the index then names."""
    write_table(corpus / "a", [VOLCANO | {"url": "https://horizons.example/volcan"}])
    build_index(corpus, index, encoder=counting)
    counting.passages.clear()
    (corpus / "a").rename(corpus / "aa")
    report = build_index(corpus, index, encoder=counting)
    assert (report.added, report.updated, report.removed) == ([], [], [])
    assert counting.passages == []
    with Assistant.open(index, encoder=counting) as assistant:
        paths = {article.path.partition("/")[0] for article in assistant.articles()}
    assert "aa" in paths
    assert "a" not in paths


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit of the size of files")
@pytest.mark.parametrize("largest", [1_000, 20_000, 120_000])
def test_a_full_disk_is_told(corpus: Path, index: Path, largest: int) -> None:
    """Whatever file cannot be written, it is one line that says so, and no index is harmed."""
    import resource

    before = build_index(corpus, index, encoder=(words := WordEncoder())).generation
    rows = [VOLCANO | {"id": str(i), "text": f"{i} {VOLCANO['text']}"} for i in range(400)]
    write_table(corpus, rows)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, limits[1]))
    try:
        with pytest.raises(IndexFolderError, match="cannot be written"):
            build_index(corpus, index, encoder=words)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert current_name(index) == before
    assert build_index(corpus, index, encoder=words).articles > 300


def test_a_build_step_by_step_is_a_build_at_once(tmp_path: Path, counting: CountingEncoder) -> None:
    """Adding articles one build after another gives the index that one build gives."""
    for first in (6, 3, 0):  # what is new comes before what is copied
        write_table(tmp_path / "corpus", ARTICLES[first:])
        build_index(tmp_path / "corpus", tmp_path / "steps", encoder=counting)
    build_index(tmp_path / "corpus", tmp_path / "once", encoder=counting)
    write_table(tmp_path / "corpus", ARTICLES)
    with (
        Assistant.open(tmp_path / "steps", encoder=counting) as steps,
        Assistant.open(tmp_path / "once", encoder=counting) as once,
    ):
        for query in ("sabotage du barrage", "Who drove the first bus?", "incendie"):
            hits = [
                [hit.model_dump(exclude={"score", "similarity"}) for hit in a.search(query)]
                for a in (steps, once)
            ]
            assert hits[0] == hits[1]
            scores = [[hit.score for hit in a.search(query)] for a in (steps, once)]
            assert scores[0] == pytest.approx(scores[1], abs=0.01)
        assert steps.articles() == once.articles()


def test_building_twice_from_nothing_gives_the_same(corpus: Path, tmp_path: Path) -> None:
    """Two builds of one corpus hold the same passages, vectors and words."""
    for name in ("one", "two"):
        build_index(corpus, tmp_path / name, encoder=WORDS)
    one, two = (open_current(tmp_path / name) for name in ("one", "two"))
    rows = list(range(len(one.vectors)))
    assert one.store.passages(rows) == two.store.passages(rows)
    assert (one.vectors.rows(0, len(rows)) == two.vectors.rows(0, len(rows))).all()
    assert one.lexical.search("barrage", "fr", 9) == two.lexical.search("barrage", "fr", 9)
    one.close()
    two.close()


def test_nothing_changed_publishes_nothing(
    corpus: Path, index: Path, counting: CountingEncoder
) -> None:
    """Building again without a change keeps the generation and embeds nothing."""
    first = build_index(corpus, index, encoder=counting)
    counting.passages.clear()
    again = build_index(corpus, index, encoder=counting)
    assert again.generation == first.generation
    assert again.passages == first.passages
    assert (len(again.unchanged), again.added, again.updated) == (3, [], [])
    assert counting.passages == []
    assert generation_names(index) == ["g000001"]


def test_removing_alone_is_a_change(corpus: Path, index: Path) -> None:
    """A corpus that only lost an article gets a new generation without it."""
    build_index(corpus, index, encoder=WORDS)
    (corpus / "bridge.jsonl").unlink()
    report = build_index(corpus, index, encoder=WORDS)
    assert (report.removed, report.generation) == ([file_id("bridge")], "g000002")


def test_other_passage_sizes_embed_all_again(
    corpus: Path, index: Path, counting: CountingEncoder
) -> None:
    """Vectors are reused only for passages that are cut in the same way."""
    small = Settings(passage_tokens=40)
    first = build_index(corpus, index, encoder=counting)
    counting.passages.clear()
    report = build_index(corpus, index, encoder=counting, settings=small)
    assert len(report.unchanged) == 3
    assert report.passages == len(counting.passages) > first.passages
    assert max(counting.count_tokens([p.partition("\n")[2] for p in counting.passages])) <= 40


def test_another_encoder_embeds_all_again(
    corpus: Path, index: Path, encoder: BuiltInEncoder
) -> None:
    """Vectors of another encoder are never mixed in."""
    first = build_index(corpus, index, encoder=encoder)
    changed = CountingEncoder(encoder, fingerprint="other")
    build_index(corpus, index, encoder=changed)
    assert len(changed.passages) == first.passages
    assert read_status(index).encoder == "changed"


def test_a_broken_file_does_not_stop_the_rest(corpus: Path, index: Path) -> None:
    """What cannot be read is reported with path and reason; everything else is built."""
    (corpus / "broken.jsonl").write_text('{"text": "Oui."}\n{"text": \n', encoding="utf-8")
    (corpus / "image.txt").write_bytes(bytes(range(256)) * 8)
    (corpus / "page.pdf").write_bytes(b"%PDF-1.4 cut off")
    report = build_index(corpus, index, encoder=WORDS)
    assert len(report.added) == 4
    assert [failed.path.partition("#")[0] for failed in report.failed] == [
        "broken.jsonl, line 2",
        "image.txt",
        "page.pdf",
    ]
    assert all(len(failed.reason) > 10 for failed in report.failed)


def test_warnings_are_no_failures(corpus: Path, index: Path) -> None:
    """What an article lacks that is kept stands in `failed` too, and can be told apart."""
    rows = ['{"text": "Oui, il neige.", "date": "soon"}', "{"]
    (corpus / "rows.jsonl").write_text("\n".join(rows), encoding="utf-8")
    report = build_index(corpus, index, encoder=WORDS)
    assert [one.path for one in report.warnings] == ["rows.jsonl, line 1"]
    assert [one.path for one in report.failures] == ["rows.jsonl, line 2"]
    assert [one["kept"] for one in report.model_dump()["failed"]] == [True, False]
    assert "rows.jsonl#1" in report.added


def test_an_article_that_breaks_leaves_the_index(corpus: Path, index: Path) -> None:
    """A file that can no longer be read is removed, and reported as failed too."""
    build_index(corpus, index, encoder=WORDS)
    (corpus / "army.jsonl").write_text("{", encoding="utf-8")
    report = build_index(corpus, index, encoder=WORDS)
    assert report.removed == [file_id("army")]
    assert len(report.failed) == 1


def test_a_corpus_that_cannot_be_read_keeps_the_index(corpus: Path, index: Path) -> None:
    """Where no file can be read the build fails and the index in use goes on answering."""
    build_index(corpus, index, encoder=WORDS)
    for path in corpus.iterdir():
        path.write_text("{", encoding="utf-8")
    with pytest.raises(ReadError, match="no readable article, so the index was left as it was"):
        build_index(corpus, index, encoder=WORDS)
    assert found(index, "dockers", WORDS) == {file_id("strike")}
    assert not list(index.glob(".building-*"))


def test_the_last_articles_can_be_removed(corpus: Path, index: Path) -> None:
    """Articles that are gone are not found, even if no other is left; new ones can be added."""
    build_index(corpus, index, encoder=WORDS)
    files = {path: path.read_bytes() for path in corpus.iterdir()}
    for path in files:
        path.unlink()
    report = build_index(corpus, index, encoder=WORDS)
    assert (len(report.removed), report.articles, report.passages) == (len(files), 0, 0)
    assert found(index, "dockers", WORDS) == set()
    assert build_index(corpus, index, encoder=WORDS).generation == report.generation
    for path, content in files.items():
        path.write_bytes(content)
    build_index(corpus, index, encoder=WORDS)
    assert found(index, "dockers", WORDS) == {file_id("strike")}


def test_a_corpus_that_is_not_there_is_named(tmp_path: Path, index: Path) -> None:
    """A folder that does not exist is an error that names it; no index comes of it."""
    with pytest.raises(ReadError, match="nowhere: does not exist"):
        build_index(tmp_path / "nowhere", index, encoder=WORDS)
    assert generation_names(index) == []


def test_a_single_file_is_a_corpus(tmp_path: Path, index: Path) -> None:
    """A file can be built by itself, all its rows with it."""
    corpus = write_table(tmp_path / "corpus", ARTICLES)
    report = build_index(corpus / "news.jsonl", index, encoder=WORDS)
    assert report.added == [row_id(article["id"]) for article in ARTICLES]


def test_settings_name_corpus_and_index(corpus: Path, index: Path) -> None:
    """Without arguments the folders of the settings are used."""
    settings = Settings(corpus=corpus, index=index)
    assert build_index(settings=settings, encoder=WORDS).articles == 3
    assert read_status(index).articles == 3


def test_a_corpus_that_is_gone_keeps_its_articles(corpus: Path, index: Path) -> None:
    """Where the corpus cannot be seen any more, what was added does not replace it."""
    settings = Settings(corpus=corpus, index=index, data=corpus.parent / "data")
    write_table(settings.articles / "uploads", [VOLCANO])
    build_index(settings=settings, encoder=WORDS)
    corpus.rename(corpus.parent / "elsewhere")
    with pytest.raises(ReadError, match="does not exist"):
        build_index(settings=settings, encoder=WORDS)
    assert read_status(index).articles == 4


def test_a_collection_may_begin_without_a_corpus(tmp_path: Path) -> None:
    """What is added makes the first index, and takes its articles out of it again."""
    settings = Settings(corpus=tmp_path / "c", index=tmp_path / "i", data=tmp_path / "d")
    for articles in ([VOLCANO, STRIKE], [STRIKE]):
        write_table(settings.articles / "uploads", articles)
        assert build_index(settings=settings, encoder=WORDS).articles == len(articles)
    (settings.articles / "uploads" / "news.jsonl").unlink()
    assert build_index(settings=settings, encoder=WORDS).articles == 0


def test_progress_counts_articles(corpus: Path, index: Path) -> None:
    """Stages come in order, and `done` never exceeds a known `total`."""
    seen: list[BuildProgress] = []
    build_index(corpus, index, encoder=WORDS, progress=seen.append)
    stages = [progress.stage for progress in seen]
    assert list(dict.fromkeys(stages)) == ["read", "embed", "index", "publish"]
    assert [p.done for p in seen if p.stage == "embed"] == [1, 2, 3]
    assert all(p.done <= p.total for p in seen if p.total)


def test_a_newer_version_takes_the_place_of_the_older(
    corpus: Path, index: Path, counting: CountingEncoder
) -> None:
    """The newer version of an address alone is in the index, and a second build changes nothing."""
    url = "http://horizons.example/volcan"
    old = VOLCANO | {"url": url, "published": "2025-01-01", "text": "Le volcan dort encore."}
    new = VOLCANO | {"url": f"{url}/", "published": "2025-01-02", "text": "Le volcan est réveillé."}
    write_table(corpus / "a", [old])
    write_table(corpus / "b", [new])
    report = build_index(corpus, index, encoder=counting)
    assert [failed.code for failed in report.failed] == ["file.older"]
    assert report.articles == 4
    assert found(index, "réveillé", counting) == {new["url"]}
    assert found(index, "dort encore", counting) == set()
    counting.passages.clear()
    again = build_index(corpus, index, encoder=counting)
    assert (again.generation, again.added, again.updated) == (report.generation, [], [])
    assert counting.passages == []


def test_many_passages_get_codes(corpus: Path, index: Path, tmp_path: Path) -> None:
    """An index of more passages than a search compares has codes; it finds the same."""
    small = Settings(exact_passages=1)
    build_index(corpus, tmp_path / "flat", encoder=WORDS)
    build_index(corpus, index, encoder=WORDS, settings=small)
    assert not (tmp_path / "flat" / "g000001" / "codes.faiss").exists()
    assert (index / "g000001" / "codes.faiss").exists()
    flat, coded = (Assistant.open(path, encoder=WORDS) for path in (tmp_path / "flat", index))
    with flat, coded:
        for language in (None, ["fr"]):
            hits, others = (
                a.search("barrage", mode="dense", languages=language) for a in (flat, coded)
            )
            assert [hit.passage_id for hit in hits] == [hit.passage_id for hit in others]
            scores = [hit.score for hit in hits]
            assert scores == pytest.approx([hit.score for hit in others], abs=1e-5)


def test_codes_are_the_same_however_an_index_grew(
    corpus: Path, index: Path, tmp_path: Path
) -> None:
    """Adding, changing and removing articles gives the codes of a build from nothing."""
    small = Settings(exact_passages=1)
    build_index(corpus, index, encoder=WORDS, settings=small)
    write_files(corpus, [VOLCANO])
    next(corpus.iterdir()).unlink()
    build_index(corpus, index, encoder=WORDS, settings=small)
    build_index(corpus, tmp_path / "once", encoder=WORDS, settings=small)
    steps, once = index / "g000002" / "codes.faiss", tmp_path / "once" / "g000001" / "codes.faiss"
    assert steps.read_bytes() == once.read_bytes()


def test_codes_of_what_stays_are_kept(corpus: Path, index: Path) -> None:
    """Where articles are only added, no more than their codes are made, until they are many."""
    small = Settings(exact_passages=1)
    first = build_index(corpus, index, encoder=WORDS, settings=small)
    write_files(corpus, [VOLCANO])
    second = build_index(corpus, index, encoder=WORDS, settings=small)
    learned = [read_manifest(index / one.generation).learned for one in (first, second)]
    assert learned == [first.passages, first.passages]
    assert len(found(index, "volcano", WORDS)) == 1


def test_missing_codes_are_damage(corpus: Path, index: Path) -> None:
    """An index whose codes are gone is refused, naming them; the next build makes them again."""
    small = Settings(exact_passages=1)
    build_index(corpus, index, encoder=WORDS, settings=small)
    (index / "g000001" / "codes.faiss").unlink()
    with pytest.raises(IndexFolderError, match=r"codes\.faiss"):
        open_current(index)
    build_index(corpus, index, encoder=WORDS, settings=small)
    assert len(open_current(index).vectors) == read_status(index, verify=True).passages
