"""Lists of questions in files."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import openpyxl
import pytest

from qa.batch import BatchQuestion, read_pasted, read_questions
from qa.corpus.files import File
from qa.errors import ReadError

SMALL = 1_000_000


def read(name: str, content: str | bytes, most: int | None = None) -> list[BatchQuestion]:
    """The questions of a file with a content."""
    data = content.encode() if isinstance(content, str) else content
    return read_questions(File(name=name, data=data, max_bytes=SMALL), most=most)


def asked(name: str, content: str | bytes) -> list[str]:
    """The questions alone."""
    return [one.question for one in read(name, content)]


def workbook(*rows: list[object]) -> bytes:
    """An Excel workbook whose first sheet is empty and whose second holds rows."""
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Questions")
    for row in rows:
        sheet.append(row)
    held = BytesIO()
    book.save(held)
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "question\nWho left, and why?\nQui est parti ?\n"),
        ("a.csv", '\ufeffquestion\r\n"Who left, and why?"\r\n\r\nQui est parti ?\r\n'),
        ("a.csv", 'id,question\n1,"Who left, and why?"\n,,\n2,Qui est parti ?\n'),
        ("a.csv", "Nr;Frage\n1;Who left, and why?\n2;Qui est parti ?\n"),
        ("a.csv", "sep=;\nquestion;source\nWho left, and why?;\nQui est parti ?;\n"),
        ("a.csv", "Who left, and why?\nQui est parti ?\n"),
        ("a.csv", "1;Who left, and why?\n2;Qui est parti ?\n"),
        ("a.csv", 'id,à poser\n1,"Who left, and why?"\n2,Qui est parti ?\n'),
        ("a.csv", "question\tid\nWho left, and why?\t1\nQui est parti ?\t2".encode("utf-16")),
        ("a.csv", "Requête;depuis\nWho left, and why?;2022\nQui est parti ?;\n".encode("cp1252")),
        ("a.tsv", "Intitulé\tn°\nWho left, and why?\t1\nQui est parti ?\t2\n"),
        ("a.txt", "Who left, and why?\n\nQui est parti ?\n"),
        ("a.txt", "1. Who left, and why?\n2) Qui est parti ?\n"),
        ("a.TXT", "• Who left, and why?\n- Qui est parti ?"),
        ("a.txt", "question\tsource\nWho left, and why?\tX\nQui est parti ?\tY\n"),
        ("a.jsonl", '{"question": "Who left, and why?"}\n\n"Qui est parti ?"\n'),
        ("a.json", '[{"q": "Who left, and why?"}, "Qui est parti ?"]'),
        ("a.json", '{"questions": ["Who left, and why?", "Qui est parti ?"]}'),
    ],
)
def test_a_list_of_questions_is_read_in_every_form(name: str, content: str | bytes) -> None:
    """Separators, encodings, headings in several languages, and none at all."""
    assert asked(name, content) == ["Who left, and why?", "Qui est parti ?"]


def test_a_workbook_is_read_from_the_first_sheet_that_holds_something() -> None:
    """Numbers and days are read as they are written; empty rows are passed over."""
    data = workbook(
        ["Nr", "Question", "From", "Until"],
        [7.0, "Who left?", datetime(2022, 1, 6), 2023],  # noqa: DTZ001 - Excel knows no zones
        [None, None, None, None],
        ["b", "Why?", None, None],
    )
    one, two = read("a.xlsx", data)
    assert (one.id, one.since, one.until) == ("7", "2022-01-06", "2023")
    assert (two.id, two.question, two.since) == ("b", "Why?", None)


def test_the_other_columns_filter() -> None:
    """Dates, sources and languages of a row, whose languages may be written out."""
    content = (
        "question;depuis;jusqu'à;langue;média\n"
        "Qui ?;2022-01;2022-02;français, English;Le Courrier|Valley Post\n"
    )
    (one,) = read("a.csv", content)
    assert one.arguments == {
        "since": "2022-01",
        "until": "2022-02",
        "sources": ("Le Courrier", "Valley Post"),
        "languages": ("fr", "en"),
    }
    (other,) = read("a.jsonl", '{"question": "Qui ?", "sources": ["A", "B"], "language": "fr"}')
    assert (other.sources, other.languages) == (("A", "B"), ("fr",))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "Réf;Thème du lot;Libellé\n1;La mer du Nord;Qui est parti ?\n"),
        ("a.csv", "Thème du lot;Libellé;Réf\nLa mer du Nord;Qui est parti ?;1\n"),
        ("a.csv", "Thème du lot;Question;Dossier\nLa mer du Nord;Qui est parti ?;A\n"),
        ("a.json", '[{"Thème du lot": "La mer du Nord", "question": "Qui est parti ?"}]'),
    ],
)
def test_what_else_a_list_says_stays_with_its_questions(name: str, content: str) -> None:
    """The column of questions is known by its name or its question marks; the others are kept."""
    (one,) = read(name, content)
    assert one.question == "Qui est parti ?"
    assert one.others["Thème du lot"] == "La mer du Nord"


def test_every_question_has_all_columns_of_its_list() -> None:
    """Objects that lack a field, and rows that cannot be read, have it empty."""
    lines = '{"question": "Who?", "team": "A"}\n{"question": "Why?"}\n{"question": \n'
    assert [one.others for one in read("a.jsonl", lines)] == [
        {"team": one} for one in ("A", "", "")
    ]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", "id,question\n1,\n2,Who?\n", "this row has no question"),
        ("a.csv", "id,question\n1,Who, and why?\n2,Who?\n", "3 cells for 2 columns"),
        ("a.jsonl", '{"question": \n"Who?"\n', "is not JSON"),
        ("a.jsonl", '5\n"Who?"\n', "no JSON object"),
        ("a.jsonl", f'{"[" * 100_000}\n"Who?"\n', "is not JSON"),
    ],
)
def test_a_row_that_cannot_be_asked_stays_with_its_problem(
    name: str, content: str, words: str
) -> None:
    """The other rows are asked."""
    bad, good = read(name, content)
    assert bad.problem is not None
    assert words in bad.problem.reason
    assert (good.question, good.problem) == ("Who?", None)


def test_a_quote_that_is_never_closed_swallows_nothing() -> None:
    """The rows after it are questions of their own."""
    assert len(asked("a.csv", 'question;source\n"Who left;X\nWhy?;Y\nWhere?;Z\n')) == 3


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", "question\n", "contains no questions"),
        ("a.csv", "a,b,c\n1,2,3\n", "contains no questions"),
        ("a.txt", "", "only white space"),
        ("a.pdf", "x", "no list of questions"),
        ("a.xlsx", b"PK\x03\x04 no more", "is damaged"),
        ("a.xlsx", b"", "is damaged"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0 old", "old Office document"),
        ("a.csv", b"\x00\x01\x02\x03", "binary"),
        ("a.txt", "Who?\nWhy?\nWhere?", "3 questions, and at most 2"),
    ],
)
def test_a_file_that_is_no_list_says_why(name: str, content: str | bytes, words: str) -> None:
    """The message names the file."""
    with pytest.raises(ReadError) as refused:
        read(name, content, most=2)
    assert str(refused.value).startswith(name)
    assert words in str(refused.value)


def test_pasted_text_is_lines_or_a_table() -> None:
    """What is copied from a spreadsheet keeps its columns."""
    assert [one.question for one in read_pasted("Who?\n\n- Why, then?")] == ["Who?", "Why, then?"]
    (one,) = read_pasted("question\tsince\nWho?\t2022\n")
    assert (one.question, one.since) == ("Who?", "2022")
    with pytest.raises(ReadError, match="no questions"):
        read_pasted("  \n")
