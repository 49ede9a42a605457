import pytest

from trucewatch.articles.media import looks_binary, parse_media


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
        ("text/html; charset=punycode", "text/html", None),
        ("text/html; charset=idna", "text/html", None),
        ("text/html; charset=unicode_escape", "text/html", None),
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


@pytest.mark.parametrize(
    "body",
    [
        b"%PDF-1.4\n",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"GIF89a",
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        b"PK\x03\x04",
        b"\x1f\x8b\x08\x00",
        b"\x00\x00\x00\x20ftypisom",
        b"\xd0\xcf\x11\xe0\xa1\xb1",
        bytes(range(256)),
        b"\x00" * 100,
    ],
)
def test_files_are_told_by_their_first_bytes(body: bytes) -> None:
    assert looks_binary(body)


@pytest.mark.parametrize(
    "body",
    [
        b"<!doctype html><p>text",
        b"  plain text",
        "Été à Kyïv — Київ".encode(),
        "Київ".encode("utf-16"),
        "Київ".encode("cp1251"),
        "日本語".encode("shift_jis"),
        "日本語".encode("iso2022_jp"),
        b"\xef\xbb\xbf<html>",
        b"one stray \x01 in a sentence that is long enough to be forgiven",
        b"RIF",
        b"x",
    ],
)
def test_text_in_any_writing_is_no_file(body: bytes) -> None:
    assert not looks_binary(body)
