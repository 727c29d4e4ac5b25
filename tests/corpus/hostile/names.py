"""File names that mean something to a system, a page, a terminal or a database."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .sentence import Makers

_NAMES = [
    "a\nb.txt",
    "a\tb.txt",
    "\x1b[31mred.txt",
    " leading and trailing .txt",
    "x..txt",
    "x.TXT",
    "x.txt.txt",
    "-rf.txt",
    "~.txt",
    "$(touch pwned).txt",
    "a;b|c&d>e.txt",
    "'quoted\".txt",
    "<img src=x onerror=alert(1)>.txt",
    "%2e%2e%2f%00.txt",
    "x\\..\\..\\win.ini.txt",
    "C:\\a.txt",
    "CON.txt",
    "a#b?c=d&e.txt",
    "[1](javascript:alert(1)).txt",
    "'; DROP TABLE articles; --.txt",
    "\u202egnp.txt",
    "zero\u200bwidth\u2060.txt",
    "👩‍👩‍👧‍👦.txt",
    "é.txt",
    "e\u0301.txt",
    "E\u0301.TXT",
    f"{'n' * 251}.txt",
    os.fsdecode(b"caf\xe9.txt"),
    "/".join(["deep"] * 60) + "/x.txt",
    "folder.txt/x.txt",
    "page.html.d/x.txt",
]

READ: Makers = {f"names/{name}": str.encode for name in _NAMES}
REFUSED: Makers = {"names/only\n.exe": str.encode}
PARTLY: Makers = {}
