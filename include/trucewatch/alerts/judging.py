"""Whether one recipient is told of one change, and why not. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from trucewatch.codebook import Act, Category, Position, Role
from trucewatch.model import Arrangement, Change, Evidence, Recipient

ALERTED: Mapping[Category, frozenset[Act]] = MappingProxyType(
    {
        Category.CEASEFIRE: frozenset(
            {Act.CALL_FOR, Act.ACCEPT, Act.REJECT, Act.IN_FORCE, Act.EXTEND, Act.VIOLATE, Act.END}
        ),
        Category.TERRITORY: frozenset({Act.GAIN, Act.LOSE, Act.CLAIM, Act.DEMAND, Act.OFFER, Act.REFUSE}),
        Category.NEGOTIATION: frozenset(
            {Act.CALL_FOR, Act.SCHEDULE, Act.HOLD, Act.AGREE, Act.STALL, Act.REJECT, Act.FAIL}
        ),
    }
)
"""The acts that change something. Who holds a place, and what is merely discussed, is no news."""
BY_A_PARTY = frozenset({Act.CALL_FOR})
"""Acts that alert only where a party to the conflict does them: the whole world calls for truces, every day."""
FUTURE_LIMIT = timedelta(hours=24)
"""A date further ahead than any time zone is a publisher's mistake."""


class Verdict(StrEnum):
    """What becomes of one change for one recipient: the first of these that is so, in this order."""

    NO_NEWS = "no_news"
    NOBODY = "nobody"
    NO_PARTY = "no_party"
    CATEGORY = "category"
    ACT = "act"
    CONFLICT = "conflict"
    PLACE = "place"
    STALE = "stale"
    UNSURE = "unsure"
    FEW_SOURCES = "few_sources"
    TOLD = "told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """What counts as news at a moment."""

    now: datetime
    max_age: timedelta
    backlog_until: datetime | None = None
    """What was first seen until then was there when the watch began, and is told in the first digest or never."""

    def is_fresh(self, evidence: Evidence) -> bool:
        """Tell whether evidence was both published and seen within `max_age`.

        What a backfill read never is. A page without a date is not: archives and rebuilt feeds are full of them, and each would look like today's news.
        """
        if evidence.is_backfilled:
            return False
        oldest, published_at = self.now - self.max_age, evidence.published_at
        if self.backlog_until is not None and evidence.seen_at <= self.backlog_until:
            return False
        return (
            published_at is not None
            and oldest <= published_at <= self.now + FUTURE_LIMIT
            and evidence.seen_at >= oldest
        )


def fresh_evidence(change: Change, freshness: Freshness) -> tuple[Evidence, ...]:
    """Return the evidence that makes the change news; all of it where its time ran out, and no report says so."""
    until = change.arrangement.expires_at
    is_reported = any(item.mention.act is change.act for item in change.evidence)
    if change.position is Position.EXPIRES and not is_reported and until is not None:
        is_news = freshness.now - freshness.max_age <= until <= freshness.now
        return tuple(item for item in change.evidence if is_news and not item.is_backfilled)
    return tuple(item for item in change.evidence if freshness.is_fresh(item))


def judge(change: Change, recipient: Recipient, freshness: Freshness) -> Verdict:
    """Return whether this recipient is told of this change, or the first reason why not."""
    arrangement = change.arrangement
    fresh = fresh_evidence(change, freshness)
    tests = (
        (Verdict.NO_NEWS, change.act in ALERTED[arrangement.category]),
        (Verdict.NOBODY, bool(arrangement.places or change.actors or _is_known_conflict(arrangement))),
        (Verdict.NO_PARTY, change.act not in BY_A_PARTY or _has_party(change)),
        (Verdict.CATEGORY, arrangement.category in recipient.categories),
        (Verdict.ACT, not recipient.acts or change.act in recipient.acts),
        (Verdict.CONFLICT, not recipient.conflicts or arrangement.conflict in recipient.conflicts),
        (Verdict.PLACE, not recipient.places or bool(_places(change) & set(recipient.places))),
        (Verdict.STALE, bool(fresh)),
        (Verdict.UNSURE, _is_sure(change, fresh, recipient)),
        (Verdict.FEW_SOURCES, len({item.family for item in fresh}) >= recipient.sources),
    )
    return next((verdict for verdict, passes in tests if not passes), Verdict.TOLD)


def _is_known_conflict(arrangement: Arrangement) -> bool:
    """Of a truce or of talks, the conflict says enough; of land, only who or where does."""
    return arrangement.conflict is not None and arrangement.category is not Category.TERRITORY


def _has_party(change: Change) -> bool:
    return any(party.role is Role.PARTY for item in change.evidence for party in item.mention.parties)


def _places(change: Change) -> set[str]:
    named = {place.id for item in change.evidence for place in item.mention.places if place.id}
    return named | set(change.arrangement.places)


def _is_sure(change: Change, fresh: tuple[Evidence, ...], recipient: Recipient) -> bool:
    """A party that accepts on conditions commits itself to no more: that is the news."""
    if change.position is Position.ACCEPTS_CONDITIONALLY:
        return True
    return any(item.mention.certainty in recipient.certainty for item in fresh)
