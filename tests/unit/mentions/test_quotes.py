"""What stands in quotation marks."""

import pytest

from trucewatch.mentions.quotes import LONGEST_QUOTE, quotes_of


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("He said “we hold” twice.", ["we hold"]),
        ("Il dit « nous tenons » ici.", [" nous tenons "]),
        ('She said "we hold" and "we win".', ["we hold", "we win"]),
        ("“One day.\nAnother day,” she said.", ["One day.", "Another day,"]),
        ('A stray " mark\nends with the line.', [" mark"]),
        ('And we left", he said.', ["And we left"]),
        ("Nothing here.", []),
    ],
)
def test_quotes_are_found_whatever_their_marks(text: str, quoted: list[str]) -> None:
    assert [text[one.start : one.end] for one in quotes_of(text)] == quoted


def test_a_mark_that_is_never_closed_ends_by_itself() -> None:
    assert quotes_of("“" + "word " * LONGEST_QUOTE) == ()
