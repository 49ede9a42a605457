"""Cutting and normalising, by rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.mentions.sentences import TOO_LONG, lower, normalise, split_sentences

ABBREVIATIONS = frozenset({"mr", "gen", "st", "u.s"})


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, ABBREVIATIONS)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("The army left. The town is empty.", ["The army left.", "The town is empty."]),
        ("Gen. Rowe met Mr. Hale. They spoke.", ["Gen. Rowe met Mr. Hale.", "They spoke."]),
        ("J. K. Orr spoke for the U.S. Army.", ["J. K. Orr spoke for the U.S. Army."]),
        ("A heading\nThe first line.", ["A heading", "The first line."]),
        ("“We will hold.” The general left.", ["“We will hold.”", "The general left."]),
        ("« Nous tenons. » Le général est parti.", ["« Nous tenons. »", "Le général est parti."]),
        ("Who won? Nobody! So it goes…", ["Who won?", "Nobody!", "So it goes…"]),
        ("About 3.5 km were lost.", ["About 3.5 km were lost."]),
        ("It ended (Reuters) -- The army left.", ["It ended (Reuters) --", "The army left."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, sentences: list[str]) -> None:
    assert cut(text) == sentences


def test_endless_words_are_cut() -> None:
    assert max(len(part) for part in cut("a" * (3 * TOO_LONG))) == TOO_LONG


@given(st.text())
def test_normalising_keeps_every_offset(text: str) -> None:
    assert len(normalise(text)) == len(text) == len(lower(normalise(text)))


@given(st.text(alphabet='aB .!?\n«»"', max_size=200))
def test_sentences_lie_in_order_and_lose_only_space(text: str) -> None:
    spans = list(split_sentences(text, ABBREVIATIONS))
    assert spans == sorted(spans)
    assert "".join(text[start:end] for start, end in spans).replace(" ", "").replace("\n", "") == "".join(text.split())


def test_one_kind_of_apostrophe_hyphen_and_space() -> None:
    assert normalise("l’accord cessez\u2011le\u2010feu\u00a0!") == "l'accord cessez-le-feu !"


def test_control_characters_and_broken_halves_become_harmless() -> None:
    assert normalise("a\x00b\x1fc\ud800d") == "a b c\ufffdd"
