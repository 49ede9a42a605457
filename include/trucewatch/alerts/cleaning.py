"""Scraped words made fit to be told: nothing in them may act, hide or mislead."""

import re
import unicodedata
from urllib.parse import urlsplit

_UNWANTED = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Control and format characters (line ends, NUL, bidirectional overrides), surrogates, private use."""
_NONCHARACTERS = frozenset(
    map(chr, (*range(0xFDD0, 0xFDF0), *range(0xFFFE, 0x110000, 0x10000), *range(0xFFFF, 0x110000, 0x10000)))
)
"""Which no text has, and no XML may have."""
_URL_LIMIT = 2000


def clean(text: str, limit: int) -> str:
    """Return the text on one line, without characters that nobody can see, cut to `limit` at a word where it can be."""
    text = unicodedata.normalize("NFC", text[: limit * 20])
    text = "".join(" " if _is_unwanted(char) else char for char in text)
    text = re.sub(r"\s+", " ", text).strip()
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    return (head.rsplit(" ", 1)[0] if " " in head[limit // 2 :] else head).rstrip(" ,;:") + "…"


def safe_url(url: str) -> str | None:
    """Return the URL where it is http or https and says plainly where it leads, else None."""
    if len(url) > _URL_LIMIT or any(char.isspace() or _is_unwanted(char) for char in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    leads_somewhere = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    return url if leads_somewhere and not set(url) & set("\"'<>\\^`{|}") else None


def _is_unwanted(char: str) -> bool:
    return unicodedata.category(char) in _UNWANTED or char in _NONCHARACTERS
