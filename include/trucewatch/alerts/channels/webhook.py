"""Webhooks: a parcel as signed JSON, sent to a URL by POST."""

import hashlib
import hmac
import json
from datetime import datetime
from http import HTTPStatus

from trucewatch.alerts.cleaning import clean
from trucewatch.alerts.links import Links
from trucewatch.alerts.telling import describe_parcel
from trucewatch.errors import AnswerMissing, TrucewatchError
from trucewatch.model import Delivery, Outcome, Parcel, Receipt, Response
from trucewatch.ports import Poster

SIGNATURE_HEADER = "Trucewatch-Signature"
DELIVERY_HEADER = "Trucewatch-Delivery"
ANSWER_LIMIT = 200
_LATER = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
_NEVER_WELL = frozenset({"bad_url", "bad_scheme"})
"""Codes of addresses that nobody's settings can make right."""
_NO_SECRET = "Webhooks are signed, and there is nothing to sign with: set TRUCEWATCH_WEBHOOK_SECRET."  # noqa: S105  # none itself


class WebhookCourier:
    """Implements ports.Courier: what a parcel says as JSON, signed, once a try."""

    def __init__(self, poster: Poster, *, secret: str, links: Links) -> None:
        """Without a secret nothing is sent, and parcels wait."""
        self._poster = poster
        self._secret = secret
        self._links = links

    def deliver(self, parcel: Parcel, now: datetime) -> Delivery:
        """As ports.Courier; the message id is the parcel's, sent in a header so that the other side knows a repeat."""
        return Delivery(parcel=parcel, message_id=parcel.id, tried_at=now, receipt=self._receipt(parcel, now))

    def _receipt(self, parcel: Parcel, now: datetime) -> Receipt:
        if not self._secret:
            return Receipt(outcome=Outcome.DEFERRED, message=_NO_SECRET)
        body = write_body(parcel, self._links)
        headers = {
            "Content-Type": "application/json",
            DELIVERY_HEADER: clean(parcel.id, 100),
            SIGNATURE_HEADER: sign(body, self._secret, now),
        }
        try:
            return _judge(self._poster.post(parcel.recipient, body, headers=headers))
        except TrucewatchError as error:
            return _trouble(error)


def write_body(parcel: Parcel, links: Links) -> bytes:
    """Return the JSON of a parcel, always the same bytes, all of them ASCII."""
    return json.dumps(describe_parcel(parcel, links), separators=(",", ":")).encode("ascii")


def sign(body: bytes, secret: str, now: datetime) -> str:
    """Return the signature header: the time in Unix seconds, and an HMAC-SHA256 of "time.body" in hexadecimal."""
    seconds = int(now.timestamp())
    digest = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"


def _judge(answer: Response) -> Receipt:
    status = answer.status_code
    told = clean(f"{status} {answer.body.decode('utf-8', 'replace')}", ANSWER_LIMIT)
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Receipt(outcome=Outcome.SENT, message=told)
    if status in _LATER or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Receipt(outcome=Outcome.DEFERRED, message=f"The webhook cannot take it now ({told}).")
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        sentence = f"The webhook has moved ({status}); redirects are not followed, so give its new address."
        return Receipt(outcome=Outcome.FAILED, message=sentence)
    if status < HTTPStatus.OK:
        return Receipt(outcome=Outcome.DOUBTFUL, message=f"The webhook gave no final answer ({told}).")
    return Receipt(outcome=Outcome.FAILED, message=f"The webhook refuses it ({told}).")


def _trouble(error: TrucewatchError) -> Receipt:
    """What is known where there was no answer."""
    if isinstance(error, AnswerMissing):
        return Receipt(outcome=Outcome.DOUBTFUL, message=error.message)
    if error.code in _NEVER_WELL:
        return Receipt(outcome=Outcome.FAILED, message=error.message)
    if error.code == "forbidden_address":
        sentence = f"{error.message} Name it in TRUCEWATCH_PRIVATE_HOSTS if it may be told."
        return Receipt(outcome=Outcome.DEFERRED, message=sentence)
    return Receipt(outcome=Outcome.DEFERRED, message=error.message)
