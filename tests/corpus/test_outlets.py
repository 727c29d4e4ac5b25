from __future__ import annotations

from pathlib import Path

import pytest

from qa.assistant import Assistant
from qa.build import build_index
from qa.corpus.outlets import one_name_each, own_names
from qa.errors import ReadError
from tests.newsroom import WordEncoder, write_table

Articles = list[tuple[str, str | None]]


@pytest.mark.parametrize(
    ("found", "renamed"),
    [
        ([("La Voix", None), ("lavoix.fr", None)], {"lavoix.fr": "La Voix"}),
        ([("L'Écho du Port", None), ("blog.lechoduport.co.uk", None)],
         {"blog.lechoduport.co.uk": "L'Écho du Port"}),
        ([("Le Monde", None), ("monde.fr", None)], {}),
        ([("Le Monde", "https://www.monde.fr/a"), ("monde.fr", None)], {"monde.fr": "Le Monde"}),
        ([("The Guardian", None), ("theguardian.com", None), ("theguardian.ng", None)], {}),
        ([("La Voix", None), ("lavoixdunord.fr", None), ("voix.fr", None)], {}),
        ([("La Voix", None), ("La Voix", None), ("la voix", None)], {"la voix": "La Voix"}),
        ([("lavoix.fr", None), ("lavoix.be", None)], {}),
        ([("Agence X", "https://portal.fr/a"), ("portal.fr", None)], {}),
    ],
)  # fmt: skip
def test_a_host_takes_the_name_with_its_letters(found: Articles, renamed: dict[str, str]) -> None:
    """Only a host with the very letters of one outlet is it; a bare article needs its address."""
    assert one_name_each(found, {}) == renamed


def test_own_names_come_first(tmp_path: Path) -> None:
    """`sources.toml` names outlets that letters do not bring together."""
    (tmp_path / "sources.toml").write_text('"La Voix du Port" = ["LVDP", "lvdp.example"]\n')
    own = own_names(tmp_path)
    found: Articles = [("LVDP", None), ("lvdp.example", None), ("la voix du port", None)]
    assert one_name_each(found, own) == {name: "La Voix du Port" for name, _ in found}


@pytest.mark.parametrize(
    ("text", "said"),
    [("La Voix = 1", "is not|not valid TOML"), ('"La Voix" = "lv"', "'La Voix' needs a list")],
)
def test_a_bad_file_of_names_is_named(tmp_path: Path, text: str, said: str) -> None:
    """A file of names that cannot be used stops the build, with its remedy."""
    (tmp_path / "a.txt").write_text("Un texte.", encoding="utf-8")
    (tmp_path / "sources.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match=said) as refused:
        build_index(tmp_path, tmp_path / "index", encoder=WordEncoder())
    assert refused.value.path.endswith("sources.toml")


def test_an_outlet_of_the_index_has_one_name(tmp_path: Path) -> None:
    """Articles are listed under one name, filters take either, and new names need no embedding."""
    corpus = write_table(
        tmp_path / "corpus",
        [
            {"id": "one", "text": "Un.", "source": "La Voix"},
            {"id": "two", "text": "Deux.", "url": "https://www.lavoix.example/deux"},
            {"id": "three", "text": "Trois.", "source": "LVX"},
        ],
    )
    index, encoder = tmp_path / "index", WordEncoder()
    build_index(corpus, index, encoder=encoder)
    with Assistant.open(index, encoder=encoder) as assistant:
        assert assistant.status().sources == {"La Voix": 2, "LVX": 1}
        for spelt in ("La Voix", "la voix", "lavoix.example", "LAVOIX.example"):
            assert len(assistant.articles(sources=[spelt])) == 2
    (corpus / "sources.toml").write_text('"La Voix" = ["LVX"]\n', encoding="utf-8")
    report = build_index(corpus, index, encoder=encoder)
    assert len(report.unchanged) == 3
    with Assistant.open(index, encoder=encoder) as assistant:
        assert assistant.status().sources == {"La Voix": 3}
    assert build_index(corpus, index, encoder=encoder).generation == report.generation


def test_the_samples_have_each_outlet_once(samples: Assistant) -> None:
    """Of the sample articles only three hosts are outlets that others name."""
    sources = samples.status().sources
    assert {"La Voix des plaines", "Coastal Herald", "Le Courrier des vallées"} <= set(sources)
    assert len([name for name in sources if name.endswith(".example")]) == 6
    found = samples.articles(sources=["lavoixdesplaines.example"])
    assert {one.source for one in found} == {"La Voix des plaines"}
