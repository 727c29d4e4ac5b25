"""Whatever a file holds, reading it ends in articles and failures that the readers know."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.corpus import formats
from qa.corpus.text import normalise, one_line
from qa.types import Article

from . import office
from .samples import ARCHIVES, FILES, TEXT, read

if TYPE_CHECKING:
    from collections.abc import Callable


WORDS = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), exclude_characters=">|+-"), max_size=60
)
quickly = settings(max_examples=30, deadline=None)


def _check(name: str, data: bytes) -> None:
    """Fail if a file is not read as one that is known or is known to be broken."""
    with tempfile.TemporaryDirectory() as folder:
        results = read(Path(folder), name, data)
    for result in results:
        assert isinstance(result, Article) or result.reason
        assert isinstance(result, Article) or result.code not in {"file.unexpected", "file.memory"}


def _words(tokens: str) -> tuple[str, ...]:
    return (*tokens.split("  "), " ", "\n", "\n\n", TEXT)


_XML = _words(
    "<w:p>  </w:p>  <w:r>  </w:r>  <w:t>  </w:t>  <w:tbl>  <w:tr>  <w:tc>  <w:br/>  <w:sdt>  "
    "<w:pPr><w:pStyle w:val='Titre'/></w:pPr>  <w:footnoteReference w:id='1'/>  <w:del>  <w:ins>  "
    "<w:gridSpan w:val='999999999'/>  <w:vMerge/>  <text:p>  "
    "</text:p>  <text:h>  <text:s text:c='x'/>  "
    "<table:table>  <table:table-row table:number-rows-repeated='-1'>  <table:table-cell>  <x/>  "
    "<text:note>  <draw:frame>  <text:list>  &amp;  &x;  &#0;  <!--  -->  <![CDATA[  ]]>"
)
PIECES: dict[str, tuple[tuple[str, ...], Callable[[str], bytes]]] = {
    ".html": (
        _words(
            "<p>  </p>  <div>  </div>  <table>  <tr>  <td rowspan=-1>  "
            "<td colspan=9>  <article>  <h1>  "
            "<ul>  <li>  <a href='  '>  "
            "<meta property='og:url' content='  <link rel=canonical href='  "
            "<script type='application/ld+json'>  </script>  "
            '{"@type": "NewsArticle",  "@graph": [  '
            '"datePublished": "2022  "headline": {}  }  ]  '
            "<time datetime='  <title>  <base href='  "
            "<!--  -->  <![CDATA[  &#0;  &#xd800;  <br>  <pre>  <svg>  "
            "<template>  <html>  <body>  <frameset>"
        ),
        str.encode,
    ),
    ".md": (
        _words(
            "---  title: A  title: [  date: 2022-13-45  url: x  ? :  "
            "!!int x  # H  > q  - l  1. n  ```  ~~~  "
            "|a|b|  |-|-|  [x](y)  ![x](  [x]: y  <b>  </b>  <script>  "
            "&amp;  **  __  `  \\  \t  ***  ===="
        ),
        str.encode,
    ),
    ".json": (
        _words(
            '{  }  [  ]  :  ,  "text"  "title"  "date"  "id"  "url"  '
            '"articles"  "x"  1e999  -  null  true  '
            '"\\ud800"  "\\u0000"  NaN  {"text": "a"}  // c'
        ),
        str.encode,
    ),
    ".csv": (
        _words('text,title  text  title;text  ,  ;  |  "  ""  \t  \r  sep=;  2022-01-01  =1+1  x'),
        str.encode,
    ),
    ".rtf": (
        _words(
            "{  }  \\par  \\b  \\'e9  \\'zz  \\u-1?  \\u99999?  \\uc0  "
            "\\bin5  \\bin-1  {\\*  \\pict  \\fonttbl  "
            "\\cell  \\row  \\trowd  \\info  \\title  "
            "\\creatim\\yr0\\mo99\\dy99  \\ansicpg99999  \\f0  \\~  \\\\"
        ),
        lambda soup: b"{\\rtf1" + soup.encode("cp1252", "replace"),
    ),
    ".eml": (
        _words(
            "Subject:  From: a@b.c  "
            "Date: Thu, 6 Jan 2022 10:00:00 +0100  Date: x  Content-Type: text/plain; charset=  "
            "utf-8  x-no  Content-Type: multipart/mixed; boundary=b  "
            "--b  --b--  =?utf-8?B?w6k=?=  =?x?Q?=?=  "
            "Content-Type: message/rfc822  "
            "Content-Transfer-Encoding: base64  quoted-printable  =E9  "
            "Content-Disposition: attachment; filename*0*=utf-8''%ZZ  filename=\"a.txt\"  ;  ="
        ),
        lambda soup: b"Subject: A\n" + soup.encode(),
    ),
    ".docx": (_XML, office.docx),
    ".odt": (_XML, office.odt),
    ".ods": (_XML, lambda soup: office.odt(soup, kind="spreadsheet")),
}
"""What files of a format are made of, and what makes a file of it."""


@pytest.mark.parametrize("suffix", PIECES)
@quickly
@given(data=st.data())
def test_pieces_in_any_order(suffix: str, data: st.DataObject) -> None:
    """What a format is made of, in any order and number, is read or known to be broken."""
    pieces, make = PIECES[suffix]
    drawn = data.draw(st.lists(st.sampled_from(pieces) | st.text(max_size=6), max_size=40))
    _check(f"a{suffix}", make("".join(drawn).encode("utf-8", "replace").decode()))


@pytest.mark.parametrize("suffix", formats())
@quickly
@given(data=st.binary(max_size=400))
def test_random_bytes(suffix: str, data: bytes) -> None:
    """Random bytes under any suffix are no surprise."""
    _check(f"a{suffix}", data)


@pytest.mark.parametrize("name", FILES | ARCHIVES)
@quickly
@given(at=st.floats(0, 1), drop=st.integers(0, 30), put=st.binary(max_size=12), twice=st.booleans())
def test_damaged_files(name: str, at: float, drop: int, put: bytes, *, twice: bool) -> None:
    """A valid file with bytes changed, lost or doubled is read, or known to be broken."""
    data = (FILES | ARCHIVES)[name]
    cut = int(at * len(data))
    rest = data[max(0, cut - 200) :] if twice else data[cut + drop :]
    _check(name, data[:cut] + put + rest)


@settings(max_examples=100, deadline=None)
@given(title=WORDS.filter(one_line), body=st.lists(WORDS, min_size=1).map("\n".join))
def test_txt_round_trip(title: str, body: str) -> None:
    """What is written in the raw form is read back as it was, normalised, in whatever lines."""
    title, body = one_line(title), normalise(body)
    if not title or not any(char.isalnum() for char in body):
        return
    with tempfile.TemporaryDirectory() as folder:
        found, *_ = read(Path(folder), "a.txt", f" date 2022-01\n\n{title}\n\n{body}\n")
    assert isinstance(found, Article)
    assert (found.title, found.text.split()) == (title, body.split())
