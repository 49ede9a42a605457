import codecs

import pytest

from trucewatch.documents.decoding import decode

TEXT = "Une trêve négociée à l'aube, déjà menacée"


def page(encoding: str, label: str) -> bytes:
    return f"<html><head><meta charset='{label}'></head><body>{TEXT}</body></html>".encode(encoding)


@pytest.mark.parametrize(
    ("body", "declared"),
    [
        (codecs.BOM_UTF8 + TEXT.encode(), "windows-1251"),
        (TEXT.encode("utf-16"), None),
        (TEXT.encode("latin-1"), "iso-8859-1"),
        (page("latin-1", "windows-1251"), "iso-8859-1"),
        (page("latin-1", "iso-8859-1"), None),
        (page("latin-1", "windows-1252"), "no-such-charset"),
        (page("latin-1", "windows-1252"), "base64"),
        (page("utf-8", "iso-8859-1"), "iso-8859-1"),
        (TEXT.encode(), None),
        ((TEXT * 20).encode("latin-1"), None),
        (b"<?xml version='1.0' encoding='iso-8859-1'?>" + TEXT.encode("latin-1"), None),
    ],
)
def test_the_right_letters_are_read(body: bytes, declared: str | None) -> None:
    assert TEXT in decode(body, declared)


def test_latin_1_means_what_browsers_make_of_it() -> None:
    assert decode(b"\x93truce\x94 \x80", "iso-8859-1") == "\u201ctruce\u201d \u20ac"


@pytest.mark.parametrize("body", [b"", b"\xff", bytes(range(256)), b"\xff\xfe\x00", b"\x80" * 100])
def test_any_bytes_are_read_somehow(body: bytes) -> None:
    assert isinstance(decode(body, "utf-8"), str)
