"""Texts that would run a script, or load something, if any of a page's many ways to show words forgot to escape them."""

from itertools import product

_RUN = ("window.ran=1", "self['ran']=1", "top.ran=1", "document.title='run'", "alert(1)")
_TAGS = (
    "<script>{run}</script>", "<img src=x onerror={quote}{run}{quote}>", "<svg onload={quote}{run}{quote}>", "<body onload={quote}{run}{quote}>",
    "<details open ontoggle={quote}{run}{quote}>x</details>", "<iframe srcdoc={quote}<script>{run}</script>{quote}></iframe>",
    "<input autofocus onfocus={quote}{run}{quote}>", "<a href={quote}javascript:{run}{quote}>x</a>", "<object data={quote}javascript:{run}{quote}>",
    "<form action={quote}javascript:{run}{quote}><button>x</button></form>", "<math><mtext><script>{run}</script>",
    "<svg><script>{run}</script></svg>", "<style>@import 'javascript:{run}'</style>", "<link rel=stylesheet href={quote}data:text/css,x{quote}>",
)  # fmt: skip
_BREAKS = ("", "\"'>", "</script>", "</textarea></title></option>", "-->", "]]>", "\\u0022}}];")
HOSTILE = tuple(
    (before + tag).replace("{run}", run).replace("{quote}", quote)
    for tag, before, run, quote in product(_TAGS, _BREAKS, _RUN, ("'", '"'))
    if not (quote in run and "{quote}" in tag)
)
URLS = (
    "javascript:window.ran=1//https://a.example/", "JaVaScRiPt:window.ran=1", "java\tscript:window.ran=1", " javascript:window.ran=1",
    "data:text/html,<script>window.ran=1</script>", "vbscript:x", 'https://a.example/"onmouseover="window.ran=1', "//a.example/'onfocus='window.ran=1",
    "https://a.example/<script>window.ran=1</script>", "https://a.example/%22%3E%3Cscript%3Ewindow.ran=1%3C/script%3E", "https://user:pass@a.example/", "file:///etc/passwd",
)  # fmt: skip
