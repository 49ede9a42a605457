"""A feed's bytes as characters: byte order mark, then what the bytes can only be, then what header and document say. Pure."""

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
"""How a document begins that is in one of these: by its mark, or by '<' ('<?xm' in EBCDIC)."""
_IN_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE | re.ASCII)
_IN_DOCUMENT = re.compile(rb"""\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']\s*([\w.:-]{2,40})""", re.IGNORECASE)
_WEB_NAMES = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
"""What browsers read under these names (WHATWG Encoding Standard)."""
_SEVEN_BITS = ("iso2022", "hz")
_WIDE = ("utf-16", "utf-32")
_GUESS_BYTES = 50_000
_GUESSES = ["cp1252", "cp1251", "cp1256", "cp1255", "koi8_r", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr"]
"""What undeclared feeds that are not UTF-8 are really written in; the first also where nothing fits."""
_SOUND_PER_BROKEN = 3


@dataclass(frozen=True, slots=True)
class Decoded:
    """A document's characters."""

    text: str
    is_belied: bool
    """Whether a charset that header or document name is not the one in which the bytes can be read."""


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """Return a document's text; `content_type` is the whole header. Never raises.

    Bytes beyond ASCII that are sound UTF-8 are nothing else, whatever is said of them; a name that does not fit the
    bytes is passed over for the next; what fits nowhere is read with replacements.
    """
    labels = _labels(body, content_type)
    name = _encoding(body, [codec for codec in map(_codec, labels) if codec])
    text = body.decode(name, "replace").removeprefix("\ufeff")
    is_belied = not body.isascii() and any(not _agrees(label, name) for label in labels)
    return Decoded(text, is_belied or not _fits(body, name))


def _labels(body: bytes, content_type: str | None) -> list[str]:
    header = _IN_HEADER.search(content_type or "")
    start = body[:1024]
    document = _IN_DOCUMENT.match(start.removeprefix(codecs.BOM_UTF8))
    if document is None:
        # In UTF-16 and UTF-32 every second or all but each fourth byte of the declaration is zero.
        document = _IN_DOCUMENT.match(start.replace(b"\0", b"").lstrip(b"\xff\xfe"))
    return ([header[1]] if header else []) + ([document[1].decode("ascii")] if document else [])


def _codec(label: str) -> str | None:
    """Return the codec that a label means on the web; None for one that is unknown, or no character set."""
    try:
        codec = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    # Python also knows codecs that are no character sets, such as base64.
    return _WEB_NAMES.get(codec.name, codec.name) if codec._is_text_encoding else None  # noqa: SLF001  # no public way


def _agrees(label: str, name: str) -> bool:
    codec = _codec(label)
    return codec == name or (
        codec is not None and codec.startswith(_WIDE) and name.startswith(codec.removesuffix("-sig"))
    )


def _encoding(body: bytes, declared: list[str]) -> str:
    for mark, name in _MARKS:
        if body.startswith(mark):
            return name
    if body.isascii():
        return next((name for name in declared if name.startswith(_SEVEN_BITS)), "utf-8")
    if _is_utf8(body):
        return "utf-8"
    return next((name for name in declared if _fits(body, name)), None) or _guess(body)


def _is_utf8(body: bytes) -> bool:
    """Return whether the bytes are UTF-8, but for a few that were cut or mangled."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return not broken or broken * _SOUND_PER_BROKEN <= sum(not character.isascii() for character in text) - broken


def _fits(body: bytes, name: str) -> bool:
    try:
        body.decode(name)
    except ValueError:
        return False
    return True


def _guess(body: bytes) -> str:
    best = from_bytes(body[:_GUESS_BYTES], cp_isolation=_GUESSES).best()
    return best.encoding if best else _GUESSES[0]
