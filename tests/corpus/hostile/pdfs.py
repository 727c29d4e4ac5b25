"""PDFs: circles, lies about lengths and sizes, streams that grow, scripts and attachments."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from tests.corpus.samples import packed, pdf, write_pdf

if TYPE_CHECKING:
    from .sentence import Makers

_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_INFO = b"<< /Title (Ferry) >>"


def _shown(sentence: str) -> bytes:
    return b"BT /F1 10 Tf 50 700 Td (" + sentence.encode() + b") Tj ET"


def _stream(content: bytes, head: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), head, content)


def _pdf(
    content: bytes,
    *,
    catalogue: bytes = b"",
    page: bytes = b"/MediaBox [0 0 595 842]",
    pages: bytes = b"/Count 1",
    kids: bytes = b"[4 0 R]",
    more: tuple[bytes, ...] = (),
) -> bytes:
    """A PDF of one page: object 3 is its font, 4 the page, 5 its content, then further ones."""
    return packed(
        [
            b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogue,
            b"<< /Type /Pages /Kids %s %s >>" % (kids, pages),
            _FONT,
            b"<< /Type /Page /Parent 2 0 R /Contents 5 0 R "
            b"/Resources << /Font << /F1 3 0 R >> /XObject << /X 6 0 R >> >> %s >>" % page,
            content,
            *(more or (b"null",)),
            _INFO,
        ]
    )


def _text(sentence: str, more: bytes = b"") -> bytes:
    return _stream(_shown(sentence) + b"\n" + more)


READ: Makers = {
    "pdf/plain.pdf": lambda s: _pdf(_text(s)),
    "pdf/junk-after.pdf": lambda s: _pdf(_text(s)) + b"\n" + b"junk\n" * 20,
    "pdf/no-table.pdf": lambda s: _pdf(_text(s)).replace(b"startxref\n", b"startxref\n9"),
    "pdf/wrong-length.pdf": lambda s: _pdf(_text(s).replace(b"/Length ", b"/Length 9")),
    "pdf/count.pdf": lambda s: _pdf(_text(s), pages=b"/Count 99999999"),
    "pdf/script.pdf": lambda s: _pdf(
        _text(s), catalogue=b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"
    ),
    "pdf/launch.pdf": lambda s: _pdf(_text(s), catalogue=b"/AA << /WC << /S /Launch /F (sh) >> >>"),
    "pdf/form-in-itself.pdf": lambda s: _pdf(
        _text(s, b"/X Do"),
        more=(_stream(b"/X Do", b"/Subtype /Form /Resources << /XObject << /X 6 0 R >> >>"),),
    ),
    "pdf/huge-picture.pdf": lambda s: _pdf(
        _text(s, b"/X Do"),
        more=(
            _stream(
                b"0",
                b"/Subtype /Image /Width 99999 /Height 99999 /ColorSpace /DeviceRGB"
                b" /BitsPerComponent 8",
            ),
        ),
    ),
    "pdf/deep-brackets.pdf": lambda s: _pdf(_text(s, b"q " * 90_000)),
    "pdf/odd-operators.pdf": lambda s: _pdf(_text(s, b"\xff\xfe 9e999 0 0 0 cm (((( Tj" * 50)),
    "pdf/version.pdf": lambda s: _pdf(_text(s)).replace(b"%PDF-1.4", b"%PDF-9.9"),
    "pdf/odd-title.pdf": lambda s: _pdf(_text(s)).replace(b"(Ferry)", b"<FEFFD83D>"),
    "pdf/long-word.pdf": lambda s: write_pdf([[s, "", "x" * 3000]]),
}

REFUSED: Makers = {
    "pdf/junk-before.pdf": lambda s: b"junk\n" * 20 + _pdf(_text(s)),
    "pdf/cut.pdf": lambda _: pdf()[:-300],
    "pdf/head-only.pdf": lambda _: b"%PDF-1.4",
    "pdf/zeros.pdf": lambda _: b"%PDF-1.4\n" + bytes(100_000) + b"%%EOF",
    "pdf/not-a-pdf.pdf": lambda s: s.encode(),
    "pdf/no-pages.pdf": lambda _: _pdf(_stream(b""), kids=b"[]", pages=b"/Count 0"),
    "pdf/no-text.pdf": lambda _: write_pdf([[]] * 200),
    "pdf/pages-in-themselves.pdf": lambda _: _pdf(_stream(b""), kids=b"[2 0 R 2 0 R]"),
    "pdf/deep-arrays.pdf": lambda _: _pdf(_stream(b""), catalogue=b"/A " + b"[" * 100_000),
    "pdf/secret.pdf": lambda s: _pdf(_text(s)).replace(
        b"trailer << ",
        b"trailer << /Encrypt << /Filter /Standard /V 9 /R 9 /O (x) /U (x) /P -1 >> ",
    ),
    "pdf/bomb.pdf": lambda _: _pdf(
        _stream(zlib.compress(bytes(60_000_000), 9), b"/Filter /FlateDecode")
    ),
    "pdf/nested-filters.pdf": lambda _: _pdf(
        _stream(b"x", b"/Filter [" + b"/FlateDecode " * 900 + b"]")
    ),
}

PARTLY: Makers = {}
