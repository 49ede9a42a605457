import json
from datetime import UTC, datetime

import pytest

from trucewatch.documents.dates import parse_date
from trucewatch.documents.metadata import read_metadata

MORNING = datetime(2026, 3, 19, 8, 30, tzinfo=UTC)


def ld(*things: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(thing)}</script>' for thing in things)


def a_head(head: str) -> str:
    return f"<html><head><title>Talks open</title>{head}</head><body><p>Words.</p></body></html>"


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-19T08:30:00Z",
        "2026-03-19T10:30:00+02:00",
        "2026-03-19T10:30:00+0200",
        "2026-03-19T10:30+02:00",
        "2026-03-19 10:30:00 +0200",
        "2026-03-19T08:30:00.000Z",
        "2026-03-19T08:30:00.0000000Z",
        "2026-03-19T08:30:00",
        "2026-03-19 08:30:00 UTC",
        " 2026-03-19 08:30 GMT ",
        "20260319T083000Z",
        "2026-03-19T10:30:00+02:00[Europe/Vilnius]",
        "Thu, 19 Mar 2026 08:30:00 GMT",
        "Thu, 19 Mar 2026 10:30:00 +0200",
        "19 Mar 2026 08:30:00 +0000",
    ],
)
def test_a_date_is_read_as_universal_time(written: str) -> None:
    assert parse_date(written) == MORNING


def test_a_day_is_its_first_moment() -> None:
    assert parse_date("2026-03-19") == datetime(2026, 3, 19, tzinfo=UTC)


@pytest.mark.parametrize("written", ["", "yesterday", "1", "19/03/2026 at noon", "2026-13-40", "9" * 1000, "0001-01-01T00:00:00+14:00"])  # fmt: skip
def test_what_is_no_date_gives_none(written: str) -> None:
    assert parse_date(written) is None


def test_a_page_says_when_it_was_changed() -> None:
    article = {
        "@type": "NewsArticle",
        "datePublished": "2026-03-19T08:30:00Z",
        "dateModified": "2026-03-19T12:00:00+01:00",
    }
    found = read_metadata(a_head(ld(article)))
    assert (found.published_at, found.updated_at) == (MORNING, datetime(2026, 3, 19, 11, 0, tzinfo=UTC))


@pytest.mark.parametrize("name", ["article:modified_time", "og:updated_time", "dateModified", "last-modified"])
def test_meta_tags_say_when_it_was_changed(name: str) -> None:
    meta = (
        f"<meta property='article:published_time' content='2026-03-19'><meta name='{name}' content='2026-03-20T06:00Z'>"
    )
    assert read_metadata(a_head(meta)).updated_at == datetime(2026, 3, 20, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize("changed", ["2026-03-19T08:30:00Z", "2026-03-18", "soon"])
def test_a_change_that_is_none_is_not_told(changed: str) -> None:
    article = {"@type": "NewsArticle", "datePublished": "2026-03-19T08:30:00Z", "dateModified": changed}
    assert read_metadata(a_head(ld(article))).updated_at is None


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ("LiveBlogPosting", ("LiveBlogPosting",)),
        (["NewsArticle", "OpinionNewsArticle"], ("NewsArticle", "OpinionNewsArticle")),
        ("https://schema.org/NewsArticle", ("NewsArticle",)),
        ("WebPage", ()),
    ],
)
def test_a_page_says_what_kind_of_article_it_is(kinds: object, expected: tuple[str, ...]) -> None:
    assert read_metadata(a_head(ld({"@type": "WebSite"}, {"@type": kinds, "headline": "Talks"}))).kinds == expected


def test_two_descriptions_of_one_article_are_joined_and_another_article_is_not() -> None:
    page = ld(
        {"@type": "NewsArticle", "headline": "Talks"},
        {"@type": "LiveBlogPosting", "headline": "Talks"},
        {"@type": "OpinionNewsArticle", "headline": "Another"},
    )
    assert read_metadata(a_head(page)).kinds == ("NewsArticle", "LiveBlogPosting")


@pytest.mark.parametrize(
    ("head", "section"),
    [
        (ld({"@type": "NewsArticle", "articleSection": "Opinion"}), "Opinion"),
        (ld({"@type": "NewsArticle", "articleSection": ["Monde", "Id&eacute;es"]}), "Monde, Idées"),
        ("<meta property='article:section' content='World'>", "World"),
        ("", ""),
    ],
)
def test_a_page_says_in_which_section_it_is(head: str, section: str) -> None:
    assert read_metadata(a_head(head)).section == section


@pytest.mark.parametrize(
    ("page", "language"),
    [
        ("<html lang='fr-FR'><head></head><body>", "fr"),
        ("<!doctype html><HTML class=x LANG=EN><body>", "en"),
        ("<html><head><meta property='og:locale' content='uk_UA'></head><body>", "uk"),
        ("<html><head><meta http-equiv='Content-Language' content='de, en'></head><body>", "de"),
        (f"<html><head>{ld({'@type': 'NewsArticle', 'inLanguage': 'he-IL'})}</head><body>", "he"),
        ("<html lang='iw'><body>", "he"),
        ("<html lang='french'><body>", ""),
        ("<html lang=''><head><meta property='og:locale' content='ar'></head><body>", "ar"),
        ("<html><body>", ""),
    ],
)
def test_a_page_declares_its_language(page: str, language: str) -> None:
    assert read_metadata(page).language == language


ARTICLE = '{"@type": "NewsArticle", "headline": "Talks &amp; terms"}'


@pytest.mark.parametrize(
    "script",
    [
        ARTICLE,
        f"[{ARTICLE}]",
        f'{{"@graph": [{{"@type": "WebPage", "mainEntity": {ARTICLE}}}]}}',
        f"<!-- {ARTICLE} -->",
        f"//<![CDATA[\n{ARTICLE}\n//]]>",
        f"/* <![CDATA[ */{ARTICLE}/* ]]> */",
        f"<![CDATA[{ARTICLE}]]>",
        f"\n{ARTICLE};\n",
        '{"@type": "NewsArticle", "headline": "Talks &amp; terms",}',
        '{"@type": ["NewsArticle",], "headline": "Talks\n &amp; terms"}',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;Talks &amp; terms&quot;}",
    ],
)
def test_json_ld_is_read_with_its_usual_slips(script: str) -> None:
    page = a_head(f'<script data-x="1" type="application/ld+json">{script}</SCRIPT>')
    assert read_metadata(page).titles[0] == "Talks & terms"


@pytest.mark.parametrize("script", ["", "{", "null", "[[[[", '{"@type": 7}', "[" * 100_000, '{"@type": "NewsArticle"'])
def test_what_cannot_be_read_of_json_ld_is_passed_over(script: str) -> None:
    assert read_metadata(a_head(f'<script type="application/ld+json">{script}</script>')).titles == ("Talks open",)


@pytest.mark.parametrize(
    ("article", "is_paid"),
    [
        ({"isAccessibleForFree": False}, True),
        ({"isAccessibleForFree": "False"}, True),
        ({"isAccessibleForFree": "http://schema.org/False"}, True),
        ({"isAccessibleForFree": True, "hasPart": {"isAccessibleForFree": False}}, False),
        ({"hasPart": [{"isAccessibleForFree": "false", "cssSelector": ".paid"}]}, True),
        ({}, False),
    ],
)
def test_a_page_says_whether_it_is_free(article: dict[str, object], is_paid: bool) -> None:  # noqa: FBT001  # a case
    assert read_metadata(a_head(ld({"@type": "NewsArticle", **article}))).is_paid is is_paid


def test_names_come_once_and_addresses_are_no_names() -> None:
    authors = [{"name": ["Ann Author", "Bob Byline"]}, "Ann Author", "https://herald.example/ann", {"url": "x"}, 7]
    assert read_metadata(a_head(ld({"@type": "NewsArticle", "author": authors}))).authors == (
        "Ann Author",
        "Bob Byline",
    )


def test_tags_in_the_body_and_in_capitals_are_read_too() -> None:
    body = (
        "<HTML><HEAD><TITLE>Talks open</TITLE></HEAD><BODY><META ITEMPROP=datePublished CONTENT='2026-03-19T08:30:00Z'>"
    )
    found = read_metadata(body)
    assert (found.titles, found.published_at) == (("Talks open",), MORNING)


def test_a_page_that_says_nothing_of_itself_is_read() -> None:
    found = read_metadata("")
    assert (found.titles, found.authors, found.published_at, found.kinds, found.body) == ((), (), None, (), "")
