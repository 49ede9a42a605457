import pytest

from tests.unit.documents.pages import PARAGRAPHS, a_page
from trucewatch.documents import extract_html
from trucewatch.documents.selectors import Selectors, selected_text, without_dropped
from trucewatch.errors import KnowledgeInvalid

URL = "https://www.herald.example/news/1"
ASIDE = (
    "<div class='also'><p>Storm hits the coast of Dunmark, and ships are kept in port until Friday at least.</p></div>"
)
NESTED = "<div class=x>one<div class=x>two</div></div><p>three</p><div class=x>four</div>"


def test_a_body_selector_says_where_the_article_stands() -> None:
    page = extract_html(a_page(after=ASIDE), url=URL, selectors=Selectors(body="div.also"))
    assert page.text == "Storm hits the coast of Dunmark, and ships are kept in port until Friday at least."


def test_several_elements_that_fit_are_read_in_their_order() -> None:
    page = extract_html(a_page(after=ASIDE), url=URL, selectors=Selectors(body="article > p:nth-of-type(-n+2)"))
    assert page.text == "\n".join(PARAGRAPHS[:2])


def test_what_a_drop_selector_fits_is_not_read() -> None:
    inside = f"{PARAGRAPHS[2]}</p>{ASIDE}<p>{PARAGRAPHS[0]}"
    selectors = Selectors(body="article", drop="h1, .also")
    text = extract_html(a_page(*PARAGRAPHS[:2], inside), url=URL, selectors=selectors).text
    assert text == "\n".join((*PARAGRAPHS, PARAGRAPHS[0]))


def test_a_drop_selector_alone_leaves_finding_the_text_to_us() -> None:
    page = a_page(f"{PARAGRAPHS[0]}</p>{ASIDE}<p>{PARAGRAPHS[1]}", PARAGRAPHS[2])
    assert "Storm" in extract_html(page, url=URL).text
    assert extract_html(page, url=URL, selectors=Selectors(drop=".also")).text == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize("body", ["div.no-such-thing", "h1"])
def test_where_a_body_selector_finds_nothing_to_read_the_page_is_read_as_any_other(body: str) -> None:
    assert extract_html(a_page(), url=URL, selectors=Selectors(body=body)).text == "\n".join(PARAGRAPHS)


def test_what_a_page_says_of_itself_is_not_dropped() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Truce near"}</script>'
    assert extract_html(a_page(head=head), url=URL, selectors=Selectors(drop="script, h1")).title == "Truce near"


def test_an_element_inside_another_that_fits_counts_once() -> None:
    assert selected_text(NESTED, Selectors(body=".x")) == "one\ntwo\nfour"


def test_an_element_inside_one_that_was_dropped_is_gone_with_it() -> None:
    assert without_dropped(NESTED, Selectors(drop=".x")) == "<html><head></head><body><p>three</p></body></html>"


def test_a_page_without_anything_to_drop_stays_as_it_came() -> None:
    assert without_dropped(NESTED, Selectors(drop="aside")) == NESTED


def test_a_page_may_be_dropped_as_a_whole() -> None:
    assert selected_text(without_dropped(NESTED, Selectors(drop="html")), Selectors(body=".x")) == ""


@pytest.mark.parametrize("selectors", [Selectors(body="div.."), Selectors(drop="p:unheard-of")])
def test_what_is_no_selector_is_said_to_be_none(selectors: Selectors) -> None:
    with pytest.raises(KnowledgeInvalid, match="is no CSS selector"):
        extract_html(a_page(), url=URL, selectors=selectors)


def test_a_page_made_of_elements_that_fit_is_read_in_bounded_time() -> None:
    page = "<div class=x>" * 3_000 + "words" + "<p class=x>more words</p>" * 3_000
    assert selected_text(page, Selectors(body=".x"))
    assert without_dropped("<p class=x>word</p>" * 3_000, Selectors(drop=".x")).count("word") == 2_000
