import socket
import ssl
from datetime import UTC, datetime, timedelta

import pytest

from trucewatch.errors import HostBusy, HostUnreachable, ResponseRefused
from trucewatch.http_client.targets import parse_target
from trucewatch.http_client.verdicts import failure_error, parse_retry_after, status_error

TARGET = parse_target("https://news.example/page")
NOW = datetime(2026, 3, 19, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("0", timedelta(0)),
        ("99999999999999999999", timedelta(hours=24)),
        ("Thu, 19 Mar 2026 10:00:00 GMT", timedelta(hours=1)),
        ("Thu, 19 Mar 2026 10:00:00", timedelta(hours=1)),
        ("Thu, 19 Mar 2099 10:00:00 GMT", timedelta(hours=24)),
        ("Thu, 19 Mar 2020 10:00:00 GMT", timedelta(0)),
    ],
)
def test_retry_after_is_read_and_capped_at_a_day(value: str, wait: timedelta) -> None:
    assert parse_retry_after(value, NOW) == NOW + wait


@pytest.mark.parametrize("value", [None, "", "soon", "-5", "1.5", "²", "Thu, 99 Foo 2026 25:00:00 GMT"])
def test_a_retry_after_that_says_nothing_is_none(value: str | None) -> None:
    assert parse_retry_after(value, NOW) is None


@pytest.mark.parametrize("status", [200, 204, 304, 399])
def test_below_400_is_no_error(status: int) -> None:
    assert status_error(TARGET, status, None, NOW) is None


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, ResponseRefused), (404, ResponseRefused), (408, HostBusy), (429, HostBusy), (502, HostBusy)],
)
def test_a_status_says_whether_to_come_back(status: int, kind: type[Exception]) -> None:
    error = status_error(TARGET, status, "60", NOW)
    assert type(error) is kind
    assert error is not None
    assert error.code == f"http_{status}"
    assert error.message.endswith(f"(HTTP {status}).")


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (socket.gaierror(socket.EAI_NONAME, "x"), "dns_error"),
        (ssl.SSLCertVerificationError(1, "x"), "tls_error"),
        (ssl.SSLError(1, "x"), "tls_error"),
        (TimeoutError(), "timed_out"),
        (ConnectionResetError(), "reset"),
        (OSError(101, "Network is unreachable"), "no_route"),
        (OSError(5, "?"), "unreachable"),
    ],
)
def test_a_failure_below_http_is_named(failure: Exception, code: str) -> None:
    failure.__dict__.setdefault("verify_message", "expired")
    error = failure_error(TARGET, failure)
    assert isinstance(error, HostUnreachable)
    assert error.code == code
    assert "news.example" in error.message
