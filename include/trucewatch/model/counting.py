"""What came into a hop, what was kept, and what was lost."""

from collections.abc import Mapping
from dataclasses import dataclass, field

HOPS = {
    "poll": "feeds asked",
    "entries": "entries listed",
    "fetch": "pages fetched",
    "skim": "pages skimmed",
    "read": "texts read",
    "find": "texts searched",
    "group": "documents grouped",
    "link": "mentions linked",
    "choose": "changes judged",
    "send": "alerts sent",
    "health": "feeds looked after",
}
"""The hops in their order, and what each one counts."""


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
