"""Compare what a finder found with what a person read: pure functions, no finder and no files in here.

Detection counts sentences: in each category a sentence is found, missed, extra or rightly left alone. Fields are compared
on pairs of a gold and a found mention of one category, paired by overlapping triggers first. A neutral gold mention takes
its sentence out of the count for its category, where there is no other.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from tests.eval.counting import Count
from tests.eval.fields import LISTED, agrees, alike, fields_of, got, names_of, wanted, words_of
from tests.eval.gold_reading import GoldMention, GoldSentence, Passage
from trucewatch.codebook import Category
from trucewatch.model import Document, Mention

DETECTION = "detection"


@dataclass(frozen=True, slots=True, kw_only=True)
class Error:
    """One thing that went wrong."""

    field: str
    """'detection', or the field."""
    told: str


@dataclass(slots=True)
class Scores:
    """All that one run measured."""

    sentences: int = 0
    detection: dict[tuple[str, str], list[Count]] = field(default_factory=lambda: defaultdict(list))
    """(language, category) -> one count for each sentence."""
    fields: dict[tuple[str, str], list[bool]] = field(default_factory=lambda: defaultdict(list))
    """(language, field) -> right or wrong for each pair of a gold and a found mention."""
    wanted: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    """(language, field) -> how many gold mentions have it, found or not."""
    lists: dict[tuple[str, str], Count] = field(default_factory=lambda: defaultdict(Count))
    """(language, 'parties' or 'places') -> its items, those of missed mentions among them."""
    bad_offsets: int = 0
    errors: list[Error] = field(default_factory=list)

    def metrics(self) -> dict[str, float]:
        """Return every number that has a floor, by a name that people can read.

        Fields count over all gold mentions, so that finding one more never lowers a number.
        """
        numbers: dict[str, float] = {}
        for (language, category), counts in sorted(self.detection.items()):
            count = sum(counts, Count())
            numbers[f"{language} {category} precision"] = count.precision
            numbers[f"{language} {category} recall"] = count.recall
            numbers[f"{language} {category} F1"] = count.f1
        for (language, name), total in sorted(self.wanted.items()):
            numbers[f"{language} {name} found and right"] = sum(self.fields[language, name]) / total
        for (language, name), count in sorted(self.lists.items()):
            numbers[f"{language} {name} F1"] = count.f1
        return numbers

    def told(self, fields: Collection[str]) -> list[str]:
        """Return the errors of some fields, in a fixed order."""
        return sorted(error.told for error in self.errors if error.field in fields)


def score(golds: Sequence[GoldSentence], found: Mapping[str, Sequence[Mention]]) -> Scores:
    """Return the scores; `found` holds the mentions of each document, by sentence id."""
    scores = Scores()
    for gold in golds:
        mentions = found.get(gold.id, ())
        scores.bad_offsets += bad_offsets(gold.document(), mentions)
        add(scores, gold.passage(), [mention for mention in mentions if gold.start <= mention.trigger.start < gold.end])
    return scores


def add(scores: Scores, passage: Passage, found: Sequence[Mention]) -> None:
    """Count what was found in one sentence."""
    scores.sentences += 1
    for category in Category:
        _add_category(
            scores,
            passage,
            category,
            [mention for mention in passage.mentions if mention.category == category],
            [mention for mention in found if mention.category is category],
        )


def bad_offsets(document: Document, mentions: Sequence[Mention]) -> int:
    """Return how many mentions have a span that does not point at its own text."""
    return sum(not _points_at_itself(document, mention) for mention in mentions)


def _points_at_itself(document: Document, mention: Mention) -> bool:
    text = document.title if mention.in_title else document.text
    spans = (
        mention.trigger,
        mention.sentence,
        *mention.parties,
        *mention.places,
        mention.speaker,
        mention.speaker_before,
        mention.venue,
    )
    return all(span is None or text[span.start : span.end] == span.text for span in (*spans, *mention.relays))


def _add_category(
    scores: Scores, passage: Passage, category: Category, read: list[GoldMention], found: list[Mention]
) -> None:
    sought = [mention for mention in read if not mention.neutral]
    if read and not sought:
        return
    count = Count(
        right=int(bool(sought and found)), extra=int(bool(found and not sought)), missed=int(bool(sought and not found))
    )
    scores.detection[passage.lang, category].append(count)
    if count.extra or count.missed:
        what = "extra" if count.extra else "missed"
        rules = ", ".join(sorted({mention.rule_id for mention in found}))
        told = f"{what:6} {category:11} {passage.id} {passage.ability}: {passage.text} {rules}".rstrip()
        scores.errors.append(Error(field=DETECTION, told=told))
    for mention in sought:
        for name in fields_of(mention):
            for counted in names_of(name, mention):
                scores.wanted[passage.lang, counted] += 1
    pairs = _pairs(passage, sought, found)
    for one, other in pairs:
        _compare_fields(scores, passage, one, other)
        _compare_lists(scores, passage, one, other)
    for mention in sought:
        if not any(mention is one for one, _ in pairs):
            for name in LISTED:
                scores.lists[passage.lang, name] += Count(missed=len(getattr(mention, name)))


def _pairs(
    passage: Passage, sought: Sequence[GoldMention], found: Sequence[Mention]
) -> list[tuple[GoldMention, Mention]]:
    left_gold, left_found, pairs = list(sought), list(found), []
    for overlapping in (True, False):
        for one in tuple(left_gold):
            other = next((it for it in left_found if not overlapping or _overlap(passage, one, it)), None)
            if other is not None:
                pairs.append((one, other))
                left_gold.remove(one)
                left_found.remove(other)
    return pairs


def _overlap(passage: Passage, one: GoldMention, other: Mention) -> bool:
    starts = (passage.start + match.start() for match in re.finditer(re.escape(one.trigger), passage.text))
    return any(start < other.trigger.end and other.trigger.start < start + len(one.trigger) for start in starts)


def _compare_fields(scores: Scores, passage: Passage, one: GoldMention, other: Mention) -> None:
    for name in fields_of(one):
        verdicts = {counted: agrees(counted, one, other) for counted in names_of(name, one)}
        for counted, is_right in verdicts.items():
            scores.fields[passage.lang, counted].append(is_right)
        if not all(verdicts.values()):
            _tell(scores, passage, name, (wanted(name, one), got(name, other)), other)


def _compare_lists(scores: Scores, passage: Passage, one: GoldMention, other: Mention) -> None:
    for name in LISTED:
        read, found = getattr(one, name), tuple(it.text for it in getattr(other, name))
        if name == "places":
            right = len(set(map(words_of, read)) & set(map(words_of, found)))
            extra, missed = len(set(map(words_of, found))) - right, len(set(map(words_of, read))) - right
        else:
            right = alike(read, found)
            extra, missed = len(found) - right, len(read) - right
        scores.lists[passage.lang, name] += Count(right=right, extra=extra, missed=missed)
        if extra or missed:
            _tell(scores, passage, name, (read, found), other)


def _tell(scores: Scores, passage: Passage, name: str, values: tuple[object, object], other: Mention) -> None:
    read, found = (", ".join(value) or None if isinstance(value, tuple) else value for value in values)
    told = f"{name:11} {passage.id} wanted {read}, found {found} ({other.rule_id}): {passage.text}"
    scores.errors.append(Error(field=name, told=told))
