"""Whatever the text, nothing raises; what is too much is left out, and said."""

import logging
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.hostile_texts import hostile_texts
from trucewatch.knowledge.gazetteer import load_gazetteer
from trucewatch.knowledge.languages import load_languages
from trucewatch.mentions import DocumentFinder, open_finder
from trucewatch.mentions.allowance import A_TRIGGER, MOST_EFFORT, MOST_SENTENCES, TOO_MUCH, Allowance
from trucewatch.mentions.glancing import MOST_STRETCHES
from trucewatch.mentions.openings import MOST_MARKS, Lexicon
from trucewatch.mentions.quotes import LONGEST_QUOTE, quotes_of
from trucewatch.mentions.scan import MOST_IN_A_SENTENCE, TOO_MANY, Scanner
from trucewatch.mentions.sentences import MOST, TOO_LONG, split_sentences
from trucewatch.model import Document

KNOWLEDGE = Path(__file__).resolve().parents[3] / "include" / "knowledge"
PACKS = load_languages(KNOWLEDGE)
GAZETTEER = load_gazetteer(KNOWLEDGE)
SMALL, LARGE = 5_000, 1_000_000
CASES = [(code, name) for code, pack in PACKS.items() for name in hostile_texts(pack, GAZETTEER, 10)]
ODD = [
    "", " \n\t ", "\x00", "\ud800", "\udfff\ud800", "\u202eceasefire\u202c war Gaza", "وقف إطلاق النار في غزة",
    "Gaza: ceasefire, trêve, הפסקת אש, перемирие.", "ceasefire", "\n" * 1000, "“”«»\"'", "ﬁ ceaseﬁre İ ß war",
]  # fmt: skip


@pytest.fixture(scope="module")
def blind_finder() -> DocumentFinder:
    """Its models do not exist, so that every parse is an error."""
    return open_finder({code: replace(pack, model="no_such_model") for code, pack in PACKS.items()}, GAZETTEER)


def a_text(text: str, language: str, title: str = "") -> Document:
    return Document(id="d", article_id="a", url="u", title=title, text=text, language=language, published_at=None)


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("language", sorted(PACKS))
def test_no_odd_text_breaks_the_first_look(blind_finder: DocumentFinder, text: str, language: str) -> None:
    for title, body in ((text, ""), ("", text), (text, text)):
        blind_finder.glance(title, body, (language,))


@pytest.mark.parametrize(("code", "name"), CASES)
def test_no_hostile_text_breaks_the_first_look(blind_finder: DocumentFinder, code: str, name: str) -> None:
    text = hostile_texts(PACKS[code], GAZETTEER, SMALL)[name]
    blind_finder.glance("", text, (code,))
    blind_finder.glance(text, "", (code,))


@pytest.mark.model
@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("language", sorted(PACKS))
def test_odd_texts_and_titles_alone_are_read(finder: DocumentFinder, text: str, language: str) -> None:
    for document in (a_text(text, language), a_text("", language, title=text), a_text(text, language, title=text)):
        finder.find(document)
        finder.explain(text, language)


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.parametrize(("code", "name"), CASES)
def test_a_megabyte_of_hostile_text_is_read_and_every_offset_holds(
    finder: DocumentFinder, code: str, name: str
) -> None:
    text = hostile_texts(PACKS[code], GAZETTEER, LARGE)[name]
    mentions = finder.find(a_text(text, code))
    for mention in mentions:
        for span in (mention.trigger, mention.sentence, mention.speaker, *mention.parties, *mention.places):
            assert span is None or text[span.start : span.end] == span.text
    assert not mentions or finder.glance("", text, (code,)) is None


@pytest.mark.model
@pytest.mark.slow
def test_five_megabytes_give_what_they_can_and_say_what_is_left_out(
    finder: DocumentFinder, caplog: pytest.LogCaptureFixture
) -> None:
    text = "Hamas rejected the ceasefire in Gaza. " * (5_000_000 // 38)
    assert len(finder.find(a_text(text, "en"))) > 150
    assert [message.split(" characters=")[0] for message in caplog.messages] == [
        "too many sentences; the rest is left out",
        f"too much to read document=d sentences_left_out={MOST - len(finder.find(a_text(text, 'en')))} triggers_left_out=0",
    ]


def test_sentences_beyond_the_most_are_counted_in_the_log(
    blind_finder: DocumentFinder, caplog: pytest.LogCaptureFixture
) -> None:
    assert blind_finder.find(a_text("The talks on rents resumed.\n" * (MOST_SENTENCES + 7), "en")) == ()
    assert caplog.messages == ["too much to read document=d sentences_left_out=7 triggers_left_out=0"]


def test_triggers_beyond_the_most_are_counted_in_the_log(
    blind_finder: DocumentFinder, caplog: pytest.LogCaptureFixture
) -> None:
    blind_finder.find(a_text("talks, " * (MOST_IN_A_SENTENCE + 3) + "on rents.", "en"))
    assert caplog.messages == ["too much to read document=d sentences_left_out=0 triggers_left_out=3"]


def test_nothing_is_said_where_all_is_read(blind_finder: DocumentFinder, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    blind_finder.find(a_text("The talks on rents resumed.\n" * MOST_SENTENCES, "en"))
    assert caplog.messages == []


def test_allowance_is_spent_once_and_counts_what_follows() -> None:
    allowance = Allowance()
    assert allowance.grants_a_look()
    assert allowance.grants_a_parse("word " * (MOST_EFFORT - A_TRIGGER), 1)
    assert not allowance.grants_a_parse("one", 0)
    assert not allowance.grants_a_look()
    assert allowance.sentences_left_out == 2


@pytest.mark.model
def test_what_is_too_much_for_one_document_is_explained(finder: DocumentFinder) -> None:
    sentence = "Hamas rejected the ceasefire in Gaza" + ", and slept" * 80 + "."
    explanation = finder.explain(" ".join([sentence] * 60), "en")
    reasons = [{miss.reason for miss in one.near_misses} for one in explanation.sentences]
    assert len(explanation.sentences) == 60
    assert explanation.sentences[0].mentions
    assert reasons[-1] == {TOO_MUCH}


def test_triggers_beyond_the_most_of_a_sentence_are_named() -> None:
    candidates, vetoes = Scanner(PACKS["en"]).candidates("ceasefire, " * (MOST_IN_A_SENTENCE + 3))
    assert len(candidates) == MOST_IN_A_SENTENCE
    assert [veto.reason for veto in vetoes] == [TOO_MANY] * 3
    assert min(veto.candidate.start for veto in vetoes) > max(candidate.start for candidate in candidates)


def test_where_so_many_promise_nothing_the_first_look_lets_through(blind_finder: DocumentFinder) -> None:
    line = "The talks on rents resumed.\n"
    assert blind_finder.glance("", line * MOST_STRETCHES, ("en",)) is not None
    assert blind_finder.glance("", line * (MOST_STRETCHES + 1), ("en",)) is None


def test_endless_sentences_are_left_out_and_long_ones_cut_and_both_are_said(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    assert len(list(split_sentences("A.\n" * (MOST + 5), frozenset()))) == MOST
    assert len(list(split_sentences("a " * TOO_LONG + ". B.", frozenset()))) == 4
    assert caplog.messages == [
        "too many sentences; the rest is left out characters=15",
        "cut what is too long for a sentence count=1",
    ]


def test_row_of_stops_ends_one_sentence() -> None:
    text = "A" + "." * 200_000 + " B."
    parts = [text[start:end] for start, end in split_sentences(text, frozenset())]
    assert (parts[0], parts[-1], "".join(parts)) == ("A" + "." * (TOO_LONG - 1), "B.", text.replace(" ", ""))


def test_quote_closed_before_a_comma_reaches_no_further_than_the_longest() -> None:
    quotes = quotes_of("x " * LONGEST_QUOTE + '", ' * 3)
    assert {quote.end - quote.start for quote in quotes} == {LONGEST_QUOTE}


def test_very_many_marks_are_not_held_against_their_patterns() -> None:
    marks = Lexicon([re.compile("a(?=b)")]).marks("ab" * MOST_MARKS + "ac")
    assert marks == [2 * number for number in range(MOST_MARKS + 1)]
