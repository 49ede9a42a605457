from datetime import UTC, datetime

import pytest

from tests.builders import a_feed, a_reading, an_article, an_entry
from tests.unit.documents.pages import NOTICES, PARAGRAPHS, PARAGRAPHS_FR, a_page
from trucewatch.codebook import TextSource
from trucewatch.documents.reading import read_document
from trucewatch.errors import TextMissing
from trucewatch.model import Document, Reading, stable_id

WALL = a_page(
    "We and our 1,204 partners store cookies on your device and ask for your consent to personalised advertising."
)
FULL = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
SUMMARY = "<p>Delegations of Ardania and Borland met on Tuesday in the town of Merle.</p>"


def read(reading: Reading) -> Document:
    return read_document(reading, NOTICES)


def test_a_page_becomes_a_document() -> None:
    document = read(a_reading(a_page(), entry=an_entry(title="Talks open in Merle")))
    assert document.id == stable_id("document", "article-1")
    assert document.article_id == "article-1"
    assert document.url == an_article().final_url
    assert document.text == "\n".join(PARAGRAPHS)
    assert document.text_source is TextSource.PAGE
    assert document.language == "en"


def test_the_feed_knows_title_date_and_authors_best() -> None:
    head = "<meta property='article:published_time' content='2020-01-01'><meta name='author' content='Page Author'>"
    moment = datetime(2026, 3, 18, 7, 0, tzinfo=UTC)
    entry = an_entry(title="Feed title | The Herald", published_at=moment, authors=("Feed Author",))
    document = read(a_reading(a_page(head=head), entry=entry))
    assert (document.title, document.published_at, document.authors) == ("Feed title", moment, ("Feed Author",))


def test_the_page_fills_in_what_the_feed_does_not_say() -> None:
    head = "<meta property='article:published_time' content='2026-01-01'><meta name='author' content='Page Author'>"
    document = read(a_reading(a_page(head=head), entry=an_entry(title="", published_at=None)))
    assert document.title == "Talks open in Merle"
    assert document.published_at == datetime(2026, 1, 1, tzinfo=UTC)
    assert document.authors == ("Page Author",)


@pytest.mark.parametrize("date", ["2031-01-01", "1970-01-01"])
def test_a_page_whose_date_cannot_be_true_has_none(date: str) -> None:
    head = f"<meta property='article:published_time' content='{date}'>"
    assert read(a_reading(a_page(head=head), entry=an_entry(published_at=None))).published_at is None


@pytest.mark.parametrize("body", [WALL, b"", b"\x00" * 100])
def test_where_the_page_cannot_be_read_the_feeds_text_is(body: bytes) -> None:
    document = read(a_reading(body, entry=an_entry(content=FULL, summary=SUMMARY)))
    assert document.text_source is TextSource.FEED_CONTENT
    assert document.text == "\n".join(PARAGRAPHS)


def test_without_full_text_the_summary_is_read() -> None:
    document = read(a_reading(WALL, entry=an_entry(summary=SUMMARY)))
    assert document.text_source is TextSource.FEED_SUMMARY
    assert document.text == "Delegations of Ardania and Borland met on Tuesday in the town of Merle."


TEASER = a_page(*PARAGRAPHS_FR[:2], "Il vous reste 71 % de cet article à lire. La suite est réservée aux abonnés.")


def test_a_teaser_gives_way_to_longer_feed_content() -> None:
    content = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS_FR)
    document = read(a_reading(TEASER, entry=an_entry(content=content)))
    assert document.text_source is TextSource.FEED_CONTENT
    assert document.text == "\n".join(PARAGRAPHS_FR)


def test_a_teaser_longer_than_what_the_feed_carries_is_kept_without_its_notice() -> None:
    entry = an_entry(title="Pourparlers à Merle", summary="Les délégations se sont retrouvées mardi au bord du lac.")
    document = read(a_reading(TEASER, entry=entry))
    assert document.text_source is TextSource.PAGE
    assert document.text == "\n".join(PARAGRAPHS_FR[:2])
    assert document.is_paywalled_partial


def test_with_nothing_to_read_anywhere_the_pages_reason_is_given() -> None:
    with pytest.raises(TextMissing) as caught:
        read(a_reading(WALL, entry=an_entry(summary="Read more")))
    assert caught.value.code == "wall"


def test_the_same_words_in_other_clothes_have_one_fingerprint() -> None:
    page = read(a_reading(a_page()))
    feed = read(a_reading(WALL, entry=an_entry(content=FULL.replace("Tuesday,", "TUESDAY ,").replace(" ", "  "))))
    other = read(a_reading(a_page(*PARAGRAPHS[:2])))
    assert page.fingerprint == feed.fingerprint
    assert page.fingerprint != other.fingerprint


def test_the_feeds_language_decides_for_a_few_words_only() -> None:
    short = an_entry(summary="Aucune déclaration officielle, selon Merle.")
    assert read(a_reading(WALL, entry=short, feed=a_feed(language="fr"))).language == "fr"
    assert read(a_reading(a_page(*PARAGRAPHS_FR), feed=a_feed(language="en"))).language == "fr"
