"""Files of office programs, e-books, mails and archives, written as small as they may be."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from html import escape
from typing import Any

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
_DC = "http://purl.org/dc/elements/1.1/"


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A zip file of some members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def tarred(members: Mapping[str, bytes], mode: str = "w:gz") -> bytes:
    """A tar file of some members."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def docx(body: str, *, title: str = "", created: str = "", **parts: str) -> bytes:
    """A Word document of this XML, with further parts of the folder `word`."""
    styles = "".join(
        f'<w:style w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in {"Titre": "Title", "Titre1": "heading 1"}.items()
    )
    core = f"<c:core xmlns:c='c' xmlns:d='{_DC}'><d:title>{escape(title)}</d:title>"
    core += f"<c:created>{created}</c:created></c:core>"
    members = {"document": f"<w:body>{body}</w:body>", "styles": styles, **parts}
    written = {
        f"word/{name}.xml": f'<w:document xmlns:w="{_WORD}">{content}</w:document>'
        for name, content in members.items()
    }
    return zipped({**written, "docProps/core.xml": core})


def par(text: str, style: str = "") -> str:
    """A paragraph of a Word document."""
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}<w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def word_table(rows: Sequence[Sequence[str]]) -> str:
    """A table of a Word document."""
    cells = ("".join(f"<w:tc>{par(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def odt(body: str, *, title: str = "", created: str = "", kind: str = "text") -> bytes:
    """An OpenDocument file of this XML."""
    names = " ".join(
        f'xmlns:{name}="{_OFFICE}{name}:1.0"'
        for name in ("office", "text", "table", "draw", "meta")
    )
    content = f"<office:document {names}><office:body><office:{kind}>{body}</office:{kind}>"
    meta = (
        f'<office:meta {names} xmlns:dc="{_DC}"><office:meta><dc:title>{escape(title)}</dc:title>'
    )
    meta += f"<meta:creation-date>{created}</meta:creation-date></office:meta></office:meta>"
    return zipped({"content.xml": f"{content}</office:body></office:document>", "meta.xml": meta})


def rtf(body: str, *, info: str = "") -> bytes:
    """An RTF document; what is not ASCII is written as Word does."""
    text = "".join(char if char.isascii() else f"\\u{ord(char)}?" for char in body)
    return f"{{\\rtf1\\ansi\\ansicpg1252\\uc1{{\\info{info}}}{text}}}".encode("ascii")


def epub(chapters: Mapping[str, str], *, title: str = "", day: str = "") -> bytes:
    """An e-book of these pages."""
    items = "".join(
        f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>' for name in chapters
    )
    spine = "".join(f'<itemref idref="{name}"/>' for name in chapters)
    meta = f"<dc:title>{escape(title)}</dc:title><dc:date>{day}</dc:date>"
    pages = {
        f"OEBPS/{name}": f"<html><head><title>x</title></head><body>{body}</body></html>"
        for name, body in chapters.items()
    }
    return zipped({
        "META-INF/container.xml": '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/>'
        "</rootfiles></container>",
        "OEBPS/book.opf": f'<package xmlns:dc="{_DC}"><metadata>{meta}</metadata>'
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>",
        **pages,
    })  # fmt: skip


def mail(text: str, *, subject: str = "", day: str = "", page: str = "") -> EmailMessage:
    """A mail."""
    message = EmailMessage()
    message["Subject"], message["From"] = subject, "Ada Martin <ada@gazette.example>"
    if day:
        message["Date"] = day
    if text:
        message.set_content(text)
        if page:
            message.add_alternative(page, subtype="html")
    else:
        message.set_content(page, subtype="html")
    return message


def xlsx(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """An Excel file of these sheets."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """An OpenDocument spreadsheet of these sheets."""
    body = ""
    for name, rows in sheets.items():
        written = "".join(
            "<table:table-row>"
            + "".join(f"<table:table-cell>{_paragraphs(cell)}</table:table-cell>" for cell in row)
            + "</table:table-row>"
            for row in rows
        )
        body += f'<table:table table:name="{name}">{written}</table:table>'
    return odt(body, kind="spreadsheet")


def _paragraphs(cell: str) -> str:
    return "".join(f"<text:p>{escape(line)}</text:p>" for line in cell.split("\n"))
