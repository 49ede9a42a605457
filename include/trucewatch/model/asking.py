"""What people ask of the results, and what answers them in numbers: Filters, DayCount, ConflictCount, PlaceCount, Choices."""

from dataclasses import dataclass
from datetime import date

from trucewatch.codebook import Act, Category, Certainty, Polarity


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which mentions are meant: those that fit every field; None fits all."""

    category: Category | None = None
    act: Act | None = None
    polarity: Polarity | None = None
    certainty: Certainty | None = None
    conflict: str | None = None
    """Identifier from conflicts.yaml; '' means those of no listed conflict."""
    language: str | None = None
    """Of the document, ISO 639-1."""
    outlet: str | None = None
    family: str | None = None
    country: str | None = None
    """Of the outlet, ISO 3166-1 alpha-2."""
    party: str | None = None
    """Identifier of one who acts: ISO 3166-1 alpha-3 or a slug."""
    place: str | None = None
    """Identifier of the gazetteer, or an ISO 3166 code; a country's code fits all places in it."""
    arrangement: str | None = None
    story: str | None = None
    run: str | None = None
    """The run that read the document."""
    since: date | None = None
    """First day, UTC: of publication, or of being first seen where that is not known."""
    until: date | None = None
    """Last day, included."""
    words: str | None = None
    """Words that headline and sentence must have all of, each at the beginning of a word; accents and case are one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCount:
    """How many mentions of one day and act there are."""

    day: date
    category: Category
    act: Act
    mentions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictCount:
    """How many mentions of one day, conflict and category there are."""

    day: date
    conflict: str
    """'' for none of the listed ones."""
    category: Category
    mentions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCount:
    """How many mentions of one act there are at one place of the gazetteer."""

    place_id: str
    name: str
    """In English."""
    code: str | None
    """ISO 3166, None where it has none."""
    latitude: float
    longitude: float
    category: Category
    act: Act
    mentions: int
    last_on: date
    """The last day with one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What can be chosen in filters, as far as there are mentions of it; each in alphabetical order."""

    conflicts: tuple[str, ...]
    languages: tuple[str, ...]
    outlets: tuple[str, ...]
    families: tuple[str, ...]
    countries: tuple[str, ...]
