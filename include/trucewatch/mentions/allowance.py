"""How much of one document is parsed: enough for any article, and too little for a hostile one to hold up the others."""

import re

MOST_SENTENCES = 400
"""Sentences with triggers that are looked at in a title or text; a page with more is a list, not an article."""
MOST_EFFORT = 5000
"""Words and marks of the sentences that are parsed in one document; the most in 7,000 real ones was 2,000."""
A_TRIGGER = 25
"""What to read a trigger costs, in words parsed."""
TOO_MUCH = "too much for one document"
_WORD = re.compile(r"\w+|[^\w\s]")


class Allowance:
    """What may still be parsed of one document; it counts what is left out."""

    def __init__(self) -> None:
        """Begin with all of it."""
        self.sentences_left_out = 0
        self.triggers_left_out = 0
        self._left = MOST_EFFORT

    def grants_a_look(self) -> bool:
        """Return whether one more sentence may be looked at: none after the first that was left out."""
        self.sentences_left_out += self._left < 0
        return self._left >= 0

    def grants_a_parse(self, sentence: str, triggers: int) -> bool:
        """Return whether a sentence that was looked at, with so many triggers left, is parsed."""
        self._left -= A_TRIGGER * triggers + sum(1 for _ in _WORD.finditer(sentence))
        return self.grants_a_look()

    def grants_a_neighbour(self, sentence: str) -> bool:
        """Return whether a sentence is parsed that only tells more of another one; without it, less is known of that."""
        self._left -= sum(1 for _ in _WORD.finditer(sentence))
        return self._left >= 0
