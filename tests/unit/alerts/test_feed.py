"""A file that feed readers poll."""

import threading
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from tests.builders import NOON, a_mention, a_parcel, a_span, an_actor, an_alert, an_evidence
from tests.unit.alerts.hostile import HOSTILE
from trucewatch.alerts import Links
from trucewatch.alerts.channels.feed import MOST_ITEMS, FeedCourier
from trucewatch.codebook import Channel
from trucewatch.model import Alert, Outcome, Receipt

LINKS = Links(page_url="https://airflow.example.org/trucewatch/")


def write(path: Path, *alerts: Alert, address: str = "", links: Links = LINKS) -> Receipt:
    parcel = a_parcel(*alerts, recipient=str(path), channel=Channel.FEED)
    delivery = FeedCourier(links=links, address=address).deliver(parcel, NOON)
    assert (delivery.message_id, delivery.parcel) == (parcel.id, parcel)
    return delivery.receipt


def numbered(first: int, count: int) -> list[Alert]:
    return [
        an_alert(change_key=str(n), headline=f"Ardania: change {n}", created_at=NOON + timedelta(minutes=n))
        for n in range(first, first + count)
    ]


def test_feed_readers_find_all_that_they_need(tmp_path: Path):
    path = tmp_path / "new" / "truces.xml"
    mention = a_mention(speaker=an_actor("the premier"))
    alert = an_alert(evidence=(an_evidence(mention=mention),))
    assert write(path, alert, address="https://news.example.org/feeds/").outcome is Outcome.SENT
    feed = feedparser.parse(path.read_bytes())
    assert not feed.bozo
    assert feed.version == "rss20"
    assert (feed.feed.title, feed.feed.link, feed.feed.language) == ("Trucewatch", LINKS.page_url, "en")
    assert [link.href for link in feed.feed.links if link.rel == "self"] == [
        "https://news.example.org/feeds/truces.xml"
    ]
    (entry,) = feed.entries
    assert entry.title == "Ardania–Borland: general ceasefire accepted by Ardania"
    assert entry.link == "https://news.example.org/ardania"
    assert (entry.id, entry.guidislink) == (f"urn:trucewatch:alert:{alert.id}", False)
    assert entry.published == "Wed, 18 Mar 2026 12:00:00 +0000"
    assert entry.tags[0].term == "ardania-borland"
    for words in (
        "Ardania has accepted the ceasefire.",
        "— the premier",
        "The Example (example)",
        "Why this mail: First time",
    ):
        assert words in entry.description


def test_a_feed_that_is_served_nowhere_says_nothing_of_it(tmp_path: Path):
    write(tmp_path / "truces.xml", an_alert())
    assert b'rel="self"' not in (tmp_path / "truces.xml").read_bytes()


def test_the_same_parcel_twice_is_the_same_file(tmp_path: Path):
    path = tmp_path / "truces.xml"
    write(path, *numbered(0, 3))
    first = path.read_bytes()
    write(path, *numbered(0, 3))
    assert path.read_bytes() == first


def test_new_alerts_join_those_of_before_newest_first(tmp_path: Path):
    path = tmp_path / "truces.xml"
    write(path, *numbered(5, 2))
    write(path, *numbered(0, 2))
    write(path, *numbered(9, 1))
    titles = [entry.title for entry in feedparser.parse(path.read_bytes()).entries]
    assert titles == [f"Ardania: change {n}" for n in (9, 6, 5, 1, 0)]


def test_whatever_the_order_of_parcels_the_file_is_the_same(tmp_path: Path):
    one, other = tmp_path / "a" / "x.xml", tmp_path / "b" / "x.xml"
    for path, starts in ((one, (0, 3, 6)), (other, (6, 0, 3))):
        for start in starts:
            write(path, *numbered(start, 3))
    assert one.read_bytes() == other.read_bytes()


def test_the_oldest_go_when_there_are_too_many(tmp_path: Path):
    path = tmp_path / "truces.xml"
    write(path, *numbered(0, 150))
    write(path, *numbered(150, 150))
    titles = [entry.title for entry in feedparser.parse(path.read_bytes()).entries]
    assert len(titles) == MOST_ITEMS == 200
    assert (titles[0], titles[-1]) == ("Ardania: change 299", "Ardania: change 100")


def test_no_reader_ever_sees_half_a_file(tmp_path: Path):
    path = tmp_path / "truces.xml"
    write(path, *numbered(0, 50))
    broken: list[str] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                etree.fromstring(path.read_bytes())
            except (etree.XMLSyntaxError, OSError) as error:
                broken.append(str(error))

    reader = threading.Thread(target=read)
    reader.start()
    for start in range(50, 90):
        write(path, *numbered(start, 1))
    done.set()
    reader.join()
    assert broken == []
    assert [file.name for file in tmp_path.iterdir()] == ["truces.xml"]


def test_the_file_can_be_read_by_a_web_server_and_keeps_its_permissions(tmp_path: Path):
    path = tmp_path / "truces.xml"
    write(path, an_alert())
    assert path.stat().st_mode & 0o777 == 0o644
    path.chmod(0o640)
    write(path, an_alert(change_key="2"))
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    "content", [b"my notes", b"<rss version='2.0'><channel><title>Other</title></channel></rss>", b"<rss", b"",
                b"<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/hosts'>]><rss><channel><generator>&x;</generator></channel></rss>"],
)  # fmt: skip
def test_a_file_of_somebody_else_is_left_alone(tmp_path: Path, content: bytes):
    path = tmp_path / "truces.xml"
    path.write_bytes(content)
    receipt = write(path, an_alert())
    assert receipt.outcome is Outcome.DEFERRED
    assert "no feed of alerts" in receipt.message
    assert path.read_bytes() == content


def test_a_place_that_cannot_be_written_makes_alerts_wait(tmp_path: Path):
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "file" / "truces.xml", tmp_path, tmp_path / ("x" * 300)):
        receipt = write(path, an_alert())
        assert receipt.outcome is Outcome.DEFERRED
        assert receipt.message.isprintable()
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_two_writers_do_not_lose_each_others_alerts(tmp_path: Path):
    path = tmp_path / "truces.xml"

    def add(start: int) -> None:
        for alert in numbered(start, 20):
            while write(path, alert).outcome is not Outcome.SENT:
                pass

    writers = [threading.Thread(target=add, args=(start,)) for start in (0, 20)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(feedparser.parse(path.read_bytes()).entries) == 40


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_add_no_element_and_no_attribute(tmp_path: Path, text: str):
    def structure(words: str) -> tuple[list[str], list[str]]:
        mention = a_mention(sentence=a_span(f"A {words}"), speaker=an_actor(f"A {words}"), conflict=f"A {words}")
        evidence = an_evidence(mention=mention, title=words, outlet=f"A {words}", family=words, url=words)
        path = tmp_path / f"{len(words)}.xml"
        assert write(path, an_alert(headline=f"A {words}", rule=words, evidence=(evidence,))).outcome is Outcome.SENT
        root = etree.fromstring(path.read_bytes())
        description = etree.HTML(root.findtext("channel/item/description"))
        assert root.findtext("channel/item/link") == "https://airflow.example.org/trucewatch/mentions?" + links_query(
            f"A {words}"
        )
        assert not feedparser.parse(path.read_bytes()).bozo
        tags = [element.tag for tree in (root, description) for element in tree.iter()]
        return tags, [name for tree in (root, description) for element in tree.iter() for name in element.attrib]

    assert structure(text) == structure("truce")


def links_query(conflict: str) -> str:
    link = LINKS.page(an_alert(evidence=(an_evidence(mention=a_mention(conflict=conflict)),)))
    assert link is not None
    return link.partition("?")[2]
