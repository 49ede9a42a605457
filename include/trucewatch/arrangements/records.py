"""One arrangement while a batch is linked: what it learns from each piece of evidence, and what it then is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Self

from trucewatch.arrangements.durations import duration_days
from trucewatch.arrangements.outlines import Outline
from trucewatch.arrangements.placing import Placed
from trucewatch.arrangements.stances import has_stance, said_at
from trucewatch.arrangements.standings import Sums
from trucewatch.arrangements.states import derive_state, is_expired
from trucewatch.codebook import Act, DatePrecision, Polarity, Scope, State, Target, Time
from trucewatch.model import Arrangement, Candidate, Evidence, Standing, Telling

ECHO = timedelta(hours=48)
"""Reports of an extension that are no further apart tell of one."""
NEAR = timedelta(days=60)
"""A day of which a report speaks that is further away than this is no day on which a truce of today begins."""


@dataclass(slots=True)
class Record:
    """An arrangement that still learns."""

    about: Outline
    scope: Scope | None
    target: Target | None
    runs_since: datetime | None = None
    expires_at: datetime | None = None
    standings: Sums = field(default_factory=Sums)
    _extended: list[tuple[datetime, datetime]] = field(default_factory=list)
    """When it was said to be extended, as far as the batch may say the same again: within a day, from and until."""

    @classmethod
    def of(cls, arrangement: Arrangement, standings: Sequence[Standing], tellings: Sequence[Telling] = ()) -> Self:
        """Return the record of an arrangement that is known; `tellings` are those of about the batch's time."""
        return cls(
            about=Outline.of(Candidate(arrangement=arrangement)),
            scope=arrangement.scope,
            target=arrangement.target,
            runs_since=arrangement.runs_since,
            expires_at=arrangement.expires_at,
            standings=Sums(standings),
            _extended=[(one.first_at, one.last_at) for one in tellings if one.act is Act.EXTEND],
        )

    @classmethod
    def begun_by(cls, placed: Placed) -> Self:
        """Return the record of an arrangement that this mention is the first to speak of."""
        mention = placed.evidence.mention
        about = Outline.begun_by(placed.evidence, placed.subject, placed.arrangement_id)
        return cls(about=about, scope=mention.scope, target=mention.target)

    def learn(self, placed: Placed) -> None:
        """Learn what a mention adds to what is known."""
        mention = placed.evidence.mention
        self.about.absorb(placed.evidence, placed.subject)
        if self.scope in {None, Scope.UNCLEAR}:
            self.scope = mention.scope
        if has_stance(placed.evidence) and mention.polarity is Polarity.POSITIVE:
            self._set_the_clock(placed.evidence)
        for stance in placed.stances:
            self.standings.add(stance)
            if stance.act is Act.EXTEND:
                self._extended.append((stance.said_at, stance.said_at))

    def arrangement(self, as_of: datetime) -> Arrangement:
        """Return it as it stands at a moment."""
        standings = tuple(self.standings)
        about = self.about
        state = derive_state(about.kind.category, standings, historical=about.kind.historical)
        if is_expired(state, standings, self.expires_at, as_of):
            state = State.EXPIRED
        return Arrangement(
            id=about.id,
            category=about.kind.category,
            conflict=about.kind.conflict,
            scope=self.scope,
            target=self.target,
            duration=about.duration,
            places=tuple(sorted(about.places)),
            state=state,
            first_said_at=about.first_said_at,
            last_said_at=about.last_said_at,
            runs_since=self.runs_since,
            expires_at=self.expires_at,
        )

    def _set_the_clock(self, evidence: Evidence) -> None:
        """A truce runs from the first day on which anybody says that it began; an extension moves its end."""
        mention = evidence.mention
        if mention.act is Act.IN_FORCE and mention.time is not Time.FUTURE:
            since = _day_meant(evidence)
            self.runs_since = min(self.runs_since or since, since)
        if mention.act is Act.EXTEND:
            moment = said_at(evidence)
            if not any(first - ECHO <= moment <= last + ECHO for first, last in self._extended):
                self.expires_at = self._extended_by(duration_days(mention.duration), moment)
        elif not any(standing.act is Act.EXTEND for standing in self.standings):
            days = duration_days(self.about.duration)
            self.expires_at = self.runs_since + timedelta(days=days) if self.runs_since and days else None

    def _extended_by(self, days: float | None, moment: datetime) -> datetime | None:
        """The new end: counted from the old one where that is still to come; unknown where nobody says how long."""
        until = self.expires_at if self.expires_at and self.expires_at > moment else moment
        return until + timedelta(days=days) if days else None


def _day_meant(evidence: Evidence) -> datetime:
    """The day that the sentence names, where it is one near the day on which it was said, else that one."""
    mention, moment = evidence.mention, said_at(evidence)
    if mention.event_on is not None and mention.event_precision in {None, DatePrecision.DAY}:
        named = datetime.combine(mention.event_on, time(), UTC)
        if abs(named - moment) <= NEAR:
            return named
    return moment
