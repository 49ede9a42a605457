"""Text out of what feeds write into their fields. Pure."""

import html
import re

_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|</?[A-Za-z][^<>]*>", re.DOTALL)


def clean(text: str) -> str:
    """Return text without control characters and half surrogates, which databases refuse."""
    return _UNWANTED.sub("", text).strip()


def plain(text: str, *, is_html: bool) -> str:
    """Return one line of text: tags dropped and entities decoded once if it is HTML, white space made single."""
    if is_html:
        text = html.unescape(_TAG.sub(" ", text))
    return " ".join(clean(text).split())
