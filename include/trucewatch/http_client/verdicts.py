"""What an answer or a failure means, in our errors and in sentences that a person understands. Pure."""

import errno
import http.client
import socket
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from trucewatch.errors import AddressForbidden, HostBusy, HostUnreachable, ResponseRefused, TrucewatchError
from trucewatch.http_client.faults import Fault
from trucewatch.http_client.targets import Target
from trucewatch.http_client.wire import Answer

LONGEST_REST = timedelta(hours=24)

_Kind = type[AddressForbidden] | type[HostUnreachable] | type[ResponseRefused]
PROBLEMS: Mapping[str, tuple[_Kind, str]] = {
    "forbidden_address": (
        AddressForbidden,
        "{host} is not on the public internet; private addresses are not fetched.",
    ),
    "redirect_forbidden": (
        AddressForbidden,
        "A redirect leads to {host}, which is not on the public internet; private addresses are not fetched.",
    ),
    "dns_not_found": (HostUnreachable, "There is no host named {host} (DNS)."),
    "dns_error": (HostUnreachable, "The name {host} could not be looked up (DNS)."),
    "no_address": (HostUnreachable, "The name {host} exists but has no address (DNS)."),
    "refused": (HostUnreachable, "No server answers at {place} (connection refused)."),
    "no_route": (HostUnreachable, "There is no way to {place} from this machine."),
    "connect_timeout": (HostUnreachable, "{place} did not accept a connection in time."),
    "slow_headers": (HostUnreachable, "{place} accepted the connection but did not begin its answer in time."),
    "slow_body": (HostUnreachable, "{place} began its answer but did not complete it in time."),
    "timed_out": (HostUnreachable, "{place} used up the time for one request with its redirects."),
    "reset": (HostUnreachable, "{place} broke off the connection before its answer was complete."),
    "incomplete_body": (HostUnreachable, "{place} sent less than it had announced."),
    "internal_error": (HostUnreachable, "{place} could not be asked, for a reason on this machine ({failure})."),
    "tls_expired": (HostUnreachable, "The certificate of {host} has expired or is not valid yet."),
    "tls_untrusted": (HostUnreachable, "The certificate of {host} was issued by nobody whom this machine trusts."),
    "tls_wrong_host": (HostUnreachable, "The certificate that {host} shows is for another name."),
    "tls_error": (HostUnreachable, "No secure connection to {place} could be made (TLS)."),
    "bad_answer": (ResponseRefused, "What {place} sent is not an HTTP answer."),
    "headers_too_large": (ResponseRefused, "The headers of the answer from {host} are larger than we take."),
    "too_large": (ResponseRefused, "The answer from {host} is larger than we take."),
    "decompression_bomb": (ResponseRefused, "The answer from {host} is small but unpacks to more than we take."),
    "unknown_encoding": (ResponseRefused, "{host} packed its answer in a way that we did not ask for."),
    "bad_encoding": (ResponseRefused, "{host} sent a packed answer that cannot be unpacked."),
    "bad_redirect": (ResponseRefused, "{host} redirects without saying where to."),
    "redirect_loop": (ResponseRefused, "{host} redirects in a circle."),
    "too_many_redirects": (ResponseRefused, "{host} is the end of more redirects than we follow."),
    "robots": (ResponseRefused, "The robots.txt of {host} asks us not to read this page."),
}
"""Every problem below HTTP's status codes: whether trying again may help, and the sentence."""

_STATUS_SENTENCES = {
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
_CHALLENGES = frozenset(
    {
        ("cf-mitigated", "challenge"),  # Cloudflare
        ("x-amzn-waf-action", "challenge"),  # AWS
        ("x-amzn-waf-action", "captcha"),
        ("x-vercel-mitigated", "challenge"),  # Vercel
    }
)
"""Headers by which a protection service says that it wants to see a person's browser."""

_DNS_CODES = {socket.EAI_NONAME: "dns_not_found", socket.EAI_NODATA: "no_address"}
_EXPIRED, _NOT_YET = 10, 9
_WRONG_NAME, _WRONG_NUMBER = 62, 64
"""Reasons why OpenSSL does not verify a certificate (x509_vfy.h)."""

FAILURES = (OSError, http.client.HTTPException, Fault)
"""What an exchange may raise; failure_error understands each."""


def problem(code: str, target: Target, failure: Exception | None = None) -> TrucewatchError:
    """Return the error for one of PROBLEMS."""
    kind, words = PROBLEMS[code]
    place = f"{target.host}:{target.port}"
    sentence = words.format(host=target.host, place=place, failure=type(failure).__name__)
    return kind(sentence, key=target.url, code=code)


def failure_error(target: Target, failure: Exception) -> TrucewatchError:
    """Return our error for a failure below HTTP: name, connection, TLS, broken or oversized answer."""
    return problem(failure_code(failure), target, failure)


def failure_code(failure: Exception) -> str:  # noqa: PLR0911  # one return for each case is the table's own form
    """Name a failure."""
    if isinstance(failure, Fault):
        return failure.code
    if isinstance(failure, socket.gaierror):
        return _DNS_CODES.get(failure.errno or 0, "dns_error")
    if isinstance(failure, ssl.SSLCertVerificationError):
        return _certificate_code(failure.verify_code)
    if isinstance(failure, ssl.SSLError):
        return "tls_error"
    if isinstance(failure, ConnectionRefusedError):
        return "refused"
    if isinstance(failure, TimeoutError):
        return "timed_out"
    if isinstance(failure, ConnectionError):  # also http.client's RemoteDisconnected
        return "reset"
    if isinstance(failure, http.client.HTTPException):
        return _bad_answer_code(failure)
    no_route = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL, errno.EACCES, errno.EPERM}
    return "no_route" if isinstance(failure, OSError) and failure.errno in no_route else "internal_error"


def _certificate_code(reason: int) -> str:
    if reason in {_EXPIRED, _NOT_YET}:
        return "tls_expired"
    return "tls_wrong_host" if reason in {_WRONG_NAME, _WRONG_NUMBER} else "tls_untrusted"


def _bad_answer_code(failure: http.client.HTTPException) -> str:
    # http.client raises a bare HTTPException for more than 100 headers.
    endless = isinstance(failure, http.client.LineTooLong) or type(failure) is http.client.HTTPException
    return "headers_too_large" if endless else "bad_answer"


def status_error(target: Target, answer: Answer, now: datetime) -> TrucewatchError | None:
    """Return the error that a status stands for, or None below 400."""
    status = answer.status_code
    if is_challenge(answer):
        code = "challenge"
        sentence = f"{target.host} wants to see a person's browser before it answers (a robot check)."
    elif status < HTTPStatus.BAD_REQUEST:
        return None
    else:
        code = f"http_{status}"
        kind = "has a fault of its own" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "refuses this request"
        words = _STATUS_SENTENCES.get(status, f"{{host}} {kind}.").format(host=target.host)
        sentence = f"{words[:-1]} (HTTP {status})."
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _TEMPORARY:
        retry_at = parse_retry_after(answer.header("retry-after"), now)
        return HostBusy(sentence, key=target.url, code=code, retry_at=retry_at)
    return ResponseRefused(sentence, key=target.url, code=code)


def is_challenge(answer: Answer) -> bool:
    """Return whether this is a robot check instead of the page, as its headers say."""
    return any((name.lower(), value.strip().lower()) in _CHALLENGES for name, value in answer.headers)


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
