"""How an arrangement stands, read from its parties' stances."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from trucewatch.arrangements.stances import NOBODY, act_class, in_order
from trucewatch.codebook import Act, Category, Position, State
from trucewatch.model import Standing


@dataclass(frozen=True, slots=True)
class _Step:
    """What one party was last said to do, in the order of time."""

    party: str
    act: Act
    position: Position | None


def derive_state(category: Category, standings: Sequence[Standing], *, historical: bool = False) -> State:
    """Return the state that follows from the stances, taken in order of time."""
    if historical:
        return State.HISTORICAL
    steps: list[_Step] = []
    for standing in in_order(standings):
        act = act_class(category, standing.act, standing.polarity)
        if act is not None:
            steps.append(_Step(standing.party, act, standing.position))
    return _READERS[category](steps) if steps else State.REPORTED


RUNNING = frozenset({State.IN_FORCE, State.EXTENDED, State.VIOLATED})
"""The states in which a ceasefire's time runs."""
GOES_ON = (Act.IN_FORCE, Act.EXTEND)
"""The acts that say that a ceasefire runs."""


def is_expired(state: State, standings: Sequence[Standing], expires_at: datetime | None, as_of: datetime) -> bool:
    """Tell whether the time of a ceasefire that runs is over, and nobody has said since that it goes on."""
    if state not in RUNNING or expires_at is None or expires_at > as_of:
        return False
    return not any(standing.act in GOES_ON and standing.last_at > expires_at for standing in standings)


_PHASES = {
    Act.IN_FORCE: State.IN_FORCE,
    Act.EXTEND: State.EXTENDED,
    Act.VIOLATE: State.VIOLATED,
    Act.END: State.ENDED,
}
_ENDINGS = {Position.SUSPENDS: State.SUSPENDED, Position.EXPIRES: State.EXPIRED}
_OVER = frozenset({State.ENDED, State.SUSPENDED, State.EXPIRED})
_TAKEN = frozenset({Act.ACCEPT, Act.REJECT, Act.CALL_FOR})


def _read_ceasefire(steps: Sequence[_Step]) -> State:
    """A ceasefire that runs is judged by its last phase; before that, by where each party stands."""
    phase: State | None = None
    taken: dict[str, _Step] = {}
    for step in steps:
        if step.act in _PHASES:
            phase = _PHASES[step.act]
            if phase is State.ENDED and step.position in _ENDINGS:
                phase = _ENDINGS[step.position]
        elif step.act in _TAKEN:
            taken[step.party] = step
            if phase in _OVER and step.act is Act.ACCEPT:
                phase = None
    return phase or _weigh(taken)


def _weigh(taken: Mapping[str, _Step]) -> State:
    accepting = {party for party, step in taken.items() if step.act is Act.ACCEPT}
    conditional = {party for party, step in taken.items() if party and step.position is Position.ACCEPTS_CONDITIONALLY}
    rejecting = {party for party, step in taken.items() if step.act is Act.REJECT}
    if accepting and rejecting:
        return State.CONTESTED
    if rejecting:
        return State.REJECTED
    if conditional:
        return State.PARTLY_ACCEPTED if accepting - conditional else State.UNDER_NEGOTIATION
    if len(accepting) > 1 or NOBODY in accepting:
        return State.AGREED
    return State.PARTLY_ACCEPTED if accepting else State.PROPOSED


_STAGES = {
    Act.CALL_FOR: State.PROPOSED,
    Act.SCHEDULE: State.PROPOSED,
    Act.HOLD: State.UNDER_NEGOTIATION,
    Act.STALL: State.UNDER_NEGOTIATION,
    Act.AGREE: State.AGREED,
    Act.REJECT: State.REJECTED,
    Act.FAIL: State.ENDED,
}


def _read_negotiation(steps: Sequence[_Step]) -> State:
    """Talks stand where their last stage left them."""
    return _STAGES.get(steps[-1].act, State.REPORTED)


_WANTS = frozenset({Act.CLAIM, Act.DEMAND, Act.OFFER})


def _read_territory(steps: Sequence[_Step]) -> State:
    """What is wanted is proposed, or contested once it is refused; what is held or taken is reported."""
    acts = {step.act for step in steps}
    if Act.REFUSE in acts:
        return State.CONTESTED if acts & _WANTS else State.REJECTED
    return State.PROPOSED if steps[-1].act in _WANTS else State.REPORTED


_READERS: Mapping[Category, Callable[[Sequence[_Step]], State]] = {
    Category.CEASEFIRE: _read_ceasefire,
    Category.NEGOTIATION: _read_negotiation,
    Category.TERRITORY: _read_territory,
}
