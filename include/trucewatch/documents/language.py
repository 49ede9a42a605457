"""Which language a text is in."""

import copy
import functools

from py3langid.langid import MODEL_FILE, LanguageIdentifier

EXPECTED = ("ar", "de", "en", "es", "fr", "he", "ru", "uk")
"""The languages that a few words are thought to be in; a longer text may be in any that the model knows."""
UNKNOWN = "und"
_LOOKED_AT = 1000
_LONG_ENOUGH = 200
"""From this length the whole model is right: 118 of 124 pages of pages/world, the other six mislabelled there."""
_SURE = 0.8


def identify_language(text: str, hint: str | None = None) -> str:
    """Return the ISO 639-1 code of a text, or 'und'; `hint` decides where there are too few words to be sure."""
    sample = text[:_LOOKED_AT]
    everything, expected = _identifiers()
    if not any(character.isalpha() for character in sample):
        return hint or UNKNOWN
    if len(sample) >= _LONG_ENOUGH:
        return str(everything.classify(sample)[0])
    code, confidence = expected.classify(sample)
    if confidence >= _SURE and not hint:
        return str(code)
    return hint or UNKNOWN


@functools.cache
def _identifiers() -> tuple[LanguageIdentifier, LanguageIdentifier]:
    """Load the model once: over all its languages, and over the expected ones."""
    everything = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    expected = copy.copy(everything)
    expected.set_languages(EXPECTED)
    return everything, expected
