"""Which language a text is in."""

import copy
import functools

from py3langid.langid import MODEL_FILE, LanguageIdentifier
from resiliparse.parse.lang import detect_fast

EXPECTED = ("ar", "de", "en", "es", "fr", "he", "ru", "uk")
"""The languages that a few words are thought to be in; a longer text may be in any that the model knows."""
UNKNOWN = "und"
_SLICES, _SLICE = 3, 70
"""210 characters from all over the long lines of 396 pages give the language that 3,000 give, but for one mixed page."""
_LONG_LINE = 80
_LOOKED_AT = 100_000
_LONG_ENOUGH = 200
"""From this length the whole model is right: 118 of 124 pages of pages/world, the other six mislabelled there."""
_LONG_TEXT, _GUESSED_FROM = 500, 2000
_SURE = 0.7
_SO_SURE = 0.95
_SENTENCE = 80
"""The hint is contradicted by so many characters at least, and only by a sure result."""


def identify_language(text: str, hint: str | None = None, *, declared: str = "") -> str:
    """Return the ISO 639-1 code of a text, or 'und'; `hint` decides where there are too few words to be sure.

    `declared`: what its page says that it is in. If a first guess says the same of a long text, nobody else is asked:
    so it is with 377 of 396 pages, and for none of them a closer look says otherwise.
    """
    if declared and len(text) >= _LONG_TEXT and detect_fast(text[:_GUESSED_FROM])[0] == declared:
        return declared
    sample = _sample(text)
    everything, expected = _identifiers()
    if not any(map(str.isalpha, sample)):
        return hint or UNKNOWN
    if len(sample) >= _LONG_ENOUGH:
        return str(everything.classify(sample)[0])
    if hint and len(sample) < _SENTENCE:
        return hint
    code, confidence = expected.classify(sample)
    return str(code) if confidence >= (_SO_SURE if hint else _SURE) else hint or UNKNOWN


def _sample(text: str) -> str:
    """Return a text that is short, else pieces from the beginning, the middle and the end of its long lines."""
    if len(text) <= _SLICES * _SLICE:
        return text
    text = text[:_LOOKED_AT]
    long = " ".join(line for line in text.split("\n") if len(line) >= _LONG_LINE)
    chosen = long if len(long) >= _SLICES * _SLICE else text
    step = (len(chosen) - _SLICE) // (_SLICES - 1)
    return " ".join(chosen[start : start + _SLICE] for start in range(0, step * _SLICES, step))


@functools.cache
def _identifiers() -> tuple[LanguageIdentifier, LanguageIdentifier]:
    """Load the model once: over all its languages, and over the expected ones."""
    everything = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    expected = copy.copy(everything)
    expected.set_languages(EXPECTED)
    return everything, expected
