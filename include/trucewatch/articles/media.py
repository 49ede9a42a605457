"""What a Content-Type header says. Pure."""

import codecs
from dataclasses import dataclass
from email.message import Message

READABLE_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
UNTOLD_TYPE = ""


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


def _codec_name(label: str) -> str | None:
    try:
        codec = codecs.lookup(label.strip(" \"'"))
    except (LookupError, ValueError):
        return None
    # Python also knows codecs that are no character sets, such as base64.
    return codec.name if codec._is_text_encoding else None  # noqa: SLF001  # there is no public way to ask
