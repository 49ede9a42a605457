"""Whether what came is a page that a reader may be given. Pure."""

import re

from trucewatch.documents.decoding import decode
from trucewatch.errors import TextMissing

MAX_HTML_BYTES = 10 * 1024 * 1024
MAX_TAGS = 40_000
"""The largest of 396 real pages has 8,093; 150,000 paragraphs keep trafilatura busy for 35 s (2026-11)."""
_ENDLESS_TAG = re.compile(r"<[a-zA-Z!?][^<>]{20000,}>?")
"""libxml2 takes quadratic time over the attributes of one tag."""
_NEITHER_HTML_NOR_TEXT = "\x00"
_MOST_NULS = 0.001


def sound_page(html: bytes, charset: str | None, url: str) -> str:
    """Decode a page; `charset` is that of its Content-Type header.

    Raises TextMissing for one that no reader should be given: too large, no text at all, or empty; `url` is its key.
    """
    if len(html) > MAX_HTML_BYTES:
        raise TextMissing("The page is too large to be an article.", key=url, code="too_large")
    page = decode(html, charset)
    if page.count("<") > MAX_TAGS:
        raise TextMissing("The page has too many parts to be an article.", key=url, code="too_large")
    if page.count(_NEITHER_HTML_NOR_TEXT) > _MOST_NULS * len(page):
        raise TextMissing("What came is no text.", key=url, code="not_text")
    page = page.replace(_NEITHER_HTML_NOR_TEXT, "")
    if not page.strip():
        raise TextMissing("The page is empty.", key=url)
    return _ENDLESS_TAG.sub("", page)
