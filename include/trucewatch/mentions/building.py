"""From what was read to the noun that travels: Mention, with offsets into the original."""

import re
from dataclasses import dataclass, replace
from typing import Any

from trucewatch.codebook import Act, Category, Certainty, Level, Role, Scope, Target
from trucewatch.knowledge.crosswalk import Crosswalk
from trucewatch.knowledge.gazetteer import Gazetteer, PlaceRecord
from trucewatch.knowledge.names import Name
from trucewatch.mentions.attribution import read_attribution
from trucewatch.mentions.certainty import read_certainty, read_time
from trucewatch.mentions.crosscoding import facts_of
from trucewatch.mentions.dates import read_date, ties_of
from trucewatch.mentions.details import read_format
from trucewatch.mentions.gate import Setting
from trucewatch.mentions.passage import Passage, Sentence
from trucewatch.mentions.places import Spot, names_pair
from trucewatch.mentions.readings import Reading
from trucewatch.mentions.relays import find_relays
from trucewatch.mentions.scan import Candidate
from trucewatch.mentions.sources import Source
from trucewatch.mentions.talks import read_issues, read_level
from trucewatch.mentions.venues import read_venue
from trucewatch.mentions.view import View, Words
from trucewatch.model import Actor, Document, Mention, Place, Span, stable_id

BESIDE = 60
"""Characters beside a speaker's name in which his trade may stand."""
PAIR_KINDS = {
    "leaders": frozenset({"leader"}),
    "sides": frozenset({"state", "government", "armed_group", "group", "leader"}),
}
"""Kinds of actors that a pair may be: "the two presidents" are no governments."""
LOOK_BACK = 4
"""Sentences before a pronoun or a pair in which its names are looked for."""
PAIR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """All that one candidate gave, before it is written down."""

    view: View
    sentence: Sentence
    setting: Setting
    candidate: Candidate
    reading: Reading
    source: Source | None
    places: tuple[Spot, ...]
    parties: tuple[Spot, ...]
    duration: str | None
    scope: Scope | None
    target: Target | None


class Builder:
    """Writes findings of one document down as mentions."""

    def __init__(self, document: Document, words: Words, gazetteer: Gazetteer, crosswalk: Crosswalk) -> None:
        """Keep what every mention of the document shares."""
        self._document = document
        self._words = words
        self._gazetteer = gazetteer
        self._crosswalk = crosswalk

    def build(self, finding: Finding, passage: Passage) -> Mention:
        """Return the mention."""
        candidate, reading, view = finding.candidate, finding.reading, finding.view
        trigger = self._span(passage, finding, candidate.start, candidate.end)
        published = self._document.published_at
        conflict = finding.setting.conflict
        where = "title" if passage.in_title else "text"
        time = read_time(view, self._words, reading, published.year if published else None)
        ties = ties_of(view, self._words)
        when = read_date(view.lowered, self._words, published, candidate.start, time=time, ties=ties)
        mention = Mention(
            id=stable_id(
                "mention", self._document.id, where, candidate.category.value, str(trigger.start), str(trigger.end)
            ),
            document_id=self._document.id,
            category=candidate.category,
            act=reading.act,
            trigger=trigger,
            sentence=self._span(passage, finding, 0, finding.sentence.end - finding.sentence.start),
            in_title=passage.in_title,
            polarity=reading.polarity,
            certainty=self._certainty(finding),
            time=time,
            speaker=self._speaker(finding, passage, conflict),
            attribution=read_attribution(view, finding.source, candidate.start, candidate.end),
            relays=self._relays(finding, passage, conflict),
            parties=self._parties(finding, passage, conflict),
            places=tuple(self._place(spot, passage, finding) for spot in finding.places),
            scope=finding.scope,
            target=finding.target,
            duration=finding.duration,
            event_on=when.on if when else None,
            event_precision=when.precision if when else None,
            conflict=conflict,
            rule_id=reading.rule_id,
            pack_version=self._words.pack.pack_version,
            model_version=self._words.parser.version,
        )
        if candidate.category is Category.NEGOTIATION:
            mention = replace(mention, **self._talks(finding, passage))
        codes = self._crosswalk.codes(facts_of(mention, self._gazetteer))
        return replace(mention, plover=codes.plover, cameo=codes.cameo, acled=codes.acled)

    def _talks(self, finding: Finding, passage: Passage) -> dict[str, Any]:
        """Return the fields that only negotiations have."""
        view, words, source = finding.view, self._words, finding.source
        at = (finding.candidate.start, finding.candidate.end)
        venue = read_venue(view, words, finding.reading, source, self._gazetteer, finding.setting.conflict)
        return {
            "format": read_format(view.lowered, words),
            "level": read_level(finding.view, words, source, at, self._sitting(finding)),
            "venue": self._place(venue, passage, finding) if venue else None,
            "issues": read_issues(view, words, source, at),
        }

    def _sitting(self, finding: Finding) -> list[Level] | None:
        """Return the offices of those who take part in talks; None where they only want or refuse them."""
        if finding.reading.act in {Act.CALL_FOR, Act.REJECT}:
            return None
        people = [spot.name.actor_id or "" for spot in finding.parties if spot.name is not None]
        return [self._gazetteer.offices[one] for one in people if one in self._gazetteer.offices]

    def _certainty(self, finding: Finding) -> Certainty:
        source = finding.source
        cue = source.cue if source is not None else None
        return read_certainty(finding.view, self._words, finding.reading, cue, sourced=source is not None)

    def _span(self, passage: Passage, finding: Finding, start: int, end: int) -> Span:
        start, end = start + finding.sentence.start, end + finding.sentence.start
        return Span(text=passage.original[start:end], start=start, end=end)

    def _parties(self, finding: Finding, passage: Passage, conflict: str | None) -> tuple[Actor, ...]:
        parties: dict[str, Actor] = {}
        for spot in finding.parties:
            if spot.name is not None and spot.name.actor_id is not None:
                actor = self._actor(passage, finding, spot, spot.name, conflict)
                parties.setdefault(actor.id or actor.text, actor)
        if not parties and (pair := names_pair(finding.reading, self._words)):
            return self._pair_before(finding, passage, conflict, kinds=PAIR_KINDS[pair])
        return tuple(parties.values())

    def _pair_before(
        self, finding: Finding, passage: Passage, conflict: str | None, *, kinds: frozenset[str]
    ) -> tuple[Actor, ...]:
        """Return the two actors of these kinds whom the nearest sentence before names, where it names just two."""
        number = finding.sentence.number
        for sentence in reversed(passage.sentences[max(0, number - LOOK_BACK) : number]):
            pair: dict[str, Actor] = {}
            for name in passage.names(sentence):
                if (
                    name.actor_id is None
                    or name.is_adjective
                    or self._gazetteer.actors[name.actor_id].kind not in kinds
                ):
                    continue
                start, end = sentence.start + name.start, sentence.start + name.end
                principal, role = self._identity(name.actor_id, conflict)
                who = self._gazetteer.actors[principal].name
                text = passage.original[start:end]
                pair.setdefault(principal, Actor(text=text, start=start, end=end, id=principal, name=who, role=role))
            if len(pair) == PAIR:
                return tuple(pair.values())
        return ()

    def _actor(self, passage: Passage, finding: Finding, spot: Spot, name: Name, conflict: str | None) -> Actor:
        span = self._span(passage, finding, spot.start, spot.end)
        principal, role = self._identity(name.actor_id or "", conflict)
        return Actor(
            text=span.text,
            start=span.start,
            end=span.end,
            id=principal,
            name=self._gazetteer.actors[principal].name,
            role=role,
        )

    def _identity(self, actor_id: str, conflict: str | None) -> tuple[str, Role]:
        return self._gazetteer.principals(actor_id)[-1], self._gazetteer.role_in(actor_id, conflict)

    def _place(self, spot: Spot, passage: Passage, finding: Finding) -> Place:
        span = self._span(passage, finding, spot.start, spot.end)
        record = self._record(spot.name, finding) if spot.name and spot.name.place_id else None
        if record is None:
            return Place(text=span.text, start=span.start, end=span.end, name=span.text)
        return Place(
            text=span.text,
            start=span.start,
            end=span.end,
            id=record.id,
            name=record.name,
            code=record.code,
            country=record.country,
            latitude=record.latitude,
            longitude=record.longitude,
        )

    def _record(self, name: Name, finding: Finding) -> PlaceRecord:
        """Return the record of a place; of several places of one name the one where the conflict is."""
        return self._gazetteer.places[self._gazetteer.place_in(name.place_ids, finding.setting.conflict)]

    def _speaker(self, finding: Finding, passage: Passage, conflict: str | None) -> Actor | None:
        return self._who(finding.source, finding, passage, conflict) if finding.source else None

    def _relays(self, finding: Finding, passage: Passage, conflict: str | None) -> tuple[Actor, ...]:
        """Return who passes the speaker's words on; nobody passes on his own, whoever says them for him."""
        if finding.source is None:
            return ()
        speaker = self._speaker(finding, passage, conflict)
        found = find_relays(finding.view, self._words, finding.source, self._is_medium)
        relays = (self._relay(source, finding, passage, conflict) for source in found)
        return tuple(one for one in relays if one.id is None or speaker is None or one.id != speaker.id)

    def _relay(self, source: Source, finding: Finding, passage: Passage, conflict: str | None) -> Actor:
        """Return who passes words on; a state's news agency is itself here, not the state."""
        actor = self._who(source, finding, passage, conflict)
        own = _last([name for name in finding.view.names if source.start <= name.start < source.end])
        if own is None or own.actor_id is None or not self._is_medium(own):
            return actor
        return replace(actor, id=own.actor_id, name=self._gazetteer.actors[own.actor_id].name, role=Role.MEDIA)

    def _is_medium(self, name: Name) -> bool:
        return name.actor_id is not None and self._gazetteer.actors[name.actor_id].kind == "media"

    def _who(self, source: Source, finding: Finding, passage: Passage, conflict: str | None) -> Actor:
        span = self._span(passage, finding, source.start, source.end)
        text = span.text
        named, near = self._identified(finding, source, passage)
        role = self._role_by_words(near)
        actor_id = None
        if named is not None and named.actor_id is not None:
            actor_id, known = self._identity(named.actor_id, conflict)
            role = known if role is Role.UNKNOWN or known is not Role.UNKNOWN else role
        name = self._gazetteer.actors[actor_id].name if actor_id else text
        return Actor(text=text, start=span.start, end=span.end, id=actor_id, name=name, role=role)

    def _identified(self, finding: Finding, source: Source, passage: Passage) -> tuple[Name | None, str]:
        """Return the known name of a source and the words around it; a pronoun stands for who spoke before."""
        lowered = finding.view.lowered
        near = lowered[max(0, source.start - BESIDE) : source.end + BESIDE]
        own = _last([name for name in finding.view.names if source.start <= name.start < source.end])
        if own is not None or not self._words["pronouns"].fullmatch(lowered[source.start : source.end].strip("- ")):
            return own, near
        number = finding.sentence.number
        earlier = passage.sentences[max(0, number - LOOK_BACK) : number]
        for sentence in reversed(earlier):
            text = passage.lowered_of(sentence)
            if self._words["reporting"].search(text):
                names = [name for name in passage.names(sentence) if name.actor_id is not None]
                return _last([name for name in names if self._is_person(name)]), text
        return None, near

    def _is_person(self, name: Name) -> bool:
        return self._gazetteer.actors[name.actor_id or ""].kind in {"leader", "person"}

    def _role_by_words(self, near: str) -> Role:
        for key, role in (
            ("expert_words", Role.EXPERT),
            ("media_words", Role.MEDIA),
            ("mediator_words", Role.MEDIATOR),
        ):
            if re.search(self._words[key], near):
                return role
        return Role.UNKNOWN


def _last(names: list[Name]) -> Name | None:
    return next((name for name in reversed(names) if name.actor_id is not None), None)
