"""Compare what a finder found with what a person read: pure functions, no finder and no files in here.

Detection counts sentences: in each category a sentence is found, missed, extra or rightly left alone. Fields are compared
on pairs of a gold and a found mention of one category, paired by overlapping triggers first. A neutral gold mention takes
its sentence out of the count for its category.
"""

import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.eval.gold_reading import GoldMention, GoldSentence
from trucewatch.codebook import Category
from trucewatch.model import Mention

ROUNDS = 500
FIELDS = ("polarity", "certainty", "time", "attribution")
CEASEFIRE_FIELDS = ("scope", "target", "duration")
LITTLE_WORDS = frozenset(
    {"a", "an", "the", "of", "in", "on", "at", "to", "its", "their", "le", "la", "les", "l", "un", "une", "des", "du"}
    | {"de", "d", "en", "au", "aux", "à", "dans", "sur", "sa", "son", "ses", "leur"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Right, extra and missed things, and what follows from them."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(right=self.right + other.right, extra=self.extra + other.extra, missed=self.missed + other.missed)

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 0 where nothing was found."""
        return self.right / (self.right + self.extra) if self.right + self.extra else 0.0

    @property
    def recall(self) -> float:
        """Share of what there is that was found; 0 where there is nothing."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        total = 2 * self.right + self.extra + self.missed
        return 2 * self.right / total if total else 0.0


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
    places: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    bad_offsets: int = 0
    errors: list[str] = field(default_factory=list)

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
        for (language, name), wanted in sorted(self.wanted.items()):
            numbers[f"{language} {name} found and right"] = sum(self.fields[language, name]) / wanted
        for language, count in sorted(self.places.items()):
            numbers[f"{language} places F1"] = count.f1
        return numbers


def score(golds: Sequence[GoldSentence], found: Mapping[str, Sequence[Mention]]) -> Scores:
    """Return the scores; `found` holds the mentions of each document, by sentence id."""
    scores = Scores(sentences=len(golds))
    for gold in golds:
        mentions = found.get(gold.id, ())
        scores.bad_offsets += sum(not _points_at_itself(gold, mention) for mention in mentions)
        inside = [mention for mention in mentions if gold.start <= mention.trigger.start < gold.end]
        for category in Category:
            _score_category(
                scores,
                gold,
                category,
                [mention for mention in gold.mentions if mention.category == category],
                [mention for mention in inside if mention.category is category],
            )
    return scores


def interval(counts: Sequence[Count], *, seed: int = 0) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of F1 over sentences; the same seed gives the same interval."""
    source = random.Random(seed)  # noqa: S311  # resampling, not secrets
    drawn = sorted(sum(source.choices(counts, k=len(counts)), Count()).f1 for _ in range(ROUNDS))
    return drawn[int(ROUNDS * 0.025)], drawn[int(ROUNDS * 0.975) - 1]


def same_words(one: str | None, other: str | None) -> bool:
    """Whether two readers mean the same words: half of the shorter one's, or both nothing."""
    if not one or not other:
        return not one and not other
    left, right = _words(one), _words(other)
    return bool(left and right) and 2 * len(left & right) >= min(len(left), len(right))


def _words(text: str) -> frozenset[str]:
    words = frozenset(re.findall(r"\w+", text.casefold()))
    return (words - LITTLE_WORDS) or words


def _points_at_itself(gold: GoldSentence, mention: Mention) -> bool:
    text = gold.document().text
    spans = (mention.trigger, mention.sentence, *mention.parties, *mention.places, mention.speaker)
    return all(span is None or text[span.start : span.end] == span.text for span in spans)


def _score_category(
    scores: Scores, gold: GoldSentence, category: Category, read: list[GoldMention], found: list[Mention]
) -> None:
    wanted = [mention for mention in read if not mention.neutral]
    if read and not wanted:
        return
    count = Count(
        right=int(bool(wanted and found)), extra=int(bool(found and not wanted)), missed=int(bool(wanted and not found))
    )
    scores.detection[gold.lang, category].append(count)
    if count.extra or count.missed:
        what = "extra" if count.extra else "missed"
        rules = ", ".join(sorted({mention.rule_id for mention in found}))
        scores.errors.append(f"{what:6} {category:11} {gold.id} {gold.ability}: {gold.text} {rules}".rstrip())
    for mention in wanted:
        for name in _fields_of(mention):
            scores.wanted[gold.lang, name] += 1
    pairs = _pairs(gold, wanted, found)
    for one, other in pairs:
        _compare(scores, gold, one, other)
    for mention in wanted:
        if not any(mention is one for one, _ in pairs):
            scores.places[gold.lang] += Count(missed=len(mention.places))


def _pairs(
    gold: GoldSentence, wanted: Sequence[GoldMention], found: Sequence[Mention]
) -> list[tuple[GoldMention, Mention]]:
    left_gold, left_found, pairs = list(wanted), list(found), []
    for overlapping in (True, False):
        for one in tuple(left_gold):
            other = next((it for it in left_found if not overlapping or _overlap(gold, one, it)), None)
            if other is not None:
                pairs.append((one, other))
                left_gold.remove(one)
                left_found.remove(other)
    return pairs


def _overlap(gold: GoldSentence, one: GoldMention, other: Mention) -> bool:
    starts = (gold.start + match.start() for match in re.finditer(re.escape(one.trigger), gold.text))
    return any(start < other.trigger.end and other.trigger.start < start + len(one.trigger) for start in starts)


def _fields_of(mention: GoldMention) -> tuple[str, ...]:
    speaker = ("speaker", "speaker where there is one") if mention.speaker else ("speaker",)
    ceasefire = CEASEFIRE_FIELDS if mention.category == Category.CEASEFIRE else ()
    return (f"{mention.category} act", *FIELDS, *ceasefire, *speaker)


def _compare(scores: Scores, gold: GoldSentence, one: GoldMention, other: Mention) -> None:
    for name in _fields_of(one):
        if name.startswith("speaker"):
            wanted, found = one.speaker, other.speaker.text if other.speaker else None
            is_right = same_words(wanted, found)
        else:
            coded = getattr(other, name.split()[-1])
            wanted, found = getattr(one, name.split()[-1]), str(coded) if coded is not None else None
            is_right = wanted == found
        scores.fields[gold.lang, name].append(is_right)
        if not is_right and name != "speaker where there is one":
            scores.errors.append(f"{name:11} {gold.id} wanted {wanted}, found {found} ({other.rule_id}): {gold.text}")
    _compare_places(scores, gold, one, other)


def _compare_places(scores: Scores, gold: GoldSentence, one: GoldMention, other: Mention) -> None:
    wanted, found = ({_words(place) for place in places} for places in (one.places, [it.text for it in other.places]))
    scores.places[gold.lang] += Count(right=len(wanted & found), extra=len(found - wanted), missed=len(wanted - found))
