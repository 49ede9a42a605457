"""Which story each new trace belongs to, and what it copies. Pure.

New traces are taken one by one, oldest first, each beside all that were placed before it: so the order in which they are
given does not matter, and neither does whether later ones come in the same call. Each is compared only with those that
share a key or a hash with it, and joins the story whose members it is closest to on average (of the best few): one
lookalike in a story of other things is not enough.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import ceil

from trucewatch.model import LOOKED_UP, Trace, stable_id
from trucewatch.stories.likeness import NEARLY_EQUAL, likeness
from trucewatch.stories.weighing import Profile, closeness, profile_of

WITHIN = timedelta(days=3)
"""Accounts further apart than that tell of different events, or of an event as history."""
MOST_OF_A_KEY = 200
"""Traces looked at under one key, newest first."""
MOST_COMPARED = 40
"""Traces that a new one is compared with: those that share most keys."""
MEMBERS, SHARE = 3, 0.4
"""So many members of a story, and such a share of them, speak for it: the closest ones. A topic has many of which three are
always close; an event has not."""
CLOSE, CLOSE_ABROAD = 0.2, 0.2
"""How close is close enough, within one language and between two; tuned with the weights."""
COPY_CLOSE = 1.2
"""How close a copy must be, as a multiple of what is enough for one story."""

IsCopy = Callable[[tuple[int, ...], tuple[int, ...]], bool]


@dataclass(slots=True)
class _Shelf:
    """What is placed, by key."""

    by_key: dict[str | int, list[Trace]]
    """Only the keys that will be asked for."""
    by_story: dict[str | None, list[Trace]] = field(default_factory=lambda: defaultdict(list))
    """Originals only: copies add nothing to what a story is about."""
    profiles: dict[str, Profile] = field(default_factory=dict)

    def add(self, trace: Trace) -> None:
        if trace.copy_of is None:
            self.by_story[trace.story_id].append(trace)
        for key in lookups(trace):
            if (traces := self.by_key.get(key)) is not None:
                traces.append(trace)

    def profile(self, trace: Trace) -> Profile:
        if (profile := self.profiles.get(trace.document_id)) is None:
            profile = self.profiles[trace.document_id] = profile_of(trace)
        return profile


def place_traces(new: Sequence[Trace], known: Sequence[Trace], is_copy: IsCopy) -> tuple[Trace, ...]:
    """Return the new traces, oldest first, each with its story and what it copies.

    Of `known`, those without a story are left aside; a trace that is in both is taken as new. Accounts of one document
    are one: the first counts.
    """
    waiting = {trace.document_id: trace for trace in sorted(new, key=_order, reverse=True)}
    shelf = _Shelf(by_key={key: [] for trace in waiting.values() for key in lookups(trace)})
    for trace in sorted(known, key=_order):
        if trace.story_id is not None and trace.document_id not in waiting:
            shelf.add(trace)
    placed = []
    for trace in sorted(waiting.values(), key=_order):
        done = _placed(trace, shelf, is_copy)
        shelf.add(done)
        placed.append(done)
    return tuple(placed)


def lookups(trace: Trace) -> tuple[str | int, ...]:
    """Return all that a trace is found by: its keys, and the least hashes of its sketch."""
    return (*trace.keys, *trace.sketch[:LOOKED_UP])


def _order(trace: Trace) -> tuple[datetime, str]:
    return trace.said_at, trace.document_id


def _placed(trace: Trace, shelf: _Shelf, is_copy: IsCopy) -> Trace:
    found = _sharing(trace, shelf)
    near = found[:MOST_COMPARED]
    original = _original(trace, near, shelf, is_copy)
    if original is not None:
        origin = trace.origin if trace.agency else original.origin
        earliest = original.copy_of or original.document_id
        return replace(trace, story_id=original.story_id, copy_of=earliest, origin=origin)
    chosen = _closest_story(trace, near, shelf)
    return replace(trace, story_id=chosen or stable_id("story", trace.document_id), copy_of=None)


def _sharing(trace: Trace, shelf: _Shelf) -> list[Trace]:
    """Return the placed traces that share keys, those that share most first; newer ones first among equals."""
    shared: Counter[str] = Counter()
    found: dict[str, Trace] = {}
    for key in lookups(trace):
        for other in _near(shelf.by_key[key], trace.said_at):
            shared[other.document_id] += 1
            found[other.document_id] = other
    ranked = sorted(found.values(), key=_order, reverse=True)
    return sorted(ranked, key=lambda other: shared[other.document_id], reverse=True)


def _near(traces: Sequence[Trace], said_at: datetime) -> list[Trace]:
    return [other for other in traces[-MOST_OF_A_KEY:] if abs(other.said_at - said_at) <= WITHIN]


def _original(trace: Trace, near: Iterable[Trace], shelf: _Shelf, is_copy: IsCopy) -> Trace | None:
    """Return the earliest placed trace that this one copies, or that is a copy of the same.

    Two reports with one long background in common have many words, but not their beginnings in common: unless they are
    nearly equal, they must also be as close as accounts of one event.
    """
    copied = [
        other
        for other in near
        if trace.sketch and other.sketch and is_copy(trace.sketch, other.sketch)
        if likeness(trace.sketch, other.sketch) >= NEARLY_EQUAL or _closeness(trace, other, shelf) >= COPY_CLOSE
    ]
    return min(copied, key=lambda other: (other.copy_of is not None, *_order(other)), default=None)


def _closest_story(trace: Trace, near: Iterable[Trace], shelf: _Shelf) -> str | None:
    """Return the story whose closest members are close enough on average; the closest one where several are.

    Members that share no key speak too, as far as they are at hand: else one account of two events would join them.
    """
    scores: dict[str, float] = {}
    for story in {other.story_id for other in near if other.story_id is not None}:
        members = _near(shelf.by_story[story], trace.said_at)
        scores[story] = _score([_closeness(trace, other, shelf) for other in members[-MOST_COMPARED:]], len(members))
    best = max(scores, key=lambda story: (scores[story], story), default=None)
    return best if best is not None and scores[best] >= 1.0 else None


def _closeness(trace: Trace, other: Trace, shelf: _Shelf) -> float:
    """Return how close two traces are, as a multiple of what is enough."""
    enough = CLOSE if other.language == trace.language else CLOSE_ABROAD
    return closeness(shelf.profile(trace), shelf.profile(other)) / enough


def _score(values: Sequence[float], size: int) -> float:
    speaking = min(size, max(MEMBERS, ceil(SHARE * size)))
    return sum(sorted(values, reverse=True)[:speaking]) / max(1, speaking)
