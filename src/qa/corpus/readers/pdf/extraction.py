"""The words of a PDF's pages with their places, by PDFium, the library of Chromium.

Glyphs that no letter is known for come out as `UNKNOWN`, so that no word loses a letter
without a trace. Text that runs across the page (stamps, watermarks) is left out.
"""

from __future__ import annotations

import ctypes
import math
import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from qa.corpus.files import File

UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_MOST_PAGES = 5000
_MOST_DRAWINGS = 2000
_HYPHEN_AT_END = 0x02
_ACROSS = math.radians(5)
_BOLD = re.compile(rb"bold|black|heavy|demi", re.IGNORECASE)
_NO_BREAK = "\xa0\u202f"
_FONT_NAME = 128
_FAR_OFF = 1e5
_GAP = 0.5
_DESCENT = 0.21
_THIN, _LONG, _DRAWING = 2.0, 20.0, 20
_LIGATURES = range(0xFB00, 0xFB07)
# PDFium keeps its state in globals.
_LOCK = threading.Lock()


class Word(NamedTuple):
    """A run of letters without a space, measured in points from the page's lower left corner."""

    text: str
    left: float
    right: float
    y: float
    size: float
    bold: bool


class Rule(NamedTuple):
    """A horizontal line."""

    y: float
    left: float
    right: float


class Page(NamedTuple):
    """What is on a page.

    Attributes:
        words: In the order in which the file draws them.
        drawn: Whether there are pictures, so that a page without words is a scan.
    """

    words: list[Word]
    rules: list[Rule]
    drawn: bool


_Box = tuple[float, float, float, float, float]
"""Left, bottom, right, top and base line."""


class _Glyph(NamedTuple):
    text: str
    box: _Box
    turn: float
    at: int


def extract(file: File) -> tuple[str | None, list[Page]]:
    """The title that the file says it has, and its pages.

    Raises:
        ReadError: If the file is encrypted, damaged, or holds more than may be read.
    """
    with _LOCK:
        try:
            with pypdfium2.PdfDocument(file.data) as document:
                return _title(document), _pages(document, file)
        except pypdfium2.PdfiumError as error:
            locked = error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
            raise file.error("pdf.encrypted" if locked else "pdf.damaged") from error


def _title(document: pypdfium2.PdfDocument) -> str | None:
    try:
        return document.get_metadata_value("Title") or None
    except UnicodeDecodeError:  # half of a pair of surrogates
        return None


def _pages(document: pypdfium2.PdfDocument, file: File) -> list[Page]:
    if len(document) > _MOST_PAGES:
        raise file.error("pdf.too_many_pages", pages=len(document), most=_MOST_PAGES)
    pages, left = [], file.max_bytes
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        try:
            # Pages may share one stream, so that a small file becomes a huge text.
            left -= text.count_chars()
            if left < 0:
                raise file.too_large()
            pages.append(_page(page, text))
        finally:
            text.close()
            page.close()
    return pages


def _page(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage) -> Page:
    glyphs = list(_glyphs(text.raw, text.count_chars()))
    turns = Counter(round(glyph.turn / (math.pi / 2)) % 4 for glyph in glyphs if glyph.text)
    turn = turns.most_common(1)[0][0] * math.pi / 2 if turns else 0.0
    upright = [
        glyph._replace(box=_turned(glyph.box, turn)) if turn else glyph
        for glyph in glyphs
        if not glyph.text or abs(math.remainder(glyph.turn - turn, math.tau)) < _ACROSS
    ]
    # A glyph without a letter that stands alone is a bullet or an ornament.
    runs = [run for run in _runs(upright) if len(run) > 1 or run[0].text != UNKNOWN]
    words = [_word(text.raw, run) for run in runs]
    rules, drawn = _drawings(page)
    return Page(words, [] if turn else rules, drawn)


def _glyphs(text: pdfium.FPDF_TEXTPAGE, count: int) -> Iterator[_Glyph]:
    """The glyphs of a page; one without text stands for any white space."""
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for index in range(count):
        generated = pdfium.FPDFText_IsGenerated(text, index)
        letter = "" if generated else _letter(pdfium.FPDFText_GetUnicode(text, index))
        pdfium.FPDFText_GetLooseCharBox(text, index, box)
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        placed = min(box.left, box.bottom) > -_FAR_OFF and max(box.right, box.top) < _FAR_OFF
        if letter and placed and abs(y.value) < _FAR_OFF:
            turn = pdfium.FPDFText_GetCharAngle(text, index)
            yield _Glyph(letter, (box.left, box.bottom, box.right, box.top, y.value), turn, index)
        else:
            yield _Glyph("", (0, 0, 0, 0, 0), 0, index)


def _letter(code: int) -> str:
    """What a glyph stands for; PDFium marks a hyphen at the end of a line by a control."""
    if code == _HYPHEN_AT_END:
        return "-"
    if code in _LIGATURES:
        return unicodedata.normalize("NFKC", chr(code))
    letter = chr(code)
    if letter.isspace() and letter not in _NO_BREAK:
        return ""
    return UNKNOWN if unicodedata.category(letter) in ("Cc", "Co", "Cn", "Cs") else letter


def _turned(box: _Box, turn: float) -> _Box:
    """A box after the page is turned back so that its text runs from left to right."""
    left, bottom, right, top, _ = box
    cos, sin = round(math.cos(turn)), -round(math.sin(turn))
    across = sorted(x * cos + y * sin for x, y in ((left, bottom), (right, top)))
    up = sorted(y * cos - x * sin for x, y in ((left, bottom), (right, top)))
    return across[0], up[0], across[1], up[1], up[0] + _DESCENT * (up[1] - up[0])


def _runs(glyphs: list[_Glyph]) -> Iterator[list[_Glyph]]:
    run: list[_Glyph] = []
    for glyph in glyphs:
        if run and (not glyph.text or _apart(run[-1].box, glyph.box)):
            yield run
            run = []
        if glyph.text:
            run.append(glyph)
    if run:
        yield run


def _apart(one: _Box, other: _Box) -> bool:
    if one[0] == other[0] and one[4] == other[4]:  # letters of one ligature
        return False
    height = max(one[3] - one[1], 1.0)
    return not -height < other[0] - one[2] < _GAP * height or abs(other[4] - one[4]) > height / 2


def _word(text: pdfium.FPDF_TEXTPAGE, run: list[_Glyph]) -> Word:
    first, matrix = run[0].at, pdfium.FS_MATRIX()
    name, flags = ctypes.create_string_buffer(_FONT_NAME), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text, first, name, _FONT_NAME, flags)
    scaled = pdfium.FPDFText_GetMatrix(text, first, matrix)
    scale = math.hypot(matrix.c, matrix.d) if scaled else 1.0
    return Word(
        text=unicodedata.normalize("NFC", "".join(glyph.text for glyph in run)),
        left=run[0].box[0],
        right=max(glyph.box[2] for glyph in run),
        y=run[0].box[4],
        size=abs(pdfium.FPDFText_GetFontSize(text, first)) * scale,
        bold=bool(_BOLD.search(name.value)),
    )


def _drawings(page: pypdfium2.PdfPage) -> tuple[list[Rule], bool]:
    """The horizontal lines, and whether a picture or a drawing is on the page."""
    kinds = [pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH]
    found = list(islice(page.get_objects(filter=kinds, max_depth=3), _MOST_DRAWINGS))
    paths = [one.get_bounds() for one in found if one.type == pdfium.FPDF_PAGEOBJ_PATH]
    rules = [
        Rule((bottom + top) / 2, left, right)
        for left, bottom, right, top in paths
        if top - bottom < _THIN and right - left > _LONG
    ]
    return rules, len(paths) < len(found) or len(paths) > _DRAWING
