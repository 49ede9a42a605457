"""Text that was read in the wrong charset somewhere on its way, read back. Pure."""

import re

_LETTERS = "ÃÂÐÑØÙ\u00d7ÅÄ"
_SIGN = re.compile(f"[{_LETTERS}](?![!-~])")
_SIGNS = ("â€", "â\x80", "ðŸ")
"""One of these is in every UTF-8 text that was read as a Western or Central European one; sound texts have few.

What follows the letter was never ASCII, so that a German 'Ähre' is passed by.
"""
_CYRILLIC_AS_WESTERN = re.compile(r"(?<![^\W\d_])[À-ÿ\u00b8¨ª¯º¿³²]{4,}(?![^\W\d_])")
_WESTERN = bytes(int(chr(code) >= "À" or chr(code) in "\u00b8¨ª¯º¿³²") for code in range(256))
_FOUR_WESTERN = bytes([1] * 4)
"""In whatever fits the former, once each of its characters is but told to be such a letter or not."""
_MOST_VOWELS = re.compile(r"[аеєиіїоуыэюя]", re.IGNORECASE)
_LONGEST_LINE = 20_000
"""Characters; no paragraph is so long, and reading back takes 7 microseconds for each."""
_FEWEST_WORDS = 3
_VOWELS = (0.25, 0.65)
"""The share of vowels among the letters of Russian and Ukrainian words; any words, with a margin."""


def repaired(text: str) -> str:
    """Return a text with the letters that it was written with; one that is sound comes back as it is.

    Line by line, since a page's parts may come from several hands: UTF-8 that was taken for a one-byte charset, once
    or twice, and Cyrillic (windows-1251) that was taken for Western European.
    """
    if text.isascii():
        return text
    if not _has_signs(text) and not _has_four_western(text):
        return text
    return "\n".join(map(_line, text.split("\n")))


def _line(line: str) -> str:
    if line.isascii() or len(line) > _LONGEST_LINE:
        return line
    if _has_signs(line):
        found = _from_utf8(line)
        if len(found) < len(line):
            return found
    return _from_cyrillic(line)


def _has_signs(text: str) -> bool:
    if any(sign in text for sign in _SIGNS):
        return True
    # Single letters are found a hundred times as quickly as a pattern of them.
    return any(letter in text for letter in _LETTERS) and _SIGN.search(text) is not None


def _has_four_western(text: str) -> bool:
    return _FOUR_WESTERN in text.encode("latin-1", "replace").translate(_WESTERN)


def _from_utf8(line: str) -> str:
    # Few texts ever need it, and it takes 0.2 s to import.
    from ftfy import fix_encoding  # noqa: PLC0415

    return fix_encoding(line)


def _from_cyrillic(line: str) -> str:
    words = _CYRILLIC_AS_WESTERN.findall(line) if _has_four_western(line) else []
    if len(words) < _FEWEST_WORDS:
        return line
    try:
        found = line.encode("cp1252").decode("cp1251")
    except UnicodeError:
        return line
    letters = [character for character in found if "\u0400" <= character <= "\u04ff"]
    share = len(_MOST_VOWELS.findall("".join(letters))) / len(letters)
    return found if _VOWELS[0] <= share <= _VOWELS[1] else line
