"""Whether the pipeline is alive, and whether its operators must be told. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from trucewatch.model import SILENCE, Pulse

_NAME = f"{SILENCE}/%Y-%m-%dT%H:%M:%S.%fZ"


class Beat(StrEnum):
    """How the pipeline is."""

    OFF = "off"
    """Nobody wants to know."""
    UNBORN = "unborn"
    """There was no run of any kind yet."""
    WELL = "well"
    SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """What a look at the pulse came to."""

    beat: Beat
    since: datetime | None = None
    """When feeds were last asked without an error of ours; where they never were, when the first run began."""
    was_asked: bool = False
    """Whether they ever were."""
    to_tell: str | None = None
    """The silence to be told of, that it began or, where all is well, that it is over; None: nothing is news."""
    to_close: tuple[str, ...] = ()
    """Silences that were told of and are over, `to_tell` among them."""


def judge_pulse(pulse: Pulse, now: datetime, patience: timedelta) -> Heartbeat:
    """Return whether feeds were asked lately enough, and what of that is news; a patience of nothing switches it off.

    A silence is news once: its name is made of the moment at which it began.
    """
    since = pulse.polled_at or pulse.began_at
    if not patience:
        return Heartbeat(beat=Beat.OFF)
    if since is None:
        return Heartbeat(beat=Beat.UNBORN)
    name, was_asked = name_silence(since), pulse.polled_at is not None
    if now - since > patience:
        to_tell = name if name not in pulse.silences else None
        return Heartbeat(beat=Beat.SILENT, since=since, was_asked=was_asked, to_tell=to_tell)
    over = pulse.silences if was_asked and name not in pulse.silences else ()
    return Heartbeat(beat=Beat.WELL, since=since, was_asked=was_asked, to_tell=over[0] if over else None, to_close=over)


def name_silence(since: datetime) -> str:
    """Return the name of the silence that began then."""
    return since.astimezone(UTC).strftime(_NAME)


def silence_began(name: str) -> datetime:
    """Return when a silence of this name began."""
    return datetime.strptime(name, _NAME).replace(tzinfo=UTC)
