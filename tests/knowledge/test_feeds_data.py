from pathlib import Path

from trucewatch.knowledge.feeds import load_feeds
from trucewatch.settings import KNOWLEDGE

PATH = KNOWLEDGE / "feeds.yaml"
FEEDS = load_feeds(PATH)


def lines_of(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("- ")]


def test_there_are_feeds_enough_in_both_languages() -> None:
    counts = {language: sum(feed.language == language for feed in FEEDS) for language in ("fr", "en")}
    assert sum(counts.values()) == len(FEEDS) >= 75
    assert min(counts.values()) >= 30


def test_the_parties_of_the_wars_are_heard_in_their_own_press() -> None:
    countries = {feed.country for feed in FEEDS}
    assert {"UA", "RU", "IL", "LB", "SY", "IR", "SD", "SS", "CD", "ET", "ML", "AM", "AZ", "PK", "IN", "KH"} <= countries


def test_many_publishers_are_heard() -> None:
    assert len({feed.family for feed in FEEDS}) >= 50


def test_an_outlet_belongs_to_one_family() -> None:
    assert len({(feed.outlet, feed.family) for feed in FEEDS}) == len({feed.outlet for feed in FEEDS})


def test_feeds_are_sorted_by_language_then_id() -> None:
    keys = [(feed.language, feed.id) for feed in FEEDS]
    assert keys == sorted(keys)


def test_each_feed_stands_on_one_line() -> None:
    assert len(lines_of(PATH)) == len(FEEDS)
