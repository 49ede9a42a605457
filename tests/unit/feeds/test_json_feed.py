import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_feed
from trucewatch.errors import FeedMalformed
from trucewatch.feeds.content import FeedContent
from trucewatch.feeds.parsing import read_feed
from trucewatch.model import Entry

NOW = datetime(2026, 3, 19, 9, 0, tzinfo=UTC)


def read(*items: Any, **feed: Any) -> FeedContent:
    document = {"version": "https://jsonfeed.org/version/1.1", "title": "The Herald", "items": list(items), **feed}
    return read_feed(json.dumps(document).encode(), a_feed(), NOW, "application/feed+json")


def only(**item: Any) -> Entry:
    (entry,) = read(item).entries
    return entry


def test_an_item_becomes_an_entry() -> None:
    entry = only(
        id="g-1",
        url="https://herald.example/1",
        title="Talks open",
        summary="They met & talked.",
        content_html="<p>They met today.</p>",
        date_published="2026-03-18T09:30:00+02:00",
        date_modified="2026-03-18T10:00:00Z",
        authors=[{"name": "Ann Author"}, {"name": "Ben Author"}],
    )
    assert (entry.url, entry.guid, entry.title) == ("https://herald.example/1", "g-1", "Talks open")
    assert (entry.summary, entry.content) == ("They met &amp; talked.", "<p>They met today.</p>")
    assert entry.published_at == datetime(2026, 3, 18, 7, 30, tzinfo=UTC)
    assert entry.updated_at == datetime(2026, 3, 18, 10, 0, tzinfo=UTC)
    assert entry.authors == ("Ann Author", "Ben Author")


def test_the_feed_says_who_it_is() -> None:
    content = read(language="fr", home_page_url="https://herald.example/")
    assert (content.kind, content.title, content.language, content.site_url, content.entries) == (
        "json_feed", "The Herald", "fr", "https://herald.example/", ()
    )  # fmt: skip


@pytest.mark.parametrize("version", ["https://jsonfeed.org/version/1", "http://jsonfeed.org/version/1.1"])
def test_both_versions_are_read(version: str) -> None:
    assert read({"id": "1", "title": "A"}, version=version).entries


@pytest.mark.parametrize(
    ("item", "field", "value"),
    [
        ({"id": 17, "title": "T"}, "guid", "17"),
        ({"title": "T"}, "guid", None),
        ({"id": {"a": 1}, "title": "T"}, "guid", None),
        ({"id": "1", "external_url": "https://other.example/"}, "url", "https://other.example/"),
        ({"id": "1", "url": "/news/1"}, "url", "https://herald.example/news/1"),
        ({"id": "1", "url": "javascript:alert(1)"}, "url", ""),
        ({"id": "1", "title": "3 < 5 & <b>"}, "title", "3 < 5 & <b>"),
        ({"id": "1", "content_text": "a < b"}, "content", "a &lt; b"),
        ({"id": "1", "content_html": "", "content_text": "words"}, "content", "words"),
        ({"id": "1", "author": {"name": "Ann"}}, "authors", ("Ann",)),
        ({"id": "1", "author": "Ann"}, "authors", ("Ann",)),
        ({"id": "1", "authors": [{"name": None}, None, {"url": "x"}, "Ben"]}, "authors", ("Ben",)),
        ({"id": "1", "authors": True}, "authors", ()),
        ({"id": "1", "date_published": "soon"}, "date_flaw", "unreadable"),
        ({"id": "1", "date_published": 1773824400}, "published_at", datetime(2026, 3, 18, 9, 0, tzinfo=UTC)),
        ({"id": "1", "date_published": None}, "date_flaw", "missing"),
    ],
)  # fmt: skip
def test_what_newsrooms_really_write_is_read(item: dict[str, Any], field: str, value: object) -> None:
    assert getattr(only(**item), field) == value


def test_items_that_are_none_are_passed_over() -> None:
    assert [entry.guid for entry in read(None, "x", 7, [], {}, {"id": "1"}).entries] == ["1"]


@pytest.mark.parametrize(
    "body",
    [
        b'{"items": []}',
        b'{"version": 1.1, "items": []}',
        b'{"version": "https://jsonfeed.org/version/1.1"',
        b'"https://jsonfeed.org/version/1.1"',
        b"{}",
        b'{"a":' * 50_000,
        b'{"version": "https://jsonfeed.org/version/1.1", "items": ' + b"[" * 50_000,
        b'{"version": "https://jsonfeed.org/version/1.1", "x": ' + b"9" * 10_000 + b"}",
    ],
)
def test_json_of_another_kind_or_broken_is_said_to_be_no_feed(body: bytes) -> None:
    with pytest.raises(FeedMalformed) as caught:
        read_feed(body, a_feed(), NOW, "application/json")
    assert caught.value.code in {"json_not_feed", "not_a_feed"}


def test_line_breaks_within_texts_are_forgiven() -> None:
    body = b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": "two\nlines"}]}'
    assert [entry.title for entry in read_feed(body, a_feed(), NOW).entries] == ["two lines"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10) | st.just("https://[x"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(["id", "url", "external_url", "title", "content_html", "content_text", "summary", "date_published", "author", "authors"])  # fmt: skip


@given(st.dictionaries(NAMES, JSON), JSON)
def test_whatever_stands_in_the_fields_the_feed_is_read(item: dict[str, Any], other: Any) -> None:
    assert len(read(item, title=other, language=other, home_page_url=other).entries) <= 1
    assert read(title="T", items=other).kind == "json_feed"
