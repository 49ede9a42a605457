"""Two hundred and more texts that a page may carry, and no mail, webhook or feed may obey."""

HEADERS = tuple(
    f"Truce{end}{header}"
    for end in (
        "\r\n",
        "\n",
        "\r",
        "\r\n\r\n",
        "\n\n",
        "\x00",
        "\x0b",
        "\x0c",
        "\x85",
        "\u2028",
        "\u2029",
        "\x1c",
        "\r\n ",
    )
    for header in (
        "Bcc: all@example.org",
        "X-Spam: no",
        "Subject: other",
        "To: else@example.org",
        "Content-Type: text/html",
        "<b>body</b>",
    )
)
TEMPLATES = (
    "{{ 7*7 }}", "{{7*'7'}}", "{% for x in range(9) %}x{% endfor %}", "{# gone #}", "{{ config }}", "{{ self.__init__ }}",
    "${7*7}", "#{7*7}", "<%= 7*7 %>", "{0}", "{actors}", "{thing.__class__}", "%(now)s", "%s%s%n", "{{ cycler.__init__ }}",
    "{% raw %}{{ x }}{% endraw %}", "{{''.__class__.__mro__}}", "{%- include 'digest.html' -%}", "{{", "}}", "{%", "{", "}",
    "{{ words.title }}", "{{ request }}", "{{ ''|attr('__class__') }}", "{% extends 'sheet.html' %}", "{% macro x() %}{% endmacro %}",
    "{speaker}", "{thing}", "{0.__class__}", "{speaker.__init__.__globals__}", "{{'{{'}}", "@{x}", "[[x]]", "$x", "`x`",
)  # fmt: skip
MARKUP = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<b>bold</b>", "</td></table><h1>x", "<!-- gone -->",
    '"><svg/onload=alert(1)>', "'><iframe src=//example.org>", "<style>*{display:none}</style>", "<a href=javascript:x>y</a>",
    "&lt;script&gt;", "&amp;amp;", "<![CDATA[x]]>", "<meta http-equiv=refresh>", "<base href=//example.org>", "<?php x ?>",
    "<math><mtext><img>", "\\u003cscript\\u003e", "<scr<script>ipt>", "<a href='x'", "a & b < c > d \" e ' f",
    "]]>", "<!DOCTYPE x>", "<!ENTITY x SYSTEM 'file:///etc/hosts'>", "&xxe;", "&#0;", "&#x1F;", "<?xml version='1.0'?>", "</description></item>",
    "</channel></rss>", "<item><title>x</title></item>", "<guid>x</guid>", "]]]]><![CDATA[>", "<title>", "</title>", "</style>", "<link rel=stylesheet href=//x>",
    "<form action=//x><input>", "<object data=x>", "<embed src=x>", "<video src=x>", "<details open ontoggle=alert(1)>", "<body onload=alert(1)>",
    "<p style='position:fixed'>", "<template><b>", "<noscript><p title='</noscript><img src=x>'>", "<svg><style><img src=x></style></svg>", "style=color:red",
    '" onmouseover="alert(1)', "' onfocus='alert(1)", "javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x", "<xmp>", "<plaintext>",
    '","admin":true,"x":"', "\\", '\\"', "\u2028alert(1)", "</script>", "<%", "%>", '=HYPERLINK("http://x")', "+1", "-1+1", "@SUM(1)",
)  # fmt: skip
SHAPES = (
    "\u202eecurt", "\u202dtruce\u202c", "\u2066truce\u2069", "tr\u00aduce", "tr\u200buce", "\ufefftruce", "\ud800truce",
    "\x1b[31mtruce", "\x7ftruce", "\ue000truce", "truce" * 2000, "\u0301" * 500, "=?utf-8?q?Bcc:?=", "=?utf-8?b?QmNjOg==?=",
    "..", ".\r\n.\r\nQUIT", "-- ", "   ", "\ufffe", "\uffff", "\ufdd0", "\U0001fffe", "\U0010ffff", "\u0000" * 50, "x" * 10_000, "truce " * 1_700,
    "\u200f\u0647\u062f\u0646\u0629", "\u2067\u0647\u062f\u0646\u0629\u2069", "=?iso-8859-1?q?=0d=0aBcc:?=", "=?utf-8?q?=3Cscript=3E?=", "\u00a0\u2003", "\U000e0041",
)  # fmt: skip
HOSTILE = (*HEADERS, *TEMPLATES, *MARKUP, *SHAPES)
