"""When something happened or will: days, weeks, months and years, counted from the publication."""

from datetime import UTC, date, datetime
from pathlib import Path
from time import process_time

import pytest

from trucewatch.codebook import DatePrecision, Time
from trucewatch.knowledge.gazetteer import load_gazetteer
from trucewatch.knowledge.languages import load_languages
from trucewatch.knowledge.names import NameFinder
from trucewatch.mentions.dates import Ties, When, read_date
from trucewatch.mentions.view import Words

KNOWLEDGE = Path(__file__).resolve().parents[3] / "include" / "knowledge"
WEDNESDAY = datetime(2026, 3, 18, tzinfo=UTC)


@pytest.fixture(scope="module")
def languages() -> dict[str, Words]:
    gazetteer = load_gazetteer(KNOWLEDGE)
    return {code: Words(pack, NameFinder(gazetteer, code)) for code, pack in load_languages(KNOWLEDGE).items()}


def read(words: Words, text: str, published: datetime | None = WEDNESDAY) -> When | None:
    return read_date(text, words, published, len(text))


@pytest.mark.parametrize(
    ("code", "text", "day"),
    [
        ("en", "they agreed on march 11", date(2026, 3, 11)),
        ("en", "they agreed on 11 march 2025", date(2025, 3, 11)),
        ("en", "they agreed in december, on the 30th december", date(2025, 12, 30)),
        ("en", "on tuesday, march 10, they agreed", date(2026, 3, 10)),
        ("fr", "ils ont accepté le 11 mars", date(2026, 3, 11)),
        ("fr", "ils ont accepté le 1er avril", date(2026, 4, 1)),
        ("fr", "ils ont accepté mardi 10 mars", date(2026, 3, 10)),
        ("en", "they agreed today", date(2026, 3, 18)),
        ("en", "they agreed yesterday", date(2026, 3, 17)),
        ("en", "the truce begins tomorrow", date(2026, 3, 19)),
        ("fr", "ils ont accepté avant-hier", date(2026, 3, 16)),
        ("fr", "la trêve entre en vigueur demain", date(2026, 3, 19)),
        ("en", "they agreed on tuesday", date(2026, 3, 17)),
        ("en", "they agreed on wednesday", date(2026, 3, 18)),
        ("en", "they agreed last wednesday", date(2026, 3, 11)),
        ("en", "they will meet on friday", date(2026, 3, 20)),
        ("en", "they meet next wednesday", date(2026, 3, 25)),
        ("fr", "ils ont accepté mardi", date(2026, 3, 17)),
        ("fr", "ils ont accepté lundi dernier", date(2026, 3, 16)),
        ("fr", "ils se voient vendredi prochain", date(2026, 3, 20)),
        ("en", "they agreed three days ago", date(2026, 3, 15)),
        ("en", "they agreed 48 hours ago", date(2026, 3, 16)),
        ("en", "they will meet in three days", date(2026, 3, 21)),
        ("fr", "il y a deux jours, ils ont accepté", date(2026, 3, 16)),
        ("fr", "la trêve expire dans trois jours", date(2026, 3, 21)),
    ],
)
def test_days_are_counted_from_the_publication(languages: dict[str, Words], code: str, text: str, day: date) -> None:
    assert read(languages[code], text) == When(on=day, precision=DatePrecision.DAY)


@pytest.mark.parametrize(
    ("code", "text", "day", "precision"),
    [
        ("en", "they agreed last week", date(2026, 3, 9), DatePrecision.WEEK),
        ("fr", "la semaine dernière, ils ont accepté", date(2026, 3, 9), DatePrecision.WEEK),
        ("en", "they agreed two weeks ago", date(2026, 3, 2), DatePrecision.WEEK),
        ("fr", "il y a deux semaines", date(2026, 3, 2), DatePrecision.WEEK),
        ("en", "they agreed in march 2025", date(2025, 3, 1), DatePrecision.MONTH),
        ("en", "they agreed in march", date(2026, 3, 1), DatePrecision.MONTH),
        ("en", "they agreed last december", date(2025, 12, 1), DatePrecision.MONTH),
        ("fr", "ils ont accepté en mars 2025", date(2025, 3, 1), DatePrecision.MONTH),
        ("fr", "un sommet aura lieu le mois prochain", date(2026, 4, 1), DatePrecision.MONTH),
        ("en", "they agreed in 2014", date(2014, 1, 1), DatePrecision.YEAR),
        ("fr", "fin 2025, ils ont accepté", date(2025, 1, 1), DatePrecision.YEAR),
        ("fr", "ils ont accepté l'an dernier", date(2025, 1, 1), DatePrecision.YEAR),
        ("en", "they agreed two years ago", date(2024, 1, 1), DatePrecision.YEAR),
    ],
)
def test_longer_spans_are_their_first_day_and_say_so(
    languages: dict[str, Words], code: str, text: str, day: date, precision: DatePrecision
) -> None:
    assert read(languages[code], text) == When(on=day, precision=precision)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "they may march on the town"),
        ("en", "2014 people fled"),
        ("en", "they took it in three days"),
        ("en", "in the last week they took two towns"),
        ("en", "several days ago they agreed"),
        ("en", "the truce lasts until march 20"),
        ("en", "they agreed 9999 years ago"),
        ("fr", "ils ont accepté le 31 février"),
        ("fr", "la trêve court jusqu'au 20 mars"),
        ("fr", "il y a plusieurs jours"),
    ],
)
def test_what_dates_nothing_is_no_date(languages: dict[str, Words], code: str, text: str) -> None:
    assert read(languages[code], text) is None


@pytest.mark.parametrize("text", ["on march 11", "in march", "on tuesday", "yesterday", "last week", "three days ago"])
def test_what_is_counted_from_the_publication_is_unknown_without_it(languages: dict[str, Words], text: str) -> None:
    assert read(languages["en"], text, None) is None


def test_whole_dates_need_no_publication(languages: dict[str, Words]) -> None:
    assert read(languages["en"], "on march 11, 2025", None) == When(on=date(2025, 3, 11), precision=DatePrecision.DAY)


@pytest.mark.parametrize(
    ("text", "trigger", "day"),
    [
        ("lavrov said on tuesday that the truce starts on 20 march", "truce", date(2026, 3, 20)),
        ("the truce has held since monday, hamas said on tuesday", "truce", date(2026, 3, 16)),
        ("hamas said on tuesday that it rejects the truce", "truce", date(2026, 3, 17)),
        ("they agreed on monday, after talks on 3 march", "agreed", date(2026, 3, 16)),
        ("they agreed on monday after talks on 3 march", "talks", date(2026, 3, 3)),
    ],
)
def test_the_day_of_the_act_comes_before_the_day_of_the_saying(
    languages: dict[str, Words], text: str, trigger: str, day: date
) -> None:
    found = read_date(text, languages["en"], WEDNESDAY, text.index(trigger))
    assert found is not None
    assert found.on == day


def test_what_happened_in_a_month_ahead_happened_last_year(languages: dict[str, Words]) -> None:
    words, text = languages["en"], "the truce broke down in may"
    told = read_date(text, words, WEDNESDAY, 0, time=Time.PAST)
    assert told == When(on=date(2025, 5, 1), precision=DatePrecision.MONTH)
    assert read_date(text, words, WEDNESDAY, 0, time=Time.FUTURE) == When(
        on=date(2026, 5, 1), precision=DatePrecision.MONTH
    )


@pytest.mark.parametrize(("leans", "day"), [(True, date(2026, 3, 20)), (False, date(2026, 3, 13))])
def test_the_clause_of_a_weekday_decides_where_it_lies(languages: dict[str, Words], *, leans: bool, day: date) -> None:
    found = read_date("les talks ont lieu vendredi", languages["fr"], WEDNESDAY, 0, ties=Ties(leaning=lambda _: leans))
    assert found is not None
    assert found.on == day


@pytest.mark.parametrize("text", ["monday ", "11 march ", "in 2014 said on ", "three days ", "a " * 20])
def test_long_sentences_take_no_longer_than_their_length(languages: dict[str, Words], text: str) -> None:
    words = languages["en"]

    def seconds(length: int) -> float:
        sentence = (text * (length // len(text) + 1))[:length]
        began = process_time()
        for near in range(0, length, length // 50):
            read_date(sentence, words, WEDNESDAY, near)
        return process_time() - began

    seconds(1000)
    assert seconds(100_000) < 100 * seconds(5_000) + 0.5
