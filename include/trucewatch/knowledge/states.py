"""What can become of a feed or a page, in words and with its weight: states.yaml."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from types import MappingProxyType
from typing import Any

from trucewatch.knowledge.reading import LINE, check_keys, invalid, read_yaml

LANGUAGES = ("en", "fr")
"""The languages in which the state of a feed is told."""
WEIGHTS: Mapping[str, float] = MappingProxyType({"none": 0.0, "temporary": 0.25, "soft": 0.5, "hard": 1.0})
"""How much a failure counts towards asking a feed less often."""
UNKNOWN, REFUSED, FAULTY = "unknown", "http_4xx", "http_5xx"
"""The entries whose words stand in where a code has none of its own."""

_KEYS = frozenset({"weight", *LANGUAGES, *(f"{language}_action" for language in LANGUAGES)})
_CODE = re.compile(r"[a-z][a-z0-9_]*")
_HTTP = re.compile(r"http_(\d{3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A state in one language."""

    sentence: str
    """What is the matter."""
    action: str
    """What to do next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateWords:
    """One state, in every language."""

    code: str
    weight: float
    words: Mapping[str, Words]
    """By language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class States:
    """All the states, by code."""

    by_code: Mapping[str, StateWords]

    @property
    def weights(self) -> Mapping[str, float]:
        """How much each code counts as a failure."""
        return {code: state.weight for code, state in self.by_code.items()}

    def of(self, code: str) -> StateWords:
        """Return the state with this code; an unlisted HTTP status has that of its class, anything else `unknown`."""
        return self.by_code.get(code) or self.by_code[_stand_in(code)]


def load_states(folder: Path) -> States:
    """Return the states of a knowledge folder's states.yaml; raise KnowledgeInvalid with file:line."""
    path = folder / "states.yaml"
    root = read_yaml(path)
    line = check_keys(root, path, required=frozenset({"states"}))
    if not isinstance(root["states"], dict):
        raise invalid(path, line, "`states` must be a mapping of codes")
    states = {code: _state(code, item, path, line) for code, item in root["states"].items() if code != LINE}
    for code in (UNKNOWN, REFUSED, FAULTY):
        if code not in states:
            raise invalid(path, line, f"the state {code} is missing; its words stand in where a code has none")
    return States(by_code=MappingProxyType(states))


def _stand_in(code: str) -> str:
    status = _HTTP.fullmatch(code)
    if status is None:
        return UNKNOWN
    return FAULTY if int(status[1]) >= HTTPStatus.INTERNAL_SERVER_ERROR else REFUSED


def _state(code: object, item: Any, path: Path, line: int) -> StateWords:
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise invalid(path, line, f"a code must be small letters, digits and underscores, found {code!r}")
    if not isinstance(item, dict):
        raise invalid(path, line, f"{code} must be a mapping, found {item!r}")
    line = check_keys(item, path, required=_KEYS)
    if not isinstance(item["weight"], str) or item["weight"] not in WEIGHTS:
        raise invalid(path, line, f"{code}: weight must be one of {', '.join(WEIGHTS)}, found {item['weight']!r}")
    for key in sorted(_KEYS - {"weight"}):
        if not isinstance(item[key], str) or not item[key].strip():
            raise invalid(path, line, f"{code}: {key} must be a sentence, found {item[key]!r}")
    words = {language: Words(sentence=item[language], action=item[f"{language}_action"]) for language in LANGUAGES}
    return StateWords(code=code, weight=WEIGHTS[item["weight"]], words=MappingProxyType(words))
