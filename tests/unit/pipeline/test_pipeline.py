"""The hops on fakes for the world outside and a real SQLite warehouse: what they count, keep and survive."""

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import NOON, a_feed, a_mention, a_recipient, a_response, a_span, an_actor
from tests.fakes import DirectSandbox, FakeHttp, FixedClock, LonelyGrouper, MemoryArchive, MemoryCourier
from trucewatch import pipeline
from trucewatch.codebook import Act, Channel, PassedOver
from trucewatch.errors import ArchiveUnavailable, HostUnreachable
from trucewatch.model import HOPS, Outcome, Receipt, stable_id
from trucewatch.warehouse import open_warehouse, upgrade

FEED = "https://herald.example/feed.xml"
SENTENCE = "Ardania has accepted the ceasefire."
FILLER = " ".join(f"The delegations spent day {day} on the details of supply and passage." for day in range(1, 12))
PAGE = f"""<html lang="en"><head><title>{{title}}</title></head><body><article><h1>{{title}}</h1>
<p>{SENTENCE} The announcement was made in the capital. Our office there filed this as {{title}}.</p><p>{FILLER}</p></article></body></html>"""


DULL_PAGE = PAGE.replace(SENTENCE, "The committee has praised the harvest.")
HEADLINES = {2: "Harvest festival opens", 3: "Bridge repaired", 4: "Mayor elected"}
CLAUSES = " ".join(f"Subscribers of plan {n} agree to the terms of plan {n}." for n in range(40))
CLOSED_PAGE = f"""<html lang="en"><head><title>Herald</title></head><body><article>
<p>{SENTENCE} Members read more. {CLAUSES}</p></article></body></html>"""


def feed_xml(*numbers, titles=None, summary="Summary {n}"):
    items = "".join(
        f"<item><title>{(titles or {}).get(n, f'Report {n}')}</title><link>https://herald.example/news/{n}</link><guid>{n}</guid>"
        f"<pubDate>Wed, 18 Mar 2026 11:0{n}:00 GMT</pubDate><description>{summary.format(n=n)}</description></item>"
        for n in numbers
    )
    body = f'<rss version="2.0"><channel><title>Herald</title>{items}</channel></rss>'.encode()
    return a_response(FEED, body, headers=(("Content-Type", "application/rss+xml"),))


class OneMentionFinder:
    """Finds the one sentence of these pages; what it is said to mean may depend on the title."""

    def __init__(self):
        self.acts = {}

    def glance(self, title, text, languages):
        return None if SENTENCE in text else PassedOver.NO_TRIGGER

    def find(self, document):
        start = document.text.find(SENTENCE)
        if start < 0:
            return ()
        return (
            a_mention(
                id=stable_id("mention", document.id),
                document_id=document.id,
                act=self.acts.get(document.title, Act.ACCEPT),
                sentence=a_span(SENTENCE, start),
                trigger=a_span("ceasefire", start + 25),
                parties=(an_actor("Ardania", id="ARD", start=start, end=start + 7),),
            ),
        )


class World:
    """One warehouse and the fakes around it, with a method for each hop."""

    def __init__(self, path):
        self.path = path
        url = f"sqlite:///{path}"
        upgrade(url)
        self.warehouse = open_warehouse(url)
        self.clock = FixedClock(NOON + timedelta(minutes=10))
        self.http = FakeHttp({FEED: feed_xml(1, 2)})
        for n in (1, 2):
            page = PAGE.format(title=f"Report {n}").encode()
            self.http.answers[f"https://herald.example/news/{n}"] = a_response(f"https://herald.example/news/{n}", page)
        self.archive = MemoryArchive()
        self.sandbox = DirectSandbox()
        self.courier = MemoryCourier()
        self.recipients = (a_recipient(),)
        self.finder = OneMentionFinder()
        self.grouper = LonelyGrouper()
        self.skims = True
        self.most = 100
        self.feeds = [a_feed()]

    def outside(self):
        return pipeline.Outside(
            http=self.http, archive=self.archive, sandbox=self.sandbox, clock=self.clock, weights={"refused": 0.5}
        )

    def poll(self):
        self.warehouse.sync_feeds(self.feeds, self.clock.now())
        return pipeline.poll_feeds(self.feeds, warehouse=self.warehouse, outside=self.outside())

    def fetch(self):
        return pipeline.fetch_entries(warehouse=self.warehouse, outside=self.outside(), limit=self.most, per_host=50)

    def read(self):
        craft = pipeline.Craft(finder=self.finder, skims=self.skims)
        return pipeline.read_articles(warehouse=self.warehouse, outside=self.outside(), craft=craft, batch=2)

    def group(self):
        return pipeline.group_documents(warehouse=self.warehouse, grouper=self.grouper, clock=self.clock)

    def link(self):
        desk = pipeline.Desk(recipients=self.recipients, names={}, max_age=timedelta(hours=72))
        return pipeline.link_evidence(warehouse=self.warehouse, desk=desk, clock=self.clock)

    def send(self):
        return pipeline.send_pending(
            warehouse=self.warehouse,
            couriers=dict.fromkeys(Channel, self.courier),
            recipients=self.recipients,
            clock=self.clock,
        )

    def walk(self):
        hops = (self.poll, self.fetch, self.read, self.group, self.link, self.send)
        return {report.hop: report for hop in hops for report in hop()}

    def serve(self, n, page):
        address = f"https://herald.example/news/{n}"
        self.http.answers[address] = a_response(address, page.format(title=f"Report {n}").encode())

    def documents(self):
        """By title: text, where it was taken from, and why it was passed over."""
        with sqlite3.connect(self.path) as connection:
            rows = connection.execute("SELECT title, text, text_source, passed_over FROM documents ORDER BY title")
            return {title: rest for title, *rest in rows}


@pytest.fixture
def world(tmp_path):
    return World(tmp_path / "warehouse.sqlite")


def test_the_road_goes_from_a_feed_to_one_mail(world):
    reports = world.walk()
    assert {hop: (r.seen, r.kept) for hop, r in reports.items()} == {
        "poll": (1, 1),
        "entries": (2, 2),
        "fetch": (2, 2),
        "skim": (2, 2),
        "read": (2, 2),
        "find": (2, 2),
        "group": (2, 2),
        "link": (2, 2),
        "choose": (1, 1),
        "send": (1, 1),
    }
    (parcel,) = world.courier.parcels
    assert SENTENCE in parcel.alerts[0].evidence[0].mention.sentence.text


def test_reports_come_in_the_order_of_the_hops(world):
    assert list(world.walk()) == [hop for hop in HOPS if hop not in {"backfill", "health", "heartbeat"}]


def test_nothing_disappears_uncounted(world):
    world.http.answers["https://herald.example/news/2"] = HostUnreachable("No server answers.", code="refused")
    for report in world.walk().values():
        assert report.seen == report.kept + sum(report.lost.values()), report


def test_a_second_walk_finds_nothing_new_and_sends_nothing(world):
    world.walk()
    again = world.walk()
    assert again["entries"].kept == 0
    assert {hop: again[hop].seen for hop in ("fetch", "skim", "group", "link", "send")} == dict.fromkeys(
        ("fetch", "skim", "group", "link", "send"), 0
    )
    assert len(world.courier.parcels) == 1


def test_one_feed_that_fails_does_not_stop_the_others_and_says_why(world):
    world.feeds.append(a_feed(id="silent", url="https://silent.example/feed"))
    world.http.answers["https://silent.example/feed"] = HostUnreachable(
        "No server answers at silent.example.", code="refused"
    )
    polled, entries = world.poll()
    assert (polled.seen, polled.kept, dict(polled.lost)) == (2, 1, {"refused": 1})
    assert polled.notes == ("silent: No server answers at silent.example.",)
    assert not polled.failed
    assert entries.kept == 2


def test_an_error_of_ours_in_one_feed_is_counted_as_ours(world, monkeypatch):
    def broken(feed, state, **parts):
        raise ZeroDivisionError

    monkeypatch.setattr(pipeline.acquiring, "poll_feed", broken)
    polled, _ = world.poll()
    assert polled.failed
    assert dict(polled.lost) == {"internal_error": 1}
    assert "ZeroDivisionError" in polled.notes[0]


def test_a_page_that_breaks_the_reader_does_not_stop_the_batch(world):
    class Fragile(OneMentionFinder):
        def find(self, document):
            if document.title == "Report 1":
                raise ZeroDivisionError
            return super().find(document)

    world.finder = Fragile()
    reports = world.walk()
    assert reports["read"].failed
    assert dict(reports["read"].lost) == {"internal_error": 1}
    assert reports["find"].kept == 1


def test_a_page_in_which_nothing_can_be_found_is_passed_over_and_says_why(world):
    world.serve(2, DULL_PAGE)
    reports = world.walk()
    assert (reports["skim"].kept, dict(reports["skim"].lost)) == (1, {"no_trigger": 1})
    assert (reports["read"].seen, reports["find"].kept, reports["group"].seen) == (1, 1, 1)
    text, _, reason = world.documents()["Report 2"]
    assert (text, reason) == ("", "no_trigger")


def test_every_page_is_read_where_the_operator_wants_every_text(world):
    world.serve(2, DULL_PAGE)
    world.skims = False
    reports = world.walk()
    assert (reports["skim"].kept, reports["read"].kept, dict(reports["find"].lost)) == (2, 2, {"no_mention_en": 1})
    text, _, reason = world.documents()["Report 2"]
    assert "praised the harvest" in text
    assert reason is None


def test_pages_that_say_what_their_host_says_everywhere_give_way_to_the_feed(world):
    summary = f"{SENTENCE} So says envoy number {{n}}."
    world.http.answers[FEED] = feed_xml(1, *HEADLINES, titles=HEADLINES, summary=summary)
    for n in HEADLINES:
        world.serve(n, CLOSED_PAGE)
    reports = world.walk()
    sources = {title: source for title, (_, source, _) in world.documents().items()}
    assert sources.pop("Report 1") == "page"
    # The one that was read in the first batch looked like no other yet.
    assert sorted(sources.values()) == ["feed_summary", "feed_summary", "page"]
    assert reports["find"].kept == 4


def test_a_document_that_cannot_be_traced_is_a_story_of_its_own(world):
    class Fragile(LonelyGrouper):
        def trace(self, account):
            if account.document.title == "Report 1":
                raise ZeroDivisionError
            return super().trace(account)

    world.grouper = Fragile()
    reports = world.walk()
    assert (reports["group"].seen, dict(reports["group"].lost)) == (2, {"internal_error": 1})
    assert reports["group"].failed
    assert world.group()[0].seen == 0


def test_an_archive_that_is_away_leaves_the_article_for_later(world, monkeypatch):
    world.poll()
    world.fetch()
    read = world.archive.read

    def away(position):
        raise ArchiveUnavailable("The archive cannot be read.")

    monkeypatch.setattr(world.archive, "read", away)
    with pytest.raises(ArchiveUnavailable):
        world.read()
    monkeypatch.setattr(world.archive, "read", read)
    assert world.read()[1].kept == 2


def test_mail_that_cannot_be_sent_now_is_sent_once_later(world):
    world.courier.answers["desk@example.org"] = Receipt(outcome=Outcome.DEFERRED, message="No mail server answers.")
    sent = world.walk()["send"]
    assert (dict(sent.lost), sent.notes) == ({"deferred": 1}, ("No mail server answers.",))
    world.courier.answers.clear()
    world.clock.moment += timedelta(hours=2)
    assert world.send()[0].kept == 1
    assert world.send()[0].seen == 0
    assert len(world.courier.parcels) == 1


def test_a_parcel_that_is_our_own_fault_keeps_no_other_from_going_and_is_tried_again_as_it_was(world):
    world.recipients = (a_recipient(id="first", to="first@example.org"), a_recipient(id="then", to="then@example.org"))
    deliver, tried = world.courier.deliver, []

    def fail(parcel, now):
        tried.append(parcel.id)
        if parcel.recipient == "first@example.org":
            raise RuntimeError("a mistake of ours")
        return deliver(parcel, now)

    world.courier.deliver = fail
    sent = world.walk()["send"]
    assert (sent.seen, sent.kept, dict(sent.lost), sent.failed) == (2, 1, {"internal_error": 1}, True)
    assert [parcel.recipient for parcel in world.courier.parcels] == ["then@example.org"]
    world.courier.deliver = deliver
    world.clock.moment += timedelta(hours=2)
    assert world.send()[0].kept == 1
    assert world.courier.parcels[-1].id in tried


def test_a_first_start_sends_one_digest_and_what_was_there_before_it_is_told_never(world):
    world.warehouse.start_run("first", "command", world.clock.now())
    world.finder.acts = {"Report 1": Act.ACCEPT, "Report 2": Act.REJECT, "Report 3": Act.END}
    world.most = 1
    world.walk()
    world.clock.moment += timedelta(hours=3)
    assert world.walk()["choose"].seen == 1
    assert len(world.courier.parcels) == 1
    world.http.answers[FEED] = feed_xml(1, 2, 3)
    world.serve(3, PAGE)
    world.clock.moment += timedelta(hours=3)
    world.walk()
    assert [alert.evidence[0].mention.act for one in world.courier.parcels for alert in one.alerts] == ["accept", "end"]


def test_linking_anew_gives_the_same_and_tells_nobody(world):
    world.walk()
    with sqlite3.connect(world.path) as connection:
        before = connection.execute("SELECT * FROM stances ORDER BY mention_id").fetchall()
    desk = pipeline.Desk(recipients=world.recipients, names={}, max_age=timedelta(hours=72))
    linked, _ = pipeline.relink_all(warehouse=world.warehouse, desk=desk, clock=world.clock)
    with sqlite3.connect(world.path) as connection:
        assert connection.execute("SELECT * FROM stances ORDER BY mention_id").fetchall() == before
    assert linked.kept == len(before) > 0
    assert world.send()[0].seen == 0


def test_what_a_fetch_has_no_time_for_is_counted_and_first_in_the_next(world):
    world.poll()
    late = replace(world.outside(), patience=timedelta(0))
    (hurried,) = pipeline.fetch_entries(warehouse=world.warehouse, outside=late, limit=100, per_host=50)
    assert (hurried.seen, hurried.kept, dict(hurried.lost)) == (2, 0, {"out_of_time": 2})
    (calm,) = world.fetch()
    assert (calm.seen, calm.kept) == (2, 2)


def test_a_feed_that_is_due_within_the_minute_is_waited_for(world):
    world.poll()
    due_at = world.warehouse.feed_states(["herald"])["herald"].due_at
    naps = []

    def sleep(seconds):
        naps.append(seconds)
        world.clock.moment += timedelta(seconds=seconds)

    world.clock.moment = due_at - timedelta(seconds=40)
    pipeline.poll_feeds(world.feeds, warehouse=world.warehouse, outside=replace(world.outside(), sleep=sleep))
    assert naps == [40]
    assert len(world.http.asked) == 2
