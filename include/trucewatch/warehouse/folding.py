"""How words are written to be searched: one spelling for all of case, accents and punctuation. Pure."""

import unicodedata


def fold(text: str) -> str:
    """Return the words of a text in lower case without accents, with one space between them.

    A word is a run of letters and digits (Unicode, NFKD); "Cessez-le-feu à l'Élysée" is "cessez le feu a l elysee".
    """
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(_kept(letter) for letter in letters).split())


def _kept(letter: str) -> str:
    if letter.isalnum():
        return letter
    return "" if unicodedata.combining(letter) else " "
