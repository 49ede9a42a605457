"""Bytes as characters: byte order mark, then header, then the document's own word, then a guess. Pure.

Before any word is believed: bytes beyond ASCII that are sound UTF-8 are nothing else, and pages that were converted on
their way still carry the name of what they were.
"""

import codecs
import re

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OWN_WORD = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}encoding=["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_OWN_WORD_BYTES = 4096
_GUESS_BYTES = 50_000
_WEB_NAMES = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
"""What browsers read under these names (WHATWG Encoding Standard)."""
_GUESSES = (
    "cp1252",
    "cp1251",
    "cp1256",
    "cp1255",
    "koi8_r",
    "gb18030",
    "big5",
    "shift_jis",
    "euc_jp",
    "euc_kr",
)
"""What undeclared pages that are not UTF-8 are really written in."""
_MOST_DAMAGE = 0.01


def decode(body: bytes, declared: str | None = None) -> str:
    """Return a page's text; `declared` is the charset of its Content-Type header. Never raises.

    A name that does not fit the bytes is passed over for the next; what fits nowhere is read with replacements.
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body.decode(name, "replace").removeprefix("\ufeff")
    text = None if body.isascii() else _sound_utf8(body)
    if text is not None:
        return text
    own = _OWN_WORD.search(body[:_OWN_WORD_BYTES])
    own_word = (own[1] or own[2]).decode("ascii", "replace") if own else None
    for label in (declared, own_word, "utf-8"):
        text = _try(body, label)
        if text is not None:
            return text
    best = from_bytes(body[:_GUESS_BYTES], cp_isolation=list(_GUESSES)).best()
    return body.decode(best.encoding if best else _GUESSES[0], "replace")


def _sound_utf8(body: bytes) -> str | None:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _try(body: bytes, label: str | None) -> str | None:
    """Return the text under this name if nearly all of it is sound, else None."""
    if not label:
        return None
    try:
        name = codecs.lookup(label.strip()).name
        text = body.decode(_WEB_NAMES.get(name, name), "replace")
    except (LookupError, ValueError):
        # No such encoding, or a codec of Python's that is none, such as base64.
        return None
    return text if text.count("\ufffd") <= _MOST_DAMAGE * len(text) else None
