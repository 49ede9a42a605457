"""The words that tell events apart: they fit their examples, their exceptions stay out, and mistakes are named."""

import shutil
from pathlib import Path

import pytest

from trucewatch.errors import KnowledgeInvalid
from trucewatch.knowledge.story_words import Likeness, Matter, fold, load_story_words
from trucewatch.settings import KNOWLEDGE
from trucewatch.stories.quantities import tokens_of
from trucewatch.stories.words import Matters

WORDS = load_story_words(KNOWLEDGE)
FINDERS = {language: Matters(WORDS, language) for language in WORDS.calendars}


def matters(text: str, language: str) -> set[str]:
    tokens = tokens_of(text)
    return {found for at in range(len(tokens)) if (found := FINDERS[language].at(tokens, at)) is not None}


@pytest.mark.parametrize("example", WORDS.examples, ids=lambda one: one.en)
def test_both_sentences_of_an_example_speak_of_its_matters(example: Likeness) -> None:
    assert example.matters <= matters(example.en, "en")
    assert example.matters <= matters(example.fr, "fr")


@pytest.mark.parametrize("matter", WORDS.matters, ids=lambda one: one.id)
def test_each_matter_has_words_in_both_languages(matter: Matter) -> None:
    assert all(matter.words[language] for language in WORDS.calendars)


@pytest.mark.parametrize("matter", [one for one in WORDS.matters if one.but], ids=lambda one: one.id)
def test_what_a_matter_is_not_stays_out(matter: Matter) -> None:
    found = {word: matters(word.rstrip("*"), language) for word in matter.but for language in WORDS.calendars}

    assert not {word for word, seen in found.items() if matter.id in seen}


def test_no_word_names_two_matters_in_one_language() -> None:
    for language in WORDS.calendars:
        words = [word for matter in WORDS.matters for word in matter.words[language]]
        assert sorted(words) == sorted(set(words)), language


def test_words_are_written_as_they_are_compared() -> None:
    for language in WORDS.calendars:
        for matter in WORDS.matters:
            assert {fold(word) for word in matter.words[language]} == matter.words[language]


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Analysis: what the truce changes"),
        ("en", "Why the truce holds"),
        ("en", "The truce holds | Opinion"),
        ("fr", "Pourquoi la trêve tient"),
        ("fr", "La trêve tient : analyse"),
        ("fr", "Décryptage - La trêve tient"),
    ],
)
def test_a_title_says_that_a_text_looks_on(language: str, title: str) -> None:
    assert WORDS.views[language].search(fold(title))


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Envoys ask why the truce broke"),
        ("en", "Public opinion turns in Lakeside"),
        ("en", "Howitzers fired on Lakeside"),
        ("fr", "Des analyses de sang ont été faites"),
        ("fr", "Les députés demandent pourquoi la trêve a rompu"),
    ],
)
def test_a_report_does_not_look_on(language: str, title: str) -> None:
    assert WORDS.views[language].search(fold(title)) is None


MISTAKES = {
    "spelling: expected": ('- ["tch", "C"]', '- ["tch"]'),
    "unknown key": ("- {id: bus, ", "- {id: bus, de: Bus, "),
    "the id 'bus' is no word, or used already": ("- {id: car, ", "- {id: bus, "),
    "expected word=value": ("numbers: one=1", "numbers: one"),
    "invalid literal": ("numbers: one=1", "numbers: one=x"),
    "views must be a list": ("    views: [analysis,", "    views: analysis # ["),
    "unknown matters": ("matters: vote parliament", "matters: voting"),
    "common must be words": ("    common: a about", "    common: 3 # about"),
}


@pytest.mark.parametrize(("problem", "change"), MISTAKES.items(), ids=MISTAKES)
def test_a_mistake_is_named_with_its_line(problem: str, change: tuple[str, str], tmp_path: Path) -> None:
    shutil.copy(KNOWLEDGE / "story_words.yaml", tmp_path)
    path = tmp_path / "story_words.yaml"
    text = path.read_text(encoding="utf-8")
    assert change[0] in text
    path.write_text(text.replace(*change, 1), encoding="utf-8")

    with pytest.raises(KnowledgeInvalid, match=r"story_words.yaml:\d+: ") as caught:
        load_story_words(tmp_path)
    assert problem in caught.value.message or "expected" in caught.value.message
