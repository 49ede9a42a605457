"""Which places and actors the gazetteer knows in a text."""

from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from trucewatch.knowledge.gazetteer import Gazetteer, NameRecord

LONG_ENOUGH = 7
"""Letters of a name of another language that is known here too: Zaporizhia, and no chance word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One name as found, with every record it may stand for, in file order."""

    start: int
    end: int
    records: tuple[NameRecord, ...]

    @property
    def place_id(self) -> str | None:
        """The place that it names, if it can name one."""
        return next((record.id for record in self.records if record.kind == "place"), None)

    @property
    def actor_id(self) -> str | None:
        """The actor that it names, if it can name one."""
        return next((record.id for record in self.records if record.kind == "actor"), None)

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
        for name in [one for one in by_name if " " in one and one[0].isupper()]:
            by_name.setdefault(name[0].lower() + name[1:], by_name[name])
        self._gazetteer = gazetteer
        self._conflicts: dict[tuple[NameRecord, ...], tuple[str, ...]] = {}
        self._records = [tuple(records) for records in by_name.values()]
        self._names = AhoCorasick(list(by_name))

    def find(self, text: str) -> tuple[Name, ...]:
        """Return the names in text order, without overlaps; a name that needs context is dropped where it has none."""
        found = sorted(
            (
                (start, -end, which)
                for which, start, end in self._names.find_matches_as_indexes(text, overlapping=True)
                if _stands_alone(text, start, end)
            ),
        )
        chosen: list[Name] = []
        for start, minus_end, which in found:
            if not chosen or start >= chosen[-1].end:
                chosen.append(Name(start=start, end=-minus_end, records=self._records[which]))
        return self._believed(chosen)

    def _believed(self, names: list[Name]) -> tuple[Name, ...]:
        doubtful = [all(record.needs for record in name.records) for name in names]
        if not any(doubtful):
            return tuple(names)
        sure = [name for name, is_doubtful in zip(names, doubtful, strict=True) if not is_doubtful]
        near = {conflict for name in sure for conflict in self.conflicts_of(name)}
        return tuple(
            name
            for name, is_doubtful in zip(names, doubtful, strict=True)
            if not is_doubtful or not near.isdisjoint(self.conflicts_of(name))
        )

    def kind_of(self, name: Name) -> str:
        """Return the kind of the actor that a name stands for, or '' where it stands for none."""
        return self._gazetteer.actors[name.actor_id].kind if name.actor_id is not None else ""

    def conflicts_of(self, name: Name) -> tuple[str, ...]:
        """Return the conflicts that a name belongs to."""
        known = self._conflicts.get(name.records)
        if known is None:
            known = self._conflicts[name.records] = self._find_conflicts(name)
        return known

    def _find_conflicts(self, name: Name) -> tuple[str, ...]:
        ids = {record.id for record in name.records}
        principals = {
            principal
            for record in name.records
            if record.kind == "actor"
            for principal in self._gazetteer.principals(record.id)
        }
        lands = {self._gazetteer.places[record.id].country for record in name.records if record.kind == "place"}
        return tuple(
            conflict.id
            for conflict in self._gazetteer.conflicts.values()
            if principals & set(conflict.parties) or ids & set(conflict.places) or lands & set(conflict.countries)
        )


def _plain(name: str) -> str:
    return name.replace("’", "'").replace("\u2011", "-")


def _stands_alone(text: str, start: int, end: int) -> bool:
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return not (before.isalnum() or after.isalnum() or (before == "-" and start > 1 and text[start - 2].islower()))
