"""Which places and actors the gazetteer knows in a text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ahocorasick_rs import AhoCorasick

from trucewatch.knowledge.gazetteer import Gazetteer, NameRecord

LONG_ENOUGH = 7
"""Letters of a name of another language that is known here too: Zaporizhia, and no chance word."""
LONGEST_REGION = 40
"""Characters beside a town's name in which the words "autonomous region of" may stand."""
OVERSEAS = frozenset({"US", "CA"})
"""Countries whose states and provinces follow the names of their towns: Paris, Texas."""
SAME_LAND, SAME_CONFLICT, USUAL = 4, 2, 1
"""How much speaks for one reading of a name: its country is named, another name of its conflict, no need of either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One name as found, with every record it may stand for, the likeliest of the text first."""

    start: int
    end: int
    records: tuple[NameRecord, ...]
    place_ids: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """The places that it may name: Tripoli in Libya, Tripoli in Lebanon."""
    place_id: str | None = field(init=False, repr=False, compare=False)
    """The first of them, if there is one."""
    actor_id: str | None = field(init=False, repr=False, compare=False)
    """The actor that it names, if it can name one."""

    def __post_init__(self) -> None:
        """Tell places and actors apart once: every rule asks for them."""
        places = tuple([record.id for record in self.records if record.kind == "place"])
        actors = [record.id for record in self.records if record.kind == "actor"]
        object.__setattr__(self, "place_ids", places)
        object.__setattr__(self, "place_id", places[0] if places else None)
        object.__setattr__(self, "actor_id", actors[0] if actors else None)

    @property
    def is_adjective(self) -> bool:
        """True for 'Russian' and its like: somebody, but nowhere."""
        return all(record.form in {"adjective", "demonym"} for record in self.records if record.kind == "actor")


class NameFinder:
    """Longest names of one language in a normalised text; upper and lower case count."""

    def __init__(self, gazetteer: Gazetteer, language: str) -> None:
        """Build the automaton."""
        by_name: dict[str, list[NameRecord]] = {}
        for record in gazetteer.names(language):
            by_name.setdefault(_plain(record.name), []).append(record)
        for other in gazetteer.names_by_language:
            for record in gazetteer.names(other):
                if record.form in {"official", "exonym", "person"} and len(record.name) >= LONG_ENOUGH:
                    by_name.setdefault(_plain(record.name), [record])
        self._namesakes = gazetteer.namesakes(language)
        for stranger in self._namesakes.strangers:
            by_name[_plain(stranger)] = []
        for name in [one for one in by_name if " " in one and one[0].isupper()]:
            by_name.setdefault(name[0].lower() + name[1:], by_name[name])
        self._gazetteer = gazetteer
        self._conflicts: dict[str, tuple[str, ...]] = {}
        self._records = [tuple(records) for records in by_name.values()]
        self._names = AhoCorasick(list(by_name))

    def find(self, text: str) -> tuple[Name, ...]:
        """Return the names in text order, without overlaps; a name that needs context is dropped where it has none."""
        chosen = [name for name in self._longest(text) if name.records and not self._is_elsewhere(text, name)]
        return self._believed(text, self._widened(text, chosen))

    def kind_of(self, name: Name) -> str:
        """Return the kind of the actor that a name stands for, or '' where it stands for none."""
        return self._gazetteer.actors[name.actor_id].kind if name.actor_id is not None else ""

    def conflicts_of(self, name: Name) -> tuple[str, ...]:
        """Return the conflicts that a name belongs to."""
        found = [self._conflicts_of_record(record) for record in name.records]
        return found[0] if len(found) == 1 else tuple(dict.fromkeys(one for several in found for one in several))

    def _longest(self, text: str) -> list[Name]:
        """Return the longest names that stand alone, or behind another name and a hyphen: Russia-Ukraine."""
        found = sorted(
            (start, -end, which)
            for which, start, end in self._names.find_matches_as_indexes(text, overlapping=True)
            if _stands_alone(text, start, end)
        )
        chosen: list[Name] = []
        for start, minus_end, which in found:
            behind = chosen[-1].end if chosen else 0
            if start < behind or (_is_second_part(text, start) and behind < start - 1):
                continue
            chosen.append(Name(start=start, end=-minus_end, records=self._records[which]))
        following = {name.start for name in chosen}
        return [name for name in chosen if text[name.end - 1] != "-" or name.end in following]

    def _is_elsewhere(self, text: str, name: Name) -> bool:
        """Return whether what follows says that it is a place overseas, not the one that everybody knows."""
        countries = {self._gazetteer.places[place].country for place in name.place_ids}
        return (
            bool(countries) and OVERSEAS.isdisjoint(countries) and bool(self._namesakes.elsewhere.match(text, name.end))
        )

    def _widened(self, text: str, names: list[Name]) -> list[Name]:
        """Return the names, towns beside a region's word as the regions named after them; lists share the word."""
        said, joined = self._namesakes, self._namesakes.joined_by
        regions = [self._region(name) for name in names]
        if not any(regions):
            return names
        widened = list(names)
        several = False
        behind = 0  # where the last name ends that is no mere adjective
        for at, name in enumerate(names):
            several = several and bool(regions[at]) and joined.fullmatch(text, behind, name.start) is not None
            if not several and regions[at]:
                before = said.region_before.search(text, max(behind, name.start - LONGEST_REGION), name.start)
                several = _is_of_several(before)
            else:
                before = None
            if several or before:
                widened[at] = replace(name, records=regions[at])
            if not name.is_adjective or name.place_id:
                behind = name.end
        several = False
        for at in reversed(range(len(names))):
            ahead = names[at + 1].start if at + 1 < len(names) else names[at].end
            several = several and bool(regions[at]) and joined.fullmatch(text, names[at].end, ahead) is not None
            if not several and regions[at]:
                after = said.region_after.match(text, names[at].end)
                several = _is_of_several(after)
            else:
                after = None
            if several or after:
                widened[at] = replace(names[at], records=regions[at])
        return widened

    def _region(self, name: Name) -> tuple[NameRecord, ...]:
        found = [self._gazetteer.region_named_after(record.id) for record in name.records if record.kind == "place"]
        return tuple(
            NameRecord(name=region.name, kind="place", id=region.id, form="exonym") for region in found if region
        )

    def _believed(self, text: str, names: list[Name]) -> tuple[Name, ...]:
        denied = [self._is_denied(text, name) for name in names]
        sure = [
            not is_denied and any(not record.needs for record in name.records) and len(name.place_ids) <= 1
            for name, is_denied in zip(names, denied, strict=True)
        ]
        if all(sure):
            return tuple(names)
        records = [record for name, is_sure in zip(names, sure, strict=True) if is_sure for record in name.records]
        conflicts = {conflict for record in records for conflict in self._conflicts_of_record(record)}
        lands = {self._land(record) for record in records} - {None}
        read = (
            name if is_sure else self._read(name, conflicts, lands, denied=is_denied)
            for name, is_sure, is_denied in zip(names, sure, denied, strict=True)
        )
        return tuple(name for name in read if name is not None)

    def _is_denied(self, text: str, name: Name) -> bool:
        return self._namesakes.is_denied(text[name.start : name.end], text, name.start, name.end)

    def _read(self, name: Name, conflicts: set[str], lands: set[str | None], *, denied: bool) -> Name | None:
        """Return a name with its likeliest records first, or None where nothing speaks for any that needs it."""
        worth = [self._worth(record, conflicts, lands, denied=denied) for record in name.records]
        if not any(worth):
            return None
        if len(name.place_ids) <= 1:
            return name
        order = sorted(range(len(worth)), key=lambda at: -worth[at])
        records = [name.records[at] for at in order]
        land = next(self._land(record) for record in records if record.kind == "place")
        return replace(
            name, records=tuple(record for record in records if record.kind == "place" or self._land(record) == land)
        )

    def _worth(self, record: NameRecord, conflicts: set[str], lands: set[str | None], *, denied: bool) -> int:
        same_land = SAME_LAND if self._land(record) in lands else 0
        if denied:
            return same_land
        same_conflict = 0 if conflicts.isdisjoint(self._conflicts_of_record(record)) else SAME_CONFLICT
        return same_land + same_conflict + (0 if record.needs else USUAL)

    def _land(self, record: NameRecord) -> str | None:
        if record.kind == "place":
            return self._gazetteer.places[record.id].country
        return self._gazetteer.actors[record.id].country

    def _conflicts_of_record(self, record: NameRecord) -> tuple[str, ...]:
        key = f"{record.kind}:{record.id}"
        known = self._conflicts.get(key)
        if known is None:
            known = self._conflicts[key] = self._find_conflicts(record)
        return known

    def _find_conflicts(self, record: NameRecord) -> tuple[str, ...]:
        principals: Iterable[str] = self._gazetteer.principals(record.id) if record.kind == "actor" else ()
        lands = {self._gazetteer.places[record.id].country} if record.kind == "place" else set()
        return tuple(
            conflict.id
            for conflict in self._gazetteer.conflicts.values()
            if not set(conflict.parties).isdisjoint(principals)
            or record.id in conflict.places
            or lands & set(conflict.countries)
        )


def _is_of_several(words: re.Match[str] | None) -> bool:
    """Return whether a region's word is of several regions, so that all names of a list share it."""
    return words is not None and words.groupdict().get("many") is not None


def _plain(name: str) -> str:
    return name.replace("’", "'").replace("\u2011", "-")


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Return whether no letter touches a name; one that ends with a hyphen begins a compound: russo-ukrainien."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return not before.isalnum() and after.isalnum() == (text[end - 1] == "-")


def _is_second_part(text: str, start: int) -> bool:
    """Return whether a word and a hyphen stand before: "pro-Russian" is no Russian."""
    return start > 1 and text[start - 1] == "-" and text[start - 2].islower()
