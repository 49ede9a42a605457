"""What is said to happen: the act of a candidate, from the words that govern it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trucewatch.codebook import Act, Certainty, Polarity
from trucewatch.knowledge.packs import ActRule, CategoryPack
from trucewatch.mentions.scan import Candidate
from trucewatch.mentions.view import View, Words, ancestors

OBJECTS = frozenset(
    {
        "prt",
        "obj",
        "dobj",
        "obl:arg",
        "obl:mod",
        "fixed",
        "acomp",
        "attr",
        "compound:prt",
        "advmod",
        "prep",
        "xcomp",
        "oprd",
    }
)
"""Labels of what makes one expression with its verb: rule out, take effect, mettre fin."""
INSIDE_NOUN = frozenset(
    {"amod", "acl", "compound", "nmod", "appos", "poss", "advmod", "det", "relcl", "acl:relcl", "prep"}
)

if TYPE_CHECKING:
    from spacy.tokens import Token
MOST_ABOVE = 3
"""Governors above what decided the act whose denial may be meant for it."""
WINDOW = 9
"""Words before a trigger among which its governor is looked for where the parse has none."""
STOPS = frozenset({",", ";", ":", "(", ")", "—", "-"})
SUBJECTS = frozenset({"nsubj", "nsubj:pass", "nsubjpass", "csubj"})
PASSIVE = frozenset({"nsubj:pass", "nsubjpass"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The act of one candidate, and the tokens that led to it."""

    act: Act
    rule_id: str
    polarity: Polarity
    certainty: Certainty | None
    """Where the rule itself says so."""
    head: Token
    anchor: Token
    """The token that decided the act."""
    path: tuple[Token, ...]
    """From the trigger's head up to the root."""
    denied: tuple[int, int] = (0, 0)
    """Characters whose negation the rule has already reckoned with."""


class _Reader:
    def __init__(self, view: View, rules: CategoryPack, candidate: Candidate) -> None:
        self.rules = rules
        self.act = candidate.rule.act
        self.rule: ActRule | None = None
        self.candidate = candidate
        self.head = view.root_of(candidate.start, candidate.end)
        self.anchor = self.head
        self.denied = (0, 0)
        self.inside = range(candidate.start, candidate.end)
        self.has_verb = any(_is_verb(token) for token in view.doc)

    def take(self, rule: ActRule, anchor: Token) -> None:
        self.act, self.rule, self.anchor = rule.act, rule, anchor

    def fits(self, rule: ActRule) -> bool:
        return self.act in rule.over and rule is not self.rule

    @property
    def is_settled(self) -> bool:
        """Whether a rule has read that it is only spoken of: what stands beside it says no more."""
        return self.rule is not None and self.act is Act.DISCUSS

    def around(self, around: Sequence[tuple[ActRule, re.Match[str]]]) -> None:
        for rule, found in around:
            if self.fits(rule) and not (rule.verbless and self.has_verb):
                self.take(rule, self.anchor)
                self.denied = (max(found.start() - 2, 0), found.end())

    def modifiers(self) -> None:
        for child in self.head.children:
            if child.dep_ in INSIDE_NOUN or child.dep_.startswith("nmod"):
                self._first(child, "modifiers")

    def governors(self, words: Words) -> None:
        nouns = 0
        for node, governor in ancestors(self.head):
            nouns += governor.pos_ in {"NOUN", "PROPN"} and not _is_verb(governor)
            told_apart = node.i == self.head.i and _is_verb(node) and _describes(node)
            if told_apart or self._is_adjunct(node, governor, words):
                return
            joined = node.dep_ == "conj" and _is_verb(node) and _is_verb(governor)
            # a verb beside anything, a name included, begins a clause of its own: "A and B agree on X, C refuses Y"
            beside = node.dep_ == "conj" and _is_verb(node)
            apart = beside or (node.dep_ == "advcl" and "Inf" not in node.morph.get("VerbForm", []))
            if apart and self.rule is not None:
                return
            if node.dep_ == "conj" and not joined:
                continue
            if node.dep_ in SUBJECTS and node.dep_ not in PASSIVE:
                if nouns > 1:
                    continue
                for verb in (governor, *(one for one in governor.children if one.dep_ in {"xcomp", "ccomp"})):
                    self._first(verb, "subject_of")
            elif not self._first(governor, "governors") and _is_verb(governor) and self._is_own(governor, words):
                return

    def patterns(self, view: View, words: Words) -> None:
        """Take the rules whose spaCy patterns fit, in their order; nothing is matched where none may replace the act."""
        patterns = words.patterns[self.candidate.category]
        if not any(self.act in rule.over for rule in patterns.rules):
            return
        found = patterns.find(view.doc, self.inside, self.head)
        for rule in patterns.rules:
            if rule.id in found and self.fits(rule):
                self.take(rule, found[rule.id])

    def _is_adjunct(self, node: Token, governor: Token, words: Words) -> bool:
        """Return whether the trigger only dates or frames what governs it: "after the truce", "malgré la trêve"."""
        if node.dep_ == "pobj":
            return words["clause_start"].fullmatch(governor.lower_) is not None
        return any(one.dep_ == "case" and words["clause_start"].fullmatch(one.lower_) for one in node.children)

    def before(self, words: Words) -> None:
        """Take the nearest governor among the words before the trigger: parsers often lose the tie."""
        first = self.head.doc.char_span(self.inside.start, self.inside.stop, alignment_mode="expand")
        at = first.start if first is not None else self.head.i
        for token in reversed(self.head.doc[max(0, at - WINDOW) : at]):
            if token.text in STOPS or words["clause_start"].fullmatch(token.lower_):
                return
            self._first(token, "governors")
            if self.rule is not None:
                return

    def _is_own(self, verb: Token, words: Words) -> bool:
        """Return whether a verb says something of its own, so that what governs it says nothing of the trigger.

        "Ready to send troops for a truce" is no readiness for a truce.
        """
        return not any(words["passing_verbs"].fullmatch(form) for form in (verb.lower_, verb.lemma_.lower()))

    def _first(self, token: Token, where: str) -> bool:
        """Take the first rule that fits a token; return whether any would fit but for its `over`."""
        forms = expressions(token)
        known = False
        for rule in self.rules.acts:
            pattern: re.Pattern[str] | None = getattr(rule, where)
            if pattern and any(pattern.fullmatch(form) for form in forms):
                known = True
                if self.fits(rule):
                    self.take(rule, token)
                    return True
        return known


def read_act(view: View, words: Words, candidate: Candidate) -> Reading:
    """Return what is said to happen, whether it is denied, and by which rule."""
    reader = _Reader(view, words.pack.categories[candidate.category], candidate)
    around = words.surroundings[candidate.category].find(view.lowered, reader.inside)
    reader.around(around)
    reader.modifiers()
    reader.governors(words)
    if reader.rule is None:
        reader.before(words)
    reader.patterns(view, words)
    if not reader.is_settled:
        reader.around(around)
    path = (reader.head, *(governor for _, governor in ancestors(reader.head)))
    polarity = Polarity.POSITIVE if reader.rule is None else reader.rule.polarity
    if _negations(view, words, path, reader) % 2:
        polarity = Polarity.NEGATIVE if polarity is Polarity.POSITIVE else Polarity.POSITIVE
    return Reading(
        act=reader.act,
        rule_id=reader.rule.id if reader.rule else candidate.rule.id,
        polarity=polarity,
        certainty=reader.rule.certainty if reader.rule else None,
        head=reader.head,
        anchor=reader.anchor,
        path=path,
        denied=reader.denied,
    )


def expressions(token: Token) -> tuple[str, ...]:
    """Return a token's form and lemma, alone and with each word that may make one expression with it."""
    lemma = token.lemma_.lower()
    forms = [token.lower_, lemma]
    for child in token.children:
        if child.dep_ in OBJECTS:
            forms += [f"{token.lower_} {child.lower_}", f"{lemma} {child.lower_}", f"{lemma} {child.lemma_.lower()}"]
            forms += [f"{lemma} {end.lower_}" for end in child.children if end.dep_ == "pobj"]
    return tuple(forms)


def _negations(view: View, words: Words, path: tuple[Token, ...], reader: _Reader) -> int:
    """Count denials of the tokens from the trigger to what decided the act, and of what governs them as if it were theirs."""
    upto = next((index for index, token in enumerate(path) if token.i == reader.anchor.i), 0)
    false = [match.span() for match in words["not_negation"].finditer(view.lowered)]
    failing = sum(
        words["failing"].fullmatch(one.lower_) is not None for one in path[: upto + 2] if one.i != path[upto].i
    )
    denied = [one for one in path[: upto + 1] if _is_denied(one, words, reader, false)]
    return (
        failing + len(denied) + any(_is_denied(one, words, reader, false) for one in _lending(path[upto + 1 :], words))
    )


def _lending(above: tuple[Token, ...], words: Words) -> Iterator[Token]:
    """Yield what lends its denial to what it governs: "not for talks", "does not believe that"."""
    if above and above[0].pos_ == "ADP":
        yield above[0]
    for token in above[:MOST_ABOVE]:
        if words["neg_raising"].fullmatch(token.lemma_.lower()):
            yield token


def _is_denied(token: Token, words: Words, reader: _Reader, false: Sequence[tuple[int, int]]) -> bool:
    """Return whether a word of denial hangs on a token, which the rule has not reckoned with."""
    return any(
        (child.i == token.i) == (child.dep_ == "prep")
        and words["negation"].fullmatch(child.lower_)
        and not any(start <= child.idx < end for start, end in false)
        and not reader.denied[0] <= child.idx < reader.denied[1]
        and child.idx not in reader.inside
        for child in (token, *token.children)
    )


def _describes(verb: Token) -> bool:
    """Return whether a verb only tells something of a noun: a relative clause, a participle ("the land held by rebels")."""
    return verb.dep_ in {"relcl", "acl:relcl"} or (verb.dep_ == "acl" and "Part" in verb.morph.get("VerbForm", []))


def _is_verb(token: Token) -> bool:
    return token.pos_ in {"VERB", "AUX"}
