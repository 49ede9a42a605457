import pytest

from trucewatch.documents.soundness import MAX_HTML_BYTES, MAX_TAGS, sound_page
from trucewatch.errors import TextMissing

URL = "https://herald.example/1"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"x" * (MAX_HTML_BYTES + 1), "too_large"),
        (b"<p>" * (MAX_TAGS + 1), "too_large"),
        (b"%PDF" + bytes(100), "not_text"),
        (b"", "no_text"),
        (b" \n\xc2\xa0", "no_text"),
        (b"\x00", "not_text"),
    ],
)
def test_what_no_reader_should_be_given_is_named(body: bytes, code: str) -> None:
    with pytest.raises(TextMissing) as caught:
        sound_page(body, None, URL)
    assert (caught.value.code, caught.value.key) == (code, URL)


def test_a_few_zeros_are_taken_out() -> None:
    assert sound_page(b"<p>\x00" + b"word " * 1000, None, URL) == "<p>" + "word " * 1000


def test_zeros_of_a_wide_charset_are_no_zeros() -> None:
    assert sound_page("<p>Été</p>".encode("utf-16"), None, URL) == "<p>Été</p>"


LONG = "y" * 30_000
MANY = " ".join(f"a{number}=1" for number in range(500))


@pytest.mark.parametrize(
    ("tag", "left"),
    [
        (f"<div {MANY}>", "<div>"),
        (f"<div data-x='{LONG}'>", "<div>"),
        (f"<div {LONG}", "<div>"),
        (f"<!-- {LONG}>", ""),
        (f'<div class=a data-x="{"some words " * 1000}">', None),
        (f"<!-- {'a comment ' * 500} -->", None),
        (f"< {MANY}>", None),
        (f"<p>{MANY * 10}</p>", None),
    ],
)
def test_tags_without_end_lose_their_attributes_and_long_ones_stay(tag: str, left: str | None) -> None:
    page = f"<p>Before.</p>{'words ' * 500}{tag}<p>After.</p>{'words ' * 500}"
    expected = page if left is None else page.replace(tag, left)
    assert sound_page(page.encode(), None, URL) == expected


def test_a_page_of_one_endless_tag_is_left_as_that() -> None:
    assert sound_page(f"<div {LONG}".encode(), None, URL) == "<div>"
