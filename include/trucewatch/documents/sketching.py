"""A sketch of a text's words: small, always the same, and enough to see how much two texts have in common. Pure.

A bottom-k sketch (Broder 1997, On the resemblance and containment of documents; Cohen and Kaplan 2007, Summarizing data
using bottom-k sketches): of all runs of three words, the 64 whose hashes are least. Two texts that share a run keep the
same hash of it, so the least hashes of both are a fair sample of what they share.
"""

import hashlib
import re
import unicodedata
from itertools import islice

from trucewatch.model import SKETCH_SIZE

_RUN = 3
"""Words in a shingle. Two let unrelated pages share too much; four and five lose more to each edited word."""
_LONGEST_TEXT = 100_000
"""Characters that are looked at, some 17,000 words; so a text has no more shingles than that many characters."""
_SPACELESS = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ede\u1000-\u109f\u1780-\u17d3\u3041-\u30ff\u3400-\u9fff\U00020000-\U0003134f"
)
_WORD = re.compile(f"[{_SPACELESS}]|[^\\W_{_SPACELESS}]+")
"""Letters and digits, or one character of a script that sets no spaces: Thai, Lao, Burmese, Khmer, Kana, Han."""


def sketch_of(text: str) -> tuple[int, ...]:
    """Return the least hashes of a text's runs of three words: at most 64, each once, ascending, in 0 ... 2**63 - 1.

    The same for ever, on every machine. Case, punctuation, line breaks and width do not matter; accents do, for they
    tell words apart. A text of fewer words is one run; one without any gives (). Only the first 100,000 characters are
    looked at, so that no text takes longer than 0.2 s; 3,000 take 0.8 ms.
    """
    digest = hashlib.blake2b
    runs = [digest(run.encode(), digest_size=8).digest() for run in _runs(_words(text))]
    # Half of the last bit's worth is given away, for a database's integers are signed.
    least = dict.fromkeys(int.from_bytes(run) >> 1 for run in islice(sorted(runs), SKETCH_SIZE))
    return tuple(least)


def _words(text: str) -> list[str]:
    # Lone surrogates are no letters, so what is left can be encoded; some characters become many, hence the second cut.
    plain = unicodedata.normalize("NFKC", text[:_LONGEST_TEXT]).casefold()
    return _WORD.findall(plain[:_LONGEST_TEXT])


def _runs(words: list[str]) -> set[str]:
    if len(words) <= _RUN:
        return {" ".join(words)} if words else set()
    return set(map(" ".join, zip(*(words[start:] for start in range(_RUN)), strict=False)))
