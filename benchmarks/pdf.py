"""PDF to text: which sentences come out whole, and how long a page takes.

    python benchmarks/pdf.py FOLDER

Beside each `NAME.pdf` stands `NAME.txt` with the sentences that it holds, one a line. The
product's reader is measured beside what is installed of pypdf, pdfminer.six and plain PDFium.
"""

from __future__ import annotations

import argparse
import importlib
import re
import time
from collections.abc import Callable
from pathlib import Path

from qa.corpus import read_file
from qa.types import Article


def main() -> None:
    """Print a line for each way of reading."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    files = sorted(parser.parse_args().folder.glob("*.pdf"))
    for name, read in READERS.items():
        try:
            measure(name, read, files)
        except ImportError as error:
            print(f"{name}: not installed ({error.name})")


def measure(name: str, read: Callable[[Path], list[str]], files: list[Path]) -> None:
    """Print the share of the sentences that are found, and milliseconds per page."""
    found = total = pages = 0
    read(files[0])  # imports are not counted
    started = time.process_time()
    texts = [read(file) for file in files]
    took = time.process_time() - started
    for file, parts in zip(files, texts, strict=True):
        text = flat("\n".join(parts))
        sentences = file.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
        found += sum(flat(sentence) in text for sentence in sentences)
        total, pages = total + len(sentences), pages + len(parts)
    print(f"{name}: {found / total:.3f} of {total} sentences, {1000 * took / pages:.1f} ms a page")


def flat(text: str) -> str:
    """A text on one line; a hyphen at the end of a line stays, without the break after it."""
    return " ".join(re.sub(r"(?:-|\x02)\r?\n?", "-", text).replace("- ", "-").split())


def product(file: Path) -> list[str]:
    """By the reader of this product."""
    articles = read_file(file, name=file.name, max_bytes=10**8)
    found = [one for one in articles if isinstance(one, Article)]
    if not found:
        return [""]
    return [found[0].text, *[""] * (len(found[0].pages) - 1)]


def pypdf(file: Path) -> list[str]:
    """By pypdf."""
    return [page.extract_text() for page in importlib.import_module("pypdf").PdfReader(file).pages]


def pdfium(file: Path) -> list[str]:
    """By PDFium, as it orders the text itself."""
    document = importlib.import_module("pypdfium2").PdfDocument(file)
    return [page.get_textpage().get_text_bounded() for page in document]


def pdfminer(file: Path) -> list[str]:
    """By pdfminer.six with its own layout analysis."""
    text: str = importlib.import_module("pdfminer.high_level").extract_text(file)
    return text.split("\f")[:-1] or [text]


READERS = {"product": product, "pypdf": pypdf, "pdfium": pdfium, "pdfminer.six": pdfminer}

if __name__ == "__main__":
    main()
