"""Is it armed conflict at all? Weighs what the sentence and its neighbours speak of."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from trucewatch.knowledge.gazetteer import Gazetteer
from trucewatch.knowledge.names import Name
from trucewatch.mentions.openings import Lexicon
from trucewatch.mentions.view import Words

WAR_WORDS, WAR_NAMES = 6, 2
"""Different words for fighting, and names of one conflict's sides and places, that make a text one about a war."""
SIDES = 2
"""Sides of a conflict that are named where it is the matter."""
SECOND = 3
"""How much more a name of a second side says than one of a side that stands alone, and may be a host (rule of thumb)."""
ENOUGH = 2
"""A conflict word, an armed group, or two names of one conflict; tuned on dev sentences, March 2026."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a sentence and its neighbourhood speak of."""

    here: int
    around: int
    war: int
    """The part of both that words for fighting and armed groups make, not names of states and places."""
    in_war: bool
    """The whole text is about armed conflict."""
    other: bool
    """The sentence speaks of trade, pay, sport or the like."""
    conflict: str | None
    """The one that the names speak of, where they speak of one."""
    before: tuple[frozenset[str], ...] = ()
    """The words that name a ceasefire in the sentences before, the last one first; () where this one names it itself."""

    @property
    def is_conflict(self) -> bool:
        """True where armed conflict is the matter."""
        if self.other and self.here < ENOUGH + 1:
            return False
        return self.in_war or self.here + self.around >= ENOUGH

    @property
    def is_hinted(self) -> bool:
        """True where at least a party or a place of a conflict is named."""
        return (self.in_war or self.here + self.around > 0) and not (self.other and self.here < 2 * ENOUGH)

    @property
    def is_topic(self) -> bool:
        """True where the sentence itself speaks of armed conflict, or names somebody whom its neighbours put in one.

        Two states that are at odds make no war by their names alone: they talk of trade as well.
        """
        if not (self.war or self.in_war) or (self.other and self.here < 2 * ENOUGH):
            return False
        return (
            self.in_war or self.here >= ENOUGH or (self.here > 0 and self.around >= ENOUGH) or self.around >= 3 * ENOUGH
        )

    def meets(self, needs: Collection[str]) -> bool:
        """Return whether there is as much armed conflict in sight as a trigger needs: 'conflict', or only a 'hint'."""
        if "conflict" in needs and not self.is_conflict:
            return False
        return "hint" not in needs or self.here >= ENOUGH or self.is_hinted


MOST_EVIDENCE = 1000
"""Stands for all that a neighbourhood could hold, to see whether it matters what it holds."""
AMID_WAR = Setting(here=0, around=MOST_EVIDENCE, war=MOST_EVIDENCE, in_war=True, other=False, conflict=None)
"""A setting in which a sentence means as much armed conflict as it can."""


class Gate:
    """Weighs conflict words and names."""

    def __init__(self, gazetteer: Gazetteer, words: Words) -> None:
        """Keep what is weighed with."""
        self._gazetteer = gazetteer
        self._words = words
        self._conflict = Lexicon([words["conflict"]])
        self._other = Lexicon([words["other_matters"]])
        self._lands: dict[str | None, frozenset[str]] = {
            key: frozenset(one.id for one in gazetteer.places.values() if one.country in conflict.countries)
            | frozenset(conflict.places)
            for key, conflict in gazetteer.conflicts.items()
        }
        self._lands[None] = frozenset().union(*self._lands.values())
        self._enemies = tuple(frozenset(one.parties) for one in gazetteer.conflicts.values() if not one.sides_trade)
        self._whom: dict[tuple[str | None, str | None], str] = {}

    def weigh(self, lowered: str, names: Iterable[Name]) -> int:
        """Return the evidence of armed conflict in a text: two a conflict word, one or more for names."""
        return self.weigh_found((word for _, word in self.conflict_words(lowered)), names)

    def weigh_found(self, conflict_words: Iterable[str], names: Iterable[Name]) -> int:
        """Return the evidence of armed conflict in a text whose conflict words and names are known."""
        return 2 * len(set(conflict_words)) + self._name_weight(names)

    def war_in(self, conflict_words: Iterable[str], names: Iterable[Name]) -> int:
        """Return the part of that evidence that words for fighting, armed groups and two sides of one conflict make."""
        named = tuple(names)
        return 2 * len(set(conflict_words)) + self._armed_weight(named) + self._has_two_sides(named)

    def _has_two_sides(self, names: Iterable[Name]) -> bool:
        who = {self._who(name) for name in names if name.actor_id is not None}
        return len(who) > 1 and any(len(who & sides) > 1 for sides in self._enemies)

    def is_war_text(self, conflict_words: Collection[str], names: Iterable[Name]) -> bool:
        """Return whether a text with these conflict words and names is about a war; more of them never make it less so."""
        if len(set(conflict_words)) < WAR_WORDS:
            return False
        return any(len(who) >= WAR_NAMES for who in self._evidence(names).values())

    def conflict_words(self, lowered: str) -> tuple[tuple[int, str], ...]:
        """Return where conflict words stand in a text, in order, with the words."""
        return tuple(
            (match.start(), match.group()) for matches in self._conflict.matches(lowered).values() for match in matches
        )

    def is_other(self, lowered: str) -> bool:
        """Return whether a text speaks of trade, pay, sport or the like."""
        return self._other.has_match(lowered)

    def conflict(
        self, names: Collection[Name], around: Iterable[Name], lowered: str, *, usual: str | None = None
    ) -> str | None:
        """Return the conflict of which most is named, here before around; None where that leaves several.

        `usual` is the one of which the whole text names most. Where the names here are only those of one country and its
        towns, and both sides of the usual one are named around, that country is the host: "the Istanbul talks".
        """
        here = self._evidence(names)
        there = self._evidence(around)
        towns = any(self.kind_of(name) == "city" for name in names)
        if usual is not None and towns and self._only_hosts(here, there, usual):
            return usual
        if not any(self._worth(conflict, who) >= 1 for conflict, who in here.items()):
            here = here | {conflict: here.get(conflict, set()) for conflict in there}
        scores = {
            conflict: 2 * self._worth(conflict, here.get(conflict, set()))
            + self._worth(conflict, there.get(conflict, set()))
            + 4 * self._is_worded(conflict, lowered)
            + (conflict == usual)
            + (len(self._sides(here.get(conflict, ()))) >= SIDES)
            for conflict in (here or there)
        }
        best = sorted(scores, key=lambda one: -scores[one])[:2]
        if not best or (len(best) > 1 and scores[best[0]] == scores[best[1]]):
            return None
        return best[0]

    def usual_conflict(self, names: Iterable[Name]) -> str | None:
        """Return the conflict of which the names of a text point most often to one, by their number; None where none leads.

        A second side counts for more than a host whose ministry and towns are named as often.
        """
        counts: dict[str, Counter[str]] = {}
        alike: dict[int, list[Name]] = {}
        for name in names:
            alike.setdefault(id(name.records), []).append(name)
        for same in alike.values():
            for conflict in self._words.names.conflicts_of(same[0]):
                counts.setdefault(conflict, Counter())[self._side(self._who(same[0]))] += len(same)
        scores = Counter({conflict: _named(sides) for conflict, sides in counts.items()})
        best = scores.most_common(2)
        return None if not best or (len(best) > 1 and best[0][1] == best[1][1]) else best[0][0]

    def _only_hosts(self, here: dict[str, set[str]], there: dict[str, set[str]], usual: str) -> bool:
        """Return whether one country is all that is named here, while a conflict of others is named around."""
        guests = self._sides(there.get(usual, ()))
        if usual in here or len(guests) < SIDES:
            return False
        sides = {side for who in here.values() for side in self._sides(who)}
        others = {side for conflict in here for side in self._sides(there.get(conflict, ()))} - guests
        return len(sides) == 1 and others <= sides and sides.isdisjoint(self._gazetteer.actors)

    def _sides(self, who: Iterable[str]) -> frozenset[str]:
        return frozenset(self._side(one) for one in who)

    def _side(self, who: str) -> str:
        """Return the country of a state, so that it and its towns are one; else whom or what it is itself."""
        actor = self._gazetteer.actors.get(who)
        return actor.country or who if actor is not None and actor.kind == "state" else who

    def _worth(self, conflict: str, who: set[str]) -> float:
        """Return how much these names point to a conflict; a party from outside its lands points to others too."""
        lands = self._gazetteer.conflicts[conflict].countries
        outside = {
            one
            for one in who
            if one in self._gazetteer.actors and (self._gazetteer.actors[one].country or "") not in {*lands, ""}
        }
        return len(who) - len(outside) / 2

    def principals(self, names: Iterable[Name | None]) -> int:
        """Return how many different actors these names stand for."""
        return len({self._who(name) for name in names if name is not None})

    def names_side(self, names: Iterable[Name]) -> bool:
        """Return whether one of these names stands for a side of a watched conflict."""
        return any(name.actor_id is not None and self._words.names.conflicts_of(name) for name in names)

    def is_of_conflict(self, name: Name) -> bool:
        """Return whether a name is a place where a watched conflict is fought, or an armed group."""
        is_place = name.place_id is not None and not any(record.form == "person" for record in name.records)
        return (is_place or self._is_armed(name)) and bool(self._words.names.conflicts_of(name))

    def _is_worded(self, conflict: str, lowered: str) -> bool:
        return any(word.lower() in lowered for word in self._gazetteer.conflicts[conflict].words)

    def _evidence(self, names: Iterable[Name]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for name in {id(one.records): one for one in names}.values():  # the same name again is no new evidence
            for conflict in self._words.names.conflicts_of(name):
                found.setdefault(conflict, set()).add(self._who(name))
        return found

    def lands_of(self, conflict: str | None) -> frozenset[str]:
        """Return the places that lie in the lands of a conflict, or of any where it is not known which is meant."""
        return self._lands[conflict] if conflict in self._lands else self._lands[None]

    def kind_of(self, name: Name | None) -> str:
        """Return the gazetteer's kind of a place, or '' where it is not known."""
        return self._gazetteer.places[name.place_id].kind if name is not None and name.place_id else ""

    def _name_weight(self, names: Iterable[Name]) -> int:
        named = tuple(names)
        parties = self._evidence(named)
        return self._armed_weight(named) + 2 * any(len(who) > 1 for who in parties.values()) + bool(parties)

    def _armed_weight(self, names: Iterable[Name]) -> int:
        return 2 * len({name.actor_id for name in names if self._is_armed(name)})

    def _is_armed(self, name: Name) -> bool:
        actor = name.actor_id
        return actor is not None and self._gazetteer.actors[actor].kind == "armed_group"

    def _who(self, name: Name) -> str:
        key = (name.actor_id, None if name.actor_id is not None else name.place_id)
        if key not in self._whom:
            self._whom[key] = self._find_who(*key)
        return self._whom[key]

    def _find_who(self, actor_id: str | None, place_id: str | None) -> str:
        if actor_id is not None:
            return self._gazetteer.principals(actor_id)[-1]
        place = self._gazetteer.places[place_id or ""]
        return place.country or place.id


def _named(sides: Counter[str]) -> int:
    """Return how much the names of a conflict say, by side: all of them, and those of the second side more."""
    most = [count for _, count in sides.most_common(SIDES)]
    return sides.total() + SECOND * (most[1] if len(most) == SIDES else 0)
