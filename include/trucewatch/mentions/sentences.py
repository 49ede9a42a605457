"""Text -> sentences by rule: the parser is never asked, since it cuts quotes and headings in two."""

import logging
import re
from collections.abc import Collection, Iterator

log = logging.getLogger(__name__)

TOO_LONG = 1500
"""Characters; what is longer is no sentence, and is cut at spaces so that no parse can take minutes."""
MOST = 20_000
"""Sentences of one text, some hundred times the longest article's; what has more is no text."""

_SAME_LENGTH = {
    **dict.fromkeys(map(ord, "’‘ʼ′`´"), "'"),
    **dict.fromkeys(range(0x2010, 0x2016), "-"),
    **dict.fromkeys(map(ord, "\u2212\ufe63\uff0d"), "-"),
    **dict.fromkeys((code for code in (*range(0x20), 0x7F) if code != ord("\n")), " "),
    **dict.fromkeys(map(ord, "\u00a0\u202f\u2007\u2009\u200a\u200b\ufeff\u00ad"), " "),
    **dict.fromkeys(map(ord, "\u2028\u2029\x85\r"), "\n"),
}
_SAME_LENGTH.update(dict.fromkeys(range(0xD800, 0xE000), "\ufffd"))
_ODD = re.compile("[" + "".join(re.escape(chr(code)) for code in _SAME_LENGTH) + "]")
_BREAK = re.compile(
    r"[\n.!?…)](?:(?<=\n)\n*|(?<=[A-Za-z]\)) --? (?=[A-ZÀ-Þ])|(?<=[.!?…])(?<![.!?…].)[.!?…]*+\s?[»”\"')\]]*+"
    r"(?:(?=\s)|(?<=[a-zß-ÿ][.!?…»”\"])(?=[«“\"]?[A-ZÀ-Þ][a-zß-ÿ']*[ ,])))"
)
"""Begins with one set of characters, so that the rest is tried only there; a row of stops is tried at its first alone.
Where a page has lost the space between two sentences ("the talks.On Monday"), a capital after a word's stop begins one.
"""
_STOPS = frozenset(".!?…")
_NEXT = re.compile(r"\s*[«“\"'(\[–—-]*\s?(.)", re.DOTALL)
_WORD_BEFORE = re.compile(r"([^\s(«“\"']+)$")
_INITIAL = re.compile(r"(?:[A-ZÀ-Þ]\.?-?){1,4}")


def normalise(text: str) -> str:
    """Return a copy of the same length with one kind of apostrophe, hyphen and space, so that offsets hold."""
    return _ODD.sub(lambda found: _SAME_LENGTH[ord(found.group())], text)


def lower(text: str) -> str:
    """Return the text in lower case with the same length, also where Unicode has a longer lower case."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


def split_sentences(text: str, abbreviations: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each sentence of a normalised text, without surrounding spaces.

    A line break always ends a sentence; a full stop does where a new one begins after it, which the abbreviations
    (lower case, without their last stop) and initials deny. What is cut or left out is said in the log.
    """
    cut = 0
    for number, (start, end) in enumerate(_ended(text, abbreviations)):
        if number == MOST:
            log.warning("too many sentences; the rest is left out characters=%d", len(text) - start)
            break
        if end - start > TOO_LONG:
            cut += 1
            yield from _pieces(text, start, end)
        elif start < end:
            yield start, end
    if cut:
        log.info("cut what is too long for a sentence count=%d", cut)


def _ended(text: str, abbreviations: Collection[str]) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _BREAK.finditer(text):
        if text[found.start()] in _STOPS and not _is_end(text, found, abbreviations):
            continue
        yield _trimmed(text, start, found.end())
        start = found.end()
    yield _trimmed(text, start, len(text))


def _is_end(text: str, found: re.Match[str], abbreviations: Collection[str]) -> bool:
    start, end = found.span()
    following = _NEXT.match(text, end)
    if following is None:
        return True
    if following.group(1).islower():
        return False
    if text[start] != "." or text[start : start + 2] == "..":
        return True
    before = _WORD_BEFORE.search(text, max(0, start - 30), start)
    if before is None:
        return True
    word = before.group(1)
    return not (word.lower() in abbreviations or _INITIAL.fullmatch(word))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > TOO_LONG:
        cut = text.rfind(" ", start + 1, start + TOO_LONG)
        cut = cut if cut > start else start + TOO_LONG
        yield start, cut
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end
