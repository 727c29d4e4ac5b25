"""Plain text and Markdown: encodings, odd characters, lengths, front matter."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .sentence import Makers

_LONG = 20_000
_ACCENTS = "Élève, façade, garçon : l’été à Noël. "

READ: Makers = {
    "text/utf-8-mark.txt": lambda s: b"\xef\xbb\xbf" + s.encode(),
    "text/utf-8-mark-twice.txt": lambda s: 2 * b"\xef\xbb\xbf" + s.encode(),
    "text/utf-16.txt": lambda s: (_ACCENTS + s).encode("utf-16"),
    "text/utf-16-be.txt": lambda s: b"\xfe\xff" + s.encode("utf-16-be"),
    "text/utf-16-odd.txt": lambda s: s.encode("utf-16") + b"\n",
    "text/utf-32.txt": lambda s: s.encode("utf-32"),
    "text/cp1252.txt": lambda s: (_ACCENTS + s).encode("cp1252"),
    "text/latin-9.txt": lambda s: f"Prix : 3 €. {s}".encode("iso-8859-15"),
    "text/two-encodings.txt": lambda s: (9 * _ACCENTS).encode() + b"caf\xe9. " + s.encode(),
    "text/overlong.txt": lambda s: (9 * _ACCENTS).encode() + b"\xc0\xaf. " + s.encode(),
    "text/half-of-a-pair.txt": lambda s: (9 * _ACCENTS).encode() + b"\xed\xa0\x80. " + s.encode(),
    "text/stray-zero.txt": lambda s: b"\0" + s.encode() + b"\0",
    "text/zero-width.txt": lambda s: (s + " " + "\u200b\u200d\u2060\ufeff" * 500 + "x.").encode(),
    "text/right-to-left.txt": lambda s: f"\u202e\u2066{s}\u2069\u202c שלום עולם. مرحبا.".encode(),
    "text/never-closed-direction.txt": lambda s: ("\u202e" * 900 + s).encode(),
    "text/emoji.txt": lambda s: f"👩‍👩‍👧‍👦🏳️‍🌈🇫🇷👍🏿 {s} {'🧨' * 900}".encode(),
    "text/marks.txt": lambda s: (s + " Z" + "\u0315\u0300" * 50_000 + "algo.").encode(),
    "text/no-characters.txt": lambda s: f"\ufffe\uffff\U0010ffff\ue000 {s}".encode(),
    "text/line-ends.txt": lambda s: (
        f"Title\r\rBody\u2028one\u2029two\x85three\x0b\x0c\r\n{s}".encode()
    ),
    "text/escapes.txt": lambda s: f"\x1b[2J\x1b]0;title\x07{s} {'plain words. ' * 40}".encode(),
    "text/a-million-lines.txt": lambda s: ("Title\n" + s + "\n" * 1_000_000).encode(),
    "text/lines-first.txt": lambda s: ("\n" * _LONG + s).encode(),
    "text/one-word.txt": lambda s: f"{s} {'a' * 20_000}".encode(),
    "text/one-line.txt": lambda s: f"{s} {'word ' * 2000}".encode(),
    "text/no-letters.txt": lambda s: f"{s} {'.,;!? ' * 1000}".encode(),
    "text/exclamations.txt": lambda s: (s + "\n" + "!\n" * 1000 + "a").encode(),
    "text/long-title.txt": lambda s: f"{'Title ' * 2000}\n\n{s}".encode(),
    "text/blanks-in-the-head.txt": lambda s: f"date{' ' * _LONG}x\n\nTitle\n\n{s}".encode(),
    "text/addresses-in-the-head.txt": lambda s: (
        f"2022-01 {'http://' * 2000} y\n\nT\n\n{s}".encode()
    ),
    "text/tabs.txt": lambda s: ("\t" * _LONG + s + "\t" * _LONG).encode(),
    "text/markup.txt": lambda s: f"<script>alert(1)</script> {{{{7*7}}}} ${{7*7}} {s}".encode(),
    "text/a-shell.txt": lambda s: f"#!/bin/sh\nrm -rf /\n{s}".encode(),
    "text/numbers.txt": lambda s: f"{s} {'9' * 5000} {'1,' * 500}".encode(),
    "text/quotes.txt": lambda s: f"{s} {'« ' * 500}{'“' * 500}".encode(),
    "text/packed.txt.gz": lambda s: gzip.compress(s[:20].encode()) + gzip.compress(s[20:].encode()),
    "markdown/deep-quotes.md": lambda s: f"{s}\n\n{'> ' * 1000}x".encode(),
    "markdown/deep-lists.md": lambda s: (
        s + "\n\n" + "".join(" " * n + "- x\n" for n in range(60))
    ).encode(),
    "markdown/brackets.md": lambda s: f"{s}\n\n{'[' * 2000}".encode(),
    "markdown/pictures.md": lambda s: f"{s}\n\n{'![a](' * 500}".encode(),
    "markdown/stars.md": lambda s: f"{s}\n\n{'*a **b ' * 500}".encode(),
    "markdown/backquotes.md": lambda s: f"{s}\n\n{'`' * 90} {'`a``b' * 20}".encode(),
    "markdown/wide-table.md": lambda s: f"{s}\n\n{'|a' * 90}|\n{'|-' * 90}|\n".encode(),
    "markdown/references.md": lambda s: (
        s + "\n\n" + "".join(f"[{n}]: /{n}\n" for n in range(300))
    ).encode(),
    "markdown/html.md": lambda s: f"{s}\n\n<html><head></head></html>\n\n{'<div>' * 3000}".encode(),
    "markdown/keys-twice.md": lambda s: f"---\ntitle: A\ntitle: B\n---\n{s}".encode(),
    "markdown/odd-url.md": lambda s: f"---\nurl: javascript:alert(1)\n---\n{s}".encode(),
}

REFUSED: Makers = {
    "markdown/no-head.md": lambda s: f"---\n\n{s}\n\n---\n".encode(),
    "text/macroman.txt": lambda s: (s + " " + _ACCENTS.replace("’", "'")).encode("mac-roman"),
    "text/empty.txt": lambda _: b"",
    "text/blank.txt": lambda _: b" \n\t" * 1000,
    "text/zeros.txt": lambda _: bytes(100_000),
    "text/controls.txt": lambda _: bytes(range(1, 32)) * 500,
    "text/invisible.txt": lambda _: "\u200b\u2060\ufeff".encode() * 500,
    "text/undefined-in-cp1252.txt": lambda s: s.encode() + b"caf\xe9 \x81\x8d",
    "text/utf-16-without-mark.txt": lambda s: s.encode("utf-16-le"),
    "text/a-program.txt": lambda _: b"\x7fELF" + bytes(range(256)) * 40,
    "text/a-picture.txt": lambda _: b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "text/a-pdf.txt": lambda s: b"%PDF-1.4\n" + s.encode(),
    "text/no-words.txt": lambda _: b"... --- ... " * 900,
    "text/too-large.txt": lambda s: s.encode() * 40_000,
    "text/cut.txt.gz": lambda s: gzip.compress(s.encode())[:-9],
    "text/not-packed.txt.gz": lambda s: s.encode(),
    "text/bomb.txt.gz": lambda _: gzip.compress(bytes(30_000_000), 9),
    "text/trailing.txt.gz": lambda s: gzip.compress(s.encode()) + b"and more",
    "markdown/objects.md": lambda s: f"---\ntitle: !!python/name:os.system\n---\n{s}".encode(),
    "markdown/laughs.md": lambda s: (
        f"---\na: &a [x,x]\nb: &b [*a,*a]\ntitle: *b\n---\n{s}".encode()
    ),
    "markdown/deep-head.md": lambda s: f"---\ntitle: {'[' * 3000}\n---\n{s}".encode(),
    "markdown/tabs.md": lambda s: f"---\n\ttitle: A\n---\n{s}".encode(),
    "markdown/never-closed.md": lambda s: f"---\ntitle: A\n\n{s}".encode(),
    "markdown/a-list.md": lambda s: f"---\n- a\n- b\n---\n{s}".encode(),
    "other/calendar.ics": lambda s: f"BEGIN:VCALENDAR\nSUMMARY:{s}\nEND:VCALENDAR".encode(),
    "other/slides.pptx": lambda s: s.encode(),
    "other/page.svg": lambda _: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "other/objects.pkl": lambda _: b"cos\nsystem\n(S'true'\ntR.",
    "other/no-ending": lambda s: s.encode(),
}

PARTLY: Makers = {
    "markdown/odd-date.md": lambda s: f"---\ntitle: A\ndate: 2022-02-31\n---\n{s}".encode(),
    "text/dates.txt": lambda s: f" date 9999-99 \n\nT\n\n{s} {'31 février 2022, ' * 60}".encode(),
    "text/one-letter-sentences.txt": lambda s: f"{s} {'A! ' * 500}".encode(),
}
