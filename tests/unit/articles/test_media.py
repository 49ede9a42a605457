import pytest

from trucewatch.articles.media import parse_media


@pytest.mark.parametrize(
    ("header", "content_type", "charset"),
    [
        ("text/html; charset=UTF-8", "text/html", "utf-8"),
        ("Text/HTML;charset='windows-1251'", "text/html", "cp1251"),
        ('text/html; charset="iso-8859-1"; x=y', "text/html", "iso8859-1"),
        ("text/html", "text/html", None),
        ("text/html; charset=", "text/html", None),
        ("text/html; charset=no-such-thing", "text/html", None),
        ("text/html; charset=base64", "text/html", None),
        ("text/html; charset=a\x00b", "text/html", None),
        ("", "", None),
        (None, "", None),
        (";;;", "", None),
    ],
)
def test_a_content_type_is_read(header: str | None, content_type: str, charset: str | None) -> None:
    media = parse_media(header)
    assert (media.content_type, media.charset) == (content_type, charset)


@pytest.mark.parametrize("content_type", ["application/pdf", "image/jpeg", "video/mp4", "application/json", "text/css"])
def test_only_text_pages_are_readable(content_type: str) -> None:
    assert not parse_media(content_type).is_readable


@pytest.mark.parametrize("content_type", ["text/html", "application/xhtml+xml", "text/plain", None])
def test_text_pages_are_readable(content_type: str | None) -> None:
    assert parse_media(content_type).is_readable
