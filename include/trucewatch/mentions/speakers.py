"""Speakers and relays of a finding as actors: identifier, name and role, with offsets into the original."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from trucewatch.codebook import Attribution, Role
from trucewatch.knowledge.gazetteer import Gazetteer
from trucewatch.knowledge.names import Name
from trucewatch.mentions.allowance import Allowance
from trucewatch.mentions.attribution import read_attribution
from trucewatch.mentions.carrying import LOOK_BACK, Voice, Voices
from trucewatch.mentions.passage import Passage, Sentence
from trucewatch.mentions.relays import find_relays
from trucewatch.mentions.sources import Source
from trucewatch.mentions.view import View, Words
from trucewatch.mentions.voices import pronoun_of
from trucewatch.model import Actor

if TYPE_CHECKING:
    from trucewatch.mentions.building import Finding

BESIDE = 60
"""Characters beside a speaker's name in which his trade may stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """Who says something, and how it is tied to him."""

    attribution: Attribution
    speaker: Actor | None
    before: Actor | None
    """Named in another sentence: of the same quotation, or before the pronoun that `speaker` is."""
    relays: tuple[Actor, ...]


class Speakers:
    """Tells who speaks in one document."""

    def __init__(self, words: Words, gazetteer: Gazetteer, allowance: Allowance) -> None:
        """Keep what names and roles are looked up in, and what may be parsed."""
        self._words = words
        self._gazetteer = gazetteer
        self._allowance = allowance
        self._voices: dict[bool, Voices] = {}

    def speech(self, finding: Finding, passage: Passage) -> Speech:
        """Return who says what a finding says."""
        candidate, source, conflict = finding.candidate, finding.source, finding.setting.conflict
        attribution = read_attribution(finding.view, source, candidate.start, candidate.end)
        voice = self._voice(finding, passage, attribution)
        before = self._actor_of(voice, passage, conflict) if voice is not None else None
        if source is None:
            return Speech(attribution=attribution, speaker=None, before=before, relays=())
        speaker = self._actor(source, finding.view, finding.sentence, passage, conflict)
        if before is not None:
            speaker = replace(speaker, id=before.id, name=before.name if before.id else speaker.text, role=before.role)
        relays = (
            self._relay(one, finding, passage)
            for one in find_relays(finding.view, self._words, source, self._is_medium)
        )
        # nobody passes on his own words, whoever says them for him
        kept = tuple(one for one in relays if one.id is None or one.id != speaker.id)
        return Speech(attribution=attribution, speaker=speaker, before=before, relays=kept)

    def _voice(self, finding: Finding, passage: Passage, attribution: Attribution) -> Voice | None:
        """Return who speaks, where only another sentence names him."""
        if passage.in_title not in self._voices:
            self._voices[passage.in_title] = Voices(passage, self._words, self._is_person, self._allowance)
        voices, source = self._voices[passage.in_title], finding.source
        if source is not None:
            own = Voice(sentence=finding.sentence, view=finding.view, source=source)
            return voices.meant_by(own) if pronoun_of(finding.view, self._words, source) else None
        if attribution is not Attribution.DIRECT:
            return None
        return voices.of_quotation(finding.sentence, finding.candidate.start, finding.candidate.end)

    def _actor_of(self, voice: Voice, passage: Passage, conflict: str | None) -> Actor:
        return self._actor(voice.source, voice.view, voice.sentence, passage, conflict)

    def _relay(self, source: Source, finding: Finding, passage: Passage) -> Actor:
        """Return who passes words on; a state's news agency is itself here, not the state."""
        actor = self._actor(source, finding.view, finding.sentence, passage, finding.setting.conflict)
        own = _last(_names_in(finding.view, source))
        if own is None or own.actor_id is None or not self._is_medium(own):
            return actor
        return replace(actor, id=own.actor_id, name=self._gazetteer.actors[own.actor_id].name, role=Role.MEDIA)

    def _actor(self, source: Source, view: View, sentence: Sentence, passage: Passage, conflict: str | None) -> Actor:
        start, end = source.start + sentence.start, source.end + sentence.start
        text = passage.original[start:end]
        named, near = self._identified(source, view, sentence, passage)
        role = self._role_by_words(near)
        if named is not None and self._is_state(named) and self._role_by_words(text.lower()) is Role.EXPERT:
            named, role = None, Role.EXPERT  # a "Russian analyst" does not speak for Russia
        actor_id = None
        if named is not None and named.actor_id is not None:
            actor_id = self._gazetteer.principals(named.actor_id)[-1]
            known = self._gazetteer.role_in(named.actor_id, conflict)
            role = known if role is Role.UNKNOWN or known is not Role.UNKNOWN else role
        name = self._gazetteer.actors[actor_id].name if actor_id else text
        return Actor(text=text, start=start, end=end, id=actor_id, name=name, role=role)

    def _identified(self, source: Source, view: View, sentence: Sentence, passage: Passage) -> tuple[Name | None, str]:
        """Return the known name of a source and the words around it; a pronoun stands for who spoke before."""
        near = view.lowered[max(0, source.start - BESIDE) : source.end + BESIDE]
        own = _last(_names_in(view, source))
        if own is not None or not pronoun_of(view, self._words, source):
            return own, near
        for earlier in reversed(passage.before(sentence, LOOK_BACK)):
            text = passage.lowered_of(earlier)
            if self._words["reporting"].search(text):
                names = (name for name in passage.names(earlier) if name.actor_id is not None)
                return _last([name for name in names if self._is_person(name)]), text
        return None, near

    def _is_person(self, name: Name) -> bool:
        return self._gazetteer.actors[name.actor_id or ""].kind in {"leader", "person"}

    def _is_state(self, name: Name) -> bool:
        return name.actor_id is not None and self._gazetteer.actors[name.actor_id].kind == "state"

    def _is_medium(self, name: Name) -> bool:
        return name.actor_id is not None and self._gazetteer.actors[name.actor_id].kind == "media"

    def _role_by_words(self, near: str) -> Role:
        for key, role in (
            ("expert_words", Role.EXPERT),
            ("media_words", Role.MEDIA),
            ("mediator_words", Role.MEDIATOR),
        ):
            if re.search(self._words[key], near):
                return role
        return Role.UNKNOWN


def _names_in(view: View, source: Source) -> list[Name]:
    return [name for name in view.names if source.start <= name.start < source.end]


def _last(names: Iterable[Name]) -> Name | None:
    return next((name for name in reversed(list(names)) if name.actor_id is not None), None)
