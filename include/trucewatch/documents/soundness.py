"""Whether what came is a page that a reader may be given. Pure."""

import re
from collections.abc import Iterator

from trucewatch.documents.decoding import decode
from trucewatch.errors import TextMissing

MAX_HTML_BYTES = 10 * 1024 * 1024
MAX_TAGS = 40_000
"""The largest of 396 real pages has 8,093; 150,000 paragraphs keep trafilatura busy for 35 s (2026-11)."""
_LONG_TAG = 2000
_ENDLESS_TAG = 20_000
_MOST_ATTRIBUTES = 400
"""Parsers take quadratic time over the attributes of one tag."""
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
_TAG_NAME = re.compile(r"<[a-zA-Z][\w:-]{0,30}(?=[\s/>])")
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
    if b"\x00" in html and _NEITHER_HTML_NOR_TEXT in page:
        if page.count(_NEITHER_HTML_NOR_TEXT) > _MOST_NULS * len(page):
            raise TextMissing("What came is no text.", key=url, code="not_text")
        page = page.replace(_NEITHER_HTML_NOR_TEXT, "")
    if not page or page.isspace():
        raise TextMissing("The page is empty.", key=url)
    return _without_endless_tags(page)


def _without_endless_tags(page: str) -> str:
    kept, position = [], 0
    for start, end in _long_tags(page):
        if _is_endless(page[start:end]):
            kept.append(page[position:start] + _bare(page[start:end]))
            position = end
    return "".join((*kept, page[position:])) if kept else page


def _bare(tag: str) -> str:
    """Return a tag without its attributes; left out altogether, its end would close another."""
    name = _TAG_NAME.match(tag)
    return f"{name[0]}>" if name else ""


def _is_endless(tag: str) -> bool:
    if len(tag) > _ENDLESS_TAG:
        return True
    if tag.startswith("<!") or len(tag.split()) <= _MOST_ATTRIBUTES:
        return False
    return len(_QUOTED.sub("", tag).split()) > _MOST_ATTRIBUTES


def _long_tags(page: str) -> Iterator[tuple[int, int]]:
    """Yield where tags of some 2,000 characters or more begin and end.

    A page is walked in steps of that, each from the last bracket that the one before came upon.
    """
    position, done = 0, 0
    while position < len(page):
        bracket = page.rfind(">", position, position + _LONG_TAG)
        if bracket < 0:
            bracket = page.rfind("<", position, position + _LONG_TAG)
        if bracket >= 0:
            position = bracket + 1
            continue
        start = page.rfind("<", done, position)
        end = _next_bracket(page, position + _LONG_TAG)
        if start >= 0 and page.find(">", start, position) < 0 and _opens_tag(page[start + 1 : start + 2]):
            yield start, end
        position = done = end


def _next_bracket(page: str, position: int) -> int:
    """Return where the tag at hand ends: behind its bracket, before another's, or with the page."""
    closing = page.find(">", position)
    opening = page.find("<", position, closing if closing >= 0 else len(page))
    if opening >= 0:
        return opening
    return closing + 1 if closing >= 0 else len(page)


def _opens_tag(letter: str) -> bool:
    return letter in {"!", "?"} or (letter.isascii() and letter.isalpha())
