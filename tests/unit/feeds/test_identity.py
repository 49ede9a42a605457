from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.builders import an_entry
from trucewatch.feeds.identity import digest_of, entry_id, keys_of, without_shared_guids
from trucewatch.feeds.similarity import alikeness, is_telling, kind_of
from trucewatch.model import Entry

NOON = datetime(2026, 3, 18, 12, 0, tzinfo=UTC)
TEXT = " ".join(f"word{number}" for number in range(60))


def keys(**changes: Any) -> tuple[str, ...]:
    fields: dict[str, Any] = {
        "url": "https://www.herald.example/news/1?utm_source=rss",
        "guid": "http://herald.example/news/1#0",
        "title": "Talks open in Lakeside",
        "content": TEXT,
        "published_at": NOON,
        "family": "herald",
    }
    return keys_of(**fields | changes)


def an_entry_of(**changes: Any) -> Entry:
    """An entry with the id and keys that a feed of the family 'herald' would give it."""
    fields: dict[str, Any] = {"url": "", "guid": None, "title": "", "content": "", "published_at": None} | changes
    known_by = {name: fields[name] for name in ("url", "guid", "title", "published_at")}
    keys = keys_of(**known_by, content=fields["content"], family="herald")
    return an_entry(**fields, id=entry_id(**known_by), keys=keys)


def test_an_entry_has_a_key_of_every_kind_strongest_first() -> None:
    kinds = [key.partition(":")[0] for key in keys()]
    assert kinds == ["url", "guid", "bare", "title", "text"]
    assert keys()[:3] == ("url:https://herald.example/news/1", "guid:herald:https://herald.example/news/1", "bare:herald:/news/1")  # fmt: skip
    assert ":2026-03-18:" in keys()[3]


@pytest.mark.parametrize(
    ("changes", "kinds"),
    [
        ({"url": ""}, ["guid", "bare", "title", "text"]),
        ({"url": "https://herald.example/"}, ["guid", "bare", "title", "text"]),
        ({"guid": None}, ["url", "title", "text"]),
        ({"guid": "4711"}, ["url", "guid", "title", "text"]),
        ({"guid": "https://herald.example/?p=17"}, ["url", "guid", "title", "text"]),
        ({"title": " \N{EM DASH} "}, ["url", "guid", "bare", "text"]),
        ({"content": "Subscribe to read the whole story."}, ["url", "guid", "bare", "title"]),
    ],
)
def test_what_says_too_little_is_no_key(changes: dict[str, Any], kinds: list[str]) -> None:
    assert [key.partition(":")[0] for key in keys(**changes)] == kinds


def test_another_family_shares_the_address_only() -> None:
    assert set(keys()) & set(keys(family="courier")) == {"url:https://herald.example/news/1"}


def test_an_entry_is_known_by_its_address_else_by_guid_and_title() -> None:
    by_url = entry_id(url="https://news.example/a?utm_source=x", guid="1", title="T")
    assert by_url == entry_id(url="http://www.news.example/a", guid="2", title="Another")
    assert entry_id(url="", guid="1", title="T") == entry_id(url="https://news.example/", guid="1", title="t!")
    assert entry_id(url="", guid="1", title="T") != entry_id(url="", guid="1", title="Another")
    assert entry_id(url="", guid=None, title="T") != entry_id(url="", guid=None, title="Another")


def test_a_column_without_address_is_another_every_day() -> None:
    days = {entry_id(url="", guid=None, title="Letters", published_at=NOON + timedelta(days=n)) for n in range(3)}
    assert len(days) == 3


@pytest.mark.parametrize(
    "summary",
    [
        "<p>Ardania and Borland  <b>talk</b> again.</p>",
        "Ardania and Borland talk again <img src='https://pixel.example/?r=0.42'/>",
        "Ardania and Borland talk again. 14 comments",
        "Ardania and Borland talk again. 1,204 commentaires",
        "5 minutes ago: Ardania and Borland talk again",
        "Ardania and Borland talk again (il y a 2 heures)",
        "Ardania and Borland talk again. Last updated: 10:32 a.m.",
        "Ardania and Borland talk again \N{EM DASH} mis à jour le 12/03 à 10h32",
        "ARDANIA AND BORLAND talk again https://herald.example/1?token=9",
    ],
)
def test_what_no_reader_would_call_an_edit_is_none(summary: str) -> None:
    assert digest_of("Talks", summary, "") == digest_of("Talks", "Ardania and Borland talk again", "")


@pytest.mark.parametrize(
    ("title", "summary", "content"),
    [
        ("Talks fail", "Twelve dead", ""),
        ("Talks", "Fifteen dead", ""),
        ("Talks", "12 dead", ""),
        ("Talks", "Twelve dead", "More."),
        ("Talks Twelve", "dead", ""),
    ],
)
def test_changed_words_are_an_edit(title: str, summary: str, content: str) -> None:
    assert digest_of(title, summary, content) != digest_of("Talks", "Twelve dead", "")


def test_guids_that_name_several_articles_are_dropped_and_others_kept() -> None:
    one = an_entry_of(url="https://herald.example/1", guid="0", title="Talks open in Lakeside")
    two = an_entry_of(url="https://herald.example/2", guid="0", title="Harvest fails in the north")
    three = an_entry_of(url="https://herald.example/3", guid="3", title="Cup final postponed by snow")
    told_apart = without_shared_guids((one, two, three))
    assert [entry.id for entry in told_apart] == [one.id, two.id, three.id]
    assert [any(key.startswith("guid:") for key in entry.keys) for entry in told_apart] == [False, False, True]


def test_a_series_under_one_guid_is_told_apart_however_alike_its_titles() -> None:
    rounds = tuple(
        an_entry_of(url=f"https://herald.example/{number}", guid="0", title=f"Talks, round {number}")
        for number in range(3)
    )
    assert not any(key.startswith("guid:") for entry in without_shared_guids(rounds) for key in entry.keys)


def test_one_article_under_two_addresses_keeps_its_guid() -> None:
    entries = tuple(
        an_entry_of(url=f"https://herald.example/{section}/1", guid="1", title="Talks open in Lakeside")
        for section in ("world", "asia")
    )
    assert without_shared_guids(entries) == entries


def test_a_notice_that_many_entries_carry_is_no_matter_of_guids() -> None:
    one = an_entry_of(url="https://herald.example/1", guid="1", title="Talks open in Lakeside", content=TEXT)
    two = an_entry_of(url="https://herald.example/2", guid="2", title="Harvest fails in the north", content=TEXT)
    assert without_shared_guids((one, two)) == (one, two)


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("Talks open in Lakeside", "Talks open in Lakeside", 1, 1),
        ("Strike kills 12 in Lakeside", "Strike killed 15 in Lakeside, officials say", 0.5, 1),
        ("Talks open in Lakeside", "Harvest fails in the north", 0, 0.2),
        ("En direct : Ardanie", "En direct : Borlande", 0, 0.2),
        ("", "Talks open", 0, 0),
    ],
)
def test_titles_are_alike_by_their_words(one: str, other: str, least: float, most: float) -> None:
    assert least <= alikeness(one, other) <= most
    assert alikeness(one, other) == alikeness(other, one)


@pytest.mark.parametrize("title", ["Live", "News in brief", "Morning briefing: Wednesday 18 March", "Revue de presse du lundi", "Le journal de 20 heures", "Ukraine war live: latest updates", "Météo", "Horoscope du jour", ""])  # fmt: skip
def test_a_standing_title_tells_nothing(title: str) -> None:
    assert not is_telling(title)


@pytest.mark.parametrize("title", ["Talks open in Lakeside", "Ardania accepts ceasefire", "Trêve en Ardanie : ce que l'on sait de l'accord signé"])  # fmt: skip
def test_a_headline_tells_an_article(title: str) -> None:
    assert is_telling(title)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://herald.example/world/talks", ("", "")),
        ("https://herald.example/fr/video/talks", ("video", "fr")),
        ("https://fr.herald.example/podcasts/talks", ("audio", "fr")),
        ("https://herald.example/pictures/2026/talks", ("gallery", "")),
        ("https://herald.example/world/live/talks", ("live", "")),
        ("https://herald.example/video", ("", "")),
        ("http://[broken", ("", "")),
        ("", ("", "")),
    ],
)
def test_an_address_shows_medium_and_language(url: str, kind: tuple[str, str]) -> None:
    assert kind_of(url) == kind
