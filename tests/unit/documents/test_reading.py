import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import a_feed, a_reading, an_article, an_entry
from tests.unit.documents.pages import NOTICES, PARAGRAPHS, PARAGRAPHS_FR, a_page
from trucewatch.codebook import TextSource
from trucewatch.documents.reading import read_document
from trucewatch.documents.sketching import sketch_of
from trucewatch.documents.words import tidy
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


PAYWALL = "Subscribe now to continue reading. Already a subscriber? Log in"
LEAD = "Delegations of Ardania and Borland met on Tuesday in the lakeside town of Merle, and both sides spoke of a good day."


@pytest.mark.parametrize(
    ("body", "source", "is_partial"),
    [
        (a_page(), TextSource.PAGE, False),
        (a_page(*PARAGRAPHS[:2], PAYWALL), TextSource.PAGE, True),
        (a_page(LEAD[:90] + "...", PAYWALL), TextSource.FEED_SUMMARY, True),
        (WALL, TextSource.FEED_SUMMARY, True),
        (b"", TextSource.FEED_SUMMARY, False),
    ],
    ids=["article", "teaser", "shorter teaser", "wall", "no page"],
)
def test_a_text_from_in_front_of_a_wall_is_said_to_be_a_part(
    body: bytes, source: TextSource, is_partial: object
) -> None:
    document = read(a_reading(body, entry=an_entry(title="Talks open", summary=LEAD)))
    assert (document.text_source, document.is_paywalled_partial) == (source, is_partial)


def test_the_feeds_full_text_behind_a_paywall_is_no_part_unless_it_breaks_off_too() -> None:
    teaser = a_page(PARAGRAPHS[0], PAYWALL)
    whole, cut = read(a_reading(teaser, entry=an_entry(content=FULL))), FULL.removesuffix(".</p>") + "…</p>"
    assert (whole.text_source, whole.is_paywalled_partial) == (TextSource.FEED_CONTENT, False)
    assert read(a_reading(teaser, entry=an_entry(content=cut))).is_paywalled_partial


def test_a_feeds_full_text_wins_over_a_page_of_which_little_was_found() -> None:
    document = read(a_reading(a_page(*PARAGRAPHS[:2]), entry=an_entry(content=FULL * 3)))
    assert document.text_source is TextSource.FEED_CONTENT
    assert read(a_reading(a_page(), entry=an_entry(content=FULL))).text_source is TextSource.PAGE


@pytest.mark.parametrize("fields", [{"content": FULL}, {"summary": SUMMARY}])
def test_a_page_that_is_not_trusted_gives_way_to_the_feed(fields: dict[str, str]) -> None:
    entry = an_entry(title="Talks open", **fields)
    document = read(a_reading(a_page("Please log in to see this page of ours. " * 9), entry=entry, distrusts_page=True))
    assert document.text_source is not TextSource.PAGE
    assert document.text.startswith("Delegations of Ardania and Borland met on Tuesday")
    assert not document.is_paywalled_partial


def test_a_page_that_is_not_trusted_and_a_feed_without_words_are_nothing() -> None:
    with pytest.raises(TextMissing) as caught:
        read(a_reading(a_page(), entry=an_entry(summary="Read more"), distrusts_page=True))
    assert caught.value.code == "boilerplate"


SUMMARY_FR = (
    "Les délégations de l’Ardanie et du Borland se sont retrouvées mardi dans la ville de Merle, au bord du lac."
)


def test_a_page_in_another_language_than_its_feeds_words_gives_way_to_them() -> None:
    entry = an_entry(title="Les pourparlers de Merle ont commencé", summary=SUMMARY_FR)
    document = read(a_reading(a_page(), entry=entry, feed=a_feed(language="fr")))
    assert (document.text_source, document.text, document.language) == (TextSource.FEED_SUMMARY, SUMMARY_FR, "fr")


@pytest.mark.parametrize(
    ("title", "summary", "language"),
    [
        ("Les pourparlers de Merle ont commencé", SUMMARY_FR, "de"),
        ("Pourparlers", "", "fr"),
        ("Merle", "Ardania, Borland.", "fr"),
        ("Talks open in Merle", SUMMARY, "fr"),
    ],
    ids=["editor disagrees", "no summary", "too few words", "the page's own language"],
)
def test_a_page_in_another_language_is_read_where_the_feeds_words_prove_little(
    title: str, summary: str, language: str
) -> None:
    document = read(a_reading(a_page(), entry=an_entry(title=title, summary=summary), feed=a_feed(language=language)))
    assert (document.text_source, document.language) == (TextSource.PAGE, "en")


def test_live_blogs_and_opinion_are_flagged_and_read() -> None:
    live = read(a_reading(a_page(), entry=an_entry(title="Live: envoys meet in Merle")))
    opinion = read(a_reading(a_page(head="<meta property='article:section' content='Opinion'>")))
    news = read(a_reading(a_page()))
    assert [(one.is_live_blog, one.is_opinion) for one in (live, opinion, news)] == [
        (True, False), (False, True), (False, False)]  # fmt: skip
    assert live.text == opinion.text == news.text


def test_a_change_after_publication_is_kept() -> None:
    head = "<meta property='article:modified_time' content='2026-03-18T09:30:00+01:00'>"
    published = datetime(2026, 3, 18, 7, 0, tzinfo=UTC)
    assert read(a_reading(a_page(head=head), entry=an_entry(published_at=published))).updated_at == datetime(
        2026, 3, 18, 8, 30, tzinfo=UTC
    )
    assert read(a_reading(a_page(), entry=an_entry(published_at=published))).updated_at is None


def test_a_document_carries_the_sketch_of_its_text() -> None:
    document = read(a_reading(a_page()))
    assert document.sketch == sketch_of(document.text) != ()


def test_an_outlets_selectors_are_used() -> None:
    feed = a_feed(body_selector="article p", drop_selector=".offer")
    page = a_page(f"<span class='offer'>Buy our book.</span> {PARAGRAPHS[0]}", *PARAGRAPHS[1:])
    assert read(a_reading(page, feed=feed)).text == "\n".join(PARAGRAPHS)


PIECES = [
    "L’État ",
    "cessez-le-feu ",
    "e\u0301te\u0301 ",
    "\u00a0",
    "\u200b",
    "Â ",
    "â€™",
    "\n",
    "<br>",
    "&eacute;",
    "שלום ",
    "\u00ad",
    ". ",
]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join), min_size=1, max_size=8))
def test_the_text_is_kept_as_it_was_read(paragraphs: list[str]) -> None:
    page = a_page(*(f"{PARAGRAPHS[0]} {words}" for words in paragraphs))
    content = "".join(f"<p>{words} {PARAGRAPHS[1]}</p>" for words in paragraphs)
    for reading in (a_reading(page), a_reading(page, entry=an_entry(content=content), distrusts_page=True)):
        document = read(reading)
        assert unicodedata.is_normalized("NFC", document.text)
        assert document.text == tidy(document.text) == read(reading).text
        assert all(line == line.strip() != "" for line in document.text.split("\n"))
