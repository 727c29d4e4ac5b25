"""Documents and spreadsheets of office programs: what of them is read."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from qa.errors import FailedFile
from qa.types import Article

from . import office
from .samples import article, failure, read

if TYPE_CHECKING:
    from pathlib import Path

FLOOD = "La crue a noyé trois ponts mardi. Le maire demande de l’aide."
END = "La décrue est attendue pour la fin de la semaine."


def test_changes_in_a_word_document_are_accepted(tmp_path: Path) -> None:
    """What was inserted is read, what was deleted or moved away is not."""
    body = (
        "<w:p><w:r><w:t>La crue a noyé </w:t></w:r>"
        "<w:del><w:r><w:delText>deux</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>trois</w:t></w:r></w:ins><w:r><w:t> ponts mardi.</w:t></w:r></w:p>"
        f"<w:moveFrom>{office.par('Ailleurs.')}</w:moveFrom>{office.par(END)}"
    )
    found = article(tmp_path, "a.docx", office.docx(body))
    assert found.text == f"La crue a noyé trois ponts mardi.\n\n{END}"


def test_a_word_document_is_read_with_boxes_and_notes(tmp_path: Path) -> None:
    """A text box is read once, after its paragraph, and footnotes follow the text."""
    box = f"<w:txbxContent>{office.par('Un encadré dit autre chose.')}</w:txbxContent>"
    body = (
        f"<w:p><w:r><w:t>{FLOOD}</w:t><mc:A xmlns:mc='m'><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:A></w:r></w:p>{office.par(END)}"
    )
    notes = f"<w:footnote w:type='separator'>{office.par('---')}</w:footnote>"
    notes += f"<w:footnote>{office.par('Source : la préfecture.')}</w:footnote>"
    found = article(tmp_path, "a.docx", office.docx(body, footnotes=notes))
    assert found.text.split("\n\n") == [
        FLOOD,
        "Un encadré dit autre chose.",
        END,
        "Source : la préfecture.",
    ]


def test_rows_of_tables_are_sentences(tmp_path: Path) -> None:
    """A table of a document reads like one of a web page, merged cells included."""
    rows = [("Ville", "Habitants"), ("Lyon", "520 000"), ("Nice", "350 000")]
    wanted = f"{FLOOD}\n\nLyon – Habitants: 520 000.\n\nNice – Habitants: 350 000."
    found = article(tmp_path, "a.docx", office.docx(office.par(FLOOD) + office.word_table(rows)))
    assert found.text == wanted
    cells = ("".join(f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in row)
             for row in rows)  # fmt: skip
    table = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    body = f"<text:p>{FLOOD}</text:p><table:table>{table}</table:table>"
    assert article(tmp_path, "a.odt", office.odt(body)).text == wanted
    cells = ("".join(f"\\intbl {cell}\\cell " for cell in row) for row in rows)
    body = f"{FLOOD}\\par " + "".join(f"{row}\\row " for row in cells) + "\\pard "
    assert article(tmp_path, "a.rtf", office.rtf(body)).text == wanted


def test_a_merged_cell_stands_in_each_of_its_rows(tmp_path: Path) -> None:
    """A cell over several rows is what each of them is about."""
    merged = "<w:tc><w:tcPr><w:vMerge{}/></w:tcPr>{}</w:tc>"
    rows = [
        merged.format(" w:val='restart'", office.par("Lyon"))
        + f"<w:tc>{office.par('2020')}</w:tc>",
        merged.format("", "<w:p/>") + f"<w:tc>{office.par('2021')}</w:tc>",
    ]
    table = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    found = article(tmp_path, "a.docx", office.docx(f"<w:tbl>{table}</w:tbl>"))
    assert found.text == "Lyon: 2020.\n\nLyon: 2021."


@pytest.mark.parametrize(
    ("body", "declared", "title"),
    [
        (office.par("Crue", "Titre") + office.par(FLOOD), "Modèle", "Crue"),
        (office.par("Crue", "Titre1") + office.par(FLOOD), "Modèle", "Crue"),
        (office.par(FLOOD) + office.par(END), "Crue à Lyon", "Crue à Lyon"),
        (office.par("Crue") + office.par(FLOOD), "", "Crue"),
        (office.par("Crue") + office.par(FLOOD), "Crue", "Crue"),
        (office.par(FLOOD) + office.par(END), "", "a"),
    ],
)
def test_title(tmp_path: Path, body: str, declared: str, title: str) -> None:
    """The title that is set as such comes before the one in the properties, which may be old."""
    found = article(tmp_path, "a.docx", office.docx(body, title=declared))
    assert found.title == title
    assert found.text.startswith("La crue")


def test_what_a_library_writes_into_every_document_is_no_date(tmp_path: Path) -> None:
    """The day of python-docx's template is not that of an article."""
    data = office.docx(office.par(FLOOD), created="2013-12-23T23:15:00Z")
    assert article(tmp_path, "a.docx", data).published is None


def test_an_opendocument_text_is_read_as_it_is_seen(tmp_path: Path) -> None:
    """Notes and boxes follow their paragraph; deleted text, comments and indexes are left out."""
    body = (
        "<text:tracked-changes><text:p>Supprimé.</text:p></text:tracked-changes>"
        "<text:h text:outline-level='1'>Crue</text:h>"
        "<text:p>La crue a noyé<text:s text:c='1'/>trois"
        "<office:annotation><text:p>Vérifier</text:p></office:annotation> ponts<text:note>"
        "<text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>Selon la mairie.</text:p></text:note-body></text:note>"
        " mardi.</text:p>"
        f"<text:list><text:list-item><text:p>{END}</text:p></text:list-item></text:list>"
    )
    found = article(tmp_path, "a.odt", office.odt(body))
    assert found.title == "Crue"
    assert found.text.split("\n\n") == [
        "La crue a noyé trois ponts mardi.", "Selon la mairie.", END
    ]  # fmt: skip


def test_an_rtf_document_is_read_as_it_is_seen(tmp_path: Path) -> None:
    """Headers, pictures, link targets and deleted text are left out; accents are right."""
    body = (
        "{\\stylesheet{\\s1 heading 1;}}{\\header En-tête\\par}{\\pard\\s1 Crue\\par}\\pard "
        "La {\\deleted grande }crue a noy\\'e9 trois ponts{\\footnote Selon la mairie.} mardi. "
        '{\\field{\\*\\fldinst{HYPERLINK "https://x.example"}}{\\fldrslt Le maire}} demande '
        "\\u8220?de l\\u8217\\'92aide\\u8221?.{\\pict\\bin4 }{}}}\\par " + END
    )
    found = article(tmp_path, "a.rtf", office.rtf(body))
    assert found.title == "Crue"
    assert found.text.split("\n\n") == [
        "La crue a noyé trois ponts mardi. Le maire demande “de l’aide”.", END, "Selon la mairie."
    ]  # fmt: skip


ROWS: list[list[Any]] = [
    ["Titre", "Texte", "Date", "Source"],
    ["Crue", FLOOD, datetime(2025, 3, 4, 12), "Le Fanal"],  # noqa: DTZ001 - as Excel has it
    [None, None, None, None],
    ["Décrue", END, date(2025, 3, 9), 1944],
]


def test_rows_of_an_excel_file_are_articles(tmp_path: Path) -> None:
    """Real dates, numbers as text, blank rows, notes above the header, sheets without one."""
    sheets: dict[str, list[list[Any]]] = {
        "Notes": [["Rien ici"]],
        "Mars": [["Export du 10 mars"], *ROWS],
        "Avril": ROWS[:2],
    }
    found = read(tmp_path, "a.xlsx", office.xlsx(sheets))
    rows = [one for one in found if isinstance(one, Article)]
    assert [(one.id, one.title, one.published, one.source) for one in rows] == [
        ("a.xlsx#3", "Crue", "2025-03-04", "Le Fanal"),
        ("a.xlsx#5", "Décrue", "2025-03-09", "1944"),
        ("a.xlsx#Avril!2", "Crue", "2025-03-04", "Le Fanal"),
    ]
    assert len(rows) == len(found)


def test_rows_of_an_opendocument_spreadsheet_are_articles(tmp_path: Path) -> None:
    """Dates by their value, and rows that are repeated to the end of the sheet are none."""
    row = (
        "<table:table-row><table:table-cell><text:p>{}</text:p></table:table-cell>"
        "<table:table-cell {}><text:p>{}</text:p></table:table-cell></table:table-row>"
    )
    day = 'office:value-type="date" office:date-value="2025-03-04T00:00:00"'
    body = (
        f"<table:table>{row.format('texte', '', 'date')}{row.format(FLOOD, day, '4 mars')}"
        "<table:table-row table:number-rows-repeated='1048570'><table:table-cell "
        "table:number-columns-repeated='16384'/></table:table-row></table:table>"
    )
    found = article(tmp_path, "a.ods", office.odt(body, kind="spreadsheet"))
    assert (found.id, found.published) == ("a.ods#2", "2025-03-04")


def test_a_sheet_without_a_header_is_an_error(tmp_path: Path) -> None:
    """The error says which names a column of texts may have."""
    for name, data in (
        ("a.xlsx", office.xlsx({"A": [["x", "y"], [1, 2]]})),
        ("a.ods", office.ods({"A": [["x", "y"], ["1", "2"]]})),
    ):
        assert "'text' column" in failure(tmp_path, name, data).reason


LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
    + "<!ENTITY f SYSTEM 'file:///etc/passwd'>]>"
)


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_entities_are_not_expanded(tmp_path: Path, kind: str) -> None:
    """Neither billions of laughs nor files of this machine come into a text."""
    if kind == "docx":
        xml = office.zipped({
            "word/document.xml": f"{LAUGHS}<d><body><p><t>Avant. &j;&f; Fin.</t></p></body></d>"
        })  # fmt: skip
    else:
        xml = office.zipped({
            "content.xml": f"{LAUGHS}<d><body><text><p>Avant. &j;&f; Fin.</p></text></body></d>"
        })  # fmt: skip
    for found in read(tmp_path, f"a.{kind}", xml):
        assert isinstance(found, Article)
        assert "root:" not in found.text
        assert len(found.text) < 100


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_a_paragraph_of_many_megabytes(kind: str, tmp_path: Path) -> None:
    """A paragraph that is longer than lxml takes by itself is read to its end."""
    text = "The ferry sails. " * 650_000 + "The last word."
    data = (
        office.docx(office.par(text)) if kind == "docx" else office.odt(f"<text:p>{text}</text:p>")
    )
    (found,) = read(tmp_path, f"a.{kind}", data, limit=20_000_000)
    assert isinstance(found, Article)
    assert found.text.endswith("The ferry sails. The last word.")


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_depth(kind: str, tmp_path: Path) -> None:
    """A document that is nested too deeply is refused, not read in part."""
    if kind == "docx":
        data = office.docx(office.par(FLOOD) + "<w:sdt>" * 1500 + "</w:sdt>" * 1500)
    else:
        deep = "<text:section>" * 1500 + "</text:section>" * 1500
        data = office.odt(f"<text:p>{FLOOD}</text:p>{deep}")
    assert failure(tmp_path, f"a.{kind}", data).code == "file.nested"


@pytest.mark.parametrize("name", ["a.docx", "a.odt", "a.xlsx", "a.ods", "a.epub"])
def test_what_grows_beyond_the_limit_is_refused(tmp_path: Path, name: str) -> None:
    """A small file whose parts grow to many times the limit is not read."""
    bomb = b" " * 6_000_000
    parts = ("word/document.xml", "content.xml", "xl/workbook.xml", "META-INF/container.xml")
    found = failure(tmp_path, name, office.zipped(dict.fromkeys(parts, bomb)))
    assert "grows to more than 4 MB" in found.reason


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.docx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.docx", b"\xd0\xcf\x11\xe0 old", "old Office document"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0 old", "old Office document"),
        ("a.odt", office.zipped({"META-INF/manifest.xml": "<encryption-data/>"}), "password"),
        ("a.docx", office.zipped({"x": "y"}), "is damaged"),
        ("a.ods", office.zipped({"x": "y"}), "is damaged"),
        ("a.epub", office.zipped({"x": "y"}), "is damaged"),
        ("a.rtf", b"plain text", "is damaged"),
        ("a.docx", office.docx("<w:p/>"), "has no text"),
        ("a.rtf", b"{\\rtf1 }", "has no text"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    """Passwords, old formats and damage are told apart."""
    assert reason in failure(tmp_path, name, data).reason


def test_deep_documents_end(tmp_path: Path) -> None:
    """Elements and groups nested without end are read as far as they make sense."""
    deep = "<w:sdt>" * 5000 + office.par(FLOOD)
    for name, data in (
        ("a.docx", office.docx(deep)),
        ("a.odt", office.odt("<text:section>" * 5000)),
        ("a.rtf", office.rtf("{" * 50_000 + FLOOD)),
    ):
        for found in read(tmp_path, name, data):
            assert isinstance(found, Article | FailedFile)
