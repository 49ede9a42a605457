"""When two mentions are about the same arrangement: never by words, only by codes."""

from dataclasses import dataclass
from datetime import datetime

from trucewatch.arrangements.durations import duration_days, is_same_duration
from trucewatch.arrangements.stances import has_stance, parties_of, said_at
from trucewatch.codebook import Category, Scope, State, Target, Time
from trucewatch.model import Arrangement, Evidence, stable_id


@dataclass(frozen=True, slots=True)
class Kind:
    """What must be equal for two mentions to be about one arrangement."""

    category: Category
    historical: bool
    conflict: str | None
    limit: str
    """For ceasefires: 'general', the target of a partial one, or 'partial'."""
    land: tuple[str, ...]
    """For territory: the places."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a mention or an arrangement is about, in codes that every language shares."""

    kind: Kind
    duration: str | None
    places: frozenset[str]
    parties: frozenset[str]


def subject_of(evidence: Evidence) -> Subject:
    """Return what a mention is about."""
    mention = evidence.mention
    places = frozenset(place.id or place.name.strip() or place.text.strip() for place in mention.places) - {""}
    kind = Kind(
        mention.category,
        mention.time is Time.HISTORICAL,
        mention.conflict,
        _limit(mention.category, mention.scope, mention.target),
        tuple(sorted(places)) if mention.category is Category.TERRITORY else (),
    )
    # Parties are kept only as stances, so those of a mention without a stance must not count here either:
    # else the order of batches would matter.
    parties = frozenset(parties_of(mention)) if has_stance(mention) else frozenset()
    return Subject(kind, mention.duration, places if is_placed(kind) else frozenset(), parties)


def subject_of_known(arrangement: Arrangement, parties: frozenset[str]) -> Subject:
    """Return what an arrangement is about, given the parties of its stances."""
    kind = Kind(
        arrangement.category,
        arrangement.state is State.HISTORICAL,
        arrangement.conflict,
        _limit(arrangement.category, arrangement.scope, arrangement.target),
        arrangement.places if arrangement.category is Category.TERRITORY else (),
    )
    return Subject(kind, arrangement.duration, frozenset(arrangement.places), parties)


def is_placed(kind: Kind) -> bool:
    """Tell whether places say which arrangement it is; for a general truce they are only scenery."""
    return kind.category is Category.TERRITORY or kind.conflict is None or kind.limit in {Target.LOCAL, "partial"}


def is_same(one: Subject, other: Subject) -> bool:
    """Tell whether two subjects of one kind may be one arrangement."""
    if one.kind.conflict is None and not (one.places | one.parties) & (other.places | other.parties):
        return False
    if one.kind.category is Category.NEGOTIATION:
        return one.parties <= other.parties or other.parties <= one.parties
    if one.kind.category is Category.CEASEFIRE:
        apart = is_placed(one.kind) and one.places and other.places and not one.places & other.places
        return not apart and is_same_duration(one.duration, other.duration)
    return True


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


def _limit(category: Category, scope: Scope | None, target: Target | None) -> str:
    if category is not Category.CEASEFIRE:
        return ""
    if target is not None:
        return target
    return "partial" if scope is Scope.PARTIAL else "general"


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
