"""The words of a language that date something, compiled, and where they stand in a sentence."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from trucewatch.knowledge.packs import LanguagePack, phrase_pattern

Kind = Literal["day", "month", "year", "weekday", "near", "period", "ago", "ahead", "doubtful"]
BESIDE = 24
"""Characters beside a date in which "last", "ago" or "until" may stand."""
APART = 5
"""Characters between the name of a day and its number, at most: "Tuesday, 11 March"."""
_YEAR = r"(?:19|20)\d\d"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A date as it is told, not yet counted from any day."""

    start: int
    end: int
    kind: Kind
    """near: some days from today; period: a week, month or year from this one; doubtful: ahead, or how long."""
    year: int | None = None
    month: int = 1
    day: int = 1
    count: int = 0
    """Units from now; of a weekday its number, Monday is 0."""
    unit: str = "D"
    """Of `count`, as ISO 8601 has them."""
    turn: int = 0
    """-1 where it is said to be the last one, 1 the next one."""


class Calendar:
    """Finds what dates something in a sentence; remembers the sentence that was asked for last."""

    def __init__(self, pack: LanguagePack, numbers: Mapping[str, str], units: Mapping[str, str]) -> None:
        """Compile the words of one language; numbers and units are those of its durations."""
        words = pack.vocabulary
        self._numbers, self._units = numbers, units
        self._months = _pairs(words["months"])
        self._weekdays = _pairs(words["weekdays"])
        self._near = _pairs(words["relative_days"])
        self._periods = _pairs(words["relative_periods"])
        month, leads = _any(self._months), _any(words["date_leads"])
        self._days = re.compile(
            rf"(?<!\w)(?:(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)? (?:of )?(?P<month>{month})"
            rf"|(?P<month2>{month})\.? (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?)(?!\w)(?:,? (?P<year>{_YEAR}))?(?!\d)"
        )
        self._spans = re.compile(
            rf"(?<!\w)(?:(?P<lead>{leads})[\s-]+)?"
            rf"(?:(?P<month>{month})(?!\w)(?: (?P<year>{_YEAR})(?!\w))?|(?P<alone>{_YEAR})(?!\w))"
        )
        self._named = re.compile(rf"(?<!\w)(?:{_any([*self._weekdays, *self._near, *self._periods])})(?!\w)")
        self._amounts = re.compile(
            rf"(?<![\w.,])(?P<number>\d{{1,4}}|{_any(numbers)})[\s-]+(?P<unit>{_any(units)})(?!\w)"
        )
        self._beside = {key: phrase_pattern(words[key]) for key in _BESIDE}
        self._last: tuple[str, tuple[Said, ...]] = ("", ())

    def said(self, lowered: str) -> tuple[Said, ...]:
        """Return the dates that a sentence tells, in its order; none that something only lasts until."""
        sentence, found = self._last
        if sentence != lowered:
            kept = (one for one in self._all(lowered) if not self._precedes(lowered, one.start, "until_words"))
            found = tuple(sorted(kept, key=lambda one: one.start))
            self._last = (lowered, found)
        return found

    def _all(self, lowered: str) -> Iterator[Said]:
        days = [self._day(match, lowered) for match in self._days.finditer(lowered)]
        yield from days
        inside = {at for day in days for at in range(day.start, day.end)}
        for match in self._spans.finditer(lowered):
            if match.start() not in inside and match.end() - 1 not in inside:
                yield from self._span(match, lowered)
        for match in self._named.finditer(lowered):
            yield from self._name(match, lowered, inside)
        for match in self._amounts.finditer(lowered):
            yield from self._amount(match, lowered)

    def _day(self, match: re.Match[str], lowered: str) -> Said:
        return Said(
            start=match.start(),
            end=match.end(),
            kind="day",
            year=int(match["year"]) if match["year"] else None,
            month=int(self._months[match["month"] or match["month2"]]),
            day=int(match["day"] or match["day2"]),
            turn=self._turn(lowered, match),
        )

    def _span(self, match: re.Match[str], lowered: str) -> Iterator[Said]:
        """Yield a month or a year; a bare one is none ("march", "2014 people")."""
        bare = Said(start=match.start(), end=match.end(), kind="year")
        if match["alone"]:
            if match["lead"]:
                yield replace(bare, year=int(match["alone"]))
            return
        turn = self._turn(lowered, match)
        if match["year"] or match["lead"] or turn:
            year = int(match["year"]) if match["year"] else None
            yield replace(bare, kind="month", year=year, month=int(self._months[match["month"]]), turn=turn)

    def _name(self, match: re.Match[str], lowered: str, inside: set[int]) -> Iterator[Said]:
        """Yield a day or a period by its name; the name of a day beside its number says nothing more."""
        word, start, end = match.group(), match.start(), match.end()
        if word in self._weekdays:
            if inside.isdisjoint(range(end, end + APART)):
                turn = self._turn(lowered, match)
                yield Said(start=start, end=end, kind="weekday", count=int(self._weekdays[word]), turn=turn)
        elif word in self._near:
            yield Said(start=start, end=end, kind="near", count=int(self._near[word]))
        elif not self._precedes(lowered, start, "not_period_before"):
            count, unit = self._periods[word][:-1], self._periods[word][-1]
            yield Said(start=start, end=end, kind="period", count=int(count), unit=unit)

    def _amount(self, match: re.Match[str], lowered: str) -> Iterator[Said]:
        """Yield what lies so many days or weeks from now; a number that only stands for some is no date."""
        number, unit = match["number"], self._units[match["unit"]]
        kind = self._direction(lowered, match)
        if kind is None or self._beside["vague_numbers"].fullmatch(number):
            return
        factor, _, unit = unit.rpartition("*")
        count = int(self._numbers.get(number, number)) * int(factor or 1) * (-1 if kind == "ago" else 1)
        yield Said(start=match.start(), end=match.end(), kind=kind, count=count, unit=unit)

    def _direction(self, lowered: str, match: re.Match[str]) -> Kind | None:
        at = match.start()
        if self._follows(lowered, match, "ago_after") or self._precedes(lowered, at, "ago_before"):
            return "ago"
        if self._follows(lowered, match, "ahead_after") or self._precedes(lowered, at, "ahead_before"):
            return "ahead"
        return "doubtful" if self._precedes(lowered, at, "ahead_doubtful") else None

    def _turn(self, lowered: str, match: re.Match[str]) -> int:
        for key, turn in (("last_words", -1), ("next_words", 1)):
            if self._precedes(lowered, match.start(), key) or self._follows(lowered, match, key):
                return turn
        return 0

    def _precedes(self, lowered: str, at: int, key: str) -> bool:
        near = lowered[max(0, at - BESIDE) : at].rstrip()
        return any(one.end() == len(near) for one in self._beside[key].finditer(near))

    def _follows(self, lowered: str, match: re.Match[str], key: str) -> bool:
        return self._beside[key].match(lowered[match.end() : match.end() + BESIDE].lstrip()) is not None


_BESIDE = (
    "last_words", "next_words", "until_words", "not_period_before", "ago_before", "ago_after", "ahead_before",
    "ahead_after", "ahead_doubtful", "vague_numbers",
)  # fmt: skip


def _pairs(words: tuple[str, ...]) -> Mapping[str, str]:
    return dict(word.split(" = ", 1) for word in words)


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True)) or "(?!)"
