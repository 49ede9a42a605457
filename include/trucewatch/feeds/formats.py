"""Which format a document is in: told by what it contains. Pure."""

import re
import zlib
from enum import StrEnum

from trucewatch.errors import FeedMalformed

MAX_BYTES = 10 * 1024 * 1024
"""How large a document may be once it is unpacked."""

_GZIP = b"\x1f\x8b"
_BINARY = (b"%PDF-", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"RIFF", b"ID3", b"\x7fELF", b"wOF", b"OggS")
_CONTROLS = bytes(range(9)) + bytes(range(14, 32))
_WIDE_STARTS = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<", b"\0\0\0<", b"\0\0\xfe\xff")
_HEAD = 4096
_MOST_CONTROLS = 0.1
_ROOT = re.compile(
    r"<(?:[\w.-]+:)?(?:(?P<feed>rss|feed|rdf|channel)|(?P<sitemap>urlset)|(?P<index>sitemapindex)|(?P<page>html))(?=[\s/>])"
    r"|(?P<doctype><!doctype\s+html\b)",
    re.IGNORECASE,
)


class Format(StrEnum):
    """What a document is."""

    XML_FEED = "xml_feed"
    """RSS, Atom or RDF; also whatever cannot be told, since feedparser knows odder ones."""
    JSON = "json"
    SITEMAP = "sitemap"
    SITEMAP_INDEX = "sitemap_index"
    PAGE = "page"


def unpack(body: bytes) -> bytes:
    """Return the bytes of a document that may be gzipped, as sitemaps are. Raises FeedMalformed."""
    if not body.startswith(_GZIP):
        return body
    inflater = zlib.decompressobj(wbits=31)
    try:
        unpacked = inflater.decompress(body, MAX_BYTES + 1)
    except zlib.error as error:
        raise FeedMalformed("The compressed document is broken.", code="bad_encoding") from error
    if len(unpacked) > MAX_BYTES:
        raise FeedMalformed("The document is too large once it is unpacked.", code="decompression_bomb")
    return unpacked


def is_binary(body: bytes) -> bool:
    """Return whether bytes are no text at all: an image, a document, a programme."""
    if body.startswith(_BINARY):
        return True
    head = body[:_HEAD]
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls > _MOST_CONTROLS * len(head) and not head.startswith(_WIDE_STARTS)


def tell(text: str) -> Format:
    """Return the format of a text, by its first telling mark."""
    if text.startswith(("{", "[")):
        return Format.JSON
    start = after_prolog(text)
    root = _ROOT.search(text, start, start + _HEAD)
    if root is None:
        return Format.XML_FEED
    if root["page"] or root["doctype"]:
        return Format.PAGE
    if root["index"]:
        return Format.SITEMAP_INDEX
    return Format.SITEMAP if root["sitemap"] else Format.XML_FEED


def after_prolog(text: str) -> int:
    """Return where the comments and processing instructions end with which a document begins."""
    place = 0
    while True:
        while text[place : place + 1].isspace():
            place += 1
        ending = "-->" if text.startswith("<!--", place) else "?>" if text.startswith("<?", place) else ""
        end = text.find(ending, place) if ending else -1
        if end < 0:
            return place
        place = end + len(ending)
