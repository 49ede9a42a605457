"""The project's gold sentences are well-formed, and both languages test the same abilities."""

from collections import Counter

import pytest

from tests.eval.gold_reading import GoldMention, GoldSentence, gold_files, read_gold
from trucewatch.codebook import ACTS, Attribution, Category, Certainty, Polarity, Scope, Target, Time

SENTENCES = read_gold(gold_files())
MENTIONS = [(sentence, mention) for sentence in SENTENCES for mention in sentence.mentions]


def by_language(language: str) -> list[GoldSentence]:
    return [sentence for sentence in SENTENCES if sentence.lang == language]


def described(pair: tuple[GoldSentence, GoldMention]) -> str:
    return f"{pair[0].id} {pair[1].category} {pair[1].trigger}"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_language_has_enough_of_both_kinds(language: str) -> None:
    sentences = by_language(language)
    silent = sum(not any(not mention.neutral for mention in sentence.mentions) for sentence in sentences)
    assert len(sentences) >= 200
    assert 0.5 <= silent / len(sentences) <= 0.55


def test_both_languages_test_the_same_abilities() -> None:
    abilities = {language: [sentence.ability for sentence in by_language(language)] for language in ("en", "fr")}
    assert sorted(abilities["en"]) == sorted(abilities["fr"])


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("category", list(Category))
def test_each_act_is_tested_in_each_language(language: str, category: Category) -> None:
    acts = {mention.act for sentence, mention in MENTIONS if sentence.lang == language and mention.category == category}
    assert acts == set(ACTS[category])


def test_ids_and_sentences_are_unique() -> None:
    assert max(Counter(sentence.id for sentence in SENTENCES).values()) == 1
    assert max(Counter(sentence.text for sentence in SENTENCES).values()) == 1


def test_sentences_are_one_line_without_stray_spaces() -> None:
    assert not [sentence.id for sentence in SENTENCES if sentence.text != " ".join(sentence.text.split())]


def test_sentences_with_nothing_to_find_say_so() -> None:
    assert not [it.id for it in SENTENCES if it.ability.startswith("no-") != (not it.mentions)]


@pytest.mark.parametrize("pair", MENTIONS, ids=described)
def test_what_a_mention_names_stands_in_its_sentence(pair: tuple[GoldSentence, GoldMention]) -> None:
    sentence, mention = pair
    named = [mention.trigger, *mention.parties, *mention.places, *filter(None, [mention.speaker])]
    assert not [words for words in named if words not in sentence.text]


@pytest.mark.parametrize("pair", MENTIONS, ids=described)
def test_coded_values_are_those_of_the_codebook(pair: tuple[GoldSentence, GoldMention]) -> None:
    _, mention = pair
    assert mention.act in ACTS[Category(mention.category)]
    assert mention.polarity in set(Polarity)
    assert mention.certainty in set(Certainty)
    assert mention.time in set(Time)
    assert mention.attribution in set(Attribution)
    assert (mention.speaker is None) == (mention.attribution == Attribution.NONE)


@pytest.mark.parametrize("pair", MENTIONS, ids=described)
def test_scope_target_and_duration_belong_to_ceasefires(pair: tuple[GoldSentence, GoldMention]) -> None:
    _, mention = pair
    if mention.category != Category.CEASEFIRE:
        assert (mention.scope, mention.target, mention.duration) == (None, None, None)
        return
    assert mention.scope in set(Scope)
    assert (mention.target in set(Target)) == (mention.scope == Scope.PARTIAL)
    assert mention.duration is None or mention.duration.startswith("P")
