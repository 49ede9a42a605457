"""What operators are told, from a real SQLite warehouse."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.builders import a_feed
from tests.fakes import DirectSandbox, FakeHttp, FixedClock, MemoryArchive, MemoryChannel
from trucewatch import pipeline
from trucewatch.errors import HostUnreachable
from trucewatch.knowledge.states import load_states
from trucewatch.settings import Settings
from trucewatch.warehouse import open_reader, open_warehouse, upgrade

STATES = load_states(Settings().knowledge)
MONDAY = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
SILENT = "https://silent.example/feed"


@pytest.fixture
def reader(tmp_path):
    """A warehouse in which one feed was asked, and did not answer."""
    url = f"sqlite:///{tmp_path}/warehouse.sqlite"
    upgrade(url)
    warehouse = open_warehouse(url)
    feed = a_feed(id="silent", url=SILENT)
    warehouse.sync_feeds([feed], MONDAY)
    outside = pipeline.Outside(
        http=FakeHttp({SILENT: HostUnreachable("No server answers.", code="refused")}),
        archive=MemoryArchive(),
        sandbox=DirectSandbox(),
        clock=FixedClock(MONDAY),
        weights=STATES.weights,
    )
    pipeline.poll_feeds([feed], warehouse=warehouse, outside=outside)
    warehouse.close()
    opened = open_reader(url)
    yield opened
    opened.close()


def tell(reader, now, *, to=("ops@example.org",)):
    channel = MemoryChannel()
    letterhead = pipeline.Letterhead(sender="watch@example.org", recipients=to, language="fr")
    (report,) = pipeline.tell_health(
        reader=reader, states=STATES, channel=channel, letterhead=letterhead, clock=FixedClock(now)
    )
    return report, channel.messages


def test_on_mondays_operators_hear_of_every_feed_in_their_language(reader):
    report, messages = tell(reader, MONDAY, to=("ops@example.org", "desk@example.org"))
    assert (report.hop, report.seen, report.kept, dict(report.lost)) == ("health", 1, 0, {"refused": 1})
    assert [message["To"] for message in messages] == ["ops@example.org", "desk@example.org"]
    assert STATES.of("refused").words["fr"].sentence in messages[0].get_body(("plain",)).get_content().replace(
        "\n", " "
    )


def test_on_other_nights_a_first_passing_failure_is_no_news(reader):
    report, messages = tell(reader, TUESDAY)
    assert dict(report.lost) == {"refused": 1}
    assert messages == []


def test_without_an_address_the_counts_are_still_reported(reader):
    report, messages = tell(reader, MONDAY, to=())
    assert dict(report.lost) == {"refused": 1}
    assert messages == []
