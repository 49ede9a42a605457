"""Holds what was told against what should have been: precision, misses, repeats. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One change that an editor wants to be told; see expected.yaml."""

    story: str
    since: datetime
    """When the first article of its story can be seen."""
    by: datetime
    conflict: str
    category: str
    act: str
    actors: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()
    target: str | None = None
    durations: frozenset[str] = frozenset()
    place: str | None = None
    is_optional: bool = False

    def __str__(self) -> str:
        who = "+".join(sorted(self.actors)) or "nobody"
        what = f"{self.category}.{self.act}" + (f"({self.target})" if self.target else "")
        return f"{self.story}: {what} by {who}, until {self.by:%d %H:%M}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One alert that went out to one recipient, in the codes of its evidence."""

    at: datetime
    recipient: str
    change_key: str
    headline: str
    category: str
    acts: frozenset[str]
    actors: frozenset[str]
    conflicts: frozenset[str] = frozenset()
    targets: frozenset[str | None] = frozenset({None})
    durations: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    articles: tuple[str, ...] = ()
    """Slugs of the articles that it rests on, in its order."""
    sentences: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.at:%d %H:%M} {self.headline!r} ({', '.join(self.articles)})"

    def lines(self) -> list[str]:
        """Return the sentences that it rests on, for whoever looks for the cause of a failure."""
        return [f"             | {sentence}" for sentence in self.sentences]

    def tells(self, wanted: Wanted) -> bool:
        """Tell whether it is about this change, and says nothing wrong of it."""
        return (
            wanted.since <= self.at
            and self.conflicts <= {wanted.conflict}
            and self.category == wanted.category
            and wanted.act in self.acts
            and (self.category != "ceasefire" or wanted.target in self.targets)
            and self.actors <= wanted.actors | wanted.also
            and (not wanted.actors or not self.actors or bool(self.actors & wanted.actors))
            and (not self.durations or not wanted.durations or bool(self.durations & wanted.durations))
            and (wanted.place is None or wanted.place in self.places)
        )


@dataclass(slots=True, kw_only=True)
class Score:
    """What became of the alerts of one recipient."""

    right: list[tuple[Told, Wanted]] = field(default_factory=list)
    repeats: list[tuple[Told, Wanted]] = field(default_factory=list)
    wrong: list[Told] = field(default_factory=list)
    missed: list[Wanted] = field(default_factory=list)
    late: list[tuple[Told, Wanted]] = field(default_factory=list)
    """Told, or told whole, after the poll by which it had to be; these changes are among `missed`."""

    @property
    def all(self) -> int:
        """How many alerts went out."""
        return len(self.right) + len(self.repeats) + len(self.wrong)

    @property
    def precision(self) -> float:
        """Share of the alerts that tell a change that was written down; 1 where none went out."""
        return 1 - len(self.wrong) / self.all if self.all else 1.0

    @property
    def repeated(self) -> float:
        """Share of the alerts that tell again what was told."""
        return len(self.repeats) / self.all if self.all else 0.0

    def lines(self) -> list[str]:
        """Return the figures and each failure in a line."""
        found = [
            f"alerts {self.all}, precision {self.precision:.3f}, missed {len(self.missed)}, repeated {self.repeated:.3f}"
        ]
        for told in self.wrong:
            found += [f"  wrong    {told}", *told.lines()]
        found += [f"  missed   {wanted}" for wanted in self.missed]
        found += [f"  late     {told} -> {wanted}" for told, wanted in self.late]
        for told, wanted in self.repeats:
            found += [f"  repeated {told} -> {wanted}", *told.lines()]
        return found


def score(told: Iterable[Told], wanted: Sequence[Wanted]) -> Score:
    """Hold one recipient's alerts, taken in order of time, against the changes that he wants.

    Of the alerts on one change the first is right and the others are repeats, even where they only add who else did it;
    but a change by several is missed unless all of them were named in time. An alert that names nobody tells it whole.
    """
    result = Score()
    untold = dict(enumerate(item.actors for item in wanted))
    known: set[int] = set()
    in_time: set[int] = set()
    for one in sorted(told, key=lambda one: (one.at, one.change_key)):
        fitting = [number for number, item in enumerate(wanted) if one.tells(item)]
        if not fitting:
            result.wrong.append(one)
            continue
        number = max(fitting, key=lambda number: (number not in known, bool(untold[number]), wanted[number].since))
        item = wanted[number]
        (result.repeats if number in known else result.right).append((one, item))
        is_whole = number in known and not untold[number]
        known.add(number)
        untold[number] = untold[number] - one.actors if one.actors else frozenset()
        if one.at > item.by and not is_whole:
            result.late.append((one, item))
        elif not untold[number]:
            in_time.add(number)
    result.missed = [item for number, item in enumerate(wanted) if number not in in_time and not item.is_optional]
    return result


def load_wanted(first_seen: Mapping[str, datetime], folder: Path = HERE) -> tuple[Wanted, ...]:
    """Return the changes of expected.yaml; `first_seen` is by story."""
    expected = yaml.safe_load((folder / "expected.yaml").read_text(encoding="utf-8"))
    return tuple(
        Wanted(
            conflict=expected["conflict"],
            story=item["story"],
            since=first_seen[item["story"]],
            by=_moment(item["by"]),
            category=item["category"],
            act=item["act"],
            actors=frozenset(item["actors"]),
            also=frozenset(item.get("also", ())),
            target=item.get("target"),
            durations=frozenset(item.get("duration", ())),
            place=item.get("place"),
            is_optional=item.get("optional", False),
        )
        for item in expected["changes"]
    )


def load_nothing(folder: Path = HERE) -> Mapping[str, str]:
    """Return slug -> why, of the articles that must cause nothing."""
    expected = yaml.safe_load((folder / "expected.yaml").read_text(encoding="utf-8"))
    return dict(expected["nothing"])


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written).astimezone(UTC)
