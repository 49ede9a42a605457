"""Scraped words in a mail."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.alerts.hostile import HOSTILE
from trucewatch.alerts.cleaning import clean, safe_url


@settings(deadline=None)  # a busy machine is no failure
@given(st.text(), st.integers(min_value=1, max_value=300))
def test_any_text_becomes_one_visible_line_within_the_limit(text: str, limit: int):
    line = clean(text, limit)
    assert len(line) <= limit
    assert not {unicodedata.category(char) for char in line} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert line == line.strip()


@settings(deadline=None)  # a busy machine is no failure
@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str):
    assert clean(clean(text, 80), 80) == clean(text, 80)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("A  truce\n\tholds.", "A truce holds."),
        ("Tr\u00eave d\u2019un\u00a0mois", "Tr\u00eave d\u2019un mois"),
        ("Tre\u0302ve", "Tr\u00eave"),
        ("one two three four", "one two…"),
        ("onetwothreefour", "onetwothr…"),
    ],
)
def test_words_stay_words(text: str, line: str):
    assert clean(text, 10 if "…" in line else 100) == line


@pytest.mark.parametrize(
    "url", ["https://example.org/a?b=c&d=%C3%A9#e", "http://127.0.0.1:8000/", "https://exemple.fr/tr\u00eave"]
)
def test_plain_links_are_kept(url: str):
    assert safe_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "", "javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "file:///etc/hosts", "ftp://example.org/", "//example.org",
        "https://", "https:///x", "http://[::1", "https://bank.example@example.org/", "https://example.org/\nBcc: x", "https://example.org/a b",
        "https://example.org/\u202efdp", 'https://example.org/"onclick=', "https://example.org/<b>", "/relative", "mailto:a@example.org",
        "https://example.org/" + "a" * 2000, *HOSTILE,
    ],
)  # fmt: skip
def test_links_that_may_mislead_are_dropped(url: str):
    assert safe_url(url) is None
