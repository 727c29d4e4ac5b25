"""The quoted articles as BibTeX and RIS, read again by the parsers that others use."""

from __future__ import annotations

import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware

from qa.types import Citation
from qa_ui.views.citations import as_bibtex, as_ris
from tests.ui.fakes import FOUR, TROOPS, WHO, WHY, ZEBRA, make_answer

CITED = make_answer("?", [WHO, WHY, FOUR], []).citations
AWKWARD = CITED[0].model_copy(
    update={
        "article_id": "other",
        "title": "50 % of {A} & B_c: $5 #1 ~ ^ \\\\ @x\n  ER  - gone",
        "source": "Smith & {Sons",
        "url": "https://example.org/a_b%20{c}?x=1&y=#é",
        "published": "2022-01",
        "page": 12,
    }
)


def entries(citations: list[Citation]) -> list[dict[str, str]]:
    """What a parser reads in BibTeX, with LaTeX turned into letters."""
    text = as_bibtex(citations)
    library = parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert library.failed_blocks == []
    return [
        {"key": entry.key, "type": entry.entry_type, **{f.key: f.value for f in entry.fields}}
        for entry in library.entries
    ]


def test_bibtex_has_an_entry_for_each_article() -> None:
    """Two quotes of one article make one entry, with title, outlet, date, address and quotes."""
    first, second = entries(CITED)
    assert first["type"] == "article"
    assert first["title"].strip("{}") == TROOPS.title
    assert first["journal"] == "Le Courrier"
    assert (first["date"], first["year"]) == ("2022-01-06", "2022")
    assert first["url"] == TROOPS.url
    assert WHO[3] in first["note"]
    assert WHY[3] in first["note"]
    assert second["key"] == "valley2024flood"
    assert "url" not in second


def test_bibtex_is_escaped() -> None:
    """Signs of LaTeX in a title come back as they were; an address stays one."""
    (entry,) = entries([AWKWARD])
    read = entry["title"].strip("{}").replace("ˆ", "^")  # how the parser reads that sign
    assert read == "50 % of A & B_c: $5 #1 ~ ^ \\\\ @x ER - gone"
    assert entry["journal"] == "Smith & Sons"
    braces = r"of \textbraceleft{}A\textbraceright{} \&"  # which this parser does not know
    assert braces in as_bibtex([AWKWARD])
    assert "url = {https://example.org/a_b%20%7Bc%7D?x=1&y=#%C3%A9}" in as_bibtex([AWKWARD])
    assert entry["pages"] == "12"
    (hostile,) = entries(make_answer("?", [ZEBRA], []).citations)
    assert "url" not in hostile
    assert "<script>alert('title')</script>" in hostile["title"]


def test_keys_are_unique() -> None:
    """Articles that would have the same key get letters."""
    same = [AWKWARD.model_copy(update={"article_id": f"a{number}"}) for number in range(30)]
    keys = [entry["key"] for entry in entries(same)]
    assert len(set(keys)) == 30
    assert keys[:3] == ["smith202250", "smith202250a", "smith202250b"]


def test_ris_has_a_record_for_each_article() -> None:
    """A parser reads newspaper articles with title, outlet, date, address and quotes."""
    first, second = rispy.loads(as_ris(CITED))
    assert first["type_of_reference"] == "NEWS"
    assert first["title"] == TROOPS.title
    assert first["secondary_title"] == "Le Courrier"
    assert (first["date"], first["year"]) == ("2022/01/06/", "2022")
    assert first["urls"] == [TROOPS.url]
    assert first["language"] == "fr"
    assert first["notes"] == [WHO[3], WHY[3]]
    assert "urls" not in second


def test_a_record_of_ris_cannot_be_broken() -> None:
    """Line breaks in a title end neither the field nor the record; a partial date stays one."""
    (record,) = rispy.loads(as_ris([AWKWARD]))
    assert record["title"].endswith("@x ER - gone")
    assert record["date"] == "2022/01//"
    assert record["start_page"] == "12"
    (hostile,) = rispy.loads(as_ris(make_answer("?", [ZEBRA], []).citations))
    assert "urls" not in hostile
