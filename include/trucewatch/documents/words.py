"""Making text tidy, and knowing it again. Pure."""

import html
import re
import unicodedata

from trucewatch.documents.mojibake import repaired
from trucewatch.model import stable_id

_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]"
)
_BREAK = re.compile(r"[\r\n\x85\u2028\u2029]+")
_HIDING = re.compile(r"<(/?)(script|style|noscript|template|svg)\b[^<>]*>|(<!--)|(-->)", re.IGNORECASE)
_LONGEST_LINE = 5000
_BLOCK = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|table|blockquote|section|article|figure|figcaption|pre|hr)\b[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_LETTERS = re.compile(r"[^\W_]+")
_WORDS = re.compile(r"\w+")
_SMALL = bytes(range(256)).lower()
_ASCII_NOISE = bytes(code for code in range(128) if not chr(code).isalnum())
_SEPARATOR = re.compile(r"\s+[|\u2013\u2014\u00b7\u2022-]\s+|\s*\|\s*")
_SHORTEST_NAME = 3


def tidy(text: str) -> str:
    """Return NFC text, one paragraph a line, single spaces, nothing invisible, no mojibake. Idempotent."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = _clean(repaired(text))
    while (again := repaired(text)) != text:
        # What was invisible, or twice encoded, had hidden more of it.
        text = _clean(again)
    return text


def plain(fragment: str) -> str:
    """Return the tidy text of a piece of HTML, such as a feed's summary; block elements become paragraphs."""
    if "<" in fragment:
        # White space in HTML is only space; what breaks a line is a tag.
        fragment = _TAG.sub("", _BLOCK.sub("\n", _BREAK.sub(" ", _visible(fragment))))
    return tidy(html.unescape(fragment))


def one_line(fragment: str) -> str:
    """Return the tidy text of a title or name."""
    return plain(fragment[:_LONGEST_LINE]).replace("\n", " ")


def fingerprint(text: str) -> str:
    """Return a digest that two texts share when their letters and digits are the same, in order."""
    # Most of what goes is ASCII, which bytes drop at once, underscores with it.
    known = unicodedata.normalize("NFKC", text).encode("utf-8", "surrogatepass").translate(_SMALL, _ASCII_NOISE)
    folded = known.decode("utf-8", "surrogatepass").casefold()
    return stable_id("text", folded if folded.isalnum() else "".join(_WORDS.findall(folded)))


def without_heading(text: str, titles: tuple[str, ...]) -> str:
    """Return a text without its first line if that only repeats one of these titles."""
    first, _, rest = text.partition("\n")
    return rest if rest and fingerprint(first) in set(map(fingerprint, titles)) else text


def without_outlet(title: str, names: tuple[str, ...]) -> str:
    """Return a title without the outlet's name at its end ('Talks open | The Herald').

    `names` are the outlet's names and its host; nothing is cut that would leave no title.
    """
    if not _SEPARATOR.search(title):
        return title
    keys = {_key(name) for name in names} | {_key(name.rpartition("www.")[2].split(".")[0]) for name in names}
    keys = {key for key in keys if len(key) >= _SHORTEST_NAME}
    while True:
        separators = list(_SEPARATOR.finditer(title))
        if not separators:
            return title
        last = separators[-1]
        kept, tail = title[: last.start()].strip(), _key(title[last.end() :])
        if not kept or not any(tail.startswith(key) or (tail and tail == key.removeprefix("the")) for key in keys):
            return title
        title = kept


def _clean(text: str) -> str:
    return "\n".join(filter(None, map(_clean_line, text.split("\n"))))


def _clean_line(line: str) -> str:
    if line.isprintable():
        # There is nothing to take out and no space but the common one; this is nearly every line.
        line = unicodedata.normalize("NFC", line)
        return " ".join(line.split()) if "  " in line else line.strip()
    line = unicodedata.normalize("NFC", _UNWANTED.sub("", line))
    # str.split() knows every space there is, and is ten times as quick as a pattern of them.
    lines = (" ".join(part.split()) for part in line.splitlines())
    return "\n".join(part for part in lines if part)


def _visible(fragment: str) -> str:
    """Drop what a browser would not show, in one pass however much is left open."""
    pieces, position, hidden_by = [], 0, ""
    for token in _HIDING.finditer(fragment):
        kind = (token[2] or "comment").lower()
        closes = bool(token[1] or token[4])
        if not hidden_by and not closes:
            pieces.append(fragment[position : token.start()])
            hidden_by = kind
        elif hidden_by == kind and closes:
            hidden_by, position = "", token.end()
    if not hidden_by:
        pieces.append(fragment[position:])
    return " ".join(pieces)


def _key(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(_LETTERS.findall("".join(c for c in decomposed if not unicodedata.combining(c))))
