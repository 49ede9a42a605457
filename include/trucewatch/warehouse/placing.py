"""Which row each entry of a poll belongs to, and what that changes. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from trucewatch.model import Entry, KnownEntry
from trucewatch.ports import Identify

MOST_REVISIONS = 10
"""Edits of one entry that are followed; pages that change all day would be fetched all day."""
BETWEEN_REVISIONS = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An entry that the warehouse has, with all that placing another one upon it needs."""

    known: KnownEntry
    feed_id: str
    """The feed that listed it first."""
    updated_at: datetime | None
    date_flaw: str
    digest: str
    revised_at: datetime | None
    revisions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """What an entry's dates become."""

    entry_id: str
    published_at: datetime | None
    updated_at: datetime | None
    date_flaw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """What a poll's entries change."""

    new: list[Entry] = field(default_factory=list)
    carried: dict[str, datetime] = field(default_factory=dict)
    """When each entry that the feed lists was seen, by its id."""
    keys: dict[str, str] = field(default_factory=dict)
    """Keys that an entry did not have, with its id."""
    dates: list[Dates] = field(default_factory=list)
    edits: dict[str, Entry] = field(default_factory=dict)
    """Entries with other words than before, by the id of the row that gets them."""
    digests: dict[str, str] = field(default_factory=dict)
    """Digests of entries that had none."""


def place_entries(
    entries: Iterable[Entry],
    *,
    known: Mapping[str, Held],
    by_id: Mapping[str, Held],
    identify: Identify,
    family: str,
) -> Placement:
    """Return what becomes of these entries, in their order: each is a known one, or new.

    `known` is by key, `by_id` by the identifiers of these entries; `family` is their feed's. A new entry takes over the
    keys that `identify` did not believe; a known one gets those that nobody has. Where a poll lists an entry twice, the
    first counts.
    """
    placement = Placement()
    owners, ids = dict(known), dict(by_id)
    for entry in entries:
        held = _find(entry, owners, ids, identify)
        if held is None:
            held = _as_held(entry, family)
            placement.new.append(entry)
            gained = entry.keys
        else:
            gained = tuple(key for key in entry.keys if key not in owners)
            if held.known.id not in placement.carried:
                _update(placement, entry, held)
        owners.update(dict.fromkeys(gained, held))
        placement.keys.update(dict.fromkeys(gained, held.known.id))
        ids[entry.id] = held
        placement.carried.setdefault(held.known.id, entry.seen_at)
    return placement


def _find(entry: Entry, owners: Mapping[str, Held], ids: Mapping[str, Held], identify: Identify) -> Held | None:
    sharing = {key: owners[key] for key in entry.keys if key in owners}
    if sharing:
        chosen = identify(entry, {key: held.known for key, held in sharing.items()})
        for held in sharing.values():
            if held.known.id == chosen:
                return held
    # An identifier derives from content too: what has the same one cannot be another row.
    return ids.get(entry.id)


def _as_held(entry: Entry, family: str) -> Held:
    return Held(
        known=KnownEntry(
            id=entry.id,
            family=family,
            url=entry.url,
            guid=entry.guid,
            title=entry.title,
            published_at=entry.published_at,
            seen_at=entry.seen_at,
        ),
        feed_id=entry.feed_id,
        updated_at=entry.updated_at,
        date_flaw=entry.date_flaw,
        digest=entry.digest,
        revised_at=None,
        revisions=0,
    )


def _update(placement: Placement, entry: Entry, held: Held) -> None:
    """Note what a known entry learns from being listed again."""
    placement.dates.extend(_dates(entry, held))
    # Feeds that carry the same entry cut its summary each in its own way: only the first one's words count.
    if entry.feed_id != held.feed_id or entry.digest in {"", held.digest}:
        return
    if not held.digest:
        placement.digests[held.known.id] = entry.digest
    elif held.revisions < MOST_REVISIONS and _is_quiet(held, entry.seen_at):
        placement.edits[held.known.id] = entry


def _dates(entry: Entry, held: Held) -> Iterator[Dates]:
    """Yield the entry's dates where they change: the first time of publication stays, the last update counts."""
    first, last = held.known.published_at, held.updated_at
    published_at = first or entry.published_at
    updated_at = max(filter(None, (last, entry.updated_at)), default=None)
    if (published_at, updated_at) != (first, last):
        flaw = held.date_flaw if first or not entry.published_at else entry.date_flaw
        yield Dates(entry_id=held.known.id, published_at=published_at, updated_at=updated_at, date_flaw=flaw)


def _is_quiet(held: Held, now: datetime) -> bool:
    return held.revised_at is None or now - held.revised_at >= BETWEEN_REVISIONS
