"""What is the matter with a feed, from its row of the view feed_health. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from trucewatch.knowledge.states import WEIGHTS, States
from trucewatch.model import GOOD_POLLS

LONG_AGO = 2.0
"""Weighted failures in a row from which even a passing trouble counts as failing: eight in a row."""
DAY = timedelta(days=1)
_OUR_FAULTS = frozenset({"archive_unavailable", "internal_error"})


class Group(IntEnum):
    """How urgent it is; the most urgent first."""

    FAILING = 1
    SILENT = 2
    SLOWED = 3
    MOVED = 4
    FLAWED = 5
    WELL = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """How one feed is: the one thing about it that matters most."""

    feed_id: str
    outlet: str
    group: Group
    code: str
    """Its words are those of knowledge/states.yaml."""
    detail: str = ""
    """What the words leave open, such as the new address; '' where nothing is."""
    is_new: bool = False
    """Since the night before, or within as long as was asked for."""


def diagnose_all(
    rows: Iterable[Mapping[str, object]], states: States, now: datetime, within: timedelta = DAY
) -> tuple[Diagnosis, ...]:
    """Return a diagnosis for each feed that is watched, the most urgent first; what befell it `within` so long is new."""
    watched = (row for row in rows if row.get("active", True))
    found = (diagnose(row, states, now, within) for row in watched)
    return tuple(sorted(found, key=lambda one: (one.group, one.code, one.feed_id)))


def diagnose(row: Mapping[str, object], states: States, now: datetime, within: timedelta = DAY) -> Diagnosis:
    """Return what matters most about one feed."""
    status = str(row.get("status") or "never_polled")
    group, code, detail = Group.WELL, "ok", ""
    if status != "never_polled" and status not in GOOD_POLLS:
        code, detail = status, _next_look(row)
        group = _trouble(code, states.of(code).weight, _number(row.get("failures")))
    elif row.get("fell_silent") or row.get("is_stale") or status in {"never_polled", "empty_feed"}:
        group, code = Group.SILENT, _silence(row, status)
    elif address := row.get("adopted_url") or row.get("moved_to"):
        group, code, detail = Group.MOVED, "moved" if row.get("adopted_url") else "moving", str(address)
    elif flaws := _words(row.get("flaws")):
        group, code, detail = Group.FLAWED, flaws[0], ", ".join(flaws[1:])
    return Diagnosis(
        feed_id=str(row["feed_id"]),
        outlet=str(row.get("outlet") or row["feed_id"]),
        group=group,
        code=code,
        detail=detail,
        is_new=_is_new(row, (group, code), states, now, within),
    )


def _trouble(code: str, weight: float, failures: float) -> Group:
    """A passing trouble makes a feed slow; what lasts, what a person must mend, and what is our fault, failing."""
    if weight > WEIGHTS["temporary"] or failures >= LONG_AGO or code in _OUR_FAULTS:
        return Group.FAILING
    return Group.SLOWED


def _silence(row: Mapping[str, object], status: str) -> str:
    if row.get("fell_silent"):
        return "fell_silent"
    return status if status in {"never_polled", "empty_feed"} else "stale"


def _is_new(
    row: Mapping[str, object], found: tuple[Group, str], states: States, now: datetime, within: timedelta
) -> bool:
    """Whether it is worth a mail tonight: a hard failure or silence of the last day, or a failure a day old."""
    group, code = found
    if group is Group.SILENT:
        last = row.get("last_new_at")
        return code == "fell_silent" and (not isinstance(last, datetime) or now - last < DAY + within)
    if group is not Group.FAILING:
        return False
    is_hard = states.of(code).weight >= WEIGHTS["hard"]
    good = row.get("last_good_at")
    if not isinstance(good, datetime):
        return is_hard and _number(row.get("failures")) <= WEIGHTS["hard"]
    return now - good < within if is_hard else DAY <= now - good < DAY + within


def _next_look(row: Mapping[str, object]) -> str:
    due = row.get("due_at")
    return f"{due:%Y-%m-%d %H:%M} UTC" if isinstance(due, datetime) else ""


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _words(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(value.split())
    return tuple(map(str, value)) if isinstance(value, Iterable) else ()
