"""Words as they are searched."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.warehouse.folding import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Cessez-le-feu à l'Élysée", "cessez le feu a l elysee"),
        ("M23 holds 30 % (Goma)", "m23 holds 30 goma"),
        ("snake_case", "snake case"),
        ("Straße", "strasse"),
        ("перемирие", "перемирие"),
        ("٣٠ يومًا", "٣٠ يوما"),
        ("ﬁn", "fin"),
        ("%_'\"\\", ""),
        ("", ""),
    ],
)
def test_one_spelling_for_case_accents_and_punctuation(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_only_letters_and_digits_are_left_each_word_apart(text: str) -> None:
    folded = fold(text)
    assert all(letter.isalnum() or letter == " " for letter in folded)
    assert folded.split() == folded.split(" ") or folded == ""
    assert not any(unicodedata.combining(letter) for letter in folded)
