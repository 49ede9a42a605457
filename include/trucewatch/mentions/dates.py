"""The day, week, month or year of an event, where the sentence names it, counted from the publication."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import TypeAlias

from trucewatch.codebook import DatePrecision, Time
from trucewatch.mentions.calendar import Said
from trucewatch.mentions.view import View, Words, ancestors, clause_of, is_of_participle

LONGEST_AHEAD_DAYS = 180
FAR, AROUND = 400, 120
"""Characters from a trigger to its date, and around a date to what says that it lies ahead, at most."""
SAYING = 25
"""Characters between a verb of saying and the day on which it was said, at most."""
MONTHS = 12
WEEK = 7
CUT = re.compile(r"[;:](?!\d)")

Leaning: TypeAlias = Callable[[int], bool | None]
"""Whether the clause around a character lies ahead, as far as that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """What a parse tells of the dates of a sentence, by their first character."""

    leaning: Leaning = lambda _: None
    own: Callable[[int], bool] = lambda _: True
    """Whether a date may be the act's, and is not that of a participle beside a noun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A date, and how exactly it is told: it is the first day of that span."""

    on: date
    precision: DatePrecision


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """What the dates of a sentence are seen against."""

    lowered: str
    words: Words
    near: int
    time: Time | None
    leaning: Leaning
    cuts: tuple[int, ...]

    def clause(self, at: int) -> int:
        return bisect_right(self.cuts, at)

    def compares(self, clause: int) -> bool:
        """Return whether a clause is a comparison, so that its date is that of something else."""
        return clause > 0 and self.words["comparing"].match(self.lowered, self.cuts[clause - 1]) is not None

    def is_saying(self, said: Said) -> bool:
        """Return whether it is the day on which something was said: "said on Tuesday that", "on Tuesday said"."""
        reporting, future = self.words["reporting"], self.words["future"]
        before = self.lowered[max(0, said.start - SAYING) : said.start]
        verbs = [match.end() for match in reporting.finditer(before)]
        if verbs and not said.start - len(before) + verbs[-1] <= self.near < said.start:
            return future.search(before, verbs[-1]) is None
        return reporting.match(self.lowered[said.end : said.end + SAYING].lstrip()) is not None

    def is_ahead(self, said: Said) -> bool:
        """Return whether a day that may lie on either side of today is still to come."""
        if said.turn:
            return said.turn > 0
        if self.is_saying(said):
            return False
        leans = self.leaning(said.start)
        if leans is not None:
            return leans
        clause = self.clause(said.start)
        if self.time is Time.FUTURE and clause == self.clause(self.near):
            return True
        edges = (0, *self.cuts, len(self.lowered))
        low, high = max(edges[clause], said.start - AROUND), min(edges[clause + 1], said.end + AROUND)
        beside = ((low, said.start), (said.end, high))  # "in May" is none of its own cues
        return any(self.words["future"].search(self.lowered, *span) for span in beside)


def leaning_of(view: View, words: Words) -> Leaning:
    """Return what tells of a character whether its clause lies ahead: True, False, or None where that stays open."""

    def leaning(at: int) -> bool | None:
        token = view.token_at.get(at)
        if token is None:
            return None
        verb = clause_of(token)
        between = [governor for _, governor in ancestors(token)]
        upto = next((index for index, one in enumerate(between) if one.i == verb.i), 0)
        if any("Inf" in one.morph.get("VerbForm", []) for one in between[:upto]):
            return None
        clause = [verb, *verb.children]
        tenses = {tense for one in clause if one.pos_ in {"VERB", "AUX"} for tense in one.morph.get("Tense", [])}
        if "Fut" in tenses or any(words["future"].fullmatch(one.lower_) for one in clause):
            return True
        return False if tenses & {"Past", "Imp"} else None

    return leaning


def ties_of(view: View, words: Words) -> Ties:
    """Return what the parse of a sentence tells of its dates."""

    def own(at: int) -> bool:
        token = view.token_at.get(at)
        return token is None or not is_of_participle(token)

    return Ties(leaning=leaning_of(view, words), own=own)


def read_date(
    lowered: str,
    words: Words,
    published: datetime | None,
    near: int,
    *,
    time: Time | None = None,
    ties: Ties = Ties(),  # frozen
) -> When | None:
    """Return the date named nearest to a character of the sentence, its own clause before others, or None.

    The day on which somebody said so counts only where there is no other. What is counted from the publication is
    unknown without its date; a day or month without a year is the one nearest to it.
    """
    said_at = attrgetter("start")
    told = words.calendar.said(lowered)
    told = told[bisect_left(told, near - FAR, key=said_at) : bisect_right(told, near + FAR, key=said_at)]
    if not told:
        return None
    low, high = min(near, told[0].start) - AROUND, max(near, told[-1].end) + AROUND
    cuts = {
        match.start()
        for pattern in (CUT, words["clause_start"])
        for match in pattern.finditer(lowered, max(0, low), high)
    }
    frame = _Frame(
        lowered=lowered, words=words, near=near, time=time, leaning=ties.leaning, cuts=tuple(sorted(cuts - {0}))
    )
    home = frame.clause(near)
    today = published.date() if published else None
    found = [
        ((frame.is_saying(said), frame.clause(said.start) != home, abs(said.start - near)), when)
        for said in told
        if ties.own(said.start)
        if frame.clause(said.start) == home or not frame.compares(frame.clause(said.start))
        if (when := _resolve(said, today, frame)) is not None
    ]
    return min(found, key=lambda one: one[0])[1] if found else None


def _resolve(said: Said, today: date | None, frame: _Frame) -> When | None:
    try:
        is_absolute = said.kind in {"day", "month", "year"}
        return _absolute(said, today, frame) if is_absolute else _relative(said, today, frame)
    except (ValueError, OverflowError):
        return None


def _absolute(said: Said, today: date | None, frame: _Frame) -> When | None:
    precision = DatePrecision(said.kind)
    if said.year is not None:
        return When(on=date(said.year, said.month, said.day), precision=precision)
    if today is None:
        return None
    on = date(today.year, said.month, said.day)
    turn, this = said.turn, today
    if precision is DatePrecision.MONTH:
        this = today.replace(day=1)
        # what happened in May, told in March, happened last May
        turn = turn or -(on > this and frame.time is Time.PAST and not frame.is_ahead(said))
    ahead = (on - this).days
    if (ahead > LONGEST_AHEAD_DAYS and turn <= 0) or (turn < 0 <= ahead):
        on = on.replace(year=today.year - 1)
    elif (ahead < -LONGEST_AHEAD_DAYS and turn >= 0) or (turn > 0 >= ahead):
        on = on.replace(year=today.year + 1)
    return When(on=on, precision=precision)


def _relative(said: Said, today: date | None, frame: _Frame) -> When | None:
    if today is None or (said.kind == "doubtful" and not frame.is_ahead(said)):
        return None
    if said.kind == "weekday":
        return When(on=_weekday(said, today, is_ahead=frame.is_ahead(said)), precision=DatePrecision.DAY)
    return _from(today, said.count, said.unit)


def _weekday(said: Said, today: date, *, is_ahead: bool) -> date:
    """Return the nearest such day before or after today, which may be today unless it is the last or the next one."""
    step = 1 if is_ahead else -1
    days = (said.count - today.weekday()) * step % WEEK
    return today + timedelta(days=step * (days or (WEEK if said.turn else 0)))


def _from(today: date, count: int, unit: str) -> When:
    """Return the day, or the first day of the week, month or year, that lies so many units from today."""
    match unit:
        case "H":
            return When(on=today + timedelta(days=round(count / 24)), precision=DatePrecision.DAY)
        case "W":
            monday = today - timedelta(days=today.weekday())
            return When(on=monday + timedelta(weeks=count), precision=DatePrecision.WEEK)
        case "M":
            months = today.year * MONTHS + today.month - 1 + count
            return When(on=date(months // MONTHS, months % MONTHS + 1, 1), precision=DatePrecision.MONTH)
        case "Y":
            return When(on=date(today.year + count, 1, 1), precision=DatePrecision.YEAR)
    return When(on=today + timedelta(days=count), precision=DatePrecision.DAY)
