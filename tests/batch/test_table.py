"""Answers to lists of questions, as rows and as tables."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest

from qa.batch import BatchQuestion, BatchRow, answer_rows, article_address, as_xlsx, csv_lines
from qa.batch.journal import Journal
from qa.errors import Failure, IndexNotFoundError, ReadError
from tests.ui.fakes import FLOOD_TWO, TROOPS, FakeLibrary

FORMULAS = ["=1+1", "+33 1", "-1", "@SUM(A1)", "\t=1", "  =1"]


def rows(question: str, language: str = "en", **given: object) -> list[BatchRow]:
    """The rows of one question."""
    asked = BatchQuestion.model_validate({"id": "7", "question": question, **given})
    return answer_rows(FakeLibrary(), asked, language="fr" if language == "fr" else "en")


def parsed(text: str, delimiter: str = ",") -> list[list[str]]:
    """A CSV text read again."""
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter))


def test_each_part_is_a_row_with_its_quote_and_where_it_stands() -> None:
    """Question, part, quote, confidence, article, and the address in the app."""
    who, why = rows("Qui a envoyé des troupes et pourquoi ?")
    assert (who.id, who.part, why.part) == ("7", "qui a envoyé des troupes", "pourquoi")
    assert (who.answered, who.answer) == (True, "L’alliance menée par Moscou")
    assert who.quote is not None
    assert who.quote in TROOPS.text
    assert (who.confidence, who.level, who.published) == (0.9, "high", "2022-01-06")
    start = TROOPS.text.index(who.quote)
    assert who.address == article_address(TROOPS.id, start, start + len(who.quote))
    assert who.address.startswith("/a/https%3A%2F%2Fexemple.org%2F2022%2Fkazakhstan-renforts#s=")


def test_an_overview_has_a_line_for_each_quote() -> None:
    """Its articles have a line each."""
    (row,) = rows("What happened in the valley flood?")
    assert row.quote is not None
    assert len(row.quote.splitlines()) == 2
    assert row.article_id == "flood/day-one.txt\nflood/day-two.txt"


def test_what_is_not_answered_says_so() -> None:
    """No quote, and a notice; articles that differ are named."""
    (silent,) = rows("Who won?")
    assert (silent.answered, silent.quote) == (False, None)
    assert silent.notice == "I found no answer in the articles."
    (differing,) = rows("How many people died in the flood?")
    assert differing.article_id == FLOOD_TWO.id
    assert "Eleven (3 March 2024) · Four (2 March 2024)" in str(differing.notice)


def test_a_question_that_is_refused_is_a_row() -> None:
    """A bad row gives its reason and does not stop the run; a missing index does."""
    (row,) = rows("refused")
    assert (row.answered, row.notice) == (
        False,
        "the question is empty; ask something in words",
    )
    (bad,) = rows("", problem=Failure(code="list.row_empty"), language="fr")
    assert "n’a pas de question" in str(bad.notice)
    library = FakeLibrary()
    library.missing = True
    with pytest.raises(IndexNotFoundError):
        answer_rows(library, BatchQuestion(id="1", question="Who?"))


def test_filters_of_a_row_hold() -> None:
    """A question that is asked of no article is not answered."""
    assert rows("Who sent troops?")[0].answered
    assert not rows("Who sent troops?", since="2023")[0].answered


@pytest.mark.parametrize("language", ["en", "fr"])
def test_csv_is_read_again_as_it_was_written(language: str) -> None:
    """A mark for Excel, headings and numbers of the language, every quote in its cell."""
    found = rows("Qui a envoyé des troupes et pourquoi ?")
    french = language == "fr"
    heading, *body = parsed(
        "".join(csv_lines(found, "fr" if french else "en")), ";" if french else ","
    )
    assert heading[5:7] == (["Citation", "Confiance"] if french else ["Quote", "Confidence"])
    assert [cells[5] for cells in body] == [row.quote for row in found]
    assert body[0][6] == ("0,90" if french else "0.90")
    assert body[0][3] == ("oui" if french else "yes")
    assert {len(cells) for cells in body} == {len(heading)}


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text: str) -> None:
    """A cell that a spreadsheet would calculate gets an apostrophe; in a workbook it is text."""
    row = BatchRow(id=text, question=text, quote=text, notice="a\x00b\ud800")
    _, cells = parsed("".join(csv_lines([row])))
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", " ")) for cell in cells)
    assert cells[5] == f"'{text}"
    sheet = openpyxl.load_workbook(BytesIO(as_xlsx([row]))).worksheets[0]
    cell = sheet.cell(2, 6)
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
    assert sheet.cell(2, 16).value == "ab"


def test_a_workbook_is_ready_to_be_read() -> None:
    """The heading stays in view, text is wrapped, columns have widths, confidence is a number."""
    found = rows("Qui a envoyé des troupes et pourquoi ?")
    sheet = openpyxl.load_workbook(BytesIO(as_xlsx(found, "fr"))).worksheets[0]
    assert sheet.title == "Réponses"
    assert sheet.freeze_panes == "C2"
    assert sheet.cell(2, 6).value == found[0].quote
    assert sheet.cell(2, 6).alignment.wrap_text
    assert sheet.column_dimensions["F"].width > 50
    assert sheet.cell(2, 7).value == pytest.approx(0.9)


def test_what_a_list_says_of_its_questions_follows_in_the_table() -> None:
    """Columns of the list's own stand at the end under their names, also where nothing answers."""
    others = {"Dossier": "D-1", "=1+1": "=2+2"}
    found = [*rows("Who sent troops?", others=others), *rows("Who won?", others=others)]
    found += rows("refused", others=others)
    heading, *body = parsed("".join(csv_lines(found)))
    assert heading[-2:] == ["Dossier", "'=1+1"]
    assert [cells[-2:] for cells in body] == [["D-1", "'=2+2"]] * len(found)
    sheet = openpyxl.load_workbook(BytesIO(as_xlsx(found))).worksheets[0]
    cells = [sheet.cell(row, 18) for row in (1, 2)]
    assert [(cell.value, cell.data_type) for cell in cells] == [("=1+1", "s"), ("=2+2", "s")]


def test_addresses_in_a_workbook_are_links() -> None:
    """A click opens the article, at the quote in the app; what is no address is text."""
    row, *_ = answer_rows(
        FakeLibrary(), BatchQuestion(id="1", question="Who sent troops?"), base="https://qa.test"
    )
    odd = row.model_copy(update={"url": "javascript:alert(1)", "address": "/a/x"})
    sheet = openpyxl.load_workbook(BytesIO(as_xlsx([row, odd]))).worksheets[0]
    links = [cell.hyperlink.target for cell in sheet[2] if cell.hyperlink]
    assert links == [row.url, row.address]
    assert not any(cell.hyperlink for cell in sheet[3])


def test_a_journal_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    """A line that was cut off is asked again; another list is refused."""
    path = tmp_path / "answers.csv.part"
    questions = [BatchQuestion(id=str(n), question=f"Who {n}?") for n in range(3)]
    with Journal(path, questions) as journal:
        journal.add(rows("How many people died in the flood?"))
        journal.add([])
    with path.open("a") as file:
        file.write('[{"id": "7", "quest')
    with Journal(path, questions) as again:
        assert [len(one) for one in again.answered] == [1, 0]
        assert again.answered[0] == rows("How many people died in the flood?")
        again.add([])
    with pytest.raises(ReadError, match="another list"):
        Journal(path, questions[1:])
    with Journal(path, questions) as last:
        assert len(last.answered) == 3
        last.remove()
    assert not path.exists()
