"""A sentence in its paragraph: nothing lost, nothing of the rest of the article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.page.passage import MOST_AROUND, Passage, passage

TEXT = "First paragraph.\nBefore it. Ardania accepts the ceasefire today. After it.\nLast paragraph."
SENTENCE = "Ardania accepts the ceasefire today."
KEPT = "The sentence as it was kept."


def of(text: str, sentence: str = SENTENCE, trigger: str = "ceasefire") -> Passage:
    start = text.index(sentence)
    at = start + sentence.index(trigger)
    return passage(row(text, start, start + len(sentence), at, at + len(trigger)))


def row(text: str, start: int, end: int, trigger_start: int, trigger_end: int) -> dict[str, object]:
    places = {"sentence_start": start, "sentence_end": end, "trigger_start": trigger_start, "trigger_end": trigger_end}
    return {"text": text, "evidence": KEPT, **places}


def test_the_paragraph_is_cut_into_five():
    assert of(TEXT) == Passage(
        before="Before it. ", opening="Ardania accepts the ", trigger="ceasefire", closing=" today.", after=" After it.",
        cut_before=False, cut_after=False,
    )  # fmt: skip


def test_a_headline_is_its_own_paragraph():
    found = of(SENTENCE)
    assert (found.before, found.after) == ("", "")


def test_a_long_paragraph_is_cut_at_words():
    found = of("word " * 1000 + SENTENCE + " word" * 1000)
    assert found.cut_before
    assert found.cut_after
    assert found.before.startswith("word ")
    assert found.after.endswith(" word")
    assert max(len(found.before), len(found.after)) <= MOST_AROUND


def test_a_long_paragraph_without_words_is_cut_all_the_same():
    found = of("x" * 5000 + SENTENCE + "x" * 5000)
    assert (len(found.before), len(found.after)) == (MOST_AROUND, MOST_AROUND)


@pytest.mark.parametrize("places", [(-1, 5, 0, 3), (0, 500, 3, 9), (10, 20, 5, 9), (0, 10, 5, 15), (5, 4, 4, 4)])
def test_places_outside_the_text_give_the_sentence_alone(places):
    found = passage(row(TEXT, *places))
    assert (found.opening, found.trigger, found.before) == (KEPT, "", "")


def test_a_text_that_is_gone_gives_the_sentence_alone():
    assert passage({**row("", 0, 5, 1, 2), "text": None}).opening == KEPT


@given(st.text(), st.lists(st.integers(0, 60), min_size=4, max_size=4))
def test_the_parts_are_the_text_again(text, places):
    start, trigger, trigger_end, end = sorted(places)
    found = passage(row(text, start, end, trigger, trigger_end))
    joined = found.before + found.opening + found.trigger + found.closing + found.after
    assert joined in text or joined == KEPT
