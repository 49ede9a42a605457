from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import a_feed
from trucewatch.errors import FeedMalformed
from trucewatch.feeds import parse_feed
from trucewatch.feeds.parsing import read_feed
from trucewatch.model import Entry

NOW = datetime(2026, 3, 19, 9, 0, tzinfo=UTC)


def rss(*items: str, channel: str = "") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Herald</title>'
        f"{channel}{''.join(f'<item>{item}</item>' for item in items)}</channel></rss>"
    ).encode()


def atom(entry: str) -> bytes:
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>The Herald</title><entry>{entry}</entry></feed>'.encode()


def only(body: bytes) -> Entry:
    (entry,) = parse_feed(body, a_feed(), NOW)
    return entry


def test_an_rss_item_becomes_an_entry() -> None:
    entry = only(
        rss(
            "<title>Talks open</title><link>https://herald.example/1?utm_source=rss</link><guid isPermaLink='false'>g-1</guid>"
            "<description>&lt;p&gt;They met.&lt;/p&gt;</description><content:encoded><![CDATA[<p>They met today.</p>]]>"
            "</content:encoded><dc:creator>Ann Author</dc:creator><pubDate>Thu, 19 Mar 2026 09:30:00 +0200</pubDate>"
        )
    )
    assert entry.title == "Talks open"
    assert entry.url == "https://herald.example/1?utm_source=rss"
    assert entry.guid == "g-1"
    assert entry.summary == "<p>They met.</p>"
    assert entry.content == "<p>They met today.</p>"
    assert entry.authors == ("Ann Author",)
    assert entry.published_at == datetime(2026, 3, 19, 7, 30, tzinfo=UTC)
    assert entry.seen_at == NOW
    assert entry.feed_id == "herald"


def test_an_atom_entry_becomes_an_entry() -> None:
    entry = only(
        atom(
            '<title type="html">Talks &amp;amp; terms &lt;b&gt;open&lt;/b&gt;</title><link href="/news/1"/><id>tag:1</id>'
            "<updated>2026-03-19T08:00:00Z</updated><author><name>Ann Author</name></author>"
        )
    )
    assert entry.title == "Talks & terms open"
    assert entry.url == "https://herald.example/news/1"
    assert entry.published_at == datetime(2026, 3, 19, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("L&#8217;accord", "L\u2019accord"),
        ("AT&amp;amp;T", "AT&T"),
        ("AT&amp;T", "AT&T"),
        ("&lt;b&gt;Bold&lt;/b&gt; words", "Bold words"),
        ("<![CDATA[<i>It</i>&nbsp;ends]]>", "It ends"),
        ("3 &lt; 5", "3 < 5"),
        ("two\n  lines", "two lines"),
        ("caf\u00e9 \u201ccoup\u201d", "caf\u00e9 \u201ccoup\u201d"),
    ],
)
def test_a_title_is_plain_text(written: str, title: str) -> None:
    assert only(rss(f"<title>{written}</title><guid>1</guid>")).title == title


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("<link>/news/1</link>", "https://herald.example/news/1"),
        ("<link>javascript:alert(1)</link>", ""),
        ("<link>file:///etc/passwd</link>", ""),
        ("", ""),
    ],
)
def test_only_web_addresses_are_kept_as_links(link: str, url: str) -> None:
    assert only(rss(f"<title>T</title>{link}<guid isPermaLink='false'>1</guid>")).url == url


def test_a_guid_that_is_an_address_serves_as_link() -> None:
    assert only(rss("<title>T</title><guid>https://herald.example/9</guid>")).url == "https://herald.example/9"


@pytest.mark.parametrize(
    "date",
    ["", "<pubDate/>", "<pubDate>yesterday</pubDate>", "<pubDate>Mon, 01 Jan 0001 00:00:00 +0000</pubDate>",
     "<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>", "<pubDate>Thu, 19 Mar 2099 09:00:00 GMT</pubDate>"],
)  # fmt: skip
def test_a_date_that_is_missing_or_impossible_is_none(date: str) -> None:
    assert only(rss(f"<title>T</title><guid>1</guid>{date}")).published_at is None


def test_the_same_article_twice_is_one_entry() -> None:
    body = rss(
        "<title>A</title><link>https://herald.example/1?utm_source=a</link>",
        "<title>B</title><link>https://herald.example/1#b</link>",
        "<title>C</title><link>https://herald.example/2</link>",
    )
    assert [entry.title for entry in parse_feed(body, a_feed(), NOW)] == ["A", "C"]


def test_an_item_that_says_nothing_is_no_entry() -> None:
    assert parse_feed(rss("<category>x</category>"), a_feed(), NOW) == ()


@pytest.mark.parametrize("body", [rss(), b'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>'])
def test_a_valid_feed_may_be_empty(body: bytes) -> None:
    assert parse_feed(body, a_feed(), NOW) == ()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty_body"),
        (b" \r\n", "empty_body"),
        (b"<!DOCTYPE html><html><body>Please log in</body></html>", "html_instead_of_feed"),
        (b"<html><head><link type='application/rss+xml'></head></html>", "html_instead_of_feed"),
        (b'{"error": "not found"}', "not_a_feed"),
        (b"\x00\x01\x02\xff" * 100, "not_a_feed"),
        (b"just words", "not_a_feed"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel><title>x</tit', "broken_xml"),
    ],
)
def test_what_is_no_feed_is_said_to_be_none(body: bytes, code: str) -> None:
    with pytest.raises(FeedMalformed) as caught:
        parse_feed(body, a_feed(), NOW)
    assert caught.value.code == code


def test_broken_xml_gives_the_entries_before_the_break() -> None:
    body = rss("<title>A</title><link>https://herald.example/1</link>", "<title>B & C</title><link>")
    assert "A" in [entry.title for entry in parse_feed(body, a_feed(), NOW)]


def test_another_encoding_is_read() -> None:
    body = '<?xml version="1.0" encoding="iso-8859-1"?><rss version="2.0"><channel><item><title>Trêve</title></item></channel></rss>'
    assert only(body.encode("latin-1")).title == "Trêve"


def test_control_characters_do_not_get_through() -> None:
    entry = only(rss("<title>A\x00B&#x9;C</title><guid>1</guid><description>x&#xfffe;y\x0b</description>"))
    assert "\x00" not in entry.title
    assert "\x0b" not in entry.summary


def test_external_entities_are_not_opened_and_bombs_do_not_go_off() -> None:
    doctype = '<!DOCTYPE rss [<!ENTITY file SYSTEM "file:///etc/passwd"><!ENTITY a "aaaaaaaaaa">'
    doctype += "".join(
        f'<!ENTITY {name} "{f"&{inner};" * 10}">' for inner, name in zip("abcdefg", "bcdefgh", strict=True)
    )
    body = (
        f"{doctype}]><rss version='2.0'><channel><item><title>x &file; &h;</title><guid>1</guid></item></channel></rss>"
    )
    entries = parse_feed(body.encode(), a_feed(), NOW)
    assert all("root:" not in entry.title and len(entry.title) < 1000 for entry in entries)


@pytest.mark.parametrize(("ttl", "minutes"), [("60", 60), ("", 0), ("often", 0), ("-5", 0), ("²", 0)])
def test_a_feed_may_ask_to_be_left_alone(ttl: str, minutes: int) -> None:
    assert read_feed(rss(channel=f"<ttl>{ttl}</ttl>"), a_feed(), NOW).ttl_minutes == minutes


PIECES = st.sampled_from(
    [b"<rss version='2.0'>", b"<channel>", b"<item>", b"</item>", b"<title>", b"</title>", b"<link>", b"<feed>", b"<entry>",
     b"<![CDATA[", b"]]>", b"&amp;", b"&#0;", b"&#xD800;", b"<!DOCTYPE x [", b"<pubDate>99999", b"<author>", b"<content type='x'>",
     b"\xff\xfe", b"\xef\xbb\xbf", b"<?xml version='1.0' encoding='utf-7'?>", b"<?xml encoding='nonsense'?>", b"http://[", b"\x00"]
)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(st.lists(PIECES | st.binary(max_size=20), max_size=30).map(b"".join))
def test_any_bytes_are_a_feed_or_said_to_be_none(body: bytes) -> None:
    try:
        entries = parse_feed(body, a_feed(), NOW)
    except FeedMalformed:
        entries = ()
    assert all(entry.url == "" or entry.url.startswith("http") for entry in entries)
