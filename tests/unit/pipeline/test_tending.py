"""What operators are told, from a real SQLite warehouse."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.builders import a_feed
from tests.fakes import DirectSandbox, FakeHttp, FixedClock, MemoryArchive, MemoryMailServer
from trucewatch import pipeline
from trucewatch.alerts import Beat
from trucewatch.errors import ChannelUnavailable, HostUnreachable
from trucewatch.knowledge.states import load_states
from trucewatch.model import HopReport, Outcome, Receipt
from trucewatch.settings import Settings
from trucewatch.warehouse import open_reader, open_warehouse, upgrade

STATES = load_states(Settings().knowledge)
MONDAY = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
SILENT_FEED = "https://silent.example/feed"


@pytest.fixture
def reader(tmp_path):
    """A warehouse in which one feed was asked, and did not answer."""
    url = f"sqlite:///{tmp_path}/warehouse.sqlite"
    upgrade(url)
    warehouse = open_warehouse(url)
    feed = a_feed(id="silent", url=SILENT_FEED)
    warehouse.sync_feeds([feed], MONDAY)
    outside = pipeline.Outside(
        http=FakeHttp({SILENT_FEED: HostUnreachable("No server answers.", code="refused")}),
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


def tell(reader, now, *, to=("ops@example.org",), answers=None, asked=pipeline.BY_CLOCK):
    server = MemoryMailServer(answers)
    letterhead = pipeline.Letterhead(sender="watch@example.org", recipients=to, language="fr")
    (report,) = pipeline.tell_health(
        reader=reader, states=STATES, mail_server=server, letterhead=letterhead, clock=FixedClock(now), asked=asked
    )
    return report, server.messages


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


def test_the_whole_state_is_mailed_on_any_day_to_who_asks(reader):
    _, messages = tell(reader, TUESDAY, asked=pipeline.Asked(whole=True, occasion="tend_warehouse/manual"))
    assert [message["Subject"] for message in messages] == ["Flux\u00a0: 0 sur 1 en bon état"]


def test_without_an_address_the_counts_are_still_reported(reader):
    report, messages = tell(reader, MONDAY, to=())
    assert dict(report.lost) == {"refused": 1}
    assert messages == []


def test_an_address_that_is_refused_keeps_no_mail_from_the_others(reader):
    refusal = Receipt(outcome=Outcome.FAILED, message="The mail server refuses the recipient (550 No such user).")
    report, messages = tell(
        reader, MONDAY, to=("gone@example.org", "ops@example.org"), answers={"gone@example.org": refusal}
    )
    assert [message["To"] for message in messages] == ["ops@example.org"]
    assert report.notes == (f"The mail to gone@example.org is failed: {refusal.message}",)


def test_a_mail_server_that_is_away_fails_the_hop_so_that_it_is_tried_again(reader):
    away = Receipt(outcome=Outcome.DEFERRED, message="The mail server cannot be reached (Connection refused).")
    with pytest.raises(ChannelUnavailable, match="cannot be reached"):
        tell(reader, MONDAY, answers={"ops@example.org": away})


def test_a_mail_in_doubt_is_not_sent_twice(reader):
    doubt = Receipt(outcome=Outcome.DOUBTFUL, message="The mail server closed the connection after the message.")
    report, messages = tell(reader, MONDAY, answers={"ops@example.org": doubt})
    assert (len(messages), len(report.notes)) == (1, 1)


class Watch:
    """A real warehouse, and the heartbeat that listens to it."""

    def __init__(self, warehouse):
        self.warehouse = warehouse
        self.server = MemoryMailServer()
        self.reports = ()

    def polled(self, at, *, failed=False):
        """Let a run poll, and end."""
        run_id = f"watch_news/{at}"
        self.warehouse.start_run(run_id, "airflow", at)
        self.warehouse.save_report(run_id, HopReport(hop="poll", seen=1, kept=1, failed=failed))
        self.warehouse.finish_run(run_id, at)

    def listen(self, now, *, to=("ops@example.org",), minutes=30):
        """Listen once; return how the pipeline is."""
        letterhead = pipeline.Letterhead(sender="watch@example.org", recipients=to, language="en")
        heartbeat, self.reports = pipeline.tell_heartbeat(
            warehouse=self.warehouse,
            mail_server=self.server,
            letterhead=letterhead,
            clock=FixedClock(now),
            patience=timedelta(minutes=minutes),
        )
        return heartbeat.beat

    @property
    def told(self):
        return [str(message["Subject"]) for message in self.server.messages]


@pytest.fixture
def watch(tmp_path):
    url = f"sqlite:///{tmp_path}/warehouse.sqlite"
    upgrade(url)
    warehouse = open_warehouse(url)
    yield Watch(warehouse)
    warehouse.close()


MINUTE = timedelta(minutes=1)
SILENT = "Trucewatch is silent: no feed asked since 23 November 2026, 03:30 UTC"
AGAIN = "Trucewatch is asking the feeds again"


def test_a_silence_is_told_once_and_its_end_once(watch):
    watch.polled(MONDAY)
    beats = [watch.listen(MONDAY + minutes * MINUTE) for minutes in (0, 15, 30, 31, 41, 1000)]
    assert beats == [Beat.WELL] * 3 + [Beat.SILENT] * 3
    assert watch.told == [SILENT]
    watch.polled(MONDAY + 1001 * MINUTE)
    assert [watch.listen(MONDAY + minutes * MINUTE) for minutes in (1002, 1012)] == [Beat.WELL] * 2
    assert watch.told == [SILENT, AGAIN]


def test_another_silence_is_told_anew(watch):
    watch.polled(MONDAY)
    watch.listen(MONDAY + 40 * MINUTE)
    watch.polled(TUESDAY)
    watch.listen(TUESDAY + 40 * MINUTE)
    assert watch.told == [SILENT, SILENT.replace("23", "24")]


def test_a_poll_with_an_error_of_ours_is_no_sign_of_life(watch):
    watch.polled(MONDAY)
    watch.polled(MONDAY + 15 * MINUTE, failed=True)
    assert watch.listen(MONDAY + 31 * MINUTE) is Beat.SILENT


def test_the_silence_is_a_run_of_its_own_with_its_mails_counted(watch):
    watch.polled(MONDAY)
    refusal = Receipt(outcome=Outcome.FAILED, message="550 No such user")
    watch.server = MemoryMailServer({"gone@example.org": refusal})
    watch.listen(MONDAY + 31 * MINUTE, to=("gone@example.org", "ops@example.org"))
    (report,) = watch.reports
    assert (report.hop, report.seen, report.kept, dict(report.lost)) == ("heartbeat", 2, 1, {"failed": 1})
    assert watch.warehouse.pulse().silences == ("heartbeat/2026-11-23T03:30:00.000000Z",)


def test_what_nobody_took_is_told_by_the_next_who_listens(watch):
    watch.polled(MONDAY)
    away = Receipt(outcome=Outcome.DEFERRED, message="The mail server cannot be reached.")
    watch.server = MemoryMailServer({"ops@example.org": away})
    with pytest.raises(ChannelUnavailable, match="cannot be reached"):
        watch.listen(MONDAY + 31 * MINUTE)
    assert watch.warehouse.pulse().silences == ()
    watch.server = MemoryMailServer()
    watch.listen(MONDAY + 41 * MINUTE)
    assert watch.told == [SILENT]


def test_a_crash_after_the_mail_repeats_the_very_same_message(watch, monkeypatch):
    watch.polled(MONDAY)
    monkeypatch.setattr(watch.warehouse, "start_run", lambda *_: (_ for _ in ()).throw(MemoryError))
    with pytest.raises(MemoryError):
        watch.listen(MONDAY + 31 * MINUTE)
    monkeypatch.undo()
    assert [watch.listen(MONDAY + minutes * MINUTE) for minutes in (32, 33)] == [Beat.SILENT] * 2
    assert len(watch.told) == 2
    assert len({message["Message-ID"] for message in watch.server.messages}) == 1


def test_without_operators_or_patience_nothing_is_written(watch):
    watch.polled(MONDAY)
    assert watch.listen(TUESDAY, to=()) is Beat.SILENT
    assert watch.listen(TUESDAY, minutes=0) is Beat.OFF
    assert watch.told == []
    assert watch.warehouse.pulse().silences == ()


def test_before_the_first_run_there_is_nothing_to_tell(watch):
    assert watch.listen(TUESDAY) is Beat.UNBORN
    assert watch.told == []
