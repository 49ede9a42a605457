import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.feeds.identity import entry_id
from trucewatch.knowledge.addresses import canonical_url


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://News.Example/a?utm_source=rss&id=7&UTM_Medium=x", "https://news.example/a?id=7"),
        ("https://news.example:443/a#comments", "https://news.example/a"),
        ("http://news.example:80", "http://news.example/"),
        ("http://news.example:8080/a", "http://news.example:8080/a"),
        ("https://news.example/a?fbclid=1&gclid=2&xtor=RSS-3&at_medium=RSS", "https://news.example/a"),
        ("https://news.example/a?at=home&ref=7", "https://news.example/a?at=home&ref=7"),
        ("https://news.example/a?b=2&a=1", "https://news.example/a?b=2&a=1"),
        ("https://news.example/A/b.HTML", "https://news.example/A/b.HTML"),
        ("https://news.example/caf%c3%a9", "https://news.example/caf%C3%A9"),
        ("https://news.example/caf\u00e9", "https://news.example/caf%C3%A9"),
        ("https://news.example./a?", "https://news.example/a"),
        ("http://[2606:4700::1111]/a", "http://[2606:4700::1111]/a"),
        ("  https://news.example/a\n", "https://news.example/a"),
        ("not a url", "not a url"),
        ("http://[broken/", "http://[broken/"),
        ("", ""),
    ],
)
def test_an_article_has_one_spelling(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@given(st.text() | st.text().map("https://news.example/{}".format) | st.text().map("https://{}/a?b".format))
def test_the_spelling_of_any_text_is_final(url: str) -> None:
    assert canonical_url(canonical_url(url)) == canonical_url(url)


def test_an_entry_is_known_by_its_address_else_its_guid_else_its_title() -> None:
    by_url = entry_id(url="https://news.example/a?utm_source=x", guid="1", title="T")
    assert by_url == entry_id(url="https://news.example/a", guid="2", title="Another")
    assert entry_id(url="", guid="1", title="T") == entry_id(url="", guid="1", title="Another")
    assert entry_id(url="", guid=None, title="T") != entry_id(url="", guid=None, title="Another")
