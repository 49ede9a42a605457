"""What a Content-Type header says, and what the first bytes say against it. Pure."""

import codecs
from dataclasses import dataclass
from email.message import Message

READABLE_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
UNTOLD_TYPE = ""
_MARKS_OF_TEXT = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
_MARKS_OF_FILES = (
    b"%PDF-", b"%!PS-", b"{\\rtf", b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"RIFF", b"PK\x03\x04",
    b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!\x1a", b"\x28\xb5\x2f\xfd", b"OggS", b"ID3", b"fLaC",
    b"\x1a\x45\xdf\xa3", b"wOFF", b"wOF2", b"\x7fELF", b"\xd0\xcf\x11\xe0",
)  # fmt: skip
"""How files begin that servers send as pages: documents, images, archives, sound, film, fonts, programs."""
_NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})
"""Codecs of Python's that turn bytes into text but are no encoding of pages."""
_FILM_MARK = b"ftyp"
_LOOKED_AT = 512
_MOST_BINARY = 0.05
_BINARY_BYTES = bytes({*range(0x20), 0x7F} - {*b"\t\n\v\f\r\x1b"})
"""Never in text (WHATWG MIME Sniffing Standard), ISO-2022's ESC apart; a few strays are forgiven."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """The type of a body, as its header tells it."""

    content_type: str
    """Lower case, without parameters; '' when the header is missing or says nothing."""
    charset: str | None
    """Python's name of the encoding; None when it is not told or not known."""

    @property
    def is_readable(self) -> bool:
        """Whether it may hold an article; a server that tells nothing is given the benefit of the doubt."""
        return self.content_type in READABLE_TYPES or self.content_type == UNTOLD_TYPE


def parse_media(header: str | None) -> Media:
    """Read a Content-Type header, however odd."""
    message = Message()
    message["Content-Type"] = " ".join((header or "").split())
    content_type = (header or "").partition(";")[0].strip().lower()
    charset = message.get_param("charset")
    return Media(content_type=content_type, charset=_codec_name(charset) if isinstance(charset, str) else None)


def looks_binary(body: bytes) -> bool:
    """Return whether a body is no text, whatever it is called."""
    if body.startswith(_MARKS_OF_TEXT):
        return False
    if body.startswith(_MARKS_OF_FILES) or body[4:8] == _FILM_MARK:
        return True
    start = body[:_LOOKED_AT]
    return len(start) - len(start.translate(None, _BINARY_BYTES)) > _MOST_BINARY * len(start)


def _codec_name(label: str) -> str | None:
    try:
        codec = codecs.lookup(label.strip(" \"'"))
    except (LookupError, ValueError):
        return None
    # Python also knows codecs that are no character sets, such as base64.
    is_charset = codec._is_text_encoding and codec.name not in _NO_CHARSETS  # noqa: SLF001  # there is no public way to ask
    return codec.name if is_charset else None
