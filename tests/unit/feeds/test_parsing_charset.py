import codecs
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_feed
from trucewatch.feeds.charset import decode
from trucewatch.feeds.parsing import read_feed

NOW = datetime(2026, 3, 19, 9, 0, tzinfo=UTC)
TITLE = "Trêve signée à Genève"


def rss(declared: str | None, title: str = TITLE) -> str:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    return f'{declaration}<rss version="2.0"><channel><item><title>{title}</title><link>https://herald.example/1</link></item></channel></rss>'


@pytest.mark.parametrize(
    ("declared", "written_in", "content_type", "is_belied"),
    [
        ("utf-8", "utf-8", None, False),
        (None, "utf-8", "application/rss+xml", False),
        (None, "utf-8", "text/xml", False),
        (None, "utf-8", "text/xml; charset=UTF-8", False),
        ("utf-8", "utf-8-sig", "text/xml; charset=utf-8", False),
        ("iso-8859-1", "latin-1", None, False),
        ("windows-1252", "cp1252", "text/xml; charset=windows-1252", False),
        ("iso-8859-1", "cp1252", "text/xml; charset=windows-1252", False),
        (None, "latin-1", 'application/xml; charset="ISO-8859-1"', False),
        ("utf-16", "utf-16", None, False),
        ("utf-16le", "utf-16-le", None, False),
        ("utf-16", "utf-16-be", None, False),
        ("utf-32", "utf-32", None, False),
        ("iso-8859-1", "utf-8", None, True),
        ("utf-8", "utf-8", "text/xml; charset=iso-8859-1", True),
        ("utf-8", "latin-1", None, True),
        ("iso-8859-1", "latin-1", "text/xml; charset=utf-8", True),
        ("us-ascii", "utf-8", None, True),
        ("no-such-charset", "utf-8", None, True),
        ("utf-8", "utf-16", None, True),
    ],
)
def test_a_feed_is_read_in_the_charset_of_its_bytes_whatever_it_says(
    declared: str | None, written_in: str, content_type: str | None, *, is_belied: bool
) -> None:
    content = read_feed(rss(declared).encode(written_in), a_feed(), NOW, content_type)
    assert [entry.title for entry in content.entries] == [TITLE]
    assert ("lying_charset" in content.flaws) is is_belied


@pytest.mark.parametrize(
    ("charset", "title"),
    [
        ("windows-1251", "Перемирие подписано"),
        ("koi8-r", "Перемирие подписано"),
        ("shift_jis", "停戦協定に署名"),
        ("euc-jp", "停戦協定に署名"),
        ("iso-2022-jp", "停戦協定に署名"),
        ("euc-kr", "휴전 협정 서명"),
        ("gb2312", "签署停火协议"),
        ("big5", "簽署停火協議"),
        ("windows-1256", "توقيع الهدنة"),
        ("iso-8859-8", "הפסקת אש"),
    ],
)
def test_a_declared_charset_is_believed_where_it_fits(charset: str, title: str) -> None:
    content = read_feed(rss(charset, title).encode(charset), a_feed(), NOW)
    assert [entry.title for entry in content.entries] == [title]
    assert "lying_charset" not in content.flaws


def test_one_byte_that_is_mangled_does_not_spoil_the_rest() -> None:
    body = rss("utf-8").encode() + "<!-- été ".encode() + b"\xe9 -->"
    assert [entry.title for entry in read_feed(body, a_feed(), NOW).entries] == [TITLE]


def test_ascii_is_ascii_under_any_name() -> None:
    assert not decode(b"<rss/>", "text/xml; charset=utf-16").is_belied
    assert decode(b"<rss/>", "text/xml; charset=utf-16").text == "<rss/>"


def test_where_nothing_is_said_the_charset_is_guessed() -> None:
    words = "Le cessez-le-feu négocié à Genève a été signé après de très longues journées de pourparlers. " * 5
    assert decode(words.encode("cp1252")).text == words


@given(st.binary(max_size=60), st.text(max_size=30))
def test_any_bytes_are_decoded_whatever_the_header(body: bytes, header: str) -> None:
    for mark in (b"", codecs.BOM_UTF16_LE, b"<\0", b"<?xml encoding='hz'?>", b"<?xml encoding='base64'?>"):
        decode(mark + body, f"text/xml; charset={header}").text.encode("utf-8", "replace")
