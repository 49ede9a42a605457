"""What programs are told, and what their answers mean."""

import hashlib
import hmac
import json
from typing import Any

import pytest

from tests.builders import NOON, a_mention, a_parcel, a_span, an_actor, an_alert, an_evidence
from tests.fakes import FakePoster
from tests.unit.alerts.hostile import HOSTILE
from trucewatch.alerts import Links
from trucewatch.alerts.channels.webhook import WebhookCourier, sign, write_body
from trucewatch.codebook import Attribution, Channel
from trucewatch.errors import AddressForbidden, AnswerMissing, HostUnreachable, TrucewatchError
from trucewatch.model import Delivery, Outcome, Parcel

URL = "https://hooks.example.org/truces"
SECRET = "only-for-these-tests"


def a_webhook_parcel(*alerts: Any) -> Parcel:
    return a_parcel(*(alerts or (an_alert(recipient=URL, channel=Channel.WEBHOOK),)), recipient=URL)


def deliver(answer: int | TrucewatchError, secret: str = SECRET) -> tuple[Delivery, FakePoster]:
    poster = FakePoster({URL: answer})
    return WebhookCourier(poster, secret=secret, links=Links()).deliver(a_webhook_parcel(), NOON), poster


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (200, Outcome.SENT),
        (202, Outcome.SENT),
        (204, Outcome.SENT),
        (301, Outcome.FAILED),
        (307, Outcome.FAILED),
        (400, Outcome.FAILED),
        (401, Outcome.FAILED),
        (404, Outcome.FAILED),
        (408, Outcome.DEFERRED),
        (410, Outcome.FAILED),
        (413, Outcome.FAILED),
        (425, Outcome.DEFERRED),
        (429, Outcome.DEFERRED),
        (500, Outcome.DEFERRED),
        (503, Outcome.DEFERRED),
        (HostUnreachable("Refused.", code="refused"), Outcome.DEFERRED),
        (HostUnreachable("No such host.", code="dns_not_found"), Outcome.DEFERRED),
        (HostUnreachable("Bad certificate.", code="tls_untrusted"), Outcome.DEFERRED),
        (AnswerMissing("Sent, and no answer."), Outcome.DOUBTFUL),
        (AddressForbidden("Not public.", code="forbidden_address"), Outcome.DEFERRED),
        (AddressForbidden("No address.", code="bad_url"), Outcome.FAILED),
        (AddressForbidden("A file.", code="bad_scheme"), Outcome.FAILED),
    ],
)
def test_the_outcome_follows_from_the_answer(answer: int | TrucewatchError, outcome: Outcome):
    delivery, poster = deliver(answer)
    assert (delivery.receipt.outcome, len(poster.posted)) == (outcome, 1)
    assert str(answer) in delivery.receipt.message


def test_without_a_secret_nothing_is_sent_and_parcels_wait():
    delivery, poster = deliver(200, secret="")
    assert (delivery.receipt.outcome, poster.posted) == (Outcome.DEFERRED, [])
    assert "TRUCEWATCH_WEBHOOK_SECRET" in delivery.receipt.message


def test_a_private_address_is_told_with_what_to_do():
    delivery, _ = deliver(AddressForbidden("Not public.", code="forbidden_address"))
    assert "TRUCEWATCH_PRIVATE_HOSTS" in delivery.receipt.message


def test_the_signature_covers_the_time_and_the_body():
    delivery, poster = deliver(200)
    _, body, headers = poster.posted[0]
    expected = hmac.new(SECRET.encode(), b"%d." % NOON.timestamp() + body, hashlib.sha256).hexdigest()
    assert headers["Trucewatch-Signature"] == f"t={int(NOON.timestamp())},v1={expected}"
    assert headers["Trucewatch-Delivery"] == delivery.message_id == a_webhook_parcel().id
    assert headers["Content-Type"] == "application/json"
    assert sign(body, "another-secret", NOON) != headers["Trucewatch-Signature"]


def test_the_payload_has_all_that_the_mail_has():
    speaker = an_actor("the premier", id="ARD")
    mention = a_mention(speaker=speaker, attribution=Attribution.DIRECT)
    second = an_evidence(
        mention=a_mention(id="2"), outlet="Le Carnet", family="carnet", url="javascript:x", language="fr"
    )
    alert = an_alert(evidence=(an_evidence(mention=mention), second), channel=Channel.WEBHOOK, recipient=URL)
    links = Links(page_url="https://airflow.example.org/trucewatch/")
    assert json.loads(write_body(a_webhook_parcel(alert), links)) == {
        "version": 1,
        "id": a_webhook_parcel(alert).id,
        "created": "2026-03-18T12:00:00Z",
        "alerts": [
            {
                "id": alert.id,
                "created": "2026-03-18T12:00:00Z",
                "language": "en",
                "headline": "Ardania–Borland: general ceasefire accepted by Ardania",
                "why": "First time that this is reported.",
                "arrangement": "arrangement-1",
                "conflict": "ardania-borland",
                "category": "ceasefire",
                "act": "accept",
                "quotes": [
                    {
                        "text": "Ardania has accepted the ceasefire.",
                        "speaker": "the premier",
                        "speaker_id": "ARD",
                        "speaker_role": "party",
                        "attribution": "direct",
                        "act": "accept",
                        "certainty": "CT",
                        "outlet": "The Example",
                        "family": "example",
                        "language": "en",
                        "published": "2026-03-18T12:00:00Z",
                        "url": "https://news.example.org/ardania",
                    },
                    {
                        "text": "Ardania has accepted the ceasefire.",
                        "speaker": None,
                        "speaker_id": None,
                        "speaker_role": None,
                        "attribution": "none",
                        "act": "accept",
                        "certainty": "CT",
                        "outlet": "Le Carnet",
                        "family": "carnet",
                        "language": "fr",
                        "published": "2026-03-18T12:00:00Z",
                        "url": None,
                    },
                ],
                "outlets": ["Le Carnet", "The Example"],
                "families": ["carnet", "example"],
                "urls": ["https://news.example.org/ardania"],
                "page": "https://airflow.example.org/trucewatch/mentions?category=ceasefire&conflict=ardania-borland",
            }
        ],
    }


def test_a_time_that_ran_out_has_no_quotes():
    (told,) = json.loads(write_body(a_webhook_parcel(an_alert(evidence=())), Links()))["alerts"]
    assert (told["quotes"], told["category"], told["act"], told["families"]) == ([], None, None, [])


def test_the_same_parcel_is_the_same_bytes():
    alerts = [an_alert(change_key=key, evidence=(an_evidence(mention=a_mention(id=key)),)) for key in "123"]
    assert write_body(a_webhook_parcel(*alerts), Links()) == write_body(a_webhook_parcel(*alerts[::-1]), Links())


def shape(value: object) -> object:
    """The keys and types of a value."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    return [shape(item) for item in value] if isinstance(value, list) else type(value)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_values(text: str):
    def body(words: str) -> bytes:
        mention = a_mention(
            sentence=a_span(f"A {words}"), speaker=an_actor(f"A {words}"), rule_id=words, conflict=words
        )
        evidence = an_evidence(mention=mention, title=words, outlet=words, family=words, url=words)
        return write_body(a_webhook_parcel(an_alert(headline=words, rule=words, evidence=(evidence,))), Links())

    told = body(text)
    assert told.isascii()
    assert shape(json.loads(told)) == shape(json.loads(body("truce")))
    assert b"\n" not in told
    assert len(told) < 9_000
