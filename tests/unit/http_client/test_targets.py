import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.errors import AddressForbidden, ResponseRefused
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
    ("spelling", "host"),
    [
        ("News.Example.", "news.example"),
        ("2130706433", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0177.0.0.1.", "127.0.0.1"),
        ("[2606:4700:0::1111]", "2606:4700::1111"),
        ("[::FFFF:127.0.0.1]", "::ffff:7f00:1"),
        ("_dmarc.news.example", "_dmarc.news.example"),
    ],
)
def test_a_host_has_one_spelling(spelling: str, host: str) -> None:
    assert parse_target(f"http://{spelling}/").host == host


@pytest.mark.parametrize(
    "host",
    [
        "\u2460\u2461\u2466.\u24ea.\u24ea.\u2460", "\uff11\uff12\uff17.0.0.1", "127\u30020\u30020\u30021", "\u2113ocalhost",
        "256.1.1.1", "1.2.3.4.5", "0x7f.0.0.0x1ff", "news.1", "a..b", ".news.example", "news.example..", "a" * 64 + ".example",
        "[fe80::1%25lo]", "[1.2.3.4]", "[::1", "a b", "",
    ],
)  # fmt: skip
def test_what_names_no_host_is_forbidden(host: str) -> None:
    with pytest.raises(AddressForbidden) as caught:
        parse_target(f"http://{host}/")
    assert caught.value.code == "bad_url"


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


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("file:///etc/passwd", "redirect_bad_scheme"),
        ("javascript:alert(1)", "redirect_bad_scheme"),
        ("http://[::1", "bad_redirect"),
        ("http://user:secret@other.example/", "bad_redirect"),
        ("http:///x", "bad_redirect"),
    ],
)
def test_a_redirect_that_leads_nowhere_says_so(location: str, code: str) -> None:
    with pytest.raises((AddressForbidden, ResponseRefused)) as caught:
        redirect_target(parse_target("https://news.example/"), location)
    assert caught.value.code == code
    assert "secret" not in caught.value.message + caught.value.key


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
    with contextlib.suppress(AddressForbidden, ResponseRefused):
        assert redirect_target(parse_target("https://news.example/a"), location).scheme in {"http", "https"}
