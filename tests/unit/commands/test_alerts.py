"""`trucewatch alerts ...`, `relink` and `heartbeat`, on a real warehouse with a few linked mentions."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.fakes import FixedClock, MemoryMailServer
from tests.unit.commands.alerts_world import LATER, MINUTE, AlertsWorld
from tests.unit.commands.feeds_world import Done, run_app
from trucewatch import commands
from trucewatch.assembly import House, house
from trucewatch.commands import alerts
from trucewatch.model import Outcome, Receipt, stable_id
from trucewatch.settings import KNOWLEDGE

COMMANDS = {command.name or command.callback.__name__ for command in alerts.app.registered_commands if command.callback}
HEADLINE = "Ardania–Borland: general ceasefire accepted by Ardania"


def run(*arguments: object) -> Done:
    return run_app(commands.app, *arguments)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AlertsWorld]:
    made = AlertsWorld(tmp_path, monkeypatch)
    yield made
    made.warehouse.close()


@pytest.fixture
def change(world: AlertsWorld) -> str:
    """The change that was told."""
    return world.warehouse.about("accepted").changes[0].key


@pytest.fixture
def alert(change: str) -> str:
    """The one alert there is."""
    return stable_id("alert", change, "desk@example.org")


def test_every_command_is_tested_here():
    assert sorted(COMMANDS) == ["explain", "list", "resend", "show", "test"]


def test_alerts_are_listed_with_what_became_of_them(world: AlertsWorld, alert: str):
    (line,) = run("alerts", "list").said.splitlines()
    assert line == f"{alert}  pending   2026-03-18 12:20:00  desk@example.org  {HEADLINE}"
    world.send()
    assert run("alerts", "list").said.split()[1] == "sent"


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (("--status", "pending"), 1),
        (("--status", "sent"), 0),
        (("--recipient", "desk@example.org"), 1),
        (("--recipient", "night@example.org"), 0),
        (("--limit", "1"), 1),
    ],
)
def test_the_list_can_be_narrowed(world: AlertsWorld, options: tuple[str, ...], count: int):
    assert len(run("alerts", "list", *options).said.splitlines()) == count


def test_a_status_that_does_not_exist_is_refused(world: AlertsWorld):
    done = run("alerts", "list", "--status", "lost")
    assert (done.status, done.said) == (2, "")
    assert "write one of pending, deferred, sent, failed" in done.error


def test_programs_get_json_with_aware_times(world: AlertsWorld, alert: str, change: str):
    world.send()
    (listed,) = map(json.loads, run("alerts", "list", "--json").said.splitlines())
    (shown,) = map(json.loads, run("alerts", "show", alert, "--json").said.splitlines())
    for row in (listed, shown):
        assert (row["alert_id"], row["change_key"], row["headline"]) == (alert, change, HEADLINE)
        assert datetime.fromisoformat(row["sent_at"]) == LATER
    assert shown["delivery_status"] == "sent"


def test_one_alert_is_shown_with_every_try(world: AlertsWorld, alert: str):
    world.send(Receipt(outcome=Outcome.DEFERRED, message="451 4.7.1 Greylisted"))
    said = run("alerts", "show", alert).said
    assert said.startswith(f"alert {alert}\n  created at: 2026-03-18 12:20:00\n")
    assert "  status: deferred\n" in said
    assert "  rule: New: not reported in the last 30 days." in said
    assert "  next try at: 2026-03-18 12:21:00\n" in said
    assert said.splitlines()[-1].endswith("@test>: 451 4.7.1 Greylisted")


@pytest.mark.parametrize("command", ["show", "explain"])
def test_what_nothing_is_called_is_refused(world: AlertsWorld, command: str):
    done = run("alerts", command, "nothing")
    assert (done.status, done.said) == (2, "")
    assert "knows no alert, change, mention or arrangement 'nothing'" in done.error


def test_a_mention_that_was_told_is_explained(world: AlertsWorld, alert: str, change: str):
    lines = run("alerts", "explain", "accepted").said.splitlines()
    assert lines[0].startswith("mention accepted: The Herald (herald), 18 March 2026, 12:00 UTC: Ardania has accepted")
    assert f"change {change}, found 18 March 2026, 12:20 UTC" in lines
    assert any("not known before -> partly_accepted" in line for line in lines)
    assert lines[-1] == f"  desk@example.org (desk@example.org): told, alert {alert} is pending"


@pytest.mark.parametrize(
    ("mention", "words"),
    [
        ("gained", "not told: its categories do not have this one"),
        ("of old", "It takes no stance, so it changes nothing and is not told: it tells of an earlier time."),
        ("by an expert", "an expert or a medium says so"),
        ("in a column", "its document is a column"),
        ("not linked", "It is not linked yet: the next run of send_alerts does that."),
    ],
)
def test_a_mention_that_was_not_told_is_explained(world: AlertsWorld, mention: str, words: str):
    done = run("alerts", "explain", mention)
    assert done.status == 0
    assert words in done.said.splitlines()[-1]


def test_a_mention_that_says_the_same_later_leads_to_the_change_that_it_confirms(world: AlertsWorld, change: str):
    world.link()
    lines = run("alerts", "explain", "not linked").said.splitlines()
    assert lines[1].startswith(f"change {change},")
    confirming = [line.rpartition("; ")[2] for line in lines if line.startswith("  The Herald")]
    assert sorted(confirming) == ["accepted]", "not linked]", "repeated]"]


def test_changes_alerts_and_arrangements_are_explained_too(world: AlertsWorld, alert: str, change: str):
    world.send()
    arrangement = world.warehouse.about(change).changes[0].arrangement.id
    for identifier in (alert, change, arrangement):
        said = run("alerts", "explain", identifier).said
        assert f"change {change}, found" in said
        assert f"told, alert {alert} is sent" in said
    assert said.startswith(f"arrangement {arrangement}: partly_accepted, 1 changes\n")


def test_what_was_told_stays_told_when_the_rules_change(
    world: AlertsWorld, alert: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TRUCEWATCH_ALERT_MAX_AGE_HOURS", "0")
    last = run("alerts", "explain", alert).said.splitlines()[-1]
    assert f"told, alert {alert} is pending; by today's rules it would not be: no evidence" in last


def test_an_alert_is_sent_again_when_asked_for_and_only_then(world: AlertsWorld, alert: str):
    assert len(world.send().parcels) == 1
    assert world.send().parcels == []
    done = run("alerts", "resend", alert, alert)
    assert (done.status, done.said) == (0, "1 of 1 wait to be sent again.\n")
    assert len(world.send().parcels) == 1


def test_what_waits_or_is_unknown_is_not_sent_again(world: AlertsWorld, alert: str):
    done = run("alerts", "resend", alert, "nothing")
    assert (done.status, done.said) == (2, "0 of 2 wait to be sent again.\n")
    assert "unknown, or wait already" in done.error


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> MemoryMailServer:
    made = MemoryMailServer()
    monkeypatch.setattr(House, "mail_server", made)
    return made


def test_a_test_says_that_it_is_one_and_leaves_no_trace(world: AlertsWorld, server: MemoryMailServer):
    before = run("alerts", "list").said
    done = run("alerts", "test")
    assert (done.status, done.said) == (0, "desk@example.org (desk@example.org): sent: 250 taken\n")
    (message,) = server.messages
    assert str(message["Subject"]).startswith("Test: ")
    assert run("alerts", "list").said == before


def test_a_test_that_is_not_taken_is_status_1_and_says_why(world: AlertsWorld, server: MemoryMailServer):
    server.answers["desk@example.org"] = Receipt(outcome=Outcome.FAILED, message="550 No such user")
    done = run("alerts", "test", "desk@example.org")
    assert (done.status, done.said) == (1, "desk@example.org (desk@example.org): failed: 550 No such user\n")


def test_a_test_for_nobody_that_is_known_is_refused(world: AlertsWorld, server: MemoryMailServer):
    done = run("alerts", "test", "night")
    assert (done.status, server.messages) == (2, [])
    assert "No recipient has the id 'night'; there is desk@example.org." in done.error


def test_relinking_gives_the_same_and_tells_nobody(world: AlertsWorld, alert: str, change: str):
    world.send()
    done = run("relink")
    assert (done.status, done.said) == (0, "6 mentions linked anew, 2 changes among them.\n")
    assert world.warehouse.about("accepted").changes[0].key == change
    assert world.send().parcels == []
    assert len(run("alerts", "list").said.splitlines()) == 1
    assert f"told, alert {alert} is sent" in run("alerts", "explain", "accepted").said


def heartbeat(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Done:
    monkeypatch.setattr(house, "SystemClock", lambda: FixedClock(now))
    return run("heartbeat")


def test_a_pipeline_that_never_ran_is_silent_and_nobody_is_mailed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: MemoryMailServer
):
    monkeypatch.setenv("TRUCEWATCH_WAREHOUSE", f"sqlite:///{tmp_path}/new.sqlite")
    monkeypatch.setenv("TRUCEWATCH_HEALTH_TO", "ops@example.org")
    assert run("heartbeat") == Done(status=1, said="Silent: there was no run yet.\n", error="")
    assert server.messages == []


def test_a_silence_is_status_1_each_time_and_one_mail(
    world: AlertsWorld, monkeypatch: pytest.MonkeyPatch, server: MemoryMailServer
):
    monkeypatch.setenv("TRUCEWATCH_HEALTH_TO", "ops@example.org")
    world.polled(LATER)
    well, silent, still = (heartbeat(monkeypatch, LATER + minutes * MINUTE) for minutes in (15, 31, 46))
    assert well == Done(
        status=0, said="Well: feeds were last asked at 2026-03-18 12:20 UTC, 15 minutes ago.\n", error=""
    )
    assert silent.status == still.status == 1
    assert silent.said.splitlines() == [
        "Silent: feeds were last asked at 2026-03-18 12:20 UTC, 31 minutes ago.",
        "1 of 1 mails were taken.",
    ]
    assert still.said.splitlines() == ["Silent: feeds were last asked at 2026-03-18 12:20 UTC, 46 minutes ago."]
    assert len(server.messages) == 1


def test_a_silence_that_nobody_can_be_told_of_is_status_1_with_the_reason(
    world: AlertsWorld, monkeypatch: pytest.MonkeyPatch, server: MemoryMailServer
):
    monkeypatch.setenv("TRUCEWATCH_HEALTH_TO", "ops@example.org")
    server.answers["ops@example.org"] = Receipt(outcome=Outcome.DEFERRED, message="The mail server cannot be reached.")
    done = heartbeat(monkeypatch, LATER)
    assert done.status == 1
    assert "cannot be reached" in done.error


def test_a_heartbeat_that_is_off_is_status_0(world: AlertsWorld, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TRUCEWATCH_HEARTBEAT_MINUTES", "0")
    assert heartbeat(monkeypatch, datetime(2030, 1, 1, tzinfo=UTC)).said == "Off: TRUCEWATCH_HEARTBEAT_MINUTES is 0.\n"


def test_check_knowledge_names_the_line_of_a_recipient_with_a_conflict_that_does_not_exist(tmp_path: Path):
    folder = tmp_path / "knowledge"
    folder.mkdir()
    for path in KNOWLEDGE.iterdir():
        (folder / path.name).symlink_to(path)
    (folder / "alerts.yaml").unlink()
    (folder / "alerts.yaml").write_text("recipients:\n  - {id: a, to: a@example.org, conflicts: [sudan, atlantis]}\n")
    done = run("check-knowledge", folder)
    assert done.status == 2
    assert done.error.endswith("alerts.yaml:2: conflicts: 'atlantis' is not in conflicts.yaml")
