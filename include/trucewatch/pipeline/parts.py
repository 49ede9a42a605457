"""What the hops share: the world outside, progress, and how a report is made."""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from trucewatch.model import HopReport
from trucewatch.ports import Archive, Clock, HttpClient, Sandbox

INTERNAL = "internal_error"
"""The reason for what was lost to an error of ours; everything else is the world's doing."""

Progress = Callable[[str, int, int], None]
"""Called with the hop, how many are done, and how many there are in all."""


def no_progress(hop: str, done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What polling, fetching and reading use of the world outside the warehouse."""

    http: HttpClient
    archive: Archive
    sandbox: Sandbox
    clock: Clock
    weights: Mapping[str, float] = field(default_factory=dict)
    """How much each failure of a feed counts, by its code."""
    patience: timedelta = timedelta(minutes=10)
    """How long one fetch goes on; what has not begun by then waits for the next."""
    sleep: Callable[[float], None] = time.sleep
    """Waits for so many seconds."""
    run_id: str | None = None
    """The run that all this happens in; None: nobody keeps count of it."""


def report(hop: str, seen: int, lost: Counter[str], notes: Sequence[str] = ()) -> HopReport:
    """Count a hop; what was not lost was kept."""
    return HopReport(
        hop=hop,
        seen=seen,
        kept=seen - lost.total(),
        lost=dict(+lost),
        notes=tuple(sorted(notes)),
        failed=INTERNAL in lost,
    )


def counts(lost: Counter[str]) -> str:
    """Return the reasons in words for a log line, most frequent first; 'none' where nothing was lost."""
    return ", ".join(f"{reason} {count}" for reason, count in lost.most_common()) or "none"


def own_fault(error: Exception) -> str:
    """Say that it was us; the log has the trace."""
    return f"an error of ours ({type(error).__name__}); the log has the details."
