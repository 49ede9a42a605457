"""When the pipeline counts as silent, and what operators are told of it."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from trucewatch.alerts import Beat, compose_heartbeat, judge_pulse
from trucewatch.alerts.pulse import Heartbeat, name_silence, silence_began
from trucewatch.errors import SettingsInvalid
from trucewatch.model import Pulse

NOW = datetime(2026, 3, 19, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PATIENCE = 30 * MINUTE
LAST = NOW - 31 * MINUTE
NAME = "heartbeat/2026-03-19T08:29:00.000000Z"


def judged(patience: timedelta = PATIENCE, **pulse: Any) -> Heartbeat:
    return judge_pulse(Pulse(**{"began_at": NOW - timedelta(days=9), "polled_at": LAST} | pulse), NOW, patience)


@pytest.mark.parametrize(
    ("pulse", "beat", "to_tell"),
    [
        ({}, Beat.SILENT, NAME),
        ({"silences": (NAME,)}, Beat.SILENT, None),
        ({"silences": ("heartbeat/2026-03-18T08:29:00.000000Z",)}, Beat.SILENT, NAME),
        ({"polled_at": NOW - PATIENCE}, Beat.WELL, None),
        ({"polled_at": NOW + MINUTE}, Beat.WELL, None),
        ({"polled_at": NOW, "silences": (NAME, "heartbeat/older")}, Beat.WELL, NAME),
        ({"polled_at": None}, Beat.SILENT, name_silence(NOW - timedelta(days=9))),
        ({"polled_at": None, "began_at": NOW - MINUTE}, Beat.WELL, None),
        ({"polled_at": None, "began_at": None}, Beat.UNBORN, None),
        ({"patience": timedelta(0)}, Beat.OFF, None),
        ({"patience": timedelta(hours=1), "silences": (NAME,)}, Beat.WELL, None),
    ],
)
def test_silence_is_two_intervals_without_a_good_poll_and_news_once(pulse, beat, to_tell):
    found = judged(**pulse)
    assert (found.beat, found.to_tell) == (beat, to_tell)


def test_when_all_is_well_again_every_silence_is_closed():
    assert judged(polled_at=NOW, silences=(NAME, "heartbeat/older")).to_close == (NAME, "heartbeat/older")
    assert judged(silences=("heartbeat/older",)).to_close == ()


def test_a_silence_is_named_after_its_beginning():
    assert name_silence(LAST.astimezone()) == NAME
    assert silence_began(NAME) == LAST


def mail(language: str = "en", **pulse: Any) -> EmailMessage:
    message = compose_heartbeat(
        judged(**pulse), language=language, sender="watch@example.org", recipient="ops@example.org", now=NOW
    )
    assert message is not None
    return message


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return " ".join(body.get_content().split())


@pytest.mark.parametrize(
    ("language", "pulse", "subject", "words"),
    [
        ("en", {}, "Trucewatch is silent: no feed asked since 19 March 2026, 08:29 UTC", "Where to look"),
        ("en", {"polled_at": None}, "Trucewatch is silent: no feed asked yet", "10 March 2026, 09:00 UTC"),
        ("en", {"polled_at": NOW, "silences": (NAME,)}, "Trucewatch is asking the feeds again", "since 19 March 2026, 08:29 UTC"),
        ("fr", {}, "Trucewatch se tait\u00a0: aucun flux interrogé depuis le 19 mars 2026, 08:29 UTC", "Où regarder"),
        ("fr", {"polled_at": None}, "Trucewatch se tait\u00a0: aucun flux interrogé jusqu’ici", "le 10 mars 2026, 09:00 UTC"),
        ("fr", {"polled_at": NOW, "silences": (NAME,)}, "Trucewatch interroge de nouveau les flux", "depuis le 19 mars 2026, 08:29 UTC"),
    ],
)  # fmt: skip
def test_both_languages_say_it_in_text_and_html(language, pulse, subject, words):
    message = mail(language, **pulse)
    assert message["Subject"] == subject
    for kind in ("plain", "html"):
        assert words.lower() in part(message, kind).lower()
    assert f'lang="{language}"' in part(message, "html")


def test_the_mail_says_where_to_look():
    text = part(mail(), "plain")
    for words in ("Airflow", "watch_news", "log", "trucewatch run", "TRUCEWATCH_HEARTBEAT_MINUTES"):
        assert words in text


def test_the_same_silence_is_the_same_message_and_its_end_answers_it():
    first, again, back = mail(), mail(), mail(polled_at=NOW, silences=(NAME,))
    assert first.as_bytes() == again.as_bytes()
    assert back["Message-ID"] != first["Message-ID"]
    assert back["References"] == back["In-Reply-To"] == first["Message-ID"]
    assert (first["Auto-Submitted"], first["List-Id"]) == ("auto-generated", "Trucewatch health <health.example.org>")


def test_no_news_is_no_mail():
    for nothing in (judged(silences=(NAME,)), judged(polled_at=NOW), judged(polled_at=None, began_at=None)):
        assert (
            compose_heartbeat(nothing, language="en", sender="watch@example.org", recipient="ops@example.org", now=NOW)
            is None
        )


def test_a_wrong_address_is_named():
    with pytest.raises(SettingsInvalid, match="nobody"):
        compose_heartbeat(judged(), language="en", sender="watch@example.org", recipient="nobody", now=NOW)
