"""Rows and counts as what a view shows: pure functions, no HTTP, no words of a language."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from trucewatch.codebook import ACTS, Act, Category
from trucewatch.model import ConflictCount, DayCount, PlaceCount

Row = Mapping[str, object]
MOST_BARS = 190
"""More bars than that cannot be told from each other on a screen: then they are weeks, months or years."""
DAYS_OF = {"day": 1, "week": 7, "month": 31, "year": 366}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """How often something was spoken of in the last days."""

    name: str
    days: tuple[int, ...]
    """A count a day, the oldest first."""
    before: int
    """How many there were in the same time before."""

    @property
    def total(self) -> int:
        """All of these days."""
        return sum(self.days)

    @property
    def last_week(self) -> int:
        """Of the last seven days."""
        return sum(self.days[-7:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """The mentions of one category in bars of equal time, each bar stacked by act."""

    category: Category
    acts: tuple[Act, ...]
    """Those there are, in the order of the codebook."""
    starts: tuple[date, ...]
    """First day of each bar; no bar is left out where there is nothing."""
    counts: Mapping[Act, tuple[int, ...]]
    """One number a bar."""

    @property
    def total(self) -> int:
        """All mentions shown."""
        return sum(map(sum, self.counts.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place with what is said of it."""

    place_id: str
    name: str
    code: str | None
    latitude: float
    longitude: float
    last_on: date
    acts: Mapping[tuple[Category, Act], int]

    @property
    def total(self) -> int:
        """All mentions there."""
        return sum(self.acts.values())


def trends(
    counts: Iterable[ConflictCount], today: date, length: int, by: Callable[[ConflictCount], str]
) -> tuple[Trend, ...]:
    """Return how often each was spoken of in the `length` days up to today, the most frequent first."""
    first = today - timedelta(days=length - 1)
    daily: dict[str, Counter[int]] = defaultdict(Counter)
    for count in counts:
        daily[by(count)][(count.day - first).days] += count.mentions
    found = (
        Trend(
            name=name,
            days=tuple(days[day] for day in range(length)),
            before=sum(number for day, number in days.items() if -length <= day < 0),
        )
        for name, days in daily.items()
    )
    return tuple(sorted((trend for trend in found if trend.total), key=lambda trend: (-trend.total, trend.name)))


def stacks(counts: Sequence[DayCount]) -> tuple[str, tuple[Stack, ...]]:
    """Return how much time a bar stands for (day, week, month or year), and a stack for each category there is."""
    if not counts:
        return "day", ()
    first, last = min(count.day for count in counts), max(count.day for count in counts)
    unit = next((unit for unit, days in DAYS_OF.items() if (last - first).days / days < MOST_BARS), "year")
    starts = _starts(first, last, unit)
    return unit, tuple(
        _stack(category, [count for count in counts if count.category is category], starts, unit)
        for category in Category
        if any(count.category is category for count in counts)
    )


def _stack(category: Category, counts: Sequence[DayCount], starts: Sequence[date], unit: str) -> Stack:
    place = {start: number for number, start in enumerate(starts)}
    bars: dict[Act, list[int]] = defaultdict(lambda: [0] * len(starts))
    for count in counts:
        bars[count.act][place[start_of(count.day, unit)]] += count.mentions
    acts = tuple(act for act in ACTS[category] if act in bars)
    return Stack(category=category, acts=acts, starts=tuple(starts), counts={act: tuple(bars[act]) for act in acts})


def start_of(day: date, unit: str) -> date:
    """Return the first day of the day, week (Monday), month or year that a day lies in."""
    if unit == "week":
        return day - timedelta(days=min(day.weekday(), (day - date.min).days))
    if unit == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if unit == "year" else day


def _starts(first: date, last: date, unit: str) -> tuple[date, ...]:
    starts = [start_of(first, unit)]
    while starts[-1] < start_of(last, unit):
        step = DAYS_OF[unit]
        if date.max - starts[-1] < timedelta(days=step):
            break
        starts.append(start_of(starts[-1] + timedelta(days=step), unit))
    return tuple(starts)


def spots(counts: Iterable[PlaceCount]) -> tuple[Spot, ...]:
    """Return each place once, with its acts, the most frequent first."""
    by_place: dict[str, list[PlaceCount]] = defaultdict(list)
    for count in counts:
        by_place[count.place_id].append(count)
    found = (
        Spot(
            place_id=place_id,
            name=told[0].name,
            code=told[0].code,
            latitude=told[0].latitude,
            longitude=told[0].longitude,
            last_on=max(one.last_on for one in told),
            acts={(one.category, one.act): one.mentions for one in sorted(told, key=lambda one: -one.mentions)},
        )
        for place_id, told in by_place.items()
    )
    return tuple(sorted(found, key=lambda spot: (-spot.total, spot.name)))


def grouped(rows: Iterable[Row], name: str) -> dict[object, list[Row]]:
    """Return rows by a column, in their order."""
    found: dict[object, list[Row]] = {}
    for row in rows:
        found.setdefault(row[name], []).append(row)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """What one hop of a run kept and lost."""

    name: str
    seen: int
    kept: int
    failed: bool
    lost: tuple[tuple[str, int], ...]
    """By reason, the most frequent first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run with its hops."""

    run_id: str
    origin: str
    started_at: object
    finished_at: object
    hops: tuple[Hop, ...]


def runs(rows: Iterable[Row], order: Sequence[str], most: int) -> tuple[Run, ...]:
    """Return the first runs of a funnel, each hop in the order in which news passes through them."""
    found: list[Run] = []
    for run_id, lines in groupby(rows, key=lambda row: str(row["run_id"])):
        if len(found) == most:
            break
        told = list(lines)
        hops = [_hop(name, own) for name, own in grouped(told, "hop").items()]
        place = {name: number for number, name in enumerate(order)}
        hops.sort(key=lambda hop: (place.get(hop.name, len(place)), hop.name))
        first = told[0]
        found.append(
            Run(
                run_id=run_id,
                origin=str(first["origin"]),
                started_at=first["started_at"],
                finished_at=first["finished_at"],
                hops=tuple(hops),
            )
        )
    return tuple(found)


def _hop(name: object, rows: Sequence[Row]) -> Hop:
    lost = [(str(row["reason"]), int(str(row["lost"]))) for row in rows if row["reason"]]
    return Hop(
        name=str(name),
        seen=int(str(rows[0]["seen"])),
        kept=int(str(rows[0]["kept"])),
        failed=any(bool(row["failed"]) for row in rows),
        lost=tuple(sorted(lost, key=lambda item: (-item[1], item[0]))),
    )


def is_troubled(row: Row) -> bool:
    """Return whether a feed that is watched failed when it was last polled, fell silent or gives nothing new."""
    is_good = row["status"] in {None, "ok", "not_modified", "unchanged"}
    return bool(row["active"]) and (not is_good or bool(row["fell_silent"]) or bool(row["is_stale"]))
