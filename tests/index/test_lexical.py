from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qa.index.lexical import LexicalIndex, LexicalWriter
from qa.index.passages import Chosen
from qa.types import Language

PASSAGES: list[tuple[str, Language]] = [
    ("L’armée a été déployée. Le coût s’élève à 6 846 euros.", "fr"),  # 0
    ("Les élections régionales sont reportées ; Kassym-Jomart Tokaïev l'annonce.", "fr"),  # 1
    ("The county paid 6,846 pounds for the repairs of the bridges.", "en"),  # 2
    ("Tokayev speaks. Ilona Weber listens, and Anaïs Le Goff answers.", "en"),  # 3
    ("Jusqu'ici, aujourd’hui comme hier, qu'il pleuve ou non, l'œuvre du cœur reste.", "fr"),  # 4
    ("En 2022 164 bateaux ont coulé, et 1.234.567 litres de fioul, soit 3,5 pour cent.", "fr"),  # 5
    ("Cafe\u0301 ferme\u0301 a\u0300 NOE\u0308L dans la ZONE EURO.", "fr"),  # 6: decomposed accents
]


@pytest.fixture(scope="module")
def lexical(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    """A lexical index of the passages above."""
    return build(tmp_path_factory.mktemp("lexical"), PASSAGES)


def build(folder: Path, passages: list[tuple[str, Language]]) -> LexicalIndex:
    """A lexical index of passages."""
    write(folder, passages)
    return LexicalIndex(folder)


def write(folder: Path, passages: list[tuple[str, Language]]) -> None:
    """The files of a lexical index of passages, which nobody has open."""
    with LexicalWriter(folder) as writer:
        for row, (text, language) in enumerate(passages):
            writer.add(row, "", text, language)


@pytest.mark.parametrize(
    ("query", "language", "best"),
    [
        ("armée", "fr", 0),
        ("l’armée", "fr", 0),
        ("l'armée", "fr", 0),
        ("L'ARMEE", "fr", 0),
        ("armées déployées", "fr", 0),
        ("arme\u0301e", "fr", 0),
        ("élection", "fr", 1),
        ("ELECTION regionale", "fr", 1),
        ("reporter", "fr", 1),
        ("Tokaïev", "fr", 1),
        ("tokaiev", "en", 1),
        ("Kassym-Jomart", "en", 1),
        ("repair a bridge", "en", 2),
        ("listening", "en", 3),
        ("Weber", "fr", 3),
        ("Anais Le Goff", "fr", 3),
        ("oeuvre", "fr", 4),
        ("coeurs", "fr", 4),
        ("2022", "fr", 5),
        ("164 bateaux", "fr", 5),
        ("1234567", "en", 5),
        ("1 234 567", "fr", 5),
        ("1,234,567 litres", "en", 5),
        ("3,5", "fr", 5),
        ("café", "fr", 6),
        ("noël", "fr", 6),
        ("zone euro", "fr", 6),
    ],
)
def test_words_are_found_in_any_form(
    lexical: LexicalIndex, query: str, language: Language, best: int
) -> None:
    """Case, accents, apostrophes, elision, endings and group separators do not matter."""
    assert lexical.search(query, language, 3)[0][0] == best


@pytest.mark.parametrize("query", ["6846", "6 846", "6.846", "6,846", "6\u202f846", "6\u00a0846"])
def test_a_number_is_one_word_however_it_is_written(lexical: LexicalIndex, query: str) -> None:
    """Numbers match across languages and separators, and only as a whole."""
    assert {row for row, _ in lexical.search(query, "fr", 5)} == {0, 2}
    assert lexical.search("846", "fr", 5) == []


@pytest.mark.parametrize("query", ["SNCF", "S.N.C.F.", "S.N.C.F", "sncf"])
@pytest.mark.parametrize("written", ["La S.N.C.F. dément.", "La SNCF dément.", "C'est la S.N.C.F."])
def test_an_acronym_is_one_word_with_and_without_stops(
    query: str, written: str, tmp_path: Path
) -> None:
    """An acronym is found in its plain form and with full stops, at the end of a sentence too."""
    assert [row for row, _ in build(tmp_path, [(written, "fr")]).search(query, "en", 5)] == [0]


def test_names_match_to_the_letter_only(lexical: LexicalIndex) -> None:
    """Another spelling of a name is another word."""
    assert [row for row, _ in lexical.search("Tokayev", "en", 5)] == [3]


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ("qui a été le", "fr"),
        ("Qu'est-ce que c’est ?", "fr"),
        ("who was the", "en"),
        ("why did they do it", "en"),
        ("", "fr"),
        ("?! … « »", "fr"),
        ("zzyzx", "en"),
    ],
)
def test_words_that_say_nothing_find_nothing(
    lexical: LexicalIndex, query: str, language: Language
) -> None:
    """A query of stop words, question words or marks has no hits."""
    assert lexical.search(query, language, 5) == []


@pytest.mark.parametrize(
    "query",
    [
        *('"armée', "armée AND (", "+armée -", "armée:*", "exact:armée^2", "[armée TO", "armée~"),
        *("NOT armée", "\\armée", "row:0 armée", "/armée/", "armée && ||", "{armée}"),
    ],
)
def test_a_query_has_no_syntax(lexical: LexicalIndex, query: str) -> None:
    """Characters that mean something to a search engine mean nothing here."""
    assert lexical.search(query, "fr", 3)[0][0] == 0


@given(query=st.text(max_size=80), language=st.sampled_from(["fr", "en"]))
@example(query="a" * 70_000, language="fr")
@example(query="armée " * 5_000, language="fr")
def test_any_query_is_harmless(lexical: LexicalIndex, query: str, language: Language) -> None:
    """Whatever is asked, hits come best first and each row once."""
    hits = lexical.search(query, language, 5)
    assert [score for _, score in hits] == sorted((score for _, score in hits), reverse=True)
    assert len({row for row, _ in hits}) == len(hits)


def test_a_mask_passes_rows_over(tmp_path: Path) -> None:
    """As many hits as asked for are found behind any number of masked ones."""
    index = build(tmp_path, [("barrage", "fr")] * 500)
    mask = np.zeros(500, dtype=np.bool_)
    mask[[3, 250, 499]] = True
    assert {row for row, _ in index.search("barrage", "fr", 3, Chosen.of(mask))} == {3, 250, 499}
    assert {row for row, _ in index.search("barrage", "fr", 10, Chosen.of(mask))} == {3, 250, 499}
    assert index.search("barrage", "fr", 10, Chosen.of(np.zeros(500, dtype=np.bool_))) == []


def test_fewer_come_back_than_asked_for(lexical: LexicalIndex) -> None:
    """At most `k` hits come back, fewer where fewer share a word."""
    assert len(lexical.search("euros pounds bateaux", "fr", 2)) == 2
    assert len(lexical.search("bateaux", "fr", 50)) == 1


def test_an_open_index_outlives_its_folder(tmp_path: Path) -> None:
    """A reader goes on when the files it has opened are removed."""
    folder = tmp_path / "lexical"
    folder.mkdir()
    index = build(folder, PASSAGES)
    shutil.rmtree(folder)
    assert index.search("armée", "fr", 1)[0][0] == 0


def test_an_index_that_may_not_be_written_is_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a read-only disk an index answers, and nothing is written beside it."""
    write(tmp_path, PASSAGES)
    for lock in tmp_path.glob("*.lock"):
        lock.unlink()
    before = sorted(tmp_path.iterdir())
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write in every folder
    tmp_path.chmod(0o555)
    (first, _), *_ = LexicalIndex(tmp_path).search("who pays for bridges", "en", 3)
    assert first == 2
    assert sorted(tmp_path.iterdir()) == before


def test_who_may_read_the_folder_may_search_it(tmp_path: Path) -> None:
    """No file of an index is for the user alone who built it."""
    tmp_path.chmod(0o755)
    write(tmp_path, PASSAGES)
    assert all(path.stat().st_mode & 0o044 == 0o044 for path in tmp_path.iterdir())
