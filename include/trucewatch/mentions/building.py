"""From what was read to the noun that travels: Mention, with offsets into the original."""

from dataclasses import dataclass, replace
from typing import Any

from trucewatch.codebook import Act, Category, Certainty, Level, Role, Scope, Target, Time
from trucewatch.knowledge.crosswalk import Crosswalk
from trucewatch.knowledge.gazetteer import Gazetteer, PlaceRecord
from trucewatch.knowledge.names import Name
from trucewatch.mentions.allowance import Allowance
from trucewatch.mentions.certainty import read_certainty, read_time
from trucewatch.mentions.coming import sets_in
from trucewatch.mentions.crosscoding import facts_of
from trucewatch.mentions.dates import When, read_date, ties_of
from trucewatch.mentions.details import read_format
from trucewatch.mentions.gate import Setting
from trucewatch.mentions.history import looks_back
from trucewatch.mentions.parties import names_pair
from trucewatch.mentions.passage import Passage, Sentence
from trucewatch.mentions.places import Spot
from trucewatch.mentions.readings import Reading
from trucewatch.mentions.scan import Candidate
from trucewatch.mentions.sources import Source
from trucewatch.mentions.speakers import Speakers
from trucewatch.mentions.talks import read_issues, read_level
from trucewatch.mentions.venues import read_venue
from trucewatch.mentions.view import View, Words
from trucewatch.model import Actor, Document, Mention, Place, Span, stable_id

PAIR_KINDS = {
    "leaders": frozenset({"leader"}),
    "sides": frozenset({"state", "government", "armed_group", "group", "leader"}),
}
"""Kinds of actors that a pair may be: "the two presidents" are no governments."""
LOOK_BACK = 4
"""Sentences before a pair in which its names are looked for."""
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

    def __init__(
        self, document: Document, words: Words, gazetteer: Gazetteer, crosswalk: Crosswalk, allowance: Allowance
    ) -> None:
        """Keep what every mention of the document shares."""
        self._document = document
        self._words = words
        self._gazetteer = gazetteer
        self._crosswalk = crosswalk
        self._speakers = Speakers(words, gazetteer, allowance)
        self._history: bool | None = None
        """Whether the document is a look back, once it was asked."""

    def build(self, finding: Finding, passage: Passage) -> Mention:
        """Return the mention."""
        candidate, reading, view = finding.candidate, finding.reading, finding.view
        trigger = self._span(passage, finding, candidate.start, candidate.end)
        published = self._document.published_at
        conflict = finding.setting.conflict
        where = "title" if passage.in_title else "text"
        time = read_time(view, self._words, reading, published.year if published else None)
        time, when = self._dated(view, reading, candidate.start, time)
        if time in {Time.PAST, Time.PRESENT} and self._looks_back(passage):
            time = Time.HISTORICAL
        speech = self._speakers.speech(finding, passage)
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
            speaker=speech.speaker,
            speaker_before=speech.before,
            attribution=speech.attribution,
            relays=speech.relays,
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

    def _looks_back(self, passage: Passage) -> bool:
        if self._history is None:
            published = self._document.published_at
            self._history = looks_back(passage, self._words, published.date() if published else None)
        return self._history

    def _dated(self, view: View, reading: Reading, at: int, time: Time) -> tuple[Time, When | None]:
        """Return when the act lies, with its date: what begins on a day still to come lies ahead."""
        ties, published = ties_of(view, self._words), self._document.published_at
        if published is not None and time is Time.PRESENT and sets_in(view, self._words, reading.anchor):
            coming = replace(ties, leaning=lambda at: True if ties.leaning(at) is None else ties.leaning(at))
            when = read_date(view.lowered, self._words, published, at, time=Time.FUTURE, ties=coming)
            if when is not None and when.on > published.date():
                return Time.FUTURE, when
        return time, read_date(view.lowered, self._words, published, at, time=time, ties=ties)

    def _talks(self, finding: Finding, passage: Passage) -> dict[str, Any]:
        """Return the fields that only negotiations have."""
        view, words, source = finding.view, self._words, finding.source
        at = (finding.candidate.start, finding.candidate.end)
        venue = read_venue(view, words, finding.reading, source, self._gazetteer, finding.setting.conflict)
        return {
            "format": read_format(view.lowered, words),
            "level": read_level(finding.view, words, source, at, self._sitting(finding)),
            "venue": self._place(venue, passage, finding) if venue else None,
            "places": tuple(self._place(spot, passage, finding) for spot in _with_venue(finding.places, venue)),
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
        for sentence in reversed(passage.before(finding.sentence, LOOK_BACK)):
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


def _with_venue(places: tuple[Spot, ...], venue: Spot | None) -> tuple[Spot, ...]:
    """Return the places of talks with that in which they are held, in text order."""
    if venue is None or any(spot.start < venue.end and venue.start < spot.end for spot in places):
        return places
    return tuple(sorted((*places, venue), key=lambda spot: spot.start))
