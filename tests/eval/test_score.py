"""The scorer counts as it says."""

from dataclasses import replace
from typing import Any

import pytest

from tests.eval.gold_reading import GoldMention, GoldSentence
from tests.eval.keywords import KeywordFinder
from tests.eval.score import Count, interval, same_words, score
from trucewatch.codebook import Act, Attribution, Category, Certainty, Scope
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
    minister, kherson = a_span(gold, "the minister"), a_span(gold, "Kherson")
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
    assert scores.errors == [f"missed ceasefire   en-1 x: {TEXT}"]


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
    ],
)
def test_wrong_field_lowers_that_field_alone(changes: dict[str, Any], field: str) -> None:
    gold = a_gold(READ)
    scores = score([gold], {gold.id: [a_found(gold, **changes)]})
    wrong = {name for (_, name), hits in scores.fields.items() if not all(hits)} - {"speaker where there is one"}
    assert wrong == {field}


def test_missing_and_additional_places_are_counted() -> None:
    gold = a_gold(READ)
    start = a_span(gold, "Kyiv")
    wrong = a_found(gold, places=(Place(text="Kyiv", start=start.start, end=start.end),))
    assert score([gold], {gold.id: [wrong]}).places["en"] == Count(extra=1, missed=1)


def test_places_of_a_missed_mention_are_missed() -> None:
    assert score([a_gold(READ)], {}).places["en"] == Count(missed=1)


def test_two_mentions_are_paired_by_their_triggers() -> None:
    gold = a_gold(replace(READ, trigger="rejected", act="reject"), replace(READ, act="discuss"))
    found = [a_found(gold, "truce", act=Act.DISCUSS), a_found(gold, "rejected")]
    assert score([gold], {gold.id: found}).fields["en", "ceasefire act"] == [True, True]


def test_interval_is_the_same_each_time_and_holds_the_middle() -> None:
    counts = [Count(right=1)] * 30 + [Count(missed=1)] * 10 + [Count(extra=1)] * 5
    low, high = interval(counts)
    assert interval(counts) == (low, high)
    assert 0.6 < low < sum(counts, Count()).f1 < high < 1.0


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
