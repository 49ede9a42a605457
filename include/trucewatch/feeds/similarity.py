"""How alike two titles are, by their words. Pure."""

import re
import unicodedata

from trucewatch.feeds.words import plain

_URL = re.compile(r"\b(?:https?://|www\.)\S+")
_WORD = re.compile(r"\w+")
_ALIKE = 0.5


def plain_words(text: str) -> list[str]:
    """Return the words a reader sees, in order, in lower case: without markup, addresses and punctuation."""
    text = unicodedata.normalize("NFKC", _URL.sub(" ", plain(text, is_html=True)))
    return _WORD.findall(text.casefold())


def are_alike(one: str, other: str) -> bool:
    """Return whether two titles share most of their words."""
    left, right = set(plain_words(one)), set(plain_words(other))
    return len(left & right) >= _ALIKE * min(len(left), len(right))
