"""One article as every format would hold it, and the writers that make such files."""

from __future__ import annotations

import csv
import gzip
import io
import json
from email.message import EmailMessage
from html import escape
from typing import TYPE_CHECKING

from qa.corpus import read_file
from qa.errors import FailedFile
from qa.types import Article

from . import office

if TYPE_CHECKING:
    from pathlib import Path

LIMIT = 1_000_000
TITLE = "Grève à Lyon : les bus à l'arrêt"
URL = "https://www.fanal.example/2022/01/06/greve-lyon"
DATE = "2022-01"
DAY = "2022-01-06"
PARAGRAPHS = [
    (
        "Les bus de Lyon sont restés à l'arrêt jeudi, à l'appel de trois syndicats qui demandent "
        "une hausse des salaires de 5 % et des embauches avant l'été."
    ),
    (
        "La direction a promis une réunion lundi. « Nous attendons des actes », a dit Marie "
        "Dupont, déléguée du personnel, devant une centaine de grévistes.Le maire n'a pas réagi."
    ),
    "Le trafic devait reprendre vendredi matin sur la plupart des lignes.",
]
TEXT = "\n\n".join(PARAGRAPHS)
ROW = {"text": TEXT, "id": "7", "title": TITLE, "url": URL, "published": DATE}


def txt() -> bytes:
    """The raw form of news exports."""
    return f" date {DATE} {URL}\n\n{TITLE}\n\n{TEXT}\n".encode()


def markdown() -> bytes:
    """Front matter and a body with marks in it."""
    front = f'---\ntitle: "{TITLE}"\ndate: {DATE}\nurl: {URL}\n---\n'
    body = TEXT.replace("Marie Dupont", "**[Marie Dupont](https://x.example/m_d)**")
    return f"{front}\n# {TITLE}\n\n{body}\n".encode()


def html() -> bytes:
    """A page with a menu and a footer around the article."""
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in PARAGRAPHS)
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{TITLE} - Le Fanal</title>
<meta property="og:title" content="{TITLE}"><link rel="canonical" href="{URL}">
<meta property="article:published_time" content="{DATE}"></head><body>
<nav><ul><li><a href="/">Accueil</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><h1>{TITLE}</h1>{body}</article><footer>© 2024 Le Fanal</footer></body></html>""".encode()


def pdf() -> bytes:
    """Two pages of wrapped lines, one of them hyphenated, with page numbers."""
    first = [TITLE, *wrap(PARAGRAPHS[0]), "", *wrap(PARAGRAPHS[1]), "1"]
    return write_pdf([first, ["", *wrap(PARAGRAPHS[2]), "2"]], title=TITLE)


def jsonl() -> bytes:
    """One row."""
    return json.dumps(ROW, ensure_ascii=False).encode() + b"\n"


def table(delimiter: str) -> bytes:
    """One row under a header."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(ROW), delimiter=delimiter)
    writer.writeheader()
    writer.writerow(ROW)
    return out.getvalue().encode()


def wrap(paragraph: str, width: int = 70) -> list[str]:
    """Lines of one width, torn inside words with a hyphen, as typesetters do."""
    lines = []
    while len(paragraph) > width:
        cut = width
        while not (paragraph[cut - 2 : cut + 2].isalpha()):
            cut -= 1
        lines.append(paragraph[:cut] + "-")
        paragraph = paragraph[cut:]
    return [*lines, paragraph]


def write_pdf(pages: list[list[str]], *, title: str | None = None) -> bytes:
    """A minimal PDF: each page a list of lines in Helvetica."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", font]
    kids = []
    for lines in pages:
        stream = b"BT /F1 10 Tf 50 800 Td 14 TL\n" + b"".join(map(_show, lines)) + b"ET"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            b"/Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    objects.append(b"<< /Title <FEFF%s> >>" % (title or "").encode("utf-16-be").hex().encode())
    return packed(objects)


def _show(line: str) -> bytes:
    escaped = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return b"(" + escaped.encode("cp1252") + b") Tj T*\n"


def packed(objects: list[bytes]) -> bytes:
    """Objects as a PDF: the first is the catalogue, the last what is known of the file."""
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(b"%010d 00000 n \n" % len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    count = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, b"".join(offsets))
    trailer = b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (count, count - 1)
    return out + table + trailer + b"startxref\n%d\n%%%%EOF\n" % len(out)


def docx() -> bytes:
    """A title and paragraphs."""
    body = office.par(TITLE, "Titre") + "".join(map(office.par, PARAGRAPHS))
    return office.docx(body, title="Modèle", created=f"{DAY}T10:00:00Z")


def odt() -> bytes:
    """A title and paragraphs."""
    title = f'<text:p text:style-name="Title">{escape(TITLE)}</text:p>'
    body = "".join(f"<text:p>{escape(paragraph)}</text:p>" for paragraph in PARAGRAPHS)
    return office.odt(title + body, title="Modèle", created=f"{DAY}T10:00:00")


def rtf() -> bytes:
    """A title and paragraphs."""
    year, month, day = DAY.split("-")
    info = f"{{\\creatim\\yr{year}\\mo{month}\\dy{day}}}"
    return office.rtf("\\par ".join([TITLE, *PARAGRAPHS]), info=info)


def epub() -> bytes:
    """A book of one chapter, with a cover that has no text to speak of."""
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in PARAGRAPHS)
    chapters = {"cover.xhtml": "<h1>Le Fanal</h1>", "one.xhtml": f"<h1>{TITLE}</h1>{body}"}
    return office.epub(chapters, title="Le Fanal", day=DAY)


def eml() -> bytes:
    """A mail in plain text."""
    return office.mail(TEXT, subject=TITLE, day="Thu, 6 Jan 2022 10:00:00 +0100").as_bytes()


def mht() -> bytes:
    """A page that was saved as one file."""
    message = EmailMessage()
    message["Snapshot-Content-Location"] = URL
    message.set_content(html().decode(), subtype="html")
    return message.as_bytes()


FILES = {
    "a.txt": txt(),
    "a.md": markdown(),
    "a.html": html(),
    "a.pdf": pdf(),
    "a.jsonl": jsonl(),
    "a.csv": table(","),
    "semicolons.csv": table(";"),
    "a.tsv": table("\t"),
    "a.docx": docx(),
    "a.odt": odt(),
    "a.rtf": rtf(),
    "a.epub": epub(),
    "a.eml": eml(),
    "a.mht": mht(),
    "a.xlsx": office.xlsx({"Feuille": [list(ROW), list(ROW.values())]}),
    "a.ods": office.ods({"Feuille": [list(ROW), list(ROW.values())]}),
}
FILES |= {f"{name}.gz": gzip.compress(data, mtime=0) for name, data in FILES.items()}


ARCHIVES = {
    "a.zip": office.zipped({"folder/a.txt": txt()}),
    "a.tgz": office.tarred({"folder/a.txt": txt()}),
    "a.tar": office.tarred({"folder/a.txt": txt()}, "w"),
    "a.tar.gz": office.tarred({"folder/a.txt": txt()}),
}


def read(
    folder: Path, name: str, data: bytes | str, *, limit: int = LIMIT
) -> list[Article | FailedFile]:
    """What reading a file with this content yields."""
    path = folder / name.rpartition("/")[2]
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read_file(path, name=name, max_bytes=limit))


def article(folder: Path, name: str, data: bytes | str) -> Article:
    """The one article of a file with this content."""
    (result,) = read(folder, name, data)
    assert isinstance(result, Article), result
    return result


def failure(folder: Path, name: str, data: bytes | str, *, limit: int = LIMIT) -> FailedFile:
    """The one failure of a file with this content."""
    (result,) = read(folder, name, data, limit=limit)
    assert isinstance(result, FailedFile), result
    return result
