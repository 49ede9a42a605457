from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from trucewatch.alerts import Group, compose_health, describe_detail, diagnose_all
from trucewatch.alerts.diagnosis import diagnose
from trucewatch.errors import SettingsInvalid
from trucewatch.knowledge.states import load_states
from trucewatch.settings import KNOWLEDGE

NOW = datetime(2026, 3, 19, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
STATES = load_states(KNOWLEDGE)


def a_row(feed_id="lake", **changes):
    """A feed that is well."""
    return {
        "feed_id": feed_id, "outlet": feed_id.title(), "active": True, "status": "ok", "failures": 0.0,
        "due_at": NOW + HOUR, "last_good_at": NOW - HOUR, "adopted_url": None, "moved_to": None, "flaws": (),
        "fell_silent": False, "is_stale": False,
    } | changes  # fmt: skip


def mail(*rows, **changes) -> EmailMessage | None:
    given = {
        "language": "en", "sender": "watch@example.org", "recipient": "desk@example.org", "now": NOW, "is_weekly": True
    }  # fmt: skip
    return compose_health(rows, STATES, **(given | changes))


def part(message: EmailMessage | None, kind="plain") -> str:
    assert message is not None
    body = message.get_body((kind,))
    assert body is not None
    return body.get_content()


DIAGNOSES = [
    ({}, Group.WELL, "ok", ""),
    ({"status": "not_modified"}, Group.WELL, "ok", ""),
    ({"status": "http_410"}, Group.FAILING, "http_410", "2026-03-19 05:00 UTC"),
    ({"status": "http_404", "due_at": None}, Group.FAILING, "http_404", ""),
    ({"status": "http_418"}, Group.FAILING, "http_418", "2026-03-19 05:00 UTC"),
    ({"status": "internal_error"}, Group.FAILING, "internal_error", "2026-03-19 05:00 UTC"),
    ({"status": "http_429", "failures": 0.25}, Group.SLOWED, "http_429", "2026-03-19 05:00 UTC"),
    ({"status": "busy"}, Group.SLOWED, "busy", "2026-03-19 05:00 UTC"),
    ({"status": "slow_body", "failures": 2.0}, Group.FAILING, "slow_body", "2026-03-19 05:00 UTC"),
    ({"status": "http_410", "fell_silent": True}, Group.FAILING, "http_410", "2026-03-19 05:00 UTC"),
    ({"fell_silent": True, "is_stale": True}, Group.SILENT, "fell_silent", ""),
    ({"is_stale": True}, Group.SILENT, "stale", ""),
    ({"status": "empty_feed", "is_stale": True}, Group.SILENT, "empty_feed", ""),
    ({"status": None}, Group.SILENT, "never_polled", ""),
    ({"adopted_url": "https://new.example/"}, Group.MOVED, "moved", "https://new.example/"),
    ({"moved_to": "https://new.example/"}, Group.MOVED, "moving", "https://new.example/"),
    ({"flaws": ("no_dates",)}, Group.FLAWED, "no_dates", ""),
    ({"flaws": ("truncated", "no_dates", "no_links")}, Group.FLAWED, "truncated", "no_dates, no_links"),
]


@pytest.mark.parametrize(("row", "group", "code", "detail"), DIAGNOSES)
def test_what_matters_most_about_a_feed_is_said(row, group, code, detail):
    found = diagnose(a_row(**row), STATES, NOW)
    assert (found.group, found.code, found.detail) == (group, code, detail)


@pytest.mark.parametrize(
    ("row", "is_new"),
    [
        ({}, False),
        ({"status": "http_410", "last_good_at": NOW - 3 * HOUR}, True),
        ({"status": "http_410", "last_good_at": NOW - 25 * HOUR}, False),
        ({"status": "http_410", "last_good_at": None, "failures": 1.0}, True),
        ({"status": "http_410", "last_good_at": None, "failures": 2.0}, False),
        ({"status": "http_404", "last_good_at": NOW - 3 * HOUR}, False),
        ({"status": "http_404", "last_good_at": NOW - 25 * HOUR}, True),
        ({"status": "http_404", "last_good_at": NOW - 49 * HOUR}, False),
        ({"status": "http_404", "last_good_at": None, "failures": 0.5}, False),
        ({"status": "http_429", "last_good_at": NOW - 25 * HOUR}, False),
        ({"fell_silent": True, "last_new_at": NOW - 30 * HOUR}, True),
        ({"fell_silent": True, "last_new_at": NOW - 50 * HOUR}, False),
        ({"is_stale": True}, False),
        ({"status": None}, False),
        ({"adopted_url": "https://new.example/"}, False),
    ],
)
def test_a_night_tells_only_of_what_is_new(row, is_new):
    assert diagnose(a_row(**row), STATES, NOW).is_new is is_new
    assert (mail(a_row(**row), is_weekly=False) is not None) is is_new


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("code", sorted(code for code in STATES.by_code if STATES.of(code).weight))
def test_every_failure_is_told_in_its_own_words(code, language):
    text = part(mail(a_row(status=code), language=language))
    assert STATES.of(code).words[language].sentence in text
    assert STATES.of(code).words[language].action in text


def test_the_most_urgent_come_first_and_unwatched_feeds_are_left_out():
    rows = [
        a_row("a"),
        a_row("b", flaws=("no_dates",)),
        a_row("c", is_stale=True),
        a_row("d", status="http_503", failures=0.25),
        a_row("e", status="http_410"),
        a_row("f", status="dns_not_found"),
        a_row("g", active=False, status="http_410"),
    ]
    assert [one.feed_id for one in diagnose_all(rows, STATES, NOW)] == ["f", "e", "c", "d", "b", "a"]


def test_a_week_is_told_in_numbers_sentences_and_actions():
    message = mail(a_row("a"), a_row("b", status="http_410"), a_row("c", is_stale=True))
    assert message is not None
    assert message["Subject"] == "Feeds: 1 of 3 are well"
    text = part(message)
    for line in ("   1  failing", "   1  silent", "   0  slowed", "   0  moved", "   0  flawed", "   1  well"):
        assert line in text
    for kind in ("plain", "html"):
        content = part(message, kind)
        for code in ("http_410", "stale"):
            assert STATES.of(code).words["en"].sentence in content
            assert STATES.of(code).words["en"].action in content
    assert text.index("B (b)") < text.index("C (c)")
    assert "A (a)" not in text


def test_a_week_in_which_all_is_well_says_so():
    assert "Every feed is well." in part(mail(a_row()))
    assert "Tous les flux sont en bon état." in part(mail(a_row(), language="fr"), "html")


def test_a_mail_may_be_in_french():
    message = mail(a_row("b", status="http_410"), a_row(), language="fr")
    assert message is not None
    assert message["Subject"] == "Flux\u00a0: 1 sur 2 en bon état"
    assert STATES.of("http_410").words["fr"].sentence in part(message)
    assert "Il sera de nouveau interrogé le 2026-03-19 05:00 UTC." in part(message)


@pytest.mark.parametrize(
    ("row", "language", "sentence"),
    [
        ({"adopted_url": "https://new.example/"}, "en", "The new address: https://new.example/"),
        ({"adopted_url": "https://new.example/"}, "fr", "La nouvelle adresse\u00a0: https://new.example/"),
        ({"flaws": ("truncated", "no_dates")}, "en", "Besides: The entries carry no date."),
        ({"status": "http_410"}, "en", "It is asked again on 2026-03-19 05:00 UTC."),
        ({}, "en", ""),
    ],
)
def test_what_the_words_leave_open_is_added(row, language, sentence):
    assert describe_detail(diagnose(a_row(**row), STATES, NOW), STATES, language) == sentence


def test_a_night_names_the_feed_in_its_subject():
    one = mail(a_row("b", status="http_410"), is_weekly=False)
    three = mail(*(a_row(name, status="http_410") for name in "bcd"), a_row(), is_weekly=False)
    assert one is not None
    assert three is not None
    assert one["Subject"] == "Feed trouble: B"
    assert three["Subject"] == "Feed trouble: B and 2 more"


def test_a_day_has_one_message_id_for_each_recipient():
    first, later, other, next_day = (
        mail(a_row(), **changes)
        for changes in ({}, {"now": NOW + 3 * HOUR}, {"recipient": "b@example.org"}, {"now": NOW + 24 * HOUR})
    )
    assert first is not None
    assert later is not None
    assert other is not None
    assert next_day is not None
    assert first["Message-ID"] == later["Message-ID"]
    assert len({message["Message-ID"] for message in (first, other, next_day)}) == 3
    assert first["Message-ID"].endswith("@example.org>")


def test_a_mail_that_somebody_asks_for_is_a_message_of_its_own_and_the_same_when_tried_again():
    row = a_row(status="http_410")
    asked = [
        mail(row, occasion=run, now=NOW + late) for run, late in (("run 1", HOUR), ("run 1", 2 * HOUR), ("run 2", HOUR))
    ]
    identifiers = [message["Message-ID"] for message in (mail(row), *asked) if message is not None]
    assert len(identifiers) == 4
    assert identifiers[1] == identifiers[2]
    assert len(set(identifiers)) == 3


@pytest.mark.parametrize(
    "row",
    [
        {"status": "http_410", "last_good_at": NOW - 60 * HOUR},
        {"status": "http_404", "last_good_at": NOW - 80 * HOUR},
        {"fell_silent": True, "last_new_at": NOW - 80 * HOUR},
    ],
)
def test_who_looks_back_further_hears_of_older_trouble(row):
    assert mail(a_row(**row), is_weekly=False) is None
    assert mail(a_row(**row), is_weekly=False, within=3 * 24 * HOUR) is not None
    assert mail(a_row(**row), is_weekly=False, within=2 * 24 * HOUR) is None


def test_headers_are_those_of_a_list():
    message = mail(a_row())
    assert message is not None
    assert message["List-Id"] == "Trucewatch health <health.example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] == "<mailto:watch@example.org?subject=unsubscribe>"


HOSTILE = 'A\r\nBcc: x@example.org\u202e<script>alert("1")</script>=?utf-8?q?x?='


def test_hostile_names_and_addresses_do_nothing():
    rows = [a_row(HOSTILE, outlet=HOSTILE, status="http_410"), a_row("m", adopted_url=f"https://x.example/{HOSTILE}")]
    for is_weekly in (True, False):
        message = mail(*rows, is_weekly=is_weekly)
        assert message is not None
        assert message["Bcc"] is None
        assert "=?utf-8?q?x" not in str(message["Subject"])
        assert "<script>" not in part(message, "html")
        assert "\u202e" not in part(message)
        assert "\nBcc" not in part(message)


def test_a_thousand_broken_feeds_make_a_mail_of_moderate_size():
    message = mail(*(a_row(f"feed-{n}", status="tls_wrong_host") for n in range(1000)))
    assert message is not None
    assert len(message.as_bytes()) < 100_000
    assert "+ 940 more" in part(message)


@pytest.mark.parametrize("changes", [{"sender": "nobody"}, {"recipient": "a\nb@example.org"}])
def test_what_is_no_address_is_refused(changes):
    with pytest.raises(SettingsInvalid, match="is not a mail address"):
        mail(a_row(), **changes)
