"""What came into a hop, what was kept, and what was lost; and whether the runs go on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

HOPS = {
    "poll": "feeds asked",
    "entries": "entries listed",
    "fetch": "pages fetched",
    "backfill": "records of archives read",
    "skim": "pages skimmed",
    "read": "texts read",
    "find": "texts searched",
    "group": "documents grouped",
    "link": "mentions linked",
    "choose": "changes judged",
    "send": "alerts sent",
    "health": "feeds looked after",
    "heartbeat": "operators told of a silence",
}
"""The hops in their order, and what each one counts."""

SILENCE = "heartbeat"
"""The origin of what is no run, but a silence of the pipeline that operators were told of; also how its name begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HopReport:
    """What came into a hop, what was kept, and what was lost and why. seen == kept + sum(lost)."""

    hop: str
    seen: int = 0
    kept: int = 0
    lost: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    """Plain sentences worth a line in the log, such as each failing feed's reason."""
    failed: bool = False
    """True where something was lost to an error of ours, not to the world."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """What the warehouse knows of whether feeds are being asked."""

    began_at: datetime | None
    """When the first run of all began; None: there was none yet."""
    polled_at: datetime | None
    """When the newest run that asked feeds without an error of ours ended, or began while it is under way; None: none did."""
    silences: tuple[str, ...] = ()
    """Names (run ids) of silences that operators were told of, but not yet that they are over; the newest first."""
