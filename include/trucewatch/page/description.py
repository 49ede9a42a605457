"""The parameters as OpenAPI describes them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from trucewatch.codebook import Act, Category, Certainty, Polarity, State
from trucewatch.page.questions import FEW_ROWS, MOST_CHARACTERS, MOST_ROWS, MOST_WORDS, NO_CONFLICT, Only

_TEXT: Mapping[str, object] = MappingProxyType({"type": "string", "maxLength": MOST_CHARACTERS})
_DAY: Mapping[str, object] = MappingProxyType({"type": "string", "format": "date"})

PARAMETERS: Mapping[str, tuple[str, Mapping[str, object]]] = MappingProxyType(
    {
        "words": ("Words that headline and sentence have all of", {"type": "string", "maxLength": MOST_WORDS}),
        "category": ("What the mention is about", {"type": "string", "enum": list(Category)}),
        "act": ("What is said to happen", {"type": "string", "enum": list(Act)}),
        "polarity": ("Presented as so, or as not so", {"type": "string", "enum": list(Polarity)}),
        "certainty": ("How sure the nearest source is", {"type": "string", "enum": list(Certainty)}),
        "conflict": (f"Identifier of the conflict; '{NO_CONFLICT}': of no listed one", _TEXT),
        "language": ("Language of the document, ISO 639-1", {"type": "string", "pattern": "^[a-z]{2,3}$"}),
        "outlet": ("Name of the outlet", _TEXT),
        "family": ("Publisher family", _TEXT),
        "country": ("Country of the outlet, ISO 3166-1 alpha-2", {"type": "string", "pattern": "^[A-Z]{2}$"}),
        "party": ("Identifier of one who acts", _TEXT),
        "place": ("Identifier of a place, or an ISO 3166 code", _TEXT),
        "arrangement": ("Identifier of the arrangement", _TEXT),
        "story": ("Identifier of the story", _TEXT),
        "run": ("The run that read the document", {"type": "string", "maxLength": MOST_WORDS}),
        "since": ("First day, UTC", _DAY),
        "until": ("Last day, UTC, included", _DAY),
        "state": ("State of the arrangement", {"type": "string", "enum": list(State)}),
        "only": ("Which feeds", {"type": "string", "enum": list(Only)}),
        "after": ("Go on behind the row with this identifier", _TEXT),
        "limit": ("Most rows", {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": FEW_ROWS}),
    }
)


def parameters(*names: str) -> dict[str, Any]:
    """Return these parameters for a route's description; each may be left out or be empty, which means any."""
    return {
        "parameters": [
            {
                "name": name,
                "in": "query",
                "required": False,
                "allowEmptyValue": True,
                "description": PARAMETERS[name][0],
                "schema": dict(PARAMETERS[name][1]),
            }
            for name in names
        ]
    }
