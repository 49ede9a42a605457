"""Feeds whose guids, links or dates change at every look bring no article twice, from the socket to the warehouse."""

import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from tests.builders import a_feed
from tests.contract.loopback import Script, answer
from tests.fakes import MORNING, DirectSandbox, FixedClock, MemoryArchive
from tests.faults.bodies import rss
from tests.faults.fault import PAGE, RSS, Fault
from tests.faults.internet import Internet, servers
from trucewatch.http_client import PoliteClient
from trucewatch.pipeline import Outside, poll_feeds
from trucewatch.settings import Settings
from trucewatch.warehouse import SqlWarehouse, open_warehouse, upgrade

pytestmark = pytest.mark.network

LOOKS = 5
TITLES = (
    "Ceasefire talks open in Lakeside under the lead of Ardania",
    "Borland withdraws two brigades from the northern valley",
    "Envoys leave the capital without a word on the prisoners",
)
Words = Callable[[int, int], tuple[str, str]]
"""Guid and link of an item at a look."""

CHANGING: dict[str, Words] = {
    "guid": lambda item, look: (f"{look:04}-{item}", f"https://herald.example/news/{item}"),
    "guid_of_random_letters": lambda item, look: (
        f"{(item + 7) * 7919 ** (look + 2):x}",
        f"https://herald.example/news/{item}",
    ),
    "campaign_in_the_link": lambda item, look: (f"g{item}", f"https://herald.example/news/{item}?utm_content={look}"),
    "session_in_the_link": lambda item, look: (
        f"g{item}",
        f"https://herald.example/news/{item}?PHPSESSID=a1b2c3{look}",
    ),
    "guid_and_campaign": lambda item, look: (
        f"https://herald.example/news/{item}?utm_term={look}",
        f"https://herald.example/news/{item}?utm_term={look}",
    ),
    "guid_and_token_of_any_name": lambda item, look: (
        f"{look:04}-{item}",
        f"https://herald.example/news/{item}?tk=9f{look}e",
    ),
    "host_and_scheme": lambda item, look: (
        f"g{item}",
        f"{('http://', 'https://www.')[look % 2]}herald.example/news/{item}",
    ),
    "campaign_where_all_share_one_guid": lambda item, look: (
        "herald",
        f"https://herald.example/news/{item}?utm_content={look}",
    ),
    "guid_and_whole_link": lambda item, look: (f"{look:04}-{item}", f"https://herald.example/{look:04}/{item}.html"),
}


def changing_feed(words: Words) -> Script:
    """Say the same three items at every look, each time under other names."""
    looks = count()

    def script(connection: socket.socket) -> None:
        look = next(looks)
        items = []
        for item, title in enumerate(TITLES):
            guid, link = words(item, look)
            items.append(
                f"<item><title>{title}</title><guid isPermaLink='false'>{guid}</guid><link>{link}</link>"
                "<pubDate>Thu, 19 Mar 2026 08:00:00 GMT</pubDate></item>"
            )
        connection.sendall(answer(200, rss(items).encode(), content_type=RSS))

    return script


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[SqlWarehouse]:
    url = f"sqlite:///{tmp_path}/warehouse.sqlite"
    upgrade(url)
    opened = open_warehouse(url)
    yield opened
    opened.close()


@pytest.mark.parametrize("what", sorted(CHANGING))
def test_what_changes_at_every_look_brings_no_article_twice(what: str, warehouse: SqlWarehouse, tmp_path: Path) -> None:
    fault = Fault(name="changing", expected="ok", pages={PAGE: changing_feed(CHANGING[what])})
    feed = a_feed(url=fault.url)
    clock = FixedClock(MORNING)
    warehouse.sync_feeds([feed], clock.now())
    kept = []
    with servers([fault], tmp_path) as ports:
        internet = Internet([fault], ports)
        settings = Settings(pause_seconds=0.0, timeout_seconds=5.0)
        http = PoliteClient(settings, clock, resolve=internet.resolve, dial=internet.dial)
        outside = Outside(http=http, archive=MemoryArchive(), sandbox=DirectSandbox(), clock=clock)
        for look in range(LOOKS):
            clock.moment = MORNING + timedelta(minutes=15 * look)
            poll, entries = poll_feeds([feed], warehouse=warehouse, outside=outside)
            assert poll.lost == {}
            assert entries.seen == len(TITLES)
            kept.append(entries.kept)
    assert kept == [len(TITLES), *[0] * (LOOKS - 1)]
    waiting = warehouse.unfetched_entries(clock.now(), 100, 100)
    assert sorted(wanted.entry.title for wanted in waiting) == sorted(TITLES)
