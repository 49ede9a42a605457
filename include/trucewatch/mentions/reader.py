"""One sentence at a time: what it says, or why it says nothing of ours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from trucewatch.codebook import Act, Category
from trucewatch.mentions.allowance import MOST_SENTENCES, TOO_MUCH, Allowance
from trucewatch.mentions.attribution import find_source, quoting_subject
from trucewatch.mentions.building import Finding
from trucewatch.mentions.details import limits, read_duration, read_scope
from trucewatch.mentions.gate import AMID_WAR, ENOUGH, Gate, Setting
from trucewatch.mentions.holdings import with_land
from trucewatch.mentions.nameless import places_held_in
from trucewatch.mentions.parties import read_parties
from trucewatch.mentions.passage import ABOUT, Passage, Sentence, find_entities, parsed_together
from trucewatch.mentions.places import Spot, read_places
from trucewatch.mentions.prospects import hopeless
from trucewatch.mentions.readings import Reading, read_act
from trucewatch.mentions.scan import TOO_MANY, Candidate, Veto
from trucewatch.mentions.selecting import longest, merged, missing_need
from trucewatch.mentions.tails import outside, tails_beside
from trucewatch.mentions.theatre import places_concerned
from trucewatch.mentions.view import View, Words
from trucewatch.mentions.voices import set_in

BATCH = 32
SAME_STATEMENT = "same statement"
"""Of what would have been a mention, if other words did not say it already."""
NO_CONFLICT = "no armed conflict in sight"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one sentence gave."""

    passage: Passage
    sentence: Sentence
    findings: tuple[Finding, ...]
    vetoes: tuple[Veto, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open:
    """A sentence that passed the gate and waits for its parse."""

    passage: Passage
    sentence: Sentence
    candidates: tuple[Candidate, ...]
    vetoes: tuple[Veto, ...]
    setting: Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """A parsed sentence with the readings that entities may bear out."""

    opened: _Open
    view: View
    readings: tuple[tuple[Candidate, Reading], ...]
    vetoes: tuple[Veto, ...]


@dataclass(frozen=True, slots=True)
class _Matter:
    """What a whole text is about: the conflict of which most is named, and whether it is about a war at all."""

    conflict: str | None
    in_war: bool


class SentenceReader:
    """Reads sentences of one language."""

    def __init__(self, words: Words, gate: Gate) -> None:
        """Keep the language's words and the gate."""
        self.words = words
        self.gate = gate
        self._matters: WeakKeyDictionary[Passage, _Matter] = WeakKeyDictionary()

    def read_all(self, parts: Sequence[Passage], allowance: Allowance) -> Iterator[Outcome]:
        """Yield what each sentence with triggers gave; only those that pass the gate, and that a document may have, are parsed.

        Entities are looked for where something is left to find.
        """
        sentences: list[tuple[Passage, Sentence]] = []
        for passage in parts:
            found = passage.with_triggers()
            allowance.sentences_left_out += len(found[MOST_SENTENCES:])
            sentences += [(passage, one) for one in found[:MOST_SENTENCES]]
        for first in range(0, len(sentences), BATCH):
            opened = [self._open(passage, one, allowance) for passage, one in sentences[first : first + BATCH]]
            waiting = [one for one in opened if one.candidates]
            views = parsed_together([(one.passage, one.sentence) for one in waiting], self.words)
            drafts = [self._draft(one, view) for one, view in zip(waiting, views, strict=True)]
            find_entities([one.view for one in drafts if one.readings], self.words)
            read = iter(drafts)
            for one in opened:
                yield self._read(next(read)) if one.candidates else _nothing(one)

    def _open(self, passage: Passage, sentence: Sentence, allowance: Allowance) -> _Open:
        candidates, vetoes = self.words.scanner.candidates(passage.lowered_of(sentence))
        allowance.triggers_left_out += sum(one.reason == TOO_MANY for one in vetoes)
        looks = bool(candidates) and allowance.grants_a_look()
        vain = {one: self._vain(one, passage, sentence) for one in candidates} if looks else {}
        vetoes += [Veto(candidate=one, reason=reason) for one, reason in vain.items() if reason is not None]
        candidates = [one for one in candidates if vain.get(one) is None]
        looks = looks and bool(candidates)
        setting = self._setting(passage, sentence) if looks else _NOWHERE
        if looks and any(one.rule.is_stand_in for one in candidates):
            setting = replace(setting, before=self._before(passage, sentence, candidates, vetoes))
        stopped = {one: self._stopped(one, setting, passage, sentence) if looks else TOO_MUCH for one in candidates}
        kept = [one for one in candidates if stopped[one] is None]
        if kept and not allowance.grants_a_parse(passage.text[sentence.start : sentence.end], len(kept)):
            stopped, kept = dict.fromkeys(candidates, TOO_MUCH), []
        vetoes += [Veto(candidate=one, reason=reason) for one, reason in stopped.items() if reason is not None]
        return _Open(passage=passage, sentence=sentence, candidates=tuple(kept), vetoes=tuple(vetoes), setting=setting)

    def _vain(self, candidate: Candidate, passage: Passage, sentence: Sentence) -> str | None:
        """Return why a candidate is nothing whatever is said around its sentence, or None; quicker told than the setting."""
        if candidate.rule.is_stand_in:
            return None
        return hopeless(passage.sight(sentence), self.gate, AMID_WAR, candidate)

    def _stopped(self, candidate: Candidate, setting: Setting, passage: Passage, sentence: Sentence) -> str | None:
        """Return why a candidate is not worth a parse, or None."""
        if "hint" in candidate.rule.needs and setting.here < ENOUGH:
            reason = passage.excluded_around(candidate)
            if reason is not None:
                return reason
        if not setting.meets(candidate.rule.needs):
            return NO_CONFLICT
        return hopeless(passage.sight(sentence), self.gate, setting, candidate)

    def _setting(self, passage: Passage, sentence: Sentence) -> Setting:
        lowered = passage.lowered_of(sentence)
        names = passage.names(sentence)
        context = passage.context(sentence)
        around_names = [name for where, one in context for name in where.names(one)]
        around_words = {word for where, one in context for word in self._conflict_words(where, one)}
        around = " | ".join(where.lowered_of(one) for where, one in context)
        own_words = self._conflict_words(passage, sentence)
        return Setting(
            here=self.gate.weigh_found(own_words, names),
            around=self.gate.weigh_found(around_words, around_names),
            war=self.gate.war_in(own_words | around_words, [*names, *around_names]),
            in_war=self._matter(passage).in_war,
            other=self.gate.is_other(lowered),
            conflict=self.gate.conflict(
                names, around_names, f"{lowered} | {around}", usual=self._matter(passage).conflict
            ),
        )

    def _before(
        self, passage: Passage, sentence: Sentence, candidates: Sequence[Candidate], vetoes: Sequence[Veto]
    ) -> tuple[frozenset[str], ...]:
        """Return the words that name a ceasefire in the sentences before one, unless its own words name any."""
        own = (*candidates, *(one.candidate for one in vetoes))
        if any(_names_ceasefire(one) for one in own) or self._tells_other_deal(passage, sentence):
            return ()
        found = []
        for where, one in passage.said_before(sentence):
            found.append(self._ceasefires(where, one))
            if self._tells_other_deal(where, one):
                return tuple(found[:-1])
        return tuple(found)

    def _tells_other_deal(self, passage: Passage, sentence: Sentence) -> bool:
        return self.words["other_deals"].search(passage.lowered_of(sentence)) is not None

    def _ceasefires(self, passage: Passage, sentence: Sentence) -> frozenset[str]:
        """Return the words of a sentence that name a ceasefire, as far as can be told without a parse."""
        if sentence.number not in passage.ceasefires:
            lowered = passage.lowered_of(sentence)
            named = [one for one in self.words.scanner.candidates(lowered)[0] if _names_ceasefire(one)]
            setting = self._setting(passage, sentence) if named else _NOWHERE
            kept = (one for one in named if self._stopped(one, setting, passage, sentence) is None)
            passage.ceasefires[sentence.number] = frozenset(lowered[one.start : one.end] for one in kept)
        return passage.ceasefires[sentence.number]

    def _matter(self, passage: Passage) -> _Matter:
        """Return what title and text together are about, worked out once a document."""
        if passage not in self._matters:
            parts = [one for one in (passage, passage.neighbour) if one is not None]
            names = [name for part in parts for name in part.all_names]
            words = [word for part in parts for _, word in self.gate.conflict_words(part.lowered[:ABOUT])]
            matter = _Matter(conflict=self.gate.usual_conflict(names), in_war=self.gate.is_war_text(words, names))
            self._matters.update(dict.fromkeys(parts, matter))
        return self._matters[passage]

    def _conflict_words(self, passage: Passage, sentence: Sentence) -> frozenset[str]:
        """Return the conflict words of a sentence, looked for once, whoever's neighbour it is."""
        if sentence.number not in passage.conflict_words:
            found = self.gate.conflict_words(passage.lowered_of(sentence))
            passage.conflict_words[sentence.number] = frozenset(word for _, word in found)
        return passage.conflict_words[sentence.number]

    def _draft(self, opened: _Open, view: View) -> _Draft:
        read = [(one, read_act(view, self.words, one)) for one in opened.candidates]
        return self._sifted(_Draft(opened=opened, view=view, readings=tuple(read), vetoes=opened.vetoes))

    def _sifted(self, draft: _Draft) -> _Draft:
        """Return a draft without the readings whose triggers' needs are not met."""
        kept: list[tuple[Candidate, Reading]] = []
        vetoes = list(draft.vetoes)
        for candidate, reading in draft.readings:
            reason = missing_need(draft.view, self.words, reading, candidate)
            if reason:
                vetoes.append(Veto(candidate=candidate, reason=reason))
            else:
                kept.append((candidate, reading))
        return replace(draft, readings=tuple(kept), vetoes=tuple(vetoes))

    def _read(self, draft: _Draft) -> Outcome:
        told = self._sifted(draft)
        findings = [self._finding(told.view, told.opened, reading, one) for one, reading in told.readings]
        vetoes = list(told.vetoes)
        kept = merged(longest(findings))
        vetoes += [Veto(candidate=one.candidate, reason=SAME_STATEMENT) for one in findings if one not in kept]
        return Outcome(
            passage=told.opened.passage, sentence=told.opened.sentence, findings=tuple(kept), vetoes=tuple(vetoes)
        )

    def _finding(self, view: View, opened: _Open, reading: Reading, candidate: Candidate) -> Finding:
        source = find_source(view, self.words, candidate.start, candidate.end, reading.head)
        quote = view.in_quote(candidate.start, candidate.end)
        if source is None and quote is not None:
            source = set_in(view, self.words, max(quote.start, 0), min(quote.end, len(view.lowered)))
        if source is None and reading.act is Act.CALL_FOR:
            source = quoting_subject(view, reading.anchor)
        tails = tails_beside(view, self.words, candidate.start)
        places = outside(read_places(view, self.words, reading, source), tails)
        if candidate.category is Category.TERRITORY:
            places = with_land(places, view, self.words, reading.head, candidate)
        duration = scope = target = None
        if candidate.category is Category.CEASEFIRE:
            limiting = (spot for spot in places if limits(view, self.words, spot, candidate.start, candidate.end))
            kinds = [self.gate.kind_of(spot.name) for spot in limiting]
            duration = read_duration(view.lowered, self.words, candidate.start, candidate.end)
            scope, target = read_scope(view, self.words, reading, candidate.start, candidate.end, kinds)
        near = places
        if candidate.rule.is_stand_in:
            places = tuple(spot for spot in places if limits(view, self.words, spot, candidate.start, candidate.end))
        elif candidate.category is not Category.TERRITORY:
            places = (
                *places_concerned(view, self.words, self.gate, opened.setting.conflict, candidate, reading.act, places),
                *self._nameless(view, reading, candidate),
            )
        parties = read_parties(view, self.words, reading, source, (*near, *places))
        return Finding(
            view=view,
            sentence=opened.sentence,
            setting=opened.setting,
            candidate=candidate,
            reading=reading,
            source=source,
            places=outside(places, tails),
            parties=outside(parties, tails),
            duration=duration,
            scope=scope,
            target=target,
        )

    def _nameless(self, view: View, reading: Reading, candidate: Candidate) -> tuple[Spot, ...]:
        return places_held_in(view, self.words, reading, range(candidate.start, candidate.end))


def _nothing(opened: _Open) -> Outcome:
    return Outcome(passage=opened.passage, sentence=opened.sentence, findings=(), vetoes=opened.vetoes)


def _names_ceasefire(candidate: Candidate) -> bool:
    return candidate.category is Category.CEASEFIRE and not candidate.rule.is_stand_in


_NOWHERE = Setting(here=0, around=0, war=0, in_war=False, other=False, conflict=None)
