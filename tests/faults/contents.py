"""Faults of what feeds and pages say, in answers that are in order."""

from datetime import timedelta

from tests.fakes import MORNING
from tests.faults import bodies
from tests.faults.bodies import good_feed, item, rss, without
from tests.faults.fault import HTML, LITTLE_MEMORY, LITTLE_TIME, PAGE, Fault, of_content, of_text
from tests.faults.scripts import OK

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(200)
FUTURE = f"{MORNING + timedelta(days=400):%a, %d %b %Y %H:%M:%S} GMT"
NO_CHARSET = "application/rss+xml"
_ACCENTS = rss([item(title="Trêve prolongée à Genève")])


def _dated(date: str) -> bytes:
    return rss(item(number, date=date) for number in range(3)).encode()


def _same_guids() -> bytes:
    titles = ("Envoys leave Lakeside", "Prisoners come home by bus", "A bridge opens again")
    items = (item(number, title=title).replace(f"herald-{number}", "herald") for number, title in enumerate(titles))
    return rss(items).encode()


NO_FEED = (
    of_content("a_page_instead", "html_instead_of_feed", b"<!doctype html><title>Herald</title>", content_type=HTML),
    of_content("a_page_said_to_be_a_feed", "html_instead_of_feed", b"<html><body>Log in</body></html>"),
    of_content("nothing", "empty_body", b""),
    of_content("blanks", "empty_body", b" \r\n\t " * 100),
    of_content("words", "not_a_feed", b"Database error: too many connections", content_type="text/plain"),
    of_content("a_drawing", "not_a_feed", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
    of_content("json_of_something", "json_not_feed", b'{"error": "no such feed"}', content_type="application/json"),
    of_content("json_broken", "json_not_feed", b'{"version": "https://jsonfeed.org/version/1.1", "items": [{'),
    of_content("json_nested", "json_not_feed", b"[" * 100_000, content_type="application/json"),
    of_content("list_of_sitemaps", "sitemap_index", bodies.sitemap_index(), content_type="application/xml"),
    of_content("picture", "wrong_type", PNG, content_type="image/png"),
    of_content("picture_said_to_be_a_feed", "wrong_type", PNG),
    of_content("pdf", "wrong_type", PDF, content_type="application/pdf"),
    of_content("broken_before_the_first_entry", "broken_xml", b'<?xml version="1.0"?><rss version="2.0"><channel><ti'),
    of_content("feed_without_entries", "empty_feed", rss().encode(), entries=0),
)

FLAWED = (
    of_content("cut_off", "ok", bodies.truncated_feed(), flaw="truncated"),
    of_content("unclosed", "ok", good_feed().replace(b"</guid>", b"", 1), flaw="truncated"),
    of_content(
        "bell_in_a_title", "ok", good_feed().replace(b"round", b"r\x07und"), flaw="control_characters", entries=3
    ),
    of_content(
        "nul_in_a_title", "ok", good_feed().replace(b"round", b"r\x00und"), flaw="control_characters", entries=3
    ),
    of_content("latin1_said_to_be_utf8", "ok", _ACCENTS.encode("latin-1"), flaw="lying_charset", entries=1),
    of_content(
        "utf8_said_to_be_ascii",
        "ok",
        _ACCENTS.encode(),
        flaw="lying_charset",
        content_type="text/xml; charset=us-ascii",
    ),
    of_content(
        "charset_of_nobody",
        "ok",
        _ACCENTS.replace('"utf-8"', '"x-klingon"').encode(),
        flaw="lying_charset",
        entries=1,
        content_type=NO_CHARSET,
    ),
    of_content(
        "utf16_without_a_mark",
        "ok",
        _ACCENTS.replace('"utf-8"', '"utf-16"').encode("utf-16-le"),
        entries=1,
        content_type=NO_CHARSET,
    ),
    of_content("same_guid_for_all", "ok", _same_guids(), flaw="duplicate_guids", entries=3),
    of_content("dates_to_come", "ok", _dated(FUTURE), flaw="future_dates", entries=3),
    of_content("dates_unreadable", "ok", _dated("the day before yesterday"), flaw="unreadable_dates", entries=3),
    of_content("dates_of_1970", "ok", _dated("Thu, 01 Jan 1970 00:00:00 GMT"), flaw="old_dates", entries=3),
    of_content(
        "no_dates", "ok", rss(without("pubDate", item(n)) for n in range(3)).encode(), flaw="no_dates", entries=3
    ),
    of_content("no_links", "ok", rss(without("link", item(n)) for n in range(3)).encode(), flaw="no_links", entries=3),
    of_content("ten_thousand_items", "ok", bodies.many_items(10_000), entries=10_000),
    of_content("sitemap_of_thousands", "ok", bodies.sitemap(2_500), flaw="too_many_items", entries=2_000),
    of_content("entity_from_a_file", "ok", bodies.external_entity("file:///etc/passwd"), entries=1),
    of_content("entity_from_the_web", "ok", bodies.external_entity("http://169.254.169.254/"), entries=1),
    of_content("entities_upon_entities", "ok", bodies.entity_bomb(), flaw="truncated"),
    of_content("markup_within_markup", "ok", bodies.deep_nesting(), entries=2),
)

HOSTILE = (
    of_content("author_of_60_kilobytes", "ok", bodies.long_author(), entries=1),
    of_content("more_items_than_time", "parser_timeout", bodies.many_items(80_000), limits=LITTLE_TIME),
    of_content("more_elements_than_memory", "parser_memory", bodies.unclosed_elements(), limits=LITTLE_MEMORY),
    Fault(
        name="longer_than_its_length",
        expected="ok",
        flaw="truncated",
        pages={PAGE: OK + b"Content-Length: 600\r\nContent-Type: application/rss+xml\r\n\r\n" + good_feed(20)},
    ),
)

PAGES = (
    of_text("page_pdf", "wrong_type", PDF, content_type="application/pdf"),
    of_text("page_pdf_said_to_be_html", "wrong_type", PDF),
    of_text("page_picture", "wrong_type", PNG, content_type="image/png"),
    of_text("page_film", "wrong_type", bytes(100), content_type="video/mp4"),
    of_text("page_of_no_type_with_a_picture", "wrong_type", PNG, content_type=""),
    of_text("page_empty", "empty_body", b""),
    of_text("page_of_blanks", "empty_body", b" \r\n" * 50),
    of_text("page_of_nul", "wrong_type", bytes(5_000)),
    of_text("page_of_unknown_charset", "ok", b"<p>Talks opened.</p>", content_type="text/html; charset=klingon"),
)

CONTENTS = (*NO_FEED, *FLAWED, *HOSTILE, *PAGES)
