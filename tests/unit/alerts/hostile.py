"""A hundred texts that a page may carry and a mail must not obey."""

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
    for header in ("Bcc: all@example.org", "X-Spam: no", "Subject: other")
)
TEMPLATES = (
    "{{ 7*7 }}", "{{7*'7'}}", "{% for x in range(9) %}x{% endfor %}", "{# gone #}", "{{ config }}", "{{ self.__init__ }}",
    "${7*7}", "#{7*7}", "<%= 7*7 %>", "{0}", "{actors}", "{thing.__class__}", "%(now)s", "%s%s%n", "{{ cycler.__init__ }}",
    "{% raw %}{{ x }}{% endraw %}", "{{''.__class__.__mro__}}", "{%- include 'digest.html' -%}", "{{", "}}", "{%", "{", "}",
)  # fmt: skip
MARKUP = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<b>bold</b>", "</td></table><h1>x", "<!-- gone -->",
    '"><svg/onload=alert(1)>', "'><iframe src=//example.org>", "<style>*{display:none}</style>", "<a href=javascript:x>y</a>",
    "&lt;script&gt;", "&amp;amp;", "<![CDATA[x]]>", "<meta http-equiv=refresh>", "<base href=//example.org>", "<?php x ?>",
    "<math><mtext><img>", "\\u003cscript\\u003e", "<scr<script>ipt>", "<a href='x'", "a & b < c > d \" e ' f",
)  # fmt: skip
SHAPES = (
    "\u202eecurt", "\u202dtruce\u202c", "\u2066truce\u2069", "tr\u00aduce", "tr\u200buce", "\ufefftruce", "\ud800truce",
    "\x1b[31mtruce", "\x7ftruce", "\ue000truce", "truce" * 2000, "\u0301" * 500, "=?utf-8?q?Bcc:?=", "=?utf-8?b?QmNjOg==?=",
    "..", ".\r\n.\r\nQUIT", "-- ", "   ",
)  # fmt: skip
HOSTILE = (*HEADERS, *TEMPLATES, *MARKUP, *SHAPES)
