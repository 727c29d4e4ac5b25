"""Web pages: depth, broken markup, charsets that lie, data about the page that is no data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from .sentence import Makers

_MORE = "It will sail again on Friday, the company said, if the wind calms down. " * 3


def _page(sentence: str, body: str = "", head: str = "<meta charset=utf-8>") -> str:
    article = f"<article><h1>Ferry</h1><p>{sentence}</p><p>{_MORE}</p></article>"
    head = f"<head>{head}<title>Ferry</title></head>"
    return f"<!doctype html><html>{head}<body>{article}{body}</body></html>"


def _data(data: str) -> str:
    return f"<script type='application/ld+json'>{data}</script>"


def _article_data(**fields: object) -> str:
    return _data(json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", **fields}))


_BODIES = {
    "deep-tables": "<table><tr><td>" * 300 + "x",
    "never-closed": "<p><a href='<<<" * 300,
    "comment": "<!-- " * 3000 + "never closed",
    "attributes": f"<p {' '.join(f'a{n}=1' for n in range(900))}>x</p>",
    "long-attribute": f"<p title='{'x' * 900_000}'>x</p>",
    "entities": "<p>&#0; &#x110000; &#xD800; &notin &lt;script&gt; &nbsp;</p>" * 300,
    "cdata": "<![CDATA[ <p>x ]]> <?php system('id') ?> <% x %>" * 90,
    "links": "<a href='/x'>x</a>" * 300,
    "rows": f"<table>{'<tr><td>a<td>b' * 100}</table>",
    "wide-table": f"<table><tr>{'<td colspan=65535>a' * 300}</table>",
    "tall-cells": f"<table>{'<tr><td rowspan=65535>a' * 300}</table>",
    "plaintext": "<plaintext><p>x</p>",
    "frames": "<frameset><frame src=file:///etc/passwd></frameset><iframe srcdoc='<p>x'></iframe>",
    "svg": "<svg onload=alert(1)><foreignObject><p>x</p></foreignObject></svg>" * 20,
    "two-bodies": "</body></html><html><body><p>Another page.</p>",
    "dates": "<time datetime='99999-99-99'>31 février 0000</time>" * 90,
    "picture": f"<img src='data:image/png;base64,{'A' * 800_000}'>",
    "base": "<base href='javascript:alert(1)'><a href='x'>x</a>",
    "names-of-tags": "".join(f"<x-{n}>y</x-{n}>" for n in range(300)),
    "zeros": "\0\0",
}
_CUT = {
    "deep": "<div>" * 20_000 + "x",
    "deep-bold": "<b><i>" * 5000 + "x",
    "deep-lists": "<ul><li>" * 3000 + "x",
}
_HEADS = {
    "charset-nonsense": "<meta charset=x-nonsense>",
    "charset-codec": "<meta charset=unicode_escape>",
    "charset-idna": "<meta http-equiv=Content-Type content='text/html; charset=idna'>",
    "charset-base64": "<meta charset=base64>",
    "refresh": "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "address": "<meta property=og:url content='javascript:alert(1)'>",
    "canonical": "<link rel=canonical href='data:text/html,x'>",
    "data-broken": _data('{"@type": "NewsArticle", "headline": '),
    "data-deep": _data("[" * 50_000),
    "data-numbers": _data('{"@type":"NewsArticle","datePublished":' + "9" * 5000 + "}"),
    "data-kinds": _article_data(headline={"a": [1]}, datePublished=[{}], author=3, url=None),
    "data-circle": _article_data(isPartOf={"@id": "#a"}, mainEntityOfPage={"@id": "#a"}),
    "data-long": _article_data(headline="x" * 300_000),
    "data-many": _article_data(articleBody="") * 500,
    "metas": "".join(f"<meta name=date{n} content=2022-01-{n}>" for n in range(600)),
    "title-script": "<title></title><script>alert(1)</script></title>",
}


def _with_body(body: str) -> Callable[[str], bytes]:
    return lambda sentence: _page(sentence, body).encode()


def _with_head(head: str) -> Callable[[str], bytes]:
    return lambda sentence: _page(sentence, head=head).encode()


READ: Makers = {
    **{f"pages/{name}.html": _with_body(body) for name, body in _BODIES.items()},
    **{f"pages/{name}.html": _with_head(head) for name, head in _HEADS.items()},
    "pages/utf-16.html": lambda s: _page(s).encode("utf-16"),
    "pages/says-utf-8.html": lambda s: _page(f"L’été à la façade. {s}").encode("cp1252"),
    "pages/says-shift-jis.html": lambda s: _page(
        f"{s} 東京は夜の七時。", head="<meta charset=shift_jis>"
    ).encode("shift_jis"),
    "pages/says-big5.html": lambda s: _page(s, head="<meta charset=big5>").encode() + b"\xff\xff",
    "pages/no-tags-around.html": lambda s: f"<p>{s}<p>{_MORE}".encode(),
    "pages/doctype.html": lambda s: (
        _page(s)
        .replace(
            "<!doctype html>",
            "<!DOCTYPE html [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>"
            "<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
        )
        .encode()
    ),
    "pages/x.xhtml.html": lambda s: f"<?xml version='1.0' encoding='utf-16'?>{_page(s)}".encode(),
}
REFUSED: Makers = {
    "pages/empty.html": lambda _: b"",
    "pages/no-text.html": lambda _: b"<html><body><img src=a.png></body></html>",
    "pages/only-scripts.html": lambda _: b"<html><script>" + b"x=1;" * 9000,
    "pages/only-depth.html": lambda _: b"<div>" * 50_000,
    "pages/not-a-page.html": lambda s: s.encode(),
    "pages/brackets.html": lambda _: b"<" * 300_000,
    "pages/cut.mhtml": lambda _: (
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"
    ),
}
PARTLY: Makers = {f"pages/{name}.html": _with_body(body) for name, body in _CUT.items()}
