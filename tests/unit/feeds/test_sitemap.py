import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_feed
from trucewatch.errors import FeedMalformed
from trucewatch.feeds import sitemap
from trucewatch.feeds.parsing import read_feed
from trucewatch.feeds.sitemap import child_sitemaps

NOW = datetime(2026, 3, 19, 9, 0, tzinfo=UTC)
HOME = "https://herald.example/sitemap.xml"
NAMES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def urlset(*urls: str, prolog: str = "") -> bytes:
    return f"<?xml version='1.0' encoding='UTF-8'?>{prolog}<urlset {NAMES}>{''.join(f'<url>{url}</url>' for url in urls)}</urlset>".encode()


def news(title: str, date: str = "2026-03-18T08:00:00Z") -> str:
    publication = (
        "<news:publication><news:name>The Herald</news:name><news:language>fr</news:language></news:publication>"
    )
    return f"<news:news>{publication}<news:publication_date>{date}</news:publication_date><news:title>{title}</news:title></news:news>"


def test_a_news_sitemap_becomes_entries() -> None:
    image = "<image:image><image:loc>https://herald.example/1.jpg</image:loc><image:title>A picture</image:title></image:image>"
    body = urlset(
        f"{image}<loc> https://herald.example/1?a=1&amp;b=2 </loc><lastmod>2026-03-18T09:00:00Z</lastmod>{news('Talks &amp; terms')}"
    )
    content = read_feed(body, a_feed(), NOW)
    (entry,) = content.entries
    assert (content.kind, content.title, content.language, content.flaws) == ("news_sitemap", "The Herald", "fr", ())
    assert (entry.url, entry.title) == ("https://herald.example/1?a=1&b=2", "Talks & terms")
    assert entry.published_at == datetime(2026, 3, 18, 8, tzinfo=UTC)
    assert entry.updated_at == datetime(2026, 3, 18, 9, tzinfo=UTC)


def test_of_a_plain_sitemap_the_last_change_stands_for_the_publication() -> None:
    content = read_feed(urlset("<loc>https://herald.example/1</loc><lastmod>2026-03-18</lastmod>"), a_feed(), NOW)
    assert content.kind == "sitemap"
    assert [entry.published_at for entry in content.entries] == [datetime(2026, 3, 18, tzinfo=UTC)]


def test_prefixes_and_namespaces_may_be_any() -> None:
    body = b"<s:urlset xmlns:s='http://www.google.com/schemas/sitemap/0.84'><s:url><s:loc>/1</s:loc></s:url></s:urlset>"
    assert [entry.url for entry in read_feed(body, a_feed(), NOW).entries] == ["https://herald.example/1"]


def test_a_cdata_section_is_an_address_too() -> None:
    (entry,) = read_feed(urlset("<loc><![CDATA[https://herald.example/1?a&b]]></loc>"), a_feed(), NOW).entries
    assert entry.url == "https://herald.example/1?a&b"


def test_an_empty_sitemap_is_valid() -> None:
    assert read_feed(urlset(), a_feed(), NOW).entries == ()


def test_a_cut_sitemap_gives_its_whole_addresses() -> None:
    body = urlset("<loc>https://herald.example/1</loc>", "<loc>https://herald.example/2</loc>")
    content = read_feed(body[: body.index(b"/2</loc>")], a_feed(), NOW)
    assert [entry.url for entry in content.entries] == ["https://herald.example/1"]
    assert "truncated" in content.flaws


def test_of_too_many_addresses_the_newest_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trucewatch.feeds.parsing.MAX_URLS", 2)
    body = urlset(*(f"<loc>https://herald.example/{day}</loc><lastmod>2026-03-{day}</lastmod>" for day in (11, 13, 12)))
    content = read_feed(body, a_feed(), NOW)
    assert [entry.url[-2:] for entry in content.entries] == ["13", "12"]
    assert content.flaws == ("too_many_items",)


def test_two_thousand_is_the_most() -> None:
    assert sitemap.MAX_URLS == 2000


def test_a_gzipped_sitemap_is_unpacked() -> None:
    body = gzip.compress(urlset("<loc>https://herald.example/1</loc>"))
    assert len(read_feed(body, a_feed(), NOW, "application/gzip").entries) == 1


@pytest.mark.parametrize(
    "entities",
    [
        "<!ENTITY a 'x'>",
        "<!ENTITY a SYSTEM 'file:///etc/passwd'>",
        "<!ENTITY % a SYSTEM 'http://herald.example/a.dtd'> %a;",
        "<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>",
    ],
)
def test_a_sitemap_with_entities_of_its_own_is_refused(entities: str) -> None:
    body = urlset("<loc>https://herald.example/&a;</loc>", prolog=f"<!DOCTYPE urlset [{entities}]>")
    with pytest.raises(FeedMalformed) as caught:
        read_feed(body, a_feed(), NOW)
    assert caught.value.code == "broken_xml"


def test_an_index_lists_its_sitemaps_each_once() -> None:
    body = b"<sitemapindex><sitemap><loc>/1.xml</loc></sitemap><sitemap><loc>/2.xml.gz</loc></sitemap><sitemap><loc>/1.xml</loc></sitemap><sitemap/></sitemapindex>"
    assert child_sitemaps(body, HOME) == ("https://herald.example/1.xml", "https://herald.example/2.xml.gz")
    assert child_sitemaps(gzip.compress(body), HOME) == child_sitemaps(body, HOME)


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"\x1f\x8bx", urlset("<loc>https://herald.example/1</loc>")])
def test_what_is_no_index_lists_none(body: bytes) -> None:
    assert child_sitemaps(body, HOME) == ()


def test_an_index_with_entities_lists_none() -> None:
    body = b"<!DOCTYPE sitemapindex [<!ENTITY a 'x'>]><sitemapindex><sitemap><loc>/&a;</loc></sitemap></sitemapindex>"
    assert child_sitemaps(body, HOME) == ()


PIECES = st.sampled_from(["<urlset>", "<url>", "</url>", "<loc>", "</loc>", "http://[", "/a", "<news:news>", "</news:news>",
    "<news:publication_date>", "<lastmod>", "2026", "&amp;", "&x;", "<![CDATA[", "]]>", "<!DOCTYPE x [", "<!--", "<?"])  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=5), max_size=25).map("".join))
def test_any_sitemap_is_read_or_said_to_be_none(inside: str) -> None:
    try:
        entries = read_feed(f"<urlset>{inside}".encode("utf-8", "replace"), a_feed(), NOW).entries
    except FeedMalformed:
        entries = ()
    assert all(entry.url.startswith("http") or entry.title for entry in entries)
