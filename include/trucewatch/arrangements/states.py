"""How an arrangement stands, read from its parties' stances."""

from collections.abc import Callable, Mapping, Sequence

from trucewatch.arrangements.stances import NOBODY, act_class, in_order
from trucewatch.codebook import Act, Category, State
from trucewatch.model import Stance

_Step = tuple[str, Act]


def derive_state(category: Category, stances: Sequence[Stance], *, historical: bool = False) -> State:
    """Return the state that follows from the stances, taken in order of time."""
    if historical:
        return State.HISTORICAL
    steps: list[_Step] = []
    for stance in in_order(stances):
        act = act_class(category, stance.act, stance.polarity)
        if act is not None:
            steps.append((stance.party, act))
    return _READERS[category](steps) if steps else State.REPORTED


_PHASES = {
    Act.IN_FORCE: State.IN_FORCE,
    Act.EXTEND: State.EXTENDED,
    Act.VIOLATE: State.VIOLATED,
    Act.END: State.ENDED,
}
_POSITIONS = frozenset({Act.ACCEPT, Act.REJECT, Act.CALL_FOR})


def _read_ceasefire(steps: Sequence[_Step]) -> State:
    """A ceasefire that runs is judged by its last phase; before that, by where each party stands."""
    phase: State | None = None
    positions: dict[str, Act] = {}
    for party, act in steps:
        if act in _PHASES:
            phase = _PHASES[act]
        elif act in _POSITIONS:
            positions[party] = act
            if phase is State.ENDED and act is Act.ACCEPT:
                phase = None
    return phase or _weigh(positions)


def _weigh(positions: Mapping[str, Act]) -> State:
    accepting = {party for party, act in positions.items() if act is Act.ACCEPT}
    rejecting = {party for party, act in positions.items() if act is Act.REJECT}
    if accepting and rejecting:
        return State.CONTESTED
    if rejecting:
        return State.REJECTED
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
    return _STAGES.get(steps[-1][1], State.REPORTED)


_WANTS = frozenset({Act.CLAIM, Act.DEMAND, Act.OFFER})


def _read_territory(steps: Sequence[_Step]) -> State:
    """What is wanted is proposed, or contested once it is refused; what is held or taken is reported."""
    acts = {act for _, act in steps}
    if Act.REFUSE in acts:
        return State.CONTESTED if acts & _WANTS else State.REJECTED
    return State.PROPOSED if steps[-1][1] in _WANTS else State.REPORTED


_READERS: Mapping[Category, Callable[[Sequence[_Step]], State]] = {
    Category.CEASEFIRE: _read_ceasefire,
    Category.NEGOTIATION: _read_negotiation,
    Category.TERRITORY: _read_territory,
}
