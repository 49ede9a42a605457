"""The words of the page: the same in both languages, one for every code, dates and numbers as each language has them."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from importlib.resources import files

import pytest

from trucewatch import codebook
from trucewatch.alerts.wording import WORDINGS
from trucewatch.model import HOPS
from trucewatch.page.ground import VIEWS
from trucewatch.page.questions import FILTERS, LANGUAGES
from trucewatch.page.wording import Words, catalogue, preferred

CODES = {
    "categories": codebook.Category, "acts": codebook.Act, "polarities": codebook.Polarity,
    "certainties": codebook.Certainty, "times": codebook.Time, "attributions": codebook.Attribution,
    "roles": codebook.Role, "scopes": codebook.Scope, "targets": codebook.Target, "formats": codebook.Format,
    "levels": codebook.Level, "issues": codebook.Issue, "text_sources": codebook.TextSource, "states": codebook.State,
    "matters": codebook.Matter,
}  # fmt: skip


def words(lang: str, **names: str) -> Words:
    return Words(lang=lang, catalogue=catalogue(lang), names=names)


def texts(of: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in of.items():
        if isinstance(value, Mapping):
            yield from texts(value, f"{prefix}{key}.")
        else:
            assert isinstance(value, str), f"{prefix}{key} is {value!r}"
            yield f"{prefix}{key}", value


def test_both_languages_have_the_same_texts():
    english, french = (dict(texts(catalogue(lang))) for lang in LANGUAGES)
    assert set(english) == set(french)
    assert not [key for key in english if not (english[key] and french[key])]


def test_both_languages_fill_the_same_braces():
    english, french = (dict(texts(catalogue(lang))) for lang in LANGUAGES)
    braces = re.compile(r"\{(\w+)\}")
    assert not [key for key in english if set(braces.findall(english[key])) != set(braces.findall(french[key]))]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", CODES)
def test_every_code_has_words(lang, kind):
    assert set(catalogue(lang)[kind]) == {str(code) for code in CODES[kind]}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_no_closed_list_of_the_codebook_has_words_too(lang):
    known = catalogue(lang)
    assert set(known["standings"]) == {*map(str, codebook.Position), "silent"}
    assert set(known["hops"]) == set(HOPS)
    assert set(VIEWS) <= set(known["nav"])
    assert set(FILTERS) <= set(known["filters"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_states_are_called_as_in_mails(lang):
    assert catalogue(lang)["states"] == {str(state): text for state, text in WORDINGS[lang].states.items()}


def test_every_text_that_a_template_asks_for_is_there():
    folder = files("trucewatch.page") / "templates"
    asked = {
        key
        for path in folder.iterdir()
        for key in re.findall(r'(?<!\w)t\("([\w.]+)"(?! ~)', path.read_text(encoding="utf-8"))
    }
    assert len(asked) > 100
    assert asked <= set(dict(texts(catalogue("en"))))


def test_a_text_that_is_not_there_is_an_error():
    with pytest.raises(KeyError):
        words("en").text("overview.nonsense")


@pytest.mark.parametrize(
    ("lang", "number", "expected"),
    [
        ("en", 0, "0 mentions"),
        ("en", 1, "1 mention"),
        ("en", 1200, "1,200 mentions"),
        ("fr", 0, "0 mention"),
        ("fr", 1, "1 mention"),
        ("fr", 1200, "1\u202f200 mentions"),
    ],
)
def test_numbers_and_plurals_are_those_of_the_language(lang, number, expected):
    assert words(lang).count("count.mentions", number) == expected


@pytest.mark.parametrize(("lang", "expected"), [("en", "1 August 2026, 09:05"), ("fr", "1 août 2026, 09:05")])
def test_moments_are_written_as_the_language_does(lang, expected):
    assert words(lang).moment(datetime(2026, 8, 1, 9, 5, tzinfo=UTC)) == expected


def test_what_has_no_date_says_so():
    assert words("en").day(None) == "no date"
    assert words("fr").moment(None) == "sans date"
    assert words("en").day(date(1, 1, 1)) == "1 January 1"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("P30D", "30 days"), ("P1M", "1 month"), ("PT72H", "72 hours"), ("P1Y2M", "P1Y2M"), (None, "")],
)
def test_durations_are_words(text, expected):
    assert words("en").duration(text) == expected


def test_a_code_of_an_open_list_stands_as_it_is():
    assert words("en").code("hops", "new_hop") == "new hop"
    assert words("en").name("RUS") == "RUS"
    assert words("en", RUS="Russia").name("RUS") == "Russia"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "en"),
        ("fr", "fr"),
        ("fr-CA,fr;q=0.9,en;q=0.8", "fr"),
        ("de, fr;q=0.5, en;q=0.7", "en"),
        ("de", "en"),
        ("en;q=0.1, fr;q=0.2", "fr"),
        ("fr;q=0, de", "en"),
        ("*;q=x,,;;", "en"),
        ("fr," * 10_000, "fr"),
    ],
)
def test_the_browser_says_which_language(header, expected):
    assert preferred(header) == expected
