"""The query string as a question: every address of the page can be shared, since it says all that was chosen.

Pure: knows neither HTTP nor the warehouse. An empty value means "any"; names that are not ours are passed over, as mail
readers and messengers add some.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from trucewatch.codebook import Act, Category, Certainty, Polarity, State
from trucewatch.model import Filters

LANGUAGES = ("en", "fr")
MOST_WORDS = 200
MOST_CHARACTERS = 100
MOST_ROWS = 200
"""Rows of one page of a table, at most."""
FEW_ROWS = 50
"""As many where nobody says."""
NO_CONFLICT = "none"
"""How the query string says: of no listed conflict."""


class Borders(StrEnum):
    """Whether the map draws borders."""

    OFF = "off"


class Only(StrEnum):
    """Which feeds are shown."""

    TROUBLE = "trouble"


class QuestionInvalid(Exception):
    """A value that a parameter cannot have."""

    def __init__(self, name: str, why: str, **told: str) -> None:
        """`why` is a key of the catalogue under `wrong`; `told` fills its braces."""
        super().__init__(f"{name}: {why}")
        self.name = name
        self.why = why
        self.told = {"name": name, **told}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What somebody wants to see."""

    filters: Filters = field(default_factory=Filters)
    after: str | None = None
    """Go on behind the row with this id."""
    state: State | None = None
    """Of arrangements."""
    limit: int = FEW_ROWS
    only: Only | None = None
    borders: Borders | None = None
    lang: str | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    """What the query string said of all this, as it stands there; empty values left out."""

    def chosen(self, *names: str) -> dict[str, str]:
        """Return what was given of these names, for links that keep it."""
        return {name: self.given[name] for name in names if name in self.given}


def read_question(parameters: Mapping[str, str]) -> Question:
    """Return the question; raises QuestionInvalid for a value that its parameter cannot have."""
    given = {name: text for name in PARAMETERS if (text := parameters.get(name, "").strip())}
    read = {name: PARAMETERS[name](name, text) for name, text in given.items()}
    since, until = read.get("since"), read.get("until")
    if isinstance(since, date) and isinstance(until, date) and since > until:
        raise QuestionInvalid("since", "backwards", since=given["since"], until=given["until"])
    filters = Filters(**{name: value for name, value in read.items() if name in FILTERS})  # type: ignore[arg-type]
    other = {name: value for name, value in read.items() if name not in FILTERS}
    return Question(filters=filters, given=given, **other)  # type: ignore[arg-type]


def unknown_names(parameters: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names that no question has: whoever asks by program wants to hear of a slip."""
    return tuple(name for name in parameters if name not in PARAMETERS)


def read_identifier(text: str) -> str:
    """Return an id of an address; raises QuestionInvalid where it cannot be one."""
    return _identifier("id", text)


def _identifier(name: str, text: str) -> str:
    return _line(name, text, MOST_CHARACTERS)


def _line(name: str, text: str, most: int) -> str:
    if len(text) > most:
        raise QuestionInvalid(name, "long", most=str(most))
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in text):
        raise QuestionInvalid(name, "unprintable")
    return text


def _words(name: str, text: str) -> str:
    return _line(name, text, MOST_WORDS)


def _conflict(name: str, text: str) -> str:
    return "" if text == NO_CONFLICT else _identifier(name, text)


def _day(name: str, text: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise QuestionInvalid(name, "no_day")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise QuestionInvalid(name, "no_day") from error


def _code(pattern: str) -> Callable[[str, str], str]:
    def read(name: str, text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise QuestionInvalid(name, "no_code")
        return text

    return read


def _one_of(kind: type[StrEnum]) -> Callable[[str, str], StrEnum]:
    def read(name: str, text: str) -> StrEnum:
        try:
            return kind(text)
        except ValueError as error:
            raise QuestionInvalid(name, "not_one_of", values=", ".join(kind)) from error

    return read


def _limit(name: str, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", text) or not 1 <= int(text) <= MOST_ROWS:
        raise QuestionInvalid(name, "no_limit", most=str(MOST_ROWS))
    return int(text)


def _lang(name: str, text: str) -> str:
    if text not in LANGUAGES:
        raise QuestionInvalid(name, "not_one_of", values=", ".join(LANGUAGES))
    return text


PARAMETERS: Mapping[str, Callable[[str, str], object]] = MappingProxyType(
    {
        "words": _words,
        "category": _one_of(Category),
        "act": _one_of(Act),
        "polarity": _one_of(Polarity),
        "certainty": _one_of(Certainty),
        "conflict": _conflict,
        "language": _code("[a-z]{2,3}"),
        "outlet": _identifier,
        "family": _identifier,
        "country": _code("[A-Z]{2}"),
        "party": _identifier,
        "place": _identifier,
        "arrangement": _identifier,
        "story": _identifier,
        "run": _words,
        "since": _day,
        "until": _day,
        "state": _one_of(State),
        "only": _one_of(Only),
        "borders": _one_of(Borders),
        "after": _identifier,
        "limit": _limit,
        "lang": _lang,
    }
)
"""Every parameter there is, with what reads it."""

FILTERS = tuple(name for name in PARAMETERS if name in {known.name for known in fields(Filters)})
"""Those that choose mentions."""
