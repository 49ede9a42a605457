"""One sentence as the second stage sees it, and the language's words compiled once."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from trucewatch.knowledge.names import Name, NameFinder
from trucewatch.knowledge.packs import LanguagePack, phrase_pattern
from trucewatch.mentions.calendar import Calendar
from trucewatch.mentions.models import Parser
from trucewatch.mentions.patterns import Patterns, Surroundings
from trucewatch.mentions.quotes import Quote
from trucewatch.mentions.scan import Scanner

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from trucewatch.mentions.places import Spot

LONGEST_ENTITY = 40
"""Characters from one word of an entity to another with a capital, at most: "the Gulf of Somewhere"."""
PEOPLE = frozenset({"PER", "PERSON"})
"""What the models call persons."""
NOUNS = frozenset({"NOUN", "PROPN"})
FINITE = frozenset({"ROOT", "ccomp", "advcl", "relcl", "acl:relcl", "parataxis"})
"""Labels of clauses of their own."""


class Words:
    """A pack with its word lists compiled, its scanner, its names and its parser."""

    def __init__(self, pack: LanguagePack, names: NameFinder) -> None:
        """Compile; the parser loads later."""
        self.pack = pack
        self.names = names
        self.scanner = Scanner(pack)
        self.parser = Parser(pack.model, pack.left_out)
        self.patterns = {category: Patterns(rules.acts) for category, rules in pack.categories.items()}
        self.surroundings = {category: Surroundings(rules.acts) for category, rules in pack.categories.items()}
        self._patterns = {key: phrase_pattern(words) for key, words in pack.vocabulary.items()}
        self.numbers = _pairs(pack.vocabulary["numbers"])
        self.units = _pairs(pack.vocabulary["duration_units"])
        self.calendar = Calendar(pack, self.numbers, self.units)
        longest_first = (sorted(one, key=len, reverse=True) for one in (self.numbers, self.units))
        numbers, units = ("|".join(map(re.escape, one)) for one in longest_first)
        self.ordinals = _pairs(pack.vocabulary["ordinals"])
        nth = "|".join(map(re.escape, self.ordinals))
        self.last_units = re.compile(rf"(?<!\w)(?P<number>{nth}) {self['and_last'].pattern} (?P<unit>{units})(?!\w)")
        self.durations = re.compile(rf"(?<![\w.,-])(?P<number>\d{{1,4}}|{numbers})[\s-]+(?P<unit>{units})(?!\w)")

    def __getitem__(self, key: str) -> re.Pattern[str]:
        """Return the pattern of one word list."""
        return self._patterns[key]


class View:
    """One parsed sentence; offsets of tokens and names count from its own start."""

    def __init__(
        self, doc: Doc, *, text: str, lowered: str, start: int, names: tuple[Name, ...], quotes: tuple[Quote, ...]
    ) -> None:
        """Keep the parts; `start` is where the sentence begins in its text."""
        self.doc = doc
        self.text = text
        self.lowered = lowered
        self.start = start
        self.names = names
        self.quotes = quotes
        self._alike: dict[str, tuple[Token, ...]] = {}
        self.places: tuple[Spot, ...] | None = None
        """What `places` found, once it was asked."""
        self.unknown: tuple[int, ...] = ()
        """Where words begin that the model may still take for names; () once it was asked."""

    @cached_property
    def token_at(self) -> Mapping[int, Token]:
        """The token that covers each character."""
        return {at: token for token in self.doc for at in range(token.idx, token.idx + len(token))}

    def tokens_like(self, words: Words, key: str) -> tuple[Token, ...]:
        """Return the tokens that a word list has, looked for once."""
        if key not in self._alike:
            some = self.doc if words[key].search(self.lowered) else ()
            self._alike[key] = tuple(token for token in some if words[key].fullmatch(token.lower_))
        return self._alike[key]

    def tokens_from(self, start: int, end: int) -> Sequence[Token]:
        """Return the tokens that begin between two offsets."""
        first, last = (bisect_left(self._starts, at) for at in (start, end))
        return list(self.doc[first:last]) if first < last else ()

    @cached_property
    def _starts(self) -> Sequence[int]:
        return [token.idx for token in self.doc]

    def root_of(self, start: int, end: int) -> Token:
        """Return the token that governs the others between two offsets."""
        span = self.doc.char_span(start, end, alignment_mode="expand")
        return span.root if span is not None and len(span) else self.doc[0]

    def is_named(self, token: Token) -> bool:
        """Return whether a token is of a name, by the model or, where that is not asked, by the lists."""
        return bool(token.ent_type_) or any(name.start <= token.idx < name.end for name in self.names)

    def is_person(self, token: Token) -> bool:
        """Return whether a token is of a person's name, by the model or, where that is not asked, by the lists."""
        known = (name for name in self.names if name.start <= token.idx < name.end)
        return token.ent_type_ in PEOPLE or any(one.form == "person" for name in known for one in name.records)

    def have_entities(self) -> None:
        """Note that the model was asked for entities."""
        self.unknown = ()
        self.__dict__.pop("_entity_starts", None)

    def may_be_entity(self, token: Token) -> bool:
        """Return whether a token may yet prove to be a part of an entity; persons and adjectives are no land."""
        return any(abs(start - token.idx) <= LONGEST_ENTITY for start in self._entity_starts)

    @cached_property
    def _entity_starts(self) -> tuple[int, ...]:
        apart = {"person", "adjective", "demonym"}
        groups = (one.start for one in self.names if not any(record.form in apart for record in one.records))
        return (*self.unknown, *groups) if self.unknown else ()

    def in_quote(self, start: int, end: int) -> Quote | None:
        """Return the quote around these characters."""
        return next((one for one in self.quotes if one.start <= start and end <= one.end), None)


def ancestors(token: Token) -> Iterator[tuple[Token, Token]]:
    """Yield (dependent, governor) from a token to the root; at most 60, so that no odd parse can loop."""
    for _ in range(60):
        if token.head.i == token.i:
            return
        yield token, token.head
        token = token.head


def is_below(token: Token, governor: Token) -> bool:
    """Return whether one word governs another, at any distance."""
    return any(above.i == governor.i for _, above in ancestors(token))


def clause_of(token: Token) -> Token:
    """Return the head of the clause that a token stands in."""
    while token.dep_ not in FINITE and not (token.dep_ == "conj" and token.pos_ in {"VERB", "AUX"}):
        if token.head.i == token.i:
            break
        token = token.head
    return token


def is_of_participle(token: Token) -> bool:
    """Return whether a date stands just behind a participle beside a noun ("Crimea, lost in 2014"): it is its date."""
    before = token.doc[max(0, token.i - 2) : token.i]
    return any(one.dep_ in {"acl", "amod"} and one.pos_ == "VERB" for one in before)


def _pairs(words: tuple[str, ...]) -> Mapping[str, str]:
    return dict(word.split(" = ", 1) for word in words)
