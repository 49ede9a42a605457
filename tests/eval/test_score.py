"""The scorer counts as it says."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.eval.counting import Count, intervals
from tests.eval.fields import same_words
from tests.eval.gold_reading import GoldMention, GoldSentence
from tests.eval.keywords import KeywordFinder
from tests.eval.score import Error, score
from trucewatch.codebook import Act, Attribution, Category, Certainty, DatePrecision, Scope, Target, Time
from trucewatch.model import Actor, Mention, Place, Span

TEXT = "Kyiv rejected a truce in Kherson, the minister said."
READ = GoldMention(
    category="ceasefire",
    trigger="truce",
    act="reject",
    polarity="POS",
    certainty="CT",
    time="past",
    speaker="the minister",
    attribution="indirect",
    parties=("Kyiv",),
    places=("Kherson",),
    scope="general",
)


def a_gold(*mentions: GoldMention, **changes: Any) -> GoldSentence:
    values: dict[str, Any] = {
        "id": "en-1", "lang": "en", "ability": "x", "text": TEXT, "context_before": "It rained.",
        "context_after": "More rain is expected.", "source": "own", "mentions": mentions,
    }  # fmt: skip
    return GoldSentence(**{**values, **changes})


def a_span(gold: GoldSentence, words: str) -> Span:
    start = gold.document().text.index(words)
    return Span(text=words, start=start, end=start + len(words))


def a_found(gold: GoldSentence, trigger: str = "truce", **changes: Any) -> Mention:
    minister, kyiv, kherson = (a_span(gold, words) for words in ("the minister", "Kyiv", "Kherson"))
    found = Mention(
        id="m",
        document_id=gold.id,
        category=Category.CEASEFIRE,
        act=Act.REJECT,
        trigger=a_span(gold, trigger),
        sentence=a_span(gold, TEXT),
        in_title=False,
        speaker=Actor(text=minister.text, start=minister.start, end=minister.end),
        attribution=Attribution.INDIRECT,
        parties=(Actor(text=kyiv.text, start=kyiv.start, end=kyiv.end),),
        places=(Place(text=kherson.text, start=kherson.start, end=kherson.end),),
        scope=Scope.GENERAL,
        rule_id="r",
        pack_version="p",
        model_version="m",
    )
    return replace(found, **changes)


def test_perfect_finder_scores_one_everywhere() -> None:
    gold = a_gold(READ)
    metrics = score([gold], {gold.id: [a_found(gold)]}).metrics()
    ceasefire = {
        name: value for name, value in metrics.items() if "territory" not in name and "negotiation" not in name
    }
    assert set(ceasefire.values()) == {1.0}
    assert "en ceasefire act found and right" in ceasefire


def test_one_more_mention_found_with_a_wrong_act_lowers_no_number() -> None:
    gold = a_gold(replace(READ, trigger="rejected"), READ)
    few = score([gold], {gold.id: [a_found(gold)]}).metrics()
    more = score([gold], {gold.id: [a_found(gold), a_found(gold, "rejected", act=Act.ACCEPT)]}).metrics()
    assert not [name for name, value in few.items() if more[name] < value]
    assert few["en ceasefire act found and right"] == 0.5


def test_nothing_found_is_missed() -> None:
    scores = score([a_gold(READ)], {})
    assert scores.detection["en", "ceasefire"] == [Count(missed=1)]
    assert scores.errors == [Error(field="detection", told=f"missed ceasefire   en-1 x: {TEXT}")]


def test_found_where_nothing_is_counts_as_extra() -> None:
    gold = a_gold()
    assert score([gold], {gold.id: [a_found(gold)]}).detection["en", "ceasefire"] == [Count(extra=1)]


def test_neutral_sentence_counts_neither_way() -> None:
    gold = a_gold(replace(READ, neutral=True))
    assert ("en", "ceasefire") not in score([gold], {gold.id: [a_found(gold)]}).detection
    assert ("en", "ceasefire") not in score([gold], {}).detection


def test_mention_in_a_neighbouring_sentence_does_not_count() -> None:
    gold = a_gold(READ, context_before="A truce holds.")
    scores = score([gold], {gold.id: [a_found(gold)]})
    assert a_found(gold).trigger.start < gold.start
    assert scores.detection["en", "ceasefire"] == [Count(missed=1)]


def test_span_that_does_not_point_at_its_text_is_a_bad_offset() -> None:
    gold = a_gold(READ)
    wrong = a_found(gold, trigger="truce")
    wrong = replace(wrong, trigger=replace(wrong.trigger, text="treaty"))
    assert score([gold], {gold.id: [wrong]}).bad_offsets == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"act": Act.ACCEPT}, "ceasefire act"),
        ({"certainty": Certainty.POSSIBLE}, "certainty"),
        ({"scope": Scope.PARTIAL}, "scope"),
        ({"duration": "P30D"}, "duration"),
        ({"speaker": None}, "speaker"),
        ({"attribution": Attribution.DIRECT}, "attribution"),
        ({"time": Time.FUTURE}, "time"),
        ({"target": Target.LOCAL}, "target"),
    ],
)
def test_wrong_field_lowers_that_field_alone(changes: dict[str, Any], field: str) -> None:
    gold = a_gold(READ)
    scores = score([gold], {gold.id: [a_found(gold, **changes)]})
    wrong = {name for (_, name), hits in scores.fields.items() if not all(hits)} - {"speaker where there is one"}
    assert wrong == {field}
    assert len(scores.told({field.rsplit(maxsplit=1)[-1]})) == len(scores.errors) == 1


def test_missing_and_additional_places_are_counted() -> None:
    gold = a_gold(READ)
    start = a_span(gold, "Kyiv")
    wrong = a_found(gold, places=(Place(text="Kyiv", start=start.start, end=start.end),))
    scores = score([gold], {gold.id: [wrong]})
    assert scores.lists["en", "places"] == Count(extra=1, missed=1)
    assert [error.field for error in scores.errors] == ["places"]


def test_parties_are_matched_one_to_one_by_their_words() -> None:
    gold = a_gold(replace(READ, parties=("Kyiv", "the minister")))
    parties = tuple(Actor(text=it.text, start=it.start, end=it.end) for it in [a_span(gold, "minister")] * 2)
    scores = score([gold], {gold.id: [a_found(gold, parties=parties)]})
    assert scores.lists["en", "parties"] == Count(right=1, extra=1, missed=1)
    assert "wanted Kyiv, the minister, found minister, minister" in scores.told({"parties"})[0]


@pytest.mark.parametrize("name", ["parties", "places"])
def test_what_a_missed_mention_lists_is_missed(name: str) -> None:
    assert score([a_gold(READ)], {}).lists["en", name] == Count(missed=1)


def test_sentence_is_not_judged_by_what_only_articles_have() -> None:
    gold = a_gold(READ)
    found = a_found(gold, event_on=date(2026, 3, 1), event_precision=DatePrecision.DAY, conflict="russia-ukraine")
    assert score([gold], {gold.id: [found]}).errors == []


def test_errors_are_told_of_the_fields_that_are_asked_for() -> None:
    gold = a_gold(READ)
    scores = score([gold], {gold.id: [a_found(gold, act=Act.ACCEPT, certainty=Certainty.POSSIBLE)]})
    assert [told.split()[0] for told in scores.told({"act", "certainty"})] == ["act", "certainty"]
    assert [told.split()[0] for told in scores.told({"act"})] == ["act"]
    assert scores.told(()) == []


def test_two_mentions_are_paired_by_their_triggers() -> None:
    gold = a_gold(replace(READ, trigger="rejected", act="reject"), replace(READ, act="discuss"))
    found = [a_found(gold, "truce", act=Act.DISCUSS), a_found(gold, "rejected")]
    assert score([gold], {gold.id: found}).fields["en", "ceasefire act"] == [True, True]


def test_intervals_are_the_same_each_time_and_hold_the_middle() -> None:
    counts = [Count(right=1)] * 30 + [Count(missed=1)] * 10 + [Count(extra=1)] * 5
    spans = intervals(counts)
    assert intervals(counts) == spans
    numbers = sum(counts, Count()).numbers()
    assert all(0.5 < low < number < high < 1.0 for number, (low, high) in zip(numbers, spans, strict=True))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("the minister", "Minister", True),
        ("l'armée congolaise", "armée congolaise", True),
        ("Volodymyr Zelensky", "Zelensky", True),
        ("the minister", "the army", False),
        (None, None, True),
        (None, "Kyiv", False),
        ("la", "la", True),
    ],
)
def test_same_words_ignores_articles_and_first_names(one: str | None, other: str | None, same: bool) -> None:  # noqa: FBT001
    assert same_words(one, other) is same


def test_numbers_without_cases_are_zero() -> None:
    assert (Count().precision, Count().recall, Count().f1) == (0.0, 0.0, 0.0)


def test_keyword_matcher_points_at_its_own_words() -> None:
    gold = a_gold(READ)
    (found,) = KeywordFinder().find(gold.document())
    assert found.trigger.text == "truce"
    assert found.sentence.text == TEXT
    assert score([gold], {gold.id: [found]}).bad_offsets == 0
