"""Which findings count: what a trigger needs beside its words, and what says the same thing twice."""

from collections.abc import Callable, Sequence

from trucewatch.codebook import Act, Category
from trucewatch.mentions.building import Finding
from trucewatch.mentions.land import holds_land, is_held, lands_next, leaves_land, moves_on_land, near_land, takes_land
from trucewatch.mentions.prospects import REASONS
from trucewatch.mentions.readings import Reading
from trucewatch.mentions.scan import Candidate
from trucewatch.mentions.view import View, Words


def missing_need(view: View, words: Words, reading: Reading, candidate: Candidate) -> str | None:
    """Return which need of its trigger the parsed sentence does not meet, in plain words, or None."""
    head = reading.head
    unmet: dict[str, Callable[[], bool]] = {
        "act": lambda: reading.act is Act.DISCUSS,
        "place": lambda: not takes_land(view, words, head, candidate),
        "land": lambda: not near_land(view, words, candidate),
        "prize": lambda: not holds_land(view, words, head, candidate),
        "next": lambda: not lands_next(view, words, head, candidate),
        "held": lambda: not is_held(view, words, head),
        "movers": lambda: not moves_on_land(view, words, head, candidate),
        "forces": lambda: not leaves_land(view, words, head, candidate),
    }
    return next((REASONS[need] for need, fails in unmet.items() if need in candidate.rule.needs and fails()), None)


def longest(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings without those whose words overlap longer ones of the same category; earlier rules win ties.

    Asked only of findings whose needs are met: longer words that mean something else must not hide shorter ones.
    """
    chosen: list[Finding] = []
    for finding in sorted(findings, key=lambda one: one.candidate.start - one.candidate.end):
        if not any(_overlaps(finding.candidate, other.candidate) for other in chosen):
            chosen.append(finding)
    return chosen


def _overlaps(one: Candidate, other: Candidate) -> bool:
    return one.category is other.category and _shares_words(one, other)


def _shares_words(one: Candidate, other: Candidate) -> bool:
    return one.start < other.end and other.start < one.end


def merged(findings: Sequence[Finding]) -> list[Finding]:
    """Return one finding a statement: same category and act is one, and what is only discussed adds nothing."""
    kept: list[Finding] = []
    for finding in sorted(findings, key=_weight):
        if not any(_is_same(finding, other) for other in kept):
            kept.append(finding)
    return sorted(kept, key=lambda one: (one.candidate.start, one.candidate.category))


def _weight(finding: Finding) -> tuple[bool, bool, bool, bool, bool, int]:
    return (
        "alone" in finding.candidate.rule.needs,
        finding.candidate.rule.is_stand_in,
        finding.reading.act is Act.DISCUSS,
        finding.duration is None,
        finding.reading.rule_id == finding.candidate.rule.id,
        finding.candidate.start,
    )


def _is_same(finding: Finding, other: Finding) -> bool:
    rule = finding.candidate.rule
    if "alone" in rule.needs or (rule.is_stand_in and _shares_words(finding.candidate, other.candidate)):
        return True
    if finding.candidate.category is not other.candidate.category:
        return False
    if finding.reading.act is Act.DISCUSS:
        return True
    if finding.reading.act is not other.reading.act:
        return False
    if finding.candidate.category is Category.TERRITORY:
        mine, theirs = ({spot.start for spot in one.places} for one in (finding, other))
        return mine == theirs or not mine or not theirs
    return _terms(finding) == _terms(other)


def _terms(finding: Finding) -> tuple[object, ...]:
    """Return what tells two statements of one act apart: who accepts one truce may not have accepted another."""
    return finding.scope, finding.target, finding.reading.polarity
