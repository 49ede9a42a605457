"""The rows of the gazetteer's files, and the words that their columns may hold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from trucewatch.codebook import Role

PlaceKind = Literal["country", "region", "district", "city", "sea", "site", "area"]
Level = Literal["country", "adm1", "adm2", "settlement", "sea", "site", "area"]
ActorKind = Literal["state", "leader", "government", "armed_group", "igo", "institute", "person", "media", "group"]
NameKind = Literal["place", "actor"]
Form = Literal["official", "exonym", "old", "adjective", "demonym", "metonym", "person", "acronym"]
Needs = Literal["", "context"]

PLACE_COLUMNS = ("id", "name", "kind", "code", "country", "parent", "geonames_id", "latitude", "longitude")
ACTOR_COLUMNS = ("id", "name", "kind", "role", "acts_for", "country")
NAME_COLUMNS = ("name", "kind", "id", "form", "needs")
LEVELS: Mapping[PlaceKind, Level] = {
    "country": "country",
    "region": "adm1",
    "district": "adm2",
    "city": "settlement",
    "sea": "sea",
    "site": "site",
    "area": "area",
}
REGION_WORDS = frozenset(
    {"Oblast", "Krai", "Region", "Governorate", "Province", "State", "Department", "County", "District"}
)
"""Last words of English names of regions; what stands before is often the name of the chief town."""
CODE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRecord:
    """One place. Its id is an ISO 3166 code, 'gn:<GeoNames id>', or a slug where neither exists."""

    id: str
    name: str
    """In English."""
    kind: PlaceKind
    code: str | None = None
    """ISO 3166-1 alpha-2 or ISO 3166-2."""
    country: str | None = None
    """ISO 3166-1 alpha-2; None for seas and for areas of several countries."""
    parent: str | None = None
    geonames_id: int | None = None
    """None where the packaged copy of GeoNames has no number for it, as for all regions."""
    latitude: float | None = None
    longitude: float | None = None

    @property
    def level(self) -> Level:
        """Where it stands in the order of places; a region is of the first level below its country."""
        return LEVELS[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorRecord:
    """One actor. The id of a state is its ISO 3166-1 alpha-3 code, of all others a slug."""

    id: str
    name: str
    """In English."""
    kind: ActorKind
    role: Role
    """What it usually is; `Gazetteer.role_in` says what it is in one conflict."""
    acts_for: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRecord:
    """One way in which a language writes a place or an actor. Adjectives and demonyms stand for the actor.

    A name that a file writes with a small first letter ("russe", "mer Noire") comes with a capital one as well.
    """

    name: str
    kind: NameKind
    id: str
    form: Form
    needs: Needs = ""
    """'context': the words also mean something else; believe them only beside other names of the same conflict."""
