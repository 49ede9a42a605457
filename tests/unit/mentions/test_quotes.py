"""What stands in quotation marks."""

import pytest

from trucewatch.mentions.quotes import LONGEST_QUOTE, quotations_of, quotes_of


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("He said “we hold” twice.", ["we hold"]),
        ("Il dit « nous tenons » ici.", [" nous tenons "]),
        ('She said "we hold" and "we win".', ["we hold", "we win"]),
        ("“One day.\nAnother day,” she said.", ["One day.", "Another day,"]),
        ("“One day.\n“Another day,” she said.", ["One day.", "Another day,"]),
        ("« Un jour.\n« Un autre », dit-elle.", [" Un jour.", " Un autre "]),
        ("« Un jour.\n» Un autre », dit-elle.", [" Un jour.", " Un autre "]),
        ("« Un jour.\n», dit-elle.", [" Un jour.", ""]),
        ('A stray " mark\nends with the line.', [" mark"]),
        ('And we left", he said.', ["And we left"]),
        ("Nothing here.", []),
    ],
)
def test_quotes_are_found_whatever_their_marks(text: str, quoted: list[str]) -> None:
    assert [text[one.start : one.end] for one in quotes_of(text)] == quoted


def test_a_mark_that_is_never_closed_ends_by_itself() -> None:
    assert quotes_of("“" + "word " * LONGEST_QUOTE) == ()


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("“One day.\n“Another day,” she said. “So it goes.”", ["One day.\n“Another day,", "So it goes."]),
        ('"One day.\n\n"Another day," she said.', ['One day.\n\n"Another day,']),
        ("« Un jour.\n» Un autre », dit-elle.", [" Un jour.\n» Un autre "]),
        ('"One day."\n"Another day," she said.', ["One day.", "Another day,"]),
        ("He said “no”.\n“Yes,” she said.", ["no", "Yes,"]),
    ],
)
def test_paragraphs_of_one_quotation_belong_together(text: str, quoted: list[str]) -> None:
    assert [text[one.start : one.end] for one in quotations_of(text, quotes_of(text))] == quoted
