"""Act rules that are patterns: of the words around a trigger, or in spaCy's own languages.

Those are `tokens` for its Matcher and `tree` for its DependencyMatcher. In such a pattern `{_: {trigger: true}}` stands for a word of the trigger, and the node or token named `act` for what decides
the act; without one, the trigger's head does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from trucewatch.errors import KnowledgeInvalid
from trucewatch.knowledge.packs import ActRule, LanguagePack
from trucewatch.mentions.openings import Lexicon

if TYPE_CHECKING:
    from spacy.matcher import DependencyMatcher, Matcher
    from spacy.tokens import Doc, Token
    from spacy.vocab import Vocab

ACT, NUMBER = "act", "#"


class Surroundings:
    """The words around a trigger that one category's act rules ask for, looked for together."""

    def __init__(self, rules: Sequence[ActRule]) -> None:
        """Keep the rules that have any."""
        self._rules = tuple(rule for rule in rules if rule.around)
        self._patterns = Lexicon([pattern for rule in self._rules for pattern in rule.around])

    def find(self, lowered: str, trigger: range) -> Sequence[tuple[ActRule, re.Match[str]]]:
        """Return the rules that find theirs, in their order, with what the first of their patterns found.

        Offsets are those of a sentence with a mark before its trigger, and one behind it.
        """
        start, end = trigger.start, trigger.stop
        first = self._patterns.first(f"{lowered[:start]}\x02{lowered[start:end]}\x03{lowered[end:]}")
        found = []
        number = 0
        for rule in self._rules:
            match = next((first[at] for at in range(number, number + len(rule.around)) if at in first), None)
            number += len(rule.around)
            if match:
                found.append((rule, match))
        return found


class Patterns:
    """The patterns of one category's act rules; compiled with the vocabulary of the first sentence that is read."""

    def __init__(self, rules: Sequence[ActRule]) -> None:
        """Keep the rules that have any."""
        self.rules = tuple(rule for rule in rules if rule.tokens or rule.tree)
        self._rules = {rule.id: rule for rule in self.rules}
        self._matchers: tuple[Matcher, DependencyMatcher] | None = None

    def find(self, doc: Doc, trigger: range, head: Token) -> Mapping[str, Token]:
        """Return, by rule, the token that decides the act where a rule's pattern fits; `trigger` is its characters."""
        if not self._rules:
            return {}
        self._matchers = self._matchers or compiled(doc.vocab, tuple(self._rules.values()))
        words = [token for token in doc if token.idx in trigger]
        for token in words:
            token._.trigger = True
        try:
            return self._found(doc, head, *self._matchers)
        finally:
            for token in words:
                token._.trigger = False

    def _found(self, doc: Doc, head: Token, of_tokens: Matcher, of_trees: DependencyMatcher) -> Mapping[str, Token]:
        found: dict[str, Token] = {}
        for key, _, _ in of_tokens(doc) if len(of_tokens) else ():
            found.setdefault(doc.vocab.strings[key], head)
        for key, positions in of_trees(doc) if len(of_trees) else ():
            rule_id, _, number = doc.vocab.strings[key].rpartition(NUMBER)
            nodes = [node["RIGHT_ID"] for node in self._rules[rule_id].tree[int(number)]]
            found.setdefault(rule_id, doc[positions[nodes.index(ACT)]] if ACT in nodes else head)
        return found


def check_patterns(pack: LanguagePack) -> None:
    """Raise KnowledgeInvalid with file:line where spaCy refuses a pattern of a pack; loads no model."""
    from spacy.vocab import Vocab  # noqa: PLC0415

    for rules in pack.categories.values():
        compiled(Vocab(), tuple(rule for rule in rules.acts if rule.tokens or rule.tree))


def compiled(vocab: Vocab, rules: Sequence[ActRule]) -> tuple[Matcher, DependencyMatcher]:
    """Return spaCy's matchers for the patterns of some rules. Raises KnowledgeInvalid where it refuses one."""
    from spacy.matcher import DependencyMatcher, Matcher  # noqa: PLC0415  # spaCy is loaded with the first sentence
    from spacy.tokens import Token  # noqa: PLC0415

    if not Token.has_extension("trigger"):
        Token.set_extension("trigger", default=False)
    of_tokens, of_trees = Matcher(vocab, validate=True), DependencyMatcher(vocab, validate=True)
    for rule in rules:
        try:
            if rule.tokens:
                of_tokens.add(rule.id, _thawed(rule.tokens))
            for number, pattern in enumerate(rule.tree):
                of_trees.add(f"{rule.id}{NUMBER}{number}", [_thawed(pattern)])
        except (ValueError, TypeError, KeyError) as error:
            problem = " ".join(str(error).split())
            raise KnowledgeInvalid(
                f"{rule.place}: {rule.id}: spaCy refuses its pattern: {problem}", key=rule.id
            ) from error
    return of_tokens, of_trees


def _thawed(value: Any) -> Any:  # noqa: ANN401  # a pattern is whatever spaCy's language allows
    """Return a pattern as the lists and dictionaries that spaCy asks for."""
    if isinstance(value, Mapping):
        return {key: _thawed(part) for key, part in value.items()}
    return [_thawed(part) for part in value] if isinstance(value, tuple | list) else value
