"""Why a text gave these mentions, and why not others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trucewatch.model import Mention

if TYPE_CHECKING:
    from trucewatch.mentions.building import Builder
    from trucewatch.mentions.passage import Passage, Sentence
    from trucewatch.mentions.reader import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """A trigger that gave nothing, and the exclusion or the missing condition that stopped it."""

    rule_id: str
    words: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceReport:
    """What one sentence with trigger words gave."""

    text: str
    mentions: tuple[Mention, ...]
    near_misses: tuple[NearMiss, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What each sentence gave; sentences without trigger words are only counted."""

    language: str
    known: bool
    """False: there is no pack for this language."""
    sentences: tuple[SentenceReport, ...]
    mentions: tuple[Mention, ...]
    silent: int = 0
    """Sentences without any trigger word."""


def explain(
    language: str, passage: "Passage", found: Sequence[tuple["Sentence", "Outcome"]], builder: "Builder"
) -> Explanation:
    """Return the explanation of what was found in a passage."""
    reports = []
    for sentence, outcome in found:
        lowered = passage.lowered_of(sentence)
        reports.append(
            SentenceReport(
                text=passage.original[sentence.start : sentence.end],
                mentions=tuple(builder.build(finding, passage) for finding in outcome.findings),
                near_misses=tuple(
                    NearMiss(
                        rule_id=veto.candidate.rule.id,
                        words=lowered[veto.candidate.start : veto.candidate.end],
                        reason=veto.reason,
                    )
                    for veto in outcome.vetoes
                ),
            )
        )
    return Explanation(
        language=language,
        known=True,
        sentences=tuple(reports),
        mentions=tuple(mention for report in reports for mention in report.mentions),
        silent=len(passage.sentences) - len(reports),
    )


def explanation_lines(explanation: Explanation) -> Iterator[str]:
    """Yield the explanation as plain lines for a terminal."""
    if not explanation.known:
        yield f"No pack for the language {explanation.language!r}: nothing is looked for."
        return
    for report in explanation.sentences:
        yield report.text
        for mention in report.mentions:
            yield from _mention_lines(mention)
        for miss in report.near_misses:
            yield f"  - {miss.words!r} ({miss.rule_id}) gave nothing: {miss.reason}"
        if not report.mentions and not report.near_misses:
            yield "  - nothing"
    yield f"{len(explanation.mentions)} mention(s); {explanation.silent} sentence(s) without trigger words."


def _mention_lines(mention: Mention) -> Iterator[str]:
    polarity = "" if mention.polarity.value == "POS" else "not "
    yield (
        f"  + {mention.category.value}: {polarity}{mention.act.value} "
        f"({mention.certainty.value}, {mention.time.value}) by {mention.trigger.text!r}, rule {mention.rule_id}"
    )
    if mention.speaker:
        yield f"      speaker: {mention.speaker.text} ({mention.speaker.role.value}, {mention.attribution.value})"
    if mention.speaker_before:
        who = mention.speaker_before
        yield f"      named in another sentence: {who.text} [{who.id or '?'}] ({who.role.value})"
    if mention.relays:
        yield "      through: " + ", ".join(f"{relay.text} [{relay.id or '?'}]" for relay in mention.relays)
    if mention.parties:
        yield "      parties: " + ", ".join(f"{party.text} [{party.id or '?'}]" for party in mention.parties)
    if mention.places:
        yield "      places: " + ", ".join(f"{place.text} [{place.id or '?'}]" for place in mention.places)
    details = (mention.scope, mention.target, mention.duration, _when(mention), mention.conflict)
    if any(details):
        yield "      " + ", ".join(str(detail) for detail in details if detail)
    if mention.format:
        yield f"      talks: {mention.format.value}, level {mention.level or '?'}" + _of_talks(mention)
    codes = (("PLOVER", mention.plover), ("CAMEO", mention.cameo), ("ACLED", mention.acled))
    if any(code for _, code in codes):
        yield "      elsewhere: " + ", ".join(f"{name} {code}" for name, code in codes if code)


def _when(mention: Mention) -> str:
    if mention.event_on is None:
        return ""
    return f"{mention.event_on} (the {mention.event_precision})" if mention.event_precision else str(mention.event_on)


def _of_talks(mention: Mention) -> str:
    venue = f", in {mention.venue.text} [{mention.venue.id or '?'}]" if mention.venue else ""
    return venue + (", on " + ", ".join(mention.issues) if mention.issues else "")
