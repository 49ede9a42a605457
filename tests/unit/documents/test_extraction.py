# typographic quotes and dashes on purpose
import subprocess
import sys
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings

from tests.unit.documents.pages import BROKEN_HTML, NOTICES, PARAGRAPHS, PARAGRAPHS_FR, a_page
from trucewatch.codebook import TextSource
from trucewatch.documents import extract_html
from trucewatch.documents.words import tidy
from trucewatch.errors import TextMissing

URL = "https://www.herald.example/news/1"


def test_an_article_is_its_paragraphs_one_a_line() -> None:
    page = extract_html(a_page(), url=URL)
    assert page.text == "\n".join(PARAGRAPHS)
    assert (page.title, page.language, page.text_source) == ("Talks open in Merle", "en", TextSource.PAGE)


def test_french_is_recognised_and_its_letters_are_kept() -> None:
    page = extract_html(a_page(*PARAGRAPHS_FR), url=URL)
    assert page.text == "\n".join(PARAGRAPHS_FR)
    assert page.language == "fr"


def test_what_stands_around_an_article_is_left_out() -> None:
    banner = "<div class='cookie-banner'><p>We use cookies to improve your visit.</p><button>Accept all</button></div>"
    around = (
        "<aside class='related'><h3>Related</h3><ul><li><a href='/2'>Storm hits the coast of Dunmark</a></li></ul></aside>"
        "<section id='comments' class='comments'><h3>Comments</h3><div class='comment'><p>First! What nonsense.</p></div></section>"
    )
    page = extract_html(a_page(before=banner, after=around), url=URL)
    for words in ("cookies", "Storm hits", "nonsense", "All rights reserved", "World"):
        assert words not in page.text


def test_json_ld_gives_title_date_and_authors() -> None:
    head = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "WebSite"},
    {"@type": ["NewsArticle"], "headline": "Talks &amp; terms", "datePublished": "2026-03-18T10:30:00+02:00",
    "author": [{"@type": "Person", "name": "Ann Author"}, {"name": "Bob Byline"}]}]}</script>"""
    page = extract_html(a_page(head=head), url=URL)
    assert page.title == "Talks & terms"
    assert page.published_at == datetime(2026, 3, 18, 8, 30, tzinfo=UTC)
    assert page.authors == ("Ann Author", "Bob Byline")


def test_meta_tags_give_title_date_and_authors() -> None:
    head = """<meta content="Truce near, say envoys – The Herald" property="og:title"><meta property='og:site_name' content='The Herald'>
    <meta property="article:published_time" content="2026-03-18T10:30:00Z"><meta name=author content="Ann Author">"""
    page = extract_html(a_page(head=head))
    assert page.title == "Truce near, say envoys"
    assert page.published_at == datetime(2026, 3, 18, 10, 30, tzinfo=UTC)
    assert page.authors == ("Ann Author",)


def test_a_page_without_a_date_has_none() -> None:
    assert extract_html(a_page(), url=URL).published_at is None


def test_broken_json_ld_is_passed_over() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": </script>'
    assert extract_html(a_page(head=head), url=URL).title == "Talks open in Merle"


def test_text_carried_for_machines_helps_where_the_page_shows_little() -> None:
    body = " ".join(PARAGRAPHS)
    head = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{body}"}}</script>'
    assert extract_html(a_page("Loading the article, please wait a moment.", head=head), url=URL).text == body


def test_plain_text_is_read_as_it_is() -> None:
    assert extract_html("\n\n".join(PARAGRAPHS).encode()).text == "\n".join(PARAGRAPHS)


def test_text_is_nfc_without_invisible_characters() -> None:
    decomposed = unicodedata.normalize("NFD", PARAGRAPHS_FR[0]).replace(" mardi", "\u00a0mar\u00addi\u200b")
    page = extract_html(a_page(decomposed, *PARAGRAPHS_FR[1:]), url=URL)
    assert page.text == "\n".join(PARAGRAPHS_FR)


@pytest.mark.parametrize("charset", ["windows-1252", "iso-8859-15", "utf-16", "cp1254"])
def test_the_header_names_the_charset(charset: str) -> None:
    body = a_page(*PARAGRAPHS_FR).replace(b"<meta charset='utf-8'>", b"").decode()
    body = body.replace("\u2019", "'").replace("\u00a9", "")
    expected = "\n".join(PARAGRAPHS_FR).replace("\u2019", "'")
    assert extract_html(body.encode(charset), url=URL, charset=charset).text == expected


@pytest.mark.parametrize(
    ("html", "code"),
    [
        (b"", "no_text"),
        (b" \n", "no_text"),
        (b"<html></html>", "no_text"),
        (b"<html><body><p>Too short.</p></body></html>", "no_text"),
        (b"%PDF-1.7\x00\x00\x00\x00\x01", "not_text"),
        (bytes(1000), "not_text"),
        (b"<p>x</p>" * 50_000, "too_large"),
        (b"x" * (10 * 1024 * 1024 + 1), "too_large"),
        (b"<html><body>" + b"<div>" * 15_000 + b"words " * 100, "no_text"),
        (b"<html><body><p " + b"a=1 " * 200_000, "no_text"),
        (b"<!--" * 30_000, "no_text"),
        (b'<script type="application/ld+json">' * 30_000, "no_text"),
    ],
)  # fmt: skip
def test_a_page_without_an_article_is_said_to_have_none(html: bytes, code: str) -> None:
    with pytest.raises(TextMissing) as caught:
        extract_html(html, url=URL)
    assert caught.value.code == code
    assert caught.value.message.endswith(".")


@pytest.mark.parametrize(
    "words",
    [
        "We and our 1,204 partners store cookies on your device and ask for your consent to personalised advertising.",
        "Avec votre accord, nous et nos 917 partenaires utilisons des cookies pour stocker vos informations. Continuer sans accepter",
        "Checking your browser before you access the site. This process is automatic and takes a few seconds.",
        "Please enable JavaScript and disable any ad blocker so that we can verify you are human before going on.",
    ],
)
def test_a_wall_is_no_article(words: str) -> None:
    with pytest.raises(TextMissing) as caught:
        extract_html(a_page(words), url=URL, notices=NOTICES)
    assert caught.value.code == "wall"


def test_an_article_about_cookies_is_an_article() -> None:
    assert extract_html(
        a_page(*(PARAGRAPHS * 5), "Users must now accept all cookies, the court said on Tuesday."),
        url=URL,
        notices=NOTICES,
    )


@settings(deadline=None, max_examples=60)
@given(BROKEN_HTML)
def test_any_bytes_are_a_page_or_said_to_be_none(html: bytes) -> None:
    try:
        text = extract_html(html, url=URL).text
    except TextMissing:
        text = "missing"
    assert text
    assert "\x00" not in text
    text.encode("utf-8")


def test_a_tag_with_endless_attributes_still_opens_its_element() -> None:
    advert = f"<div class='advert' data-creatives='{'x' * 25_000}'></div>"
    page = extract_html(a_page(PARAGRAPHS[0] + "</p>" + advert + "<p>" + PARAGRAPHS[1], PARAGRAPHS[2]), url=URL)
    assert page.text == "\n".join(PARAGRAPHS)


def test_an_article_read_again_from_its_own_text_is_the_same() -> None:
    text = extract_html(a_page(*PARAGRAPHS_FR), url=URL).text
    again = extract_html(a_page(*text.split("\n")), url=URL).text
    assert again == text
    assert tidy(text) == text


def test_paragraphs_that_no_space_parts_stay_apart() -> None:
    page = a_page().replace(b"</p><p>", b"</p><div><p>").replace(b"</article>", b"</div></article>")
    assert extract_html(page, url=URL).text.split("\n") == list(PARAGRAPHS)


def test_a_line_break_inside_a_paragraph_parts_its_words() -> None:
    text = extract_html(a_page(f"{PARAGRAPHS[0]}<br/><br/>{PARAGRAPHS[1]}", PARAGRAPHS[2]), url=URL).text
    assert text.split("\n") == list(PARAGRAPHS)


def test_teasers_of_other_news_within_an_article_are_left_out() -> None:
    teasers = "".join(f"<li><a href='/{n}'>Storm number {n} hits the coast</a></li>" for n in range(6))
    page = extract_html(a_page(after=f"<section><h3>You might also like</h3><ul>{teasers}</ul></section>"), url=URL)
    assert page.text == "\n".join(PARAGRAPHS)


def test_the_reader_of_pages_loads_only_where_pages_are_read() -> None:
    words = "import sys, trucewatch.documents; sys.exit('trafilatura' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", words], check=False).returncode == 0


def test_title_and_date_are_not_sought_far_and_wide_where_they_are_known() -> None:
    page = a_page(before='<p class="headline">Talks</p><time datetime="2026-03-04T05:06:07Z">4 March 2026</time>')
    assert extract_html(page, url=URL).published_at is not None
    assert extract_html(page, url=URL, has_header=True).published_at is None
