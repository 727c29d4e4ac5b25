"""PDFs drawn word by word, as the programs do that make real ones."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from textwrap import wrap

from .samples import packed

WIDTH, HEIGHT = 595, 842
UNMAPPED = "\x80"
"""A letter of which a file may say what it stands for."""

_FONTS = {"F1": b"Helvetica", "F2": b"Helvetica-Bold"}


def words(
    left: float, y: float, text: str, *, size: float = 10, bold: bool = False, turn: str = ""
) -> bytes:
    """A line of text; `turn` are the first four numbers of its matrix."""
    shown = (
        text.encode("cp1252", errors="ignore") if UNMAPPED not in text else text.encode("latin-1")
    )
    for mark in (b"\\", b"(", b")"):
        shown = shown.replace(mark, b"\\" + mark)
    font = b"F2" if bold else b"F1"
    matrix = (turn or "1 0 0 1").encode()
    return b"BT /%s %g Tf %s %g %g Tm (%s) Tj ET\n" % (font, size, matrix, left, y, shown)


def column(
    left: float, top: float, text: str, *, letters: int = 44, leading: float = 13, size: float = 10
) -> list[bytes]:
    """The lines of a text, one below the other."""
    lines = wrap(text, letters, break_on_hyphens=False)
    return [words(left, top - n * leading, line, size=size) for n, line in enumerate(lines)]


def rule(y: float, left: float = 50, right: float = 500) -> bytes:
    """A horizontal line."""
    return b"%g %g m %g %g l S\n" % (left, y, right, y)


PICTURE = b"q 400 0 0 400 50 300 cm /P Do Q\n"


def drawn(
    *pages: Sequence[bytes], title: str = "", letter: int | None = None, turn: int = 0
) -> bytes:
    """A PDF of these pages.

    Args:
        pages: What is drawn on each.
        title: The title that the file says it has.
        letter: The code point that `UNMAPPED` stands for.
        turn: By how much the pages are turned.
    """
    cmap = b"" if letter is None else b" /ToUnicode 5 0 R"
    fonts = [
        b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding%s >>"
        % (name, cmap)
        for name in _FONTS.values()
    ]
    picture = b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 "
    picture += b"/ColorSpace /DeviceGray /Length 1 >>\nstream\n0\nendstream"
    known = _cmap(letter or 0)
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", *fonts, known, picture]
    kids = []
    for page in pages:
        content = zlib.compress(b"".join(page))
        head = b"<< /Filter /FlateDecode /Length %d >>" % len(content)
        objects.append(b"%s\nstream\n%s\nendstream" % (head, content))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Rotate %d /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> /XObject << /P 6 0 R >> >> >>"
            % (WIDTH, HEIGHT, turn, len(objects))
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    objects.append(b"<< /Title <FEFF%s> >>" % title.encode("utf-16-be").hex().encode())
    return packed(objects)


def _cmap(letter: int) -> bytes:
    """What the codes of a font stand for: themselves, but for `UNMAPPED`."""
    text = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
        b"1 begincodespacerange <00> <FF> endcodespacerange 2 beginbfrange <20> <7E> <0020> "
        b"<A0> <FF> <00A0> endbfrange 1 beginbfchar <80> <%04X> endbfchar endcmap end end" % letter
    )
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text)
