import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.errors import AddressForbidden
from trucewatch.http_client.targets import parse_target, redirect_target


def test_a_url_is_taken_apart() -> None:
    target = parse_target(" HTTPS://News.Example:8443/a/../b?c=d#e ")
    assert (target.scheme, target.host, target.port, target.path) == ("https", "news.example", 8443, "/b?c=d")
    assert target.authority == "news.example:8443"
    assert target.origin == "https://news.example:8443"
    assert target.url == "https://news.example:8443/b?c=d"


def test_the_usual_port_is_not_written() -> None:
    assert parse_target("http://news.example:80/").authority == "news.example"
    assert parse_target("http://[2606:4700::1111]/").authority == "[2606:4700::1111]"


def test_letters_beyond_ascii_are_encoded() -> None:
    target = parse_target("https://café.example/thé?q=été")
    assert target.host == "xn--caf-dma.example"
    assert target.path == "/th%C3%A9?q=%C3%A9t%C3%A9"


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/b", "https://news.example/b"),
        ("?page=2", "https://news.example/dir/a?page=2"),
        ("//other.example/x", "https://other.example/x"),
        ("http://other.example/a b", "http://other.example/a%20b"),
        ("/th\u00c3\u00a9", "https://news.example/th%C3%A9"),
        ("/caf\u00e9", "https://news.example/caf%C3%A9"),
    ],
)
def test_a_redirect_leads_on_from_where_we_are(location: str, url: str) -> None:
    assert redirect_target(parse_target("https://news.example/dir/a"), location).url == url


def test_a_password_is_not_repeated_in_the_error() -> None:
    with pytest.raises(AddressForbidden) as caught:
        parse_target("https://user:hunter2@news.example/")
    assert "hunter2" not in str(caught.value) + caught.value.key


@given(st.text() | st.text().map("http://{}".format) | st.text().map("https://news.example/{}".format))
def test_any_text_is_a_target_or_forbidden(url: str) -> None:
    try:
        target = parse_target(url)
    except AddressForbidden:
        return
    assert target.path.isascii()
    assert target.host.isascii()
    assert parse_target(target.url) == target


@given(st.text() | st.text(alphabet=st.characters(max_codepoint=255)))
def test_any_location_leads_somewhere_or_is_forbidden(location: str) -> None:
    with contextlib.suppress(AddressForbidden):
        assert redirect_target(parse_target("https://news.example/a"), location).scheme in {"http", "https"}
