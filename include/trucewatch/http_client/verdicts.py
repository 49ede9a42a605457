"""What an answer or a failure means, in our errors and in sentences that a person understands. Pure."""

import errno
import http.client
import socket
import ssl
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from urllib3.exceptions import (
    DecodeError,
    HTTPError,
    IncompleteRead,
    InvalidChunkLength,
    ProtocolError,
    ReadTimeoutError,
)

from trucewatch.errors import HostBusy, HostUnreachable, ResponseRefused, TrucewatchError
from trucewatch.http_client.targets import Target

LONGEST_REST = timedelta(hours=24)
_SENTENCES = {
    401: "{host} asks for a login.",
    402: "{host} asks for payment.",
    403: "{host} refuses to show us this page.",
    404: "{host} has no page at this address.",
    410: "{host} has removed this page for good.",
    429: "{host} asks us to slow down.",
    451: "{host} may not show this page for legal reasons.",
    503: "{host} is overloaded or under repair.",
}
_TEMPORARY = frozenset({408, 425, 429})


class HeadersTooLarge(Exception):
    """The headers of an answer do not end."""


class BodyTooLarge(Exception):
    """The body of an answer is longer than we take."""


class CodingUnknown(Exception):
    """The body is packed in a way that we did not ask for."""


def status_error(target: Target, status_code: int, retry_after: str | None, now: datetime) -> TrucewatchError | None:
    """Return the error that a status stands for, or None below 400."""
    if status_code < HTTPStatus.BAD_REQUEST:
        return None
    code = f"http_{status_code}"
    kind = "has a fault of its own" if status_code >= HTTPStatus.INTERNAL_SERVER_ERROR else "refuses this request"
    sentence = _SENTENCES.get(status_code, f"{{host}} {kind}.").format(host=target.host)
    sentence = f"{sentence[:-1]} (HTTP {status_code})."
    if status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or status_code in _TEMPORARY:
        return HostBusy(sentence, key=target.url, code=code, retry_at=parse_retry_after(retry_after, now))
    return ResponseRefused(sentence, key=target.url, code=code)


def parse_retry_after(value: str | None, now: datetime) -> datetime | None:
    """Read a Retry-After header, seconds or date; never before now nor later than a day. None: says nothing."""
    value = (value or "").strip()
    if value.isascii() and value.isdigit():
        return now + min(timedelta(seconds=min(int(value[:9]), 10**8)), LONGEST_REST)
    try:
        moment = parsedate_to_datetime(value)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return min(max(moment, now), now + LONGEST_REST)


def failure_error(target: Target, failure: Exception) -> TrucewatchError:
    """Return our error for a failure below HTTP: name, connection, TLS, broken or oversized answer."""
    place = f"{target.host}:{target.port}"
    refusal = _refusal(target, failure)
    if refusal is not None:
        return refusal
    if isinstance(failure, socket.gaierror):
        code, sentence = "dns_error", f"The name {target.host} cannot be found (DNS)."
    elif isinstance(failure, ssl.SSLCertVerificationError):
        code, sentence = "tls_error", f"The certificate of {target.host} is not valid ({failure.verify_message})."
    elif isinstance(failure, ssl.SSLError):
        code, sentence = "tls_error", f"No secure connection to {place} could be made (TLS)."
    elif isinstance(failure, ConnectionRefusedError):
        code, sentence = "refused", f"No server answers at {place} (connection refused)."
    elif isinstance(failure, TimeoutError | ReadTimeoutError):
        code, sentence = "timed_out", f"{place} did not give a complete answer in time."
    elif isinstance(failure, ConnectionError | http.client.RemoteDisconnected | IncompleteRead | ProtocolError):
        code, sentence = "reset", f"{place} closed the connection before its answer was complete."
    elif isinstance(failure, OSError) and failure.errno in {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL}:
        code, sentence = "no_route", f"There is no way to {place} from this machine."
    else:
        code, sentence = "unreachable", f"{place} could not be asked ({type(failure).__name__})."
    return HostUnreachable(sentence, key=target.url, code=code)


def _refusal(target: Target, failure: Exception) -> ResponseRefused | None:
    # http.client raises a bare HTTPException for more than 100 headers.
    endless_headers = (
        isinstance(failure, HeadersTooLarge | http.client.LineTooLong) or type(failure) is http.client.HTTPException
    )
    if endless_headers or isinstance(failure, BodyTooLarge):
        part = "body" if isinstance(failure, BodyTooLarge) else "header"
        sentence = f"The {part} of the answer from {target.host} is larger than we take."
        return ResponseRefused(sentence, key=target.url, code="too_large")
    if isinstance(failure, DecodeError | CodingUnknown):
        sentence = f"{target.host} sent an answer that cannot be unpacked."
        return ResponseRefused(sentence, key=target.url, code="bad_encoding")
    speaks_no_http = isinstance(failure, http.client.HTTPException | InvalidChunkLength) and not isinstance(
        failure, http.client.RemoteDisconnected | http.client.IncompleteRead
    )
    if speaks_no_http:
        sentence = f"What {target.host}:{target.port} sent is not an HTTP answer."
        return ResponseRefused(sentence, key=target.url, code="bad_answer")
    return None


FAILURES = (OSError, http.client.HTTPException, HTTPError, HeadersTooLarge, BodyTooLarge, CodingUnknown)
"""What an exchange may raise; failure_error understands each."""
