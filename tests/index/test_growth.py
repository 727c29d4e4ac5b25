from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.build import build_index
from qa.index.generations import Generation, open_current, read_status
from qa.index.writer import numbered
from qa.settings import Settings
from qa.types import Filters
from tests.newsroom import ARMY, BRIDGE, STRIKE, WordEncoder, write_files, write_table

WORDS = WordEncoder()

Corpus = dict[str, int]
"""Versions of articles by their names."""

CORPORA = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 1), min_size=1)


def write(folder: Path, articles: Corpus) -> None:
    """Make a folder hold these articles and no others."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, version in articles.items():
        texts = [f"Le pont {name} est ouvert.", f"La grève {version} finit.\n\nPont {version}."]
        text = "\n\n".join([*texts, "Les dockers votent la reprise."][: 2 + version])
        (folder / f"{name}.txt").write_text(f"Titre {name}\n\n{text}", encoding="utf-8")


@contextmanager
def opened(index: Path) -> Iterator[Generation]:
    """The generation in use."""
    with closing(open_current(index, verify=True)) as generation:
        yield generation


def held(generation: Generation) -> list[object]:
    """All that a generation holds, in the order of the corpus."""
    store, found = generation.store, []
    for id_ in store.contents():
        rows = store.rows_of(id_)
        vectors = generation.vectors.at(np.array(rows, dtype=np.int64)).tolist()
        passages = [one.passage for one in store.passages(rows)]
        found.append((store.article(id_), store.sentences(id_), passages, vectors))
    return [found, store.summaries(Filters()), store.outlets]


def words(generation: Generation, query: str) -> dict[str, float]:
    """The passages that a word is in, with their scores."""
    found = generation.lexical.search(query, "fr", 50)
    passages = generation.store.passages([row for row, _ in found])
    return {one.passage.id: score for one, (_, score) in zip(passages, found, strict=True)}


@given(steps=st.lists(CORPORA, min_size=2, max_size=3))
@settings(max_examples=12)
def test_however_it_grew_an_index_is_the_same(steps: list[Corpus]) -> None:
    """After any additions, changes and removals an index holds what a build from nothing does."""
    cut = Settings(passage_tokens=16, exact_passages=3)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for step in steps:
            write(place / "corpus", step)
            build_index(place / "corpus", place / "grown", encoder=WORDS, settings=cut)
        build_index(place / "corpus", place / "once", encoder=WORDS, settings=cut)
        with opened(place / "grown") as grown, opened(place / "once") as once:
            assert held(grown) == held(once)
            assert len(grown.vectors) == len(once.vectors) == grown.manifest.passages
            for query in ("pont", "dockers", "grève ouvert"):
                assert words(grown, query) == pytest.approx(words(once, query))


def test_what_stays_is_not_written_again(tmp_path: Path) -> None:
    """Adding an article leaves the words of the others in their files, which both have."""
    corpus = write_files(tmp_path / "corpus", [ARMY, STRIKE])
    build_index(corpus, tmp_path / "index", encoder=WORDS)
    build_index(write_files(corpus, [BRIDGE]), tmp_path / "index", encoder=WORDS)
    old, new = (tmp_path / "index" / name / "lexical" for name in ("g000001", "g000002"))
    segments = [path for path in old.iterdir() if path.suffix not in {".lock", ".json"}]
    assert segments
    for path in segments:
        assert (new / path.name).samefile(path)
    assert read_status(tmp_path / "index", verify=True).articles == 3


def test_a_disk_without_links_gets_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where files cannot be linked an index grows all the same."""

    def refused(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(Path, "hardlink_to", refused)
    corpus = write_files(tmp_path / "corpus", [ARMY, STRIKE])
    build_index(corpus, tmp_path / "index", encoder=WORDS)
    build_index(write_files(corpus, [BRIDGE]), tmp_path / "index", encoder=WORDS)
    shutil.rmtree(tmp_path / "index" / "g000001")
    with opened(tmp_path / "index") as generation:
        assert len(words(generation, "dockers barrage bridge")) > 1


def test_an_outlet_that_gets_another_name_has_it_everywhere(tmp_path: Path) -> None:
    """A new article that makes another spelling the usual one renames those that are kept."""
    rows = [ARMY | {"id": str(i), "source": "La voix", "text": f"Texte {i}."} for i in range(3)]
    more = [row | {"id": f"n{i}", "source": "La Voix", "text": f"Autre {i}."}
            for i, row in enumerate([*rows, *rows])]  # fmt: skip
    corpus = write_table(tmp_path / "corpus", [*rows, more[0]])
    build_index(corpus, tmp_path / "index", encoder=WORDS)
    assert read_status(tmp_path / "index").sources == {"La voix": 4}
    write_table(corpus, [*rows, *more])
    build_index(corpus, tmp_path / "index", encoder=WORDS)
    with opened(tmp_path / "index") as generation:
        assert generation.store.counts("source") == {"La Voix": 9}
        assert generation.store.outlets == {"La voix": "La Voix"}


@given(st.lists(st.none() | st.integers(1, 20), max_size=8), st.sampled_from([1, 1 << 32]))
def test_numbers_ascend(kept: list[int | None], apart: int) -> None:
    """What is put between others gets a number between theirs, or all get new ones."""
    before = [number and number * apart for number in kept]
    numbers = numbered(before)
    assert all(one < other for one, other in zip([0, *numbers], numbers, strict=False))
    assert len(numbers) == len(kept)
    known = [number for number in before if number]
    if apart > 1 and len(known) == len(before) and known == sorted(set(known)):
        assert numbers == known
