"""Many patterns in one pass: the literals with which their matches begin, found by one automaton.

A regular expression that starts with a choice of words is tried at every character of a text; here it is tried only
where one of its first words stands.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from types import MappingProxyType, ModuleType
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation

LONGEST = 14
"""Characters of an opening; more would make it no rarer."""
MOST = 400
"""Openings of one pattern that are still lengthened."""

MOST_MARKS = 2000
"""Marks of one text that are held against their patterns; a text with more is looked at anyway."""

_ANCHOR = re.compile(
    r"""\\. | \[\^?\]?(?:\\.|[^\]\\])*\] | \(\?<?!\^\) | \(\?<?!\$\) | (?P<anchor>[\^$])""", re.VERBOSE
)
"""A place's name, as against an escape, a set of characters and a prohibition of that place."""


class Lexicon:
    """Several patterns, looked for together; what it finds is what each of them would find alone."""

    def __init__(
        self, patterns: Sequence[re.Pattern[str]], stems: Mapping[int, tuple[str, ...]] = MappingProxyType({})
    ) -> None:
        """Build the automaton; a pattern without openings is searched for as ever.

        `stems`, by the pattern's number, are literals one of which is in every text that such a pattern can match.
        """
        self._patterns = tuple(patterns)
        self._loose = tuple(map(unanchored, self._patterns))
        self._stems = stems
        owners: dict[str, list[int]] = {}
        self._plain: list[int] = []
        for number, pattern in enumerate(self._patterns):
            found = openings(pattern)
            if found is None:
                self._plain.append(number)
            for opening in found or ():
                owners.setdefault(opening, []).append(number)
        plain = sorted({stem for number in self._plain for stem in stems.get(number, ())})
        self._plain_stems = AhoCorasick(plain, implementation=Implementation.DFA) if plain else None
        self._owners = tuple(tuple(numbers) for numbers in owners.values())
        self._automaton = AhoCorasick(list(owners), implementation=Implementation.DFA)

    def starts(self, text: str) -> Mapping[int, Sequence[int]]:
        """Return where matches may begin, ascending, by the pattern's number; nowhere else can one begin."""
        found = {number: [m.start() for m in self._find(number, text)] for number in self._plain} | self._opened(text)
        for starts in found.values():
            starts.sort()
        return found

    def _opened(self, text: str) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for which, start, _ in self._automaton.find_matches_as_indexes(text, overlapping=True):
            for number in self._owners[which]:
                found.setdefault(number, []).append(start)
        return found

    def matches(self, text: str) -> Mapping[int, Sequence[re.Match[str]]]:
        """Return what each pattern's finditer would yield, by the pattern's number; patterns without any are missing."""
        found = {
            number: matches
            for number, starts in self.starts(text).items()
            if (matches := tuple(self._matches(number, text, starts)))
        }
        return dict(sorted(found.items()))

    def first(self, text: str) -> Mapping[int, re.Match[str]]:
        """Return what each pattern's search would find, by the pattern's number; patterns without a match are missing."""
        found = {number: match for number in self._plain if (match := next(self._find(number, text), None))}
        for number, starts in self._opened(text).items():
            match = next(self._matches(number, text, sorted(starts)), None)
            if match:
                found[number] = match
        return found

    def has_match(self, text: str) -> bool:
        """Return whether any of the patterns matches somewhere."""
        return next(self.matching(text), None) is not None

    def matching(self, text: str) -> Iterator[int]:
        """Yield the numbers of the patterns that match somewhere, in order."""
        for number, starts in sorted(self.starts(text).items()):
            if any(self._patterns[number].match(text, start) for start in starts):
                yield number

    def marks(self, text: str) -> Sequence[int]:
        """Return offsets, ascending, one of which every match begins at or contains, in the text or in any part cut from it.

        Quicker than the matches of a long text. Offsets without a match are among them: after very many with one, where a
        pattern has no openings but stems, and where one asks for the beginning or end of a part.
        """
        found = set(self._stem_starts(text))
        for which, start, _ in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if start in found:
                continue
            if len(found) >= MOST_MARKS:
                found.add(start)
                continue
            for number in self._owners[which]:
                if self._loose[number].match(text, start):
                    found.add(start)
                    break
        return sorted(found)

    def _stem_starts(self, text: str) -> Iterator[int]:
        for number in self._plain:
            if number not in self._stems:
                yield from (match.start() for match in self._loose[number].finditer(text))
        if self._plain_stems is not None:
            yield from (start for _, start, _ in self._plain_stems.find_matches_as_indexes(text, overlapping=True))

    def _find(self, number: int, text: str) -> Iterator[re.Match[str]]:
        stems = self._stems.get(number)
        if stems is not None and not any(stem in text for stem in stems):
            return iter(())
        return self._patterns[number].finditer(text)

    def _matches(self, number: int, text: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
        end = 0
        for start in starts:
            if start >= end and (match := self._patterns[number].match(text, start)):
                yield match
                end = match.end()


def openings(pattern: re.Pattern[str]) -> frozenset[str] | None:
    """Return literals with one of which every match begins, none of which begins another.

    None where there is no such list, or where this Python's own reader of patterns is not one that we know.
    """
    try:
        going, done = _openings(grammar().parse(pattern.pattern, pattern.flags))
    except (ImportError, AttributeError, TypeError, ValueError, LookupError):
        return None
    found = going | done
    if "" in found:
        return None
    return frozenset(one for one in found if not any(one[:end] in found for end in range(1, len(one))))


def unanchored(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """Return a pattern for which anywhere may be a beginning and an end ("^", "$"), so that it matches at least as much.

    A text cut into sentences has more beginnings than it has whole. A lone prohibition, as in "(?!$)", stays.
    """
    return re.compile(_ANCHOR.sub(lambda one: "" if one["anchor"] else one.group(), pattern.pattern), pattern.flags)


def grammar() -> ModuleType:
    """Return the reader of patterns that `re` itself uses, with which no copy would agree for long; it is private."""
    return import_module("re._parser")


def _openings(nodes: Iterable[tuple[Any, Any]]) -> tuple[set[str], set[str]]:
    """Return the openings that what follows may lengthen, and those that are complete."""
    known = grammar()
    going, done = {""}, set()
    for code, argument in nodes:
        if code in {known.AT, known.ASSERT, known.ASSERT_NOT}:
            continue
        more, last = _of_node((code, argument))
        done |= {one + end for one in going for end in last}
        longer = {one + end for one in going for end in more}
        going = {one for one in longer if len(one) < LONGEST}
        done |= longer - going
        if len(going) > MOST:
            going, done = set(), done | going
        if not going:
            break
    return going, done


def _of_node(node: tuple[Any, Any]) -> tuple[set[str], set[str]]:
    known = grammar()
    code, argument = node
    if code is known.LITERAL:
        return {chr(argument)}, set()
    if code is known.IN and all(kind is known.LITERAL for kind, _ in argument):
        return {chr(char) for _, char in argument}, set()
    if code is known.BRANCH:
        parts = [_openings(one) for one in argument[1]]
        return {one for going, _ in parts for one in going}, {one for _, done in parts for one in done}
    if code is known.SUBPATTERN and not argument[1]:
        return _openings(argument[3])
    if code in {known.MAX_REPEAT, known.MIN_REPEAT}:
        least, most, inner = argument
        going, done = _openings(inner)
        if most != 1:
            going, done = set(), going | done
        return (going | {""} if least == 0 else going), done
    return set(), {""}
