"""Names spelled alike, matters by their words, and which words are names."""

import pytest

from trucewatch.knowledge.story_words import fold, load_story_words
from trucewatch.settings import KNOWLEDGE
from trucewatch.stories.quantities import tokens_of
from trucewatch.stories.words import Matters, Spelling, capitalised, stem

WORDS = load_story_words(KNOWLEDGE)
SPELLING = Spelling(WORDS)
MATTERS = {language: Matters(WORDS, language) for language in ("en", "fr")}


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("Kalatchev", "Kalachev"),
        ("Zelensky", "Zelenskyy"),
        ("Netanyahou", "Netanyahu"),
        ("Choïgou", "Shoigu"),
        ("Tchernihiv", "Chernihiv"),
        ("Hrychyne", "Hryshyne"),
        ("Hodeïda", "Hodeidah"),
        ("Alexeï", "Alexei"),
        ("Mohammed", "Mohamed"),
        ("Djeddah", "Jeddah"),
        ("Genève", "Geneva"),
        ("Starobilsk", "Starobilsk"),
    ],
)
def test_a_name_is_spelled_alike_in_both_languages(french: str, english: str) -> None:
    assert SPELLING.of(fold(french)) == SPELLING.of(fold(english))


@pytest.mark.parametrize(
    ("one", "two"), [("Kalachev", "Karachev"), ("Petrov", "Petrova"[:5]), ("Minsk", "Mansk"), ("Oman", "Amman")]
)
def test_other_names_stay_apart(one: str, two: str) -> None:
    assert SPELLING.of(fold(one)) != SPELLING.of(fold(two))


@pytest.mark.parametrize("name", ["", "a", "hhh", "aaaa", "-" * 50])
def test_odd_names_do_no_harm(name: str) -> None:
    assert len(SPELLING.of(name)) <= max(len(name), 1)


def matters(text: str, language: str) -> set[str]:
    tokens = tokens_of(text)
    return {found for at in range(len(tokens)) if (found := MATTERS[language].at(tokens, at)) is not None}


def test_a_phrase_with_hyphens_is_one_matter() -> None:
    assert "ceasefire" in matters("Le cessez-le-feu tient.", "fr")
    assert "ceasefire" not in matters("Cessez donc, le feu est éteint.", "fr")


def test_a_word_of_the_other_language_says_nothing() -> None:
    assert matters("greve", "en") == set()


def test_names_are_words_with_a_capital_inside_a_sentence() -> None:
    text = "Officials met. Yesterday Orlova spoke to Karim in the hall. Nothing followed."

    assert capitalised(tokens_of(text), text) == {"orlova", "karim"}


def test_a_title_in_english_manner_shows_no_names() -> None:
    text = "Rebels Take Bridge In Northern Town\nThe bridge fell to men of Karim."

    assert capitalised(tokens_of(text), text) == {"karim"}


def test_a_quotation_begins_like_a_sentence() -> None:
    text = "He said: “Nothing is lost” and left.\n« Rien n'est perdu », a-t-il dit."

    assert capitalised(tokens_of(text), text) == frozenset()


@pytest.mark.parametrize(("one", "two"), [("soldat", "soldats"), ("negotiation", "negotiations"), ("tour", "tour")])
def test_forms_of_one_word_have_one_stem(one: str, two: str) -> None:
    assert stem(one) == stem(two)
