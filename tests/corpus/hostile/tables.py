"""Tables: JSON, CSV and spreadsheets with rows that are broken, and with none that are whole."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.corpus import office

if TYPE_CHECKING:
    from .sentence import Makers


def _row(sentence: str, **fields: object) -> str:
    return json.dumps({"text": sentence, **fields})


def _book(sheet: str) -> bytes:
    """A workbook whose one sheet is this XML."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kinds = "http://schemas.openxmlformats.org/package/2006"
    return office.zipped(
        {
            "[Content_Types].xml": f"<Types xmlns='{kinds}/content-types'>"
            "<Default Extension='rels' ContentType='application/xml'/>"
            "<Override PartName='/xl/workbook.xml' ContentType='application/vnd.openxmlformats-"
            "officedocument.spreadsheetml.sheet.main+xml'/></Types>",
            "_rels/.rels": f"<Relationships xmlns='{kinds}/relationships'><Relationship Id='r1' "
            f"Type='{links}/officeDocument' Target='xl/workbook.xml'/></Relationships>",
            "xl/workbook.xml": f"<workbook xmlns='{main}' xmlns:r='{links}'><sheets>"
            "<sheet name='A' sheetId='1' r:id='r1'/></sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f"<Relationships xmlns='{kinds}/relationships'>"
            f"<Relationship Id='r1' Type='{links}/worksheet' Target='worksheets/sheet1.xml'/>"
            "</Relationships>",
            "xl/worksheets/sheet1.xml": f"<worksheet xmlns='{main}'>{sheet}</worksheet>",
        }
    )


def _cell(place: str, text: str) -> str:
    return f"<c r='{place}' t='inlineStr'><is><t>{text}</t></is></c>"


def _rows(sentence: str, more: str = "") -> str:
    return (
        f"<sheetData><row r='1'>{_cell('A1', 'text')}</row>"
        f"<row r='2'>{_cell('A2', sentence)}</row>{more}</sheetData>"
    )


_LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
)

READ: Makers = {
    "rows/mark.jsonl": lambda s: b"\xef\xbb\xbf" + _row(s).encode(),
    "rows/utf-16.jsonl": lambda s: _row(s).encode("utf-16"),
    "rows/half-of-a-pair.jsonl": lambda s: b'{"text": "\\ud800 ' + s.encode() + b'"}',
    "rows/zero.jsonl": lambda s: b'{"text": "\\u0000 ' + s.encode() + b'"}',
    "rows/keys-twice.jsonl": lambda s: b'{"text": "x", ' + _row(s)[1:].encode(),
    "rows/odd-address.jsonl": lambda s: _row(s, url="javascript:alert(1)").encode(),
    "rows/odd-id.jsonl": lambda s: _row(s, id="../../../etc/passwd\n\x00<script>").encode(),
    "rows/long-title.jsonl": lambda s: _row(s, title="x" * 500_000).encode(),
    "rows/not-a-number.jsonl": lambda s: _row(s)[:-1].encode() + b', "x": NaN, "y": 1e999}',
    "rows/prototype.jsonl": lambda s: _row(s, __proto__={"a": 1}, constructor="x").encode(),
    "rows/one.json": lambda s: _row(s).encode(),
    "rows/list.json": lambda s: f"[{_row(s)}]".encode(),
    "rows/mark.csv": lambda s: b"\xef\xbb\xbftext\n" + s.encode(),
    "rows/old-line-ends.csv": lambda s: f"title,text\rA,{s}\r".encode(),
    "rows/header-twice.csv": lambda s: f"text,text\n{s},{s}\n".encode(),
    "rows/long-cell.csv": lambda s: f"text\n{s} {'x ' * 5000}\n".encode(),
    "rows/many-columns.csv": lambda s: f"text{',x' * 5000}\n{s}{',1' * 5000}\n".encode(),
    "rows/formulas.csv": lambda s: f"title,text\n=cmd|' /C calc'!A0,{s}\n".encode(),
    "rows/zero.csv": lambda s: f"text\n\0{s}\n".encode(),
    "rows/empty-lines.csv": lambda s: b"text\n" + b"\n" * 300_000 + s.encode(),
    "rows/separator.csv": lambda s: f"sep=|\ntitle|text\nA|{s}\n".encode(),
    "rows/utf-16.tsv": lambda s: f"title\ttext\nA\t{s}\n".encode("utf-16"),
    "rows/wrong-size.xlsx": lambda s: _book(f"<dimension ref='A1:XFD1048576'/>{_rows(s)}"),
    "rows/far-away.xlsx": lambda s: _book(
        _rows(s, f"<row r='1048576'>{_cell('XFD1048576', 'x')}</row>")
    ),
    "rows/merged.xlsx": lambda s: _book(
        f"{_rows(s)}<mergeCells count='1'><mergeCell ref='B1:XFD1048576'/></mergeCells>"
    ),
    "rows/repeated.ods": lambda s: office.odt(
        "<table:table><table:table-row><table:table-cell><text:p>text</text:p></table:table-cell>"
        f"</table:table-row><table:table-row><table:table-cell><text:p>{s}</text:p>"
        "</table:table-cell></table:table-row><table:table-row table:number-rows-repeated="
        "'999999999'><table:table-cell table:number-columns-repeated='999999999'/>"
        "</table:table-row></table:table>",
        kind="spreadsheet",
    ),
}

REFUSED: Makers = {
    "rows/blank.jsonl": lambda _: b"\n" * 9000,
    "rows/deep.json": lambda _: b"[" * 500_000,
    "rows/deep-objects.jsonl": lambda _: b'{"a":' * 300_000,
    "rows/long-number.jsonl": lambda _: b'{"text": "a", "id": ' + b"9" * 9000 + b"}",
    "rows/numbers.json": lambda _: b"[1, 2, 3]",
    "rows/a-text.json": lambda s: json.dumps(s).encode(),
    "rows/cut.json": lambda s: _row(s)[:-5].encode(),
    "rows/no-text.json": lambda _: b'{"title": "a"}',
    "rows/no-header.csv": lambda s: f"1,{s},2022\n2,{s},2023\n".encode(),
    "rows/only-header.csv": lambda _: b"title,text\n",
    "rows/one-quote.csv": lambda _: b'"',
    "rows/a-page.csv": lambda s: f"<html><body>{s}</body></html>".encode(),
    "rows/laughs.xlsx": lambda s: _book(f"{_LAUGHS}]><sheetData>&j;{s}</sheetData>"),
    "rows/no-sheet.xlsx": lambda _: office.zipped({"xl/workbook.xml": "<workbook/>"}),
    "rows/not-a-zip.xlsx": lambda s: s.encode(),
    "rows/no-content.ods": lambda _: office.zipped({"mimetype": "x"}),
}

PARTLY: Makers = {
    "rows/comments.json": lambda s: f"// {s}\n{_row(s)}".encode(),
    "rows/odd-date.jsonl": lambda s: _row(s, date="9" * 5000).encode(),
    "rows/odd-fields.jsonl": lambda s: _row(
        s, id=[1], title={}, date=[], url=1, language=9
    ).encode(),
    "rows/broken.jsonl": lambda s: f'{{"text": \n{_row(s)}\n[]\n"x"\n{{}}\nnull\n'.encode(),
    "rows/two-encodings.jsonl": lambda s: _row(s).encode() + b'\n{"text": "\x81\x8d\xff"}\n',
    "rows/same-id.jsonl": lambda s: f"{_row(s, id=1)}\n{_row('Another.', id='1')}\n".encode(),
    "rows/cut.jsonl": lambda s: f"{_row(s)}\n{_row(s)[:-9]}".encode(),
    "rows/cells.csv": lambda s: f'text,date\n{s},2022\nx,y,z,w\n"a"b,c\n,\n'.encode(),
    "rows/never-closed.csv": lambda s: f'text\n"{s}"\n"two\nthree\n'.encode(),
    "rows/thousands-of-failures.csv": lambda s: (f"title,text\nA,{s}\n" + "x,\n" * 5000).encode(),
}
