"""What the sentence adds: how long, how much of the fighting, and in what form."""

import re
from collections.abc import Iterable

from trucewatch.codebook import Format, Scope, Target
from trucewatch.mentions.places import Spot
from trucewatch.mentions.readings import Reading
from trucewatch.mentions.view import View, Words

NEAR, FAR = 90, 140
"""Characters between a ceasefire's words and what limits it, or says how long."""
STOP = re.compile(
    r"[,;:](?!\d)| (?:but|mais|sans|without|tandis|comme|as|if|unless|si) | (?:and|et) (?:\w+ing|to|de|d'|à|pour)(?!\w)"
)
HOURS = "H"
LIMITING = frozenset({"city", "site", "district"})
"""Kinds of places that are a part of where a war is fought."""


def read_duration(lowered: str, words: Words, start: int, end: int) -> str | None:
    """Return the length nearest to the trigger as ISO 8601 ('P30D'), or None; offsets are the trigger's.

    A truce on its "third and final day" is one of three days.
    """
    best: tuple[int, str] | None = None
    ends = words.last_units.finditer(lowered)
    for match in (*words.durations.finditer(lowered), *ends):
        distance = max(start - match.end(), match.start() - end, 0)
        between = lowered[match.end() : start] if match.end() <= start else lowered[end : match.start()]
        if distance > FAR or ";" in between or not _lasts(lowered, match, words):
            continue
        if best is None or distance < best[0]:
            best = (distance, _iso(match, words))
    return best[1] if best else None


def _lasts(lowered: str, match: re.Match[str], words: Words) -> bool:
    """Return whether a span of time is how long something lasts, not how long ago it was."""
    if match.re is words.last_units:
        return True
    before = lowered[max(0, match.start() - 24) : match.start()].rstrip()
    if any(one.end() == len(before) for one in words["not_duration_before"].finditer(before)):
        return False
    return words["not_duration_after"].match(lowered[match.end() : match.end() + 24].lstrip(" -")) is None


def _iso(match: re.Match[str], words: Words) -> str:
    number = match.group("number")
    counts = words.ordinals if match.re is words.last_units else words.numbers
    amount = number if number.isdigit() else counts[number]
    unit = words.units[match.group("unit")]
    if "*" in unit:
        factor, unit = unit.split("*")
        amount = str(int(amount) * int(factor))
    return f"PT{amount}{unit}" if unit == HOURS else f"P{amount}{unit}"


def read_scope(
    view: View, words: Words, reading: Reading, start: int, end: int, places: Iterable[str]
) -> tuple[Scope, Target | None]:
    """Return how much of the fighting a ceasefire covers, and what a limited one is limited to.

    `places` are the kinds of the places that limit it, as the gazetteer has them.
    """
    low, high = _group(view, words, reading, start, end)
    near = view.lowered[low:high]
    if words["full_words"].search(near):
        return Scope.GENERAL, None
    if words["around_sites"].search(near):
        return Scope.PARTIAL, Target.LOCAL
    target = next((target for target, pattern in words.pack.targets.items() if pattern.search(near)), None)
    if target is not None:
        return Scope.PARTIAL, target
    if LIMITING.intersection(places):
        return Scope.PARTIAL, Target.LOCAL
    if words["part_words"].search(near):
        return Scope.PARTIAL, Target.OTHER
    return Scope.GENERAL, None


def limits(view: View, words: Words, spot: Spot, start: int, end: int) -> bool:
    """Return whether a place limits the ceasefire named between two offsets: "a truce in the port of X", "the X truce".

    So does one in front ("In X, the truce holds"; "X, where a truce began"). A town where something happened during a
    ceasefire does not.
    """
    if spot.end <= start:
        between = view.lowered[spot.end : start]
        return between in {" ", "'s "} or words["scope_leads"].fullmatch(between) is not None
    return words["scope_links"].fullmatch(view.lowered[end : spot.start].strip() + " ") is not None


def read_format(lowered: str, words: Words) -> Format:
    """Return the form that talks take; the order of the pack's list decides where several fit."""
    return next((form for form, pattern in words.pack.formats.items() if pattern.search(lowered)), Format.UNSPECIFIED)


def _group(view: View, words: Words, reading: Reading, start: int, end: int) -> tuple[int, int]:
    """Return the characters around the trigger up to the next comma or clause: what may limit the arrangement."""
    low = max(min(start, reading.head.left_edge.idx), start - NEAR)
    opening = re.search(r"[,;:(][^,;:(]*$", view.lowered[low:start])
    stops = [
        match.start()
        for match in (STOP.search(view.lowered, end), words["clause_start"].search(view.lowered, end))
        if match
    ]
    return (low + opening.start() if opening else low), min([end + NEAR, *stops])
