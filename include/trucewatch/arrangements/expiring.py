"""A ceasefire whose time is over: a change that nobody has to report."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from trucewatch.arrangements.states import GOES_ON, derive_state, is_expired
from trucewatch.codebook import Act, Position, State
from trucewatch.model import Arrangement, Change, Evidence, Standing, stable_id

__all__ = ["GOES_ON", "expire"]


def expire(
    arrangement: Arrangement, standings: Sequence[Standing], evidence: Sequence[Evidence] = (), *, as_of: datetime
) -> Change | None:
    """Return the change that its end is, or None where it goes on. `evidence` says since when and how long it runs."""
    state = derive_state(arrangement.category, standings)
    until = arrangement.expires_at
    if until is None or not is_expired(state, standings, until, as_of):
        return None
    return Change(
        key=stable_id("change", arrangement.id, "expired", until.date().isoformat()),
        arrangement=replace(arrangement, state=State.EXPIRED),
        act=Act.END,
        actors=(),
        position=Position.EXPIRES,
        evidence=tuple(evidence),
        state_before=state,
    )
