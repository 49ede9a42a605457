"""How words are written to be searched: one spelling for all of case, accents and punctuation. Pure."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")


def fold(text: str) -> str:
    """Return the words of a text in lower case without accents, with one space between them.

    A word is a run of letters and digits (Unicode, NFKD); "Cessez-le-feu à l'Élysée" is "cessez le feu a l elysee".
    """
    letters = text.casefold()
    if not letters.isascii():
        letters = _FOREIGN.sub(_without_marks, unicodedata.normalize("NFKD", letters))
    return " ".join(_WORD.findall(letters))


def _without_marks(run: re.Match[str]) -> str:
    return "".join(letter for letter in run[0] if not unicodedata.combining(letter))
