# typographic quotes and dashes on purpose
import json
import pickle
import time
from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import given, settings

from tests.builders import a_feed, a_reading, an_article, an_entry
from tests.unit.documents.pages import BROKEN_HTML, PARAGRAPHS, PARAGRAPHS_FR, a_page
from trucewatch.codebook import TextSource
from trucewatch.documents import read_document, skim_page
from trucewatch.documents.words import fingerprint
from trucewatch.errors import TextMissing
from trucewatch.knowledge.notices import Notices
from trucewatch.model import stable_id

FULL = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
SUMMARY = "<p>Delegations of Ardania and Borland met on Tuesday in the town of Merle.</p>"
PLAIN_SUMMARY = "Delegations of Ardania and Borland met on Tuesday in the town of Merle."


def test_a_skim_is_a_document_without_its_text() -> None:
    skim = skim_page(a_reading(a_page(), entry=an_entry(title="Talks open in Merle")))
    document = skim.document
    assert (document.id, document.article_id) == (stable_id("document", "article-1"), "article-1")
    assert (document.url, document.title, document.text) == (an_article().final_url, "Talks open in Merle", "")
    assert (document.language, document.text_source) == ("en", TextSource.PAGE)
    assert set(PARAGRAPHS) <= set(skim.text.split("\n"))


@pytest.mark.parametrize(
    ("title", "published_at", "authors"),
    list(
        product(
            ["", "Feed title | The Herald"], [None, datetime(2026, 3, 17, 7, 0, tzinfo=UTC)], [(), ("Feed Author",)]
        )
    ),
)
def test_title_dates_and_authors_are_those_of_the_careful_reading(
    title: str, published_at: datetime | None, authors: tuple[str, ...]
) -> None:
    head = (
        "<meta property='article:published_time' content='2026-03-16'><meta name='author' content='Page Author'>"
        "<meta property='article:modified_time' content='2026-03-17T08:00:00Z'>"
    )
    reading = a_reading(a_page(head=head), entry=an_entry(title=title, published_at=published_at, authors=authors))
    quick, careful = skim_page(reading).document, read_document(reading, Notices())
    for field in ("id", "url", "title", "published_at", "updated_at", "authors", "language"):
        assert getattr(quick, field) == getattr(careful, field), field


@pytest.mark.parametrize("date", ["2031-01-01", "1970-01-01"])
def test_a_date_that_cannot_be_true_is_not_believed(date: str) -> None:
    head = f"<meta property='article:published_time' content='{date}'>"
    assert skim_page(a_reading(a_page(head=head), entry=an_entry(published_at=None))).document.published_at is None


def test_what_the_feed_carried_is_in_the_text_once() -> None:
    other = "A second meeting, said the feed alone, was to be held on Sunday in another town of the valley."
    skim = skim_page(a_reading(a_page(), entry=an_entry(content=FULL, summary=f"<p>{other}</p>")))
    assert skim.text.count(PARAGRAPHS[0]) == 1
    assert skim.text.endswith(other)


def test_text_carried_for_machines_is_in_the_text() -> None:
    article = {"@type": "NewsArticle", "articleBody": " ".join(PARAGRAPHS)}
    head = f'<script type="application/ld+json">{json.dumps(article)}</script>'
    skim = skim_page(a_reading(a_page("Loading the article, please wait.", head=head)))
    assert " ".join(PARAGRAPHS) in skim.text


@pytest.mark.parametrize("element", ["aside", "nav", "footer"])
def test_what_an_editor_says_holds_the_text_is_skimmed_wherever_it_stands(element: str) -> None:
    told = f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>"
    body = a_page(PARAGRAPHS[2], after=f"<{element} class='story'>{told}</{element}>")
    selected = a_reading(body, feed=a_feed(body_selector=".story"))
    assert read_document(selected, Notices()).text.split("\n") == list(PARAGRAPHS[:2])
    assert set(PARAGRAPHS[:2]) <= set(skim_page(selected).text.split("\n"))
    assert PARAGRAPHS[0] not in skim_page(a_reading(body)).text


@pytest.mark.parametrize("body", [b"", b"\x00" * 100, b"<p>" * 50_000])
def test_where_the_page_is_unsound_the_feeds_words_are_skimmed(body: bytes) -> None:
    skim = skim_page(a_reading(body, entry=an_entry(content=FULL, summary=SUMMARY)))
    assert skim.document.text_source is TextSource.FEED_CONTENT
    assert skim.document.fingerprint == fingerprint("\n".join(PARAGRAPHS))
    assert set(PARAGRAPHS) <= set(skim.text.split("\n"))


def test_without_full_text_the_summary_is_skimmed() -> None:
    skim = skim_page(a_reading(b"", entry=an_entry(summary=SUMMARY)))
    assert (skim.text, skim.document.text_source) == (PLAIN_SUMMARY, TextSource.FEED_SUMMARY)


def test_a_page_that_is_not_trusted_is_not_skimmed() -> None:
    skim = skim_page(a_reading(a_page(), entry=an_entry(summary=SUMMARY), distrusts_page=True))
    assert skim.text == PLAIN_SUMMARY


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "no_text"),
        (b"\x00" * 100, "not_text"),
        (b"<p>" * 50_000, "too_large"),
        (b"x" * (10 * 1024 * 1024 + 1), "too_large"),
        (b"<html><body><img src=a></body></html>", "no_text"),
    ],
)
def test_with_nothing_to_read_anywhere_the_reason_is_given(body: bytes, code: str) -> None:
    with pytest.raises(TextMissing) as caught:
        skim_page(a_reading(body, entry=an_entry(summary="More")))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("body", "feed", "languages"),
    [
        (a_page(*PARAGRAPHS_FR), "fr", ("fr",)),
        (a_page(*PARAGRAPHS_FR), "en-GB", ("fr", "en")),
        (a_page(*PARAGRAPHS_FR).replace(b"<html", b"<html lang='uk-UA'"), "en", ("fr", "uk", "en")),
        (b"<html lang='de'><p>12:30 - 14:45 (17:15) 2026-03-18 2026-03-19</p>", "", ("de",)),
        (b"<p>12:30 - 14:45 (17:15) 2026-03-18 2026-03-19</p>", "", ("und",)),
    ],
)
def test_a_page_may_be_in_what_it_says_and_its_feed_says(body: bytes, feed: str, languages: tuple[str, ...]) -> None:
    assert skim_page(a_reading(body, feed=a_feed(language=feed))).languages == languages


def test_the_same_words_have_one_fingerprint_and_others_another() -> None:
    first, again, other = (
        skim_page(a_reading(body)).document.fingerprint
        for body in (
            a_page(),
            a_page(*(p.upper() for p in PARAGRAPHS)).replace(b"Talks open in", b"talks open, in"),
            a_page(PARAGRAPHS[0]),
        )
    )
    assert first == again
    assert first != other


def test_a_skim_can_leave_the_child_that_made_it() -> None:
    skim = skim_page(a_reading(a_page()))
    assert pickle.loads(pickle.dumps(skim)) == skim  # noqa: S301  # our own


SENTENCE = "Delegations of Ardania and Borland met on Tuesday in the lakeside town of Merle, as both had promised. "
HOSTILE = {
    "deep nesting": f"{'<div>' * 100_000}{SENTENCE}",
    "nesting as deep as is allowed": f"{'<div>' * 39_000}{SENTENCE}",
    "emphasis as deep": f"{'<b><i><font>' * 13_000}{SENTENCE}",
    "quotations as deep": f"{'<blockquote><p>' * 19_000}{SENTENCE}",
    "tables as deep": f"{'<table><tr><td>' * 13_000}{SENTENCE}",
    "links as deep": f"{'<a href=x>' * 39_000}{SENTENCE}",
    "ten million characters": f"<p>{SENTENCE * 100}</p>" * 950,
    "one line of ten million characters": SENTENCE * 100_000,
    "no closing tags": f"<p>{SENTENCE}<ul><li>" * 13_000,
    "zeros": f"<p>{SENTENCE * 20}\0{SENTENCE * 20}",
    "many zeros": "\0" * 1_000_000,
    "100,000 attributes": f"<div {' '.join(f'a{n}=b' for n in range(100_000))}>{SENTENCE}",
    "many tags of many attributes": f"<div {' '.join(f'a{n}' for n in range(3_000))}>{SENTENCE}" * 400,
    "an attribute of a million": f"<div title='{'y' * 1_000_000}'>{SENTENCE}",
    "an endless comment": f"<p>{SENTENCE}</p><!--{'x ' * 4_000_000}",
    "many comments": f"<p>{SENTENCE}</p>{'<!--' * 39_000}",
    "200,000 paragraphs": "<p>word</p>" * 200_000,
    "as many paragraphs as are allowed": f"<p>{SENTENCE}" * 39_000,
    "endless spaces": f"<p>{' ' * 5_000_000}{SENTENCE}",
    "endless line breaks": f"<p>{SENTENCE}</p><pre>{chr(10) * 5_000_000}",
    "deep JSON-LD": f"<script type='application/ld+json'>{'[' * 1_000_000}</script><p>{SENTENCE}</p>",
    "JSON-LD of commas": f"<script type='application/ld+json'>[{', ' * 2_000_000}]</script><p>{SENTENCE}</p>",
    "JSON-LD left open": f"<p>{SENTENCE}</p>{'<script type=application/ld+json>' * 30_000}",
    "many meta tags": f"{'<meta name=date content=x>' * 39_000}{SENTENCE}",
    "character references": f"<p>{SENTENCE}{'&amp;' * 1_000_000}",
    "brackets": "<" * 5_000_000,
    "damaged letters": f"<p>{SENTENCE}{'Ã©tÃ© Ã ' * 200_000}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_ends_soon_as_a_skim_or_a_named_refusal(name: str) -> None:
    body = f"<html><head><title>Talks</title></head><body>{HOSTILE[name]}".encode()[: 10 * 1024 * 1024]
    began = time.thread_time()
    try:
        state = skim_page(a_reading(body)).document.text_source.value
    except TextMissing as refusal:
        state = refusal.code
    assert time.thread_time() - began < 3
    assert state in {"page", "too_large", "not_text", "no_text"}


@settings(deadline=None, max_examples=60)
@given(BROKEN_HTML)
def test_any_bytes_are_a_skim_or_said_to_be_none(body: bytes) -> None:
    try:
        text = skim_page(a_reading(body)).text
    except TextMissing:
        text = "missing"
    assert text
    assert "\x00" not in text
    text.encode("utf-8")
