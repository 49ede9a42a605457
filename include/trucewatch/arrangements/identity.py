"""When two mentions are about the same arrangement: never by words, only by codes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from trucewatch.arrangements.durations import duration_days, is_same_duration
from trucewatch.arrangements.stances import has_stance, parties_of, said_at
from trucewatch.codebook import Act, Category, Scope, State, Target, Time
from trucewatch.model import Arrangement, Evidence, Place, stable_id

Parents = Mapping[str, str]
"""The place that each place lies in, by identifier."""
NOWHERE: Parents = MappingProxyType({})
GENERAL = "general"
PARTIAL = "partial"
LIMITS = (*Target, PARTIAL)
"""What a ceasefire that is not general may be limited to."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What must be equal for two mentions to be about one arrangement."""

    category: Category
    historical: bool
    conflict: str | None
    limit: str
    """For ceasefires: 'general', the target of a partial one, or 'partial'."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a mention or an arrangement is about, in codes that every language shares."""

    kind: Kind
    duration: str | None
    places: frozenset[str]
    parties: frozenset[str]


def subject_of(evidence: Evidence, parents: Parents = NOWHERE) -> Subject:
    """Return what a mention is about."""
    mention = evidence.mention
    kind = Kind(
        mention.category,
        mention.time is Time.HISTORICAL,
        mention.conflict,
        _limit(mention.category, mention.scope, mention.target),
    )
    places = land_of(mention.places, parents) if is_placed(kind) else frozenset()
    # Parties are kept only as stances, so those of a mention without a stance must not count here either:
    # else the order of batches would matter.
    parties = frozenset(parties_of(mention)) if has_stance(evidence) else frozenset()
    # How long an extension is says nothing of how long what is extended was.
    duration = None if mention.act is Act.EXTEND else mention.duration
    return Subject(kind, duration, places, parties)


def subject_of_known(arrangement: Arrangement, parties: frozenset[str]) -> Subject:
    """Return what an arrangement is about, given the parties of its stances."""
    kind = Kind(
        arrangement.category,
        arrangement.state is State.HISTORICAL,
        arrangement.conflict,
        _limit(arrangement.category, arrangement.scope, arrangement.target),
    )
    return Subject(kind, arrangement.duration, frozenset(arrangement.places), parties)


def land_of(places: Sequence[Place], parents: Parents) -> frozenset[str]:
    """Return the land that is meant: the smallest places named, for a town is often named with its region and state."""
    named = {place.id or place.name.strip() or place.text.strip(): place for place in places}
    named.pop("", None)
    around = {ancestor for name in named for ancestor in _ancestors(name, parents)}
    states = {name for name, place in named.items() if place.id is not None and place.id == place.country}
    return frozenset(named.keys() - around - states) or frozenset(named.keys() - around) or frozenset(named)


def shelves_of(subject: Subject) -> frozenset[tuple[Kind, str]]:
    """Return where an arrangement is found again: by its kind, and for territory by each of its places."""
    places = subject.places if subject.kind.category is Category.TERRITORY else frozenset()
    return frozenset((subject.kind, place) for place in places or {""})


def is_placed(kind: Kind) -> bool:
    """Tell whether places say which arrangement it is; for a general truce they are only scenery."""
    return kind.category is Category.TERRITORY or kind.conflict is None or kind.limit in {Target.LOCAL, PARTIAL}


def is_same(known: Subject, new: Subject) -> bool:
    """Tell whether a mention of this kind may be about a known arrangement."""
    if new.kind.conflict is None and not (known.places | known.parties) & (new.places | new.parties):
        return False
    if new.kind.category is Category.NEGOTIATION:
        return known.parties <= new.parties or new.parties <= known.parties
    if new.kind.category is Category.CEASEFIRE:
        apart = is_placed(new.kind) and known.places and new.places and not known.places & new.places
        return not apart and is_same_duration(known.duration, new.duration)
    # Part of the land is the same matter; more land is another.
    return new.places <= known.places and bool(new.places) == bool(known.places)


def arrangement_id(subject: Subject, evidence: Evidence) -> str:
    """Return the identifier of the arrangement that this evidence is the first to speak of."""
    kind = subject.kind
    days = duration_days(subject.duration)
    anchors = sorted(subject.places)
    if kind.category is Category.NEGOTIATION or kind.conflict is None:
        anchors += sorted(subject.parties)
    if kind.conflict is None and not anchors:
        anchors = [evidence.mention.document_id]
    return stable_id(
        "arrangement",
        kind.category,
        "historical" if kind.historical else "",
        kind.conflict or "",
        kind.limit,
        f"{days:.0f}" if days else "",
        _day(said_at(evidence)),
        *anchors,
    )


def _ancestors(place: str, parents: Parents) -> Iterator[str]:
    seen = {place}
    while (place := parents.get(place, "")) and place not in seen:
        seen.add(place)
        yield place


def _limit(category: Category, scope: Scope | None, target: Target | None) -> str:
    if category is not Category.CEASEFIRE:
        return ""
    if target is not None:
        return target
    return PARTIAL if scope is Scope.PARTIAL else GENERAL


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
