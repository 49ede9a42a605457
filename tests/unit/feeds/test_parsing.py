import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import a_feed
from trucewatch.errors import FeedMalformed
from trucewatch.feeds import parsing
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
    (entry,) = read_feed(body, a_feed(), NOW).entries
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
    assert [entry.title for entry in read_feed(body, a_feed(), NOW).entries] == ["A", "C"]


def test_an_item_that_says_nothing_is_no_entry() -> None:
    assert read_feed(rss("<category>x</category>"), a_feed(), NOW).entries == ()


@pytest.mark.parametrize("body", [rss(), b'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>'])
def test_a_valid_feed_may_be_empty(body: bytes) -> None:
    assert read_feed(body, a_feed(), NOW).entries == ()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty_body"),
        (b" \r\n", "empty_body"),
        (b"<!DOCTYPE html><html><body>Please log in</body></html>", "html_instead_of_feed"),
        (b"<html><head><link type='application/rss+xml'></head></html>", "html_instead_of_feed"),
        (b"\xef\xbb\xbf", "empty_body"),
        (b"\x1f\x8b", "empty_body"),
        (b"\x1f\x8bnot gzip", "bad_encoding"),
        (b"<!-- " + b"x" * 9000 + b" --> <html><body>Log in</body></html>", "html_instead_of_feed"),
        (b"<!DOCTYPE html><p>A page without an html element</p>", "html_instead_of_feed"),
        (b'{"error": "not found"}', "json_not_feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": [', "json_not_feed"),
        (b"[]", "json_not_feed"),
        (b"[" * 100_000, "json_not_feed"),
        (b"<sitemapindex><sitemap><loc>https://herald.example/1.xml</loc></sitemap></sitemapindex>", "sitemap_index"),
        (b"<urlset><url><loc>https://her", "broken_xml"),
        (b"\x00\x01\x02\xff" * 100, "wrong_type"),
        (b"%PDF-1.7\n1 0 obj", "wrong_type"),
        (b"\x89PNG\r\n\x1a\n", "wrong_type"),
        (b"just words", "not_a_feed"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel><title>x</tit', "broken_xml"),
    ],
)
def test_what_is_no_feed_is_said_to_be_none(body: bytes, code: str) -> None:
    with pytest.raises(FeedMalformed) as caught:
        read_feed(body, a_feed(), NOW)
    assert (caught.value.code, caught.value.key) == (code, "herald")


@pytest.mark.parametrize(
    ("content_type", "code"),
    [
        ("text/html; charset=utf-8", "html_instead_of_feed"),
        (" Application/XHTML+XML", "html_instead_of_feed"),
        ("image/svg+xml", "wrong_type"),
        ("application/rss+xml", "not_a_feed"),
        (None, "not_a_feed"),
    ],
)
def test_what_the_content_does_not_tell_its_type_does(content_type: str | None, code: str) -> None:
    with pytest.raises(FeedMalformed) as caught:
        read_feed(b"<div>Please come back later</div>", a_feed(), NOW, content_type)
    assert caught.value.code == code


def test_a_feed_is_a_feed_under_any_type() -> None:
    body = rss("<title>A</title><guid>1</guid>")
    for content_type in ("text/html", "text/plain", "image/png", "application/json", "x", ""):
        assert len(read_feed(body, a_feed(), NOW, content_type).entries) == 1


def test_the_sentence_about_an_index_of_sitemaps_names_the_first() -> None:
    body = b"<sitemapindex><sitemap><loc>https://herald.example/1.xml</loc></sitemap></sitemapindex>"
    with pytest.raises(FeedMalformed, match=r"https://herald\.example/1\.xml"):
        read_feed(body, a_feed(), NOW)


@pytest.mark.parametrize("cut_at", ["</item>", "/2</link>", "itle>B", "<link>https://herald.example/2"])
def test_a_cut_feed_gives_its_whole_items_and_no_half_one(cut_at: str) -> None:
    body = rss(
        "<title>A</title><link>https://herald.example/1</link>", "<title>B</title><link>https://herald.example/2</link>"
    )
    content = read_feed(body[: body.rindex(cut_at.encode())], a_feed(), NOW)
    assert [entry.title for entry in content.entries] == ["A"]
    assert content.flaws == ("truncated", "no_dates")


def test_markup_that_is_no_xml_loses_no_item() -> None:
    body = rss(*(f"<title>Talks & terms&nbsp;{n}</title><link>https://herald.example/{n}</link>" for n in range(3)))
    content = read_feed(body, a_feed(), NOW)
    assert [entry.title for entry in content.entries] == [f"Talks & terms {n}" for n in range(3)]
    assert "truncated" in content.flaws


def test_what_stands_before_a_feed_does_no_harm() -> None:
    body = b"\r\n  " + rss("<title>A</title><link>https://herald.example/1</link>")
    assert read_feed(body, a_feed(), NOW).flaws == ("no_dates",)


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
    entries = read_feed(body.encode(), a_feed(), NOW).entries
    assert all("root:" not in entry.title and len(entry.title) < 1000 for entry in entries)


@pytest.mark.parametrize(("ttl", "minutes"), [("60", 60), ("", 0), ("often", 0), ("-5", 0), ("²", 0)])
def test_a_feed_may_ask_to_be_left_alone(ttl: str, minutes: int) -> None:
    assert read_feed(rss(channel=f"<ttl>{ttl}</ttl>"), a_feed(), NOW).ttl_minutes == minutes


RDF = b"http://www.w3.org/1999/02/22-rdf-syntax-ns#"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<rss version='0.91'><channel><item><title>A</title></item></channel></rss>", "rss"),
        (b"<rss version='2.0'><channel><item><title>A</title></item></channel></rss>", "rss"),
        (b"<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><title>A</title></entry></feed>", "atom"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>A</title></entry></feed>", "atom"),
        (b"<r:RDF xmlns:r='%s' xmlns='http://purl.org/rss/1.0/'><item><title>A</title></item></r:RDF>" % RDF, "rdf"),
        (
            b"<r:RDF xmlns:r='%s' xmlns='http://my.netscape.com/rdf/simple/0.9/'><item><title>A</title></item></r:RDF>"
            % RDF,
            "rdf",
        ),
    ],
)
def test_every_xml_format_is_told(body: bytes, kind: str) -> None:
    content = read_feed(body, a_feed(), NOW)
    assert (content.kind, [entry.title for entry in content.entries]) == (kind, ["A"])


def test_a_feed_says_who_it_is() -> None:
    channel = "<link>https://herald.example/</link><language>fr-FR</language>"
    content = read_feed(rss(channel=channel), a_feed(), NOW)
    assert (content.title, content.language, content.site_url) == ("The Herald", "fr-FR", "https://herald.example/")


def test_published_and_updated_are_told_apart() -> None:
    entry = only(
        atom(
            "<title>T</title><id>1</id><published>2026-03-18T08:00:00Z</published><updated>2026-03-18T09:00:00Z</updated>"
        )
    )
    assert entry.published_at == datetime(2026, 3, 18, 8, tzinfo=UTC)
    assert entry.updated_at == datetime(2026, 3, 18, 9, tzinfo=UTC)


def test_an_update_before_the_publication_is_kept_as_said() -> None:
    entry = only(
        atom(
            "<title>T</title><id>1</id><published>2026-03-18T08:00:00Z</published><updated>2026-03-17T09:00:00Z</updated>"
        )
    )
    assert (entry.published_at, entry.updated_at) == (
        datetime(2026, 3, 18, 8, tzinfo=UTC),
        datetime(2026, 3, 17, 9, tzinfo=UTC),
    )


def test_a_feed_that_knows_only_updates_means_its_publications() -> None:
    entry = only(atom("<title>T</title><id>1</id><updated>2026-03-18T08:00:00Z</updated>"))
    assert (entry.published_at, entry.updated_at, entry.date_flaw) == (datetime(2026, 3, 18, 8, tzinfo=UTC), None, "")


@pytest.mark.parametrize(
    ("date", "date_flaw", "flaw"),
    [
        ("", "missing", "no_dates"),
        ("<pubDate>soon</pubDate>", "unreadable", "unreadable_dates"),
        ("<pubDate>10:30</pubDate>", "unreadable", "unreadable_dates"),
        ("<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>", "too_old", "old_dates"),
        ("<pubDate>Sat, 21 Mar 2026 09:00:00 GMT</pubDate>", "future", "future_dates"),
    ],
)
def test_a_date_that_cannot_be_true_is_flagged(date: str, date_flaw: str, flaw: str) -> None:
    content = read_feed(rss(f"<title>T</title><link>https://herald.example/1</link>{date}"), a_feed(), NOW)
    assert (content.entries[0].date_flaw, content.flaws) == (date_flaw, (flaw,))


def test_a_feed_without_a_flaw_has_none() -> None:
    item = "<title>T</title><link>https://herald.example/1</link><pubDate>mar., 17 mars 2026 10:30:00 +0100</pubDate>"
    content = read_feed(rss(item), a_feed(), NOW)
    assert content.flaws == ()
    assert content.entries[0].published_at == datetime(2026, 3, 17, 9, 30, tzinfo=UTC)


def test_a_feeds_language_says_how_its_dates_are_written() -> None:
    body = rss("<title>T</title><guid>1</guid><pubDate>03/02/2026</pubDate>")
    (french,) = read_feed(body, a_feed(language="fr"), NOW).entries
    (english,) = read_feed(body, a_feed(language="en"), NOW).entries
    assert french.published_at == datetime(2026, 2, 3, tzinfo=UTC)
    assert english.date_flaw == "unreadable"


def test_one_guid_for_different_articles_is_flagged_and_loses_none() -> None:
    body = rss(
        "<title>Talks open in the capital</title><link>https://herald.example/1</link><guid isPermaLink='false'>g</guid>",
        "<title>Floods close three roads</title><link>https://herald.example/2</link><guid isPermaLink='false'>g</guid>",
    )
    content = read_feed(body, a_feed(), NOW)
    assert len(content.entries) == 2
    assert "duplicate_guids" in content.flaws


def test_entries_without_links_are_kept_and_flagged() -> None:
    content = read_feed(rss("<title>T</title>", "<description>Only words</description>"), a_feed(), NOW)
    assert [entry.title for entry in content.entries] == ["T", "Only words"]
    assert "no_links" in content.flaws


def test_control_characters_are_flagged_and_spoil_nothing() -> None:
    content = read_feed(rss("<title>A\x0bB&#x1;&#11;C</title><link>https://herald.example/1</link>"), a_feed(), NOW)
    assert [entry.title for entry in content.entries] == ["ABC"]
    assert content.flaws == ("control_characters", "no_dates")


def test_of_too_many_items_the_newest_are_kept_in_the_feeds_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "MAX_ENTRIES", 2)
    body = rss(
        *(
            f"<title>T{day}</title><link>https://herald.example/{day}</link><pubDate>{day} Mar 2026 09:00 GMT</pubDate>"
            for day in (16, 15, 18, 17)
        ),
        "<title>Undated</title><link>https://herald.example/0</link>",
    )
    content = read_feed(body, a_feed(), NOW)
    assert [entry.title for entry in content.entries] == ["T18", "T17"]
    assert content.flaws == ("too_many_items",)


@pytest.mark.slow
def test_ten_thousand_items_are_all_read() -> None:
    body = rss(*(f"<title>Number {n}</title><link>https://herald.example/{n}</link>" for n in range(10_000)))
    assert len(read_feed(body, a_feed(), NOW).entries) == 10_000


def test_a_gzipped_feed_is_unpacked() -> None:
    assert only(gzip.compress(rss("<title>A</title><guid>1</guid>"))).title == "A"


def test_a_small_body_that_unpacks_to_a_huge_one_is_refused() -> None:
    with pytest.raises(FeedMalformed) as caught:
        read_feed(gzip.compress(bytes(11 * 1024 * 1024)), a_feed(), NOW)
    assert caught.value.code == "decompression_bomb"


def test_an_endless_word_for_an_author_is_no_trap() -> None:
    entry = only(rss(f"<title>T</title><guid>1</guid><author>{'a' * 200_000}</author>"))
    assert entry.authors == ("a" * 4000,)


@pytest.mark.parametrize("value", ["a" * 50_000, "&lt;b&gt;" * 9_000])
def test_a_long_entity_is_not_multiplied(value: str) -> None:
    body = f"<!DOCTYPE rss [<!ENTITY a \"{value}\">]><rss version='2.0'><channel><item><title>x {'&a;' * 20_000}</title><guid>1</guid></item></channel></rss>"
    assert len(only(body.encode()).title) < 200_000


PIECES = st.sampled_from(
    [b"<rss version='2.0'>", b"<channel>", b"<item>", b"</item>", b"<title>", b"</title>", b"<link>", b"<feed>", b"<entry>",
     b"<![CDATA[", b"]]>", b"&amp;", b"&#0;", b"&#xD800;", b"<!DOCTYPE x [", b"<pubDate>99999", b"<author>", b"<content type='x'>",
     b"\xff\xfe", b"\xef\xbb\xbf", b"<?xml version='1.0' encoding='utf-7'?>", b"<?xml encoding='nonsense'?>", b"http://[", b"\x00"]
)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(st.lists(PIECES | st.binary(max_size=20), max_size=30).map(b"".join))
def test_any_bytes_are_a_feed_or_said_to_be_none(body: bytes) -> None:
    try:
        entries = read_feed(body, a_feed(), NOW).entries
    except FeedMalformed:
        entries = ()
    assert all(entry.url == "" or entry.url.startswith("http") for entry in entries)
