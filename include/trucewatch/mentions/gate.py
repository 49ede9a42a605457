"""Is it armed conflict at all? Weighs what the sentence and its neighbours speak of."""

from collections.abc import Iterable
from dataclasses import dataclass

from trucewatch.knowledge.gazetteer import Gazetteer
from trucewatch.mentions.names import Name
from trucewatch.mentions.view import Words

ENOUGH = 2
"""A conflict word, an armed group, or two names of one conflict; tuned on dev sentences, March 2026."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a sentence and its neighbourhood speak of."""

    here: int
    around: int
    other: bool
    """The sentence speaks of trade, pay, sport or the like."""
    conflicts: tuple[str, ...]
    """Those that the names belong to, likeliest first."""

    @property
    def is_conflict(self) -> bool:
        """True where armed conflict is the matter."""
        if self.other and self.here < ENOUGH + 1:
            return False
        return self.here + self.around >= ENOUGH


class Gate:
    """Weighs conflict words and names."""

    def __init__(self, gazetteer: Gazetteer, words: Words) -> None:
        """Keep what is weighed with."""
        self._gazetteer = gazetteer
        self._words = words

    def weigh(self, lowered: str, names: Iterable[Name], *, spare: tuple[tuple[int, int], ...] = ()) -> int:
        """Return the evidence of armed conflict in a text, leaving out the characters of triggers."""
        hits = {
            match.group()
            for match in self._words["conflict"].finditer(lowered)
            if not any(start < match.end() and match.start() < end for start, end in spare)
        }
        return 2 * len(hits) + self._name_weight(names)

    def is_other(self, lowered: str) -> bool:
        """Return whether a text speaks of trade, pay, sport or the like."""
        return bool(self._words["other_matters"].search(lowered))

    def conflicts(self, names: Iterable[Name]) -> tuple[str, ...]:
        """Return the conflicts of these names, most often named first."""
        counts: dict[str, int] = {}
        for name in names:
            for conflict in self._words.names.conflicts_of(name):
                counts[conflict] = counts.get(conflict, 0) + 1
        return tuple(sorted(counts, key=lambda one: (-counts[one], one)))

    def kind_of(self, name: Name | None) -> str:
        """Return the gazetteer's kind of a place, or '' where it is not known."""
        return self._gazetteer.places[name.place_id].kind if name is not None and name.place_id else ""

    def _name_weight(self, names: Iterable[Name]) -> int:
        weight = 0
        parties: dict[str, set[str]] = {}
        lands: set[str] = set()
        for name in names:
            weight += 2 * self._is_armed(name)
            for conflict in self._words.names.conflicts_of(name):
                parties.setdefault(conflict, set()).add(self._who(name))
                lands.add(conflict)
        if any(len(who) > 1 for who in parties.values()):
            weight += 2
        return weight + bool(lands)

    def _is_armed(self, name: Name) -> bool:
        actor = name.actor_id
        return actor is not None and self._gazetteer.actors[actor].kind == "armed_group"

    def _who(self, name: Name) -> str:
        if name.actor_id is not None:
            return self._gazetteer.principals(name.actor_id)[-1]
        place = self._gazetteer.places[name.place_id or ""]
        return place.country or place.id
