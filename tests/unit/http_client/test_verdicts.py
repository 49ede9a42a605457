import errno
import http.client
import socket
import ssl
from datetime import UTC, datetime, timedelta

import pytest

from trucewatch.errors import HostBusy, ResponseRefused
from trucewatch.http_client.faults import Fault
from trucewatch.http_client.targets import parse_target
from trucewatch.http_client.verdicts import (
    PROBLEMS,
    failure_code,
    failure_error,
    parse_retry_after,
    problem,
    status_error,
)
from trucewatch.http_client.wire import Answer

TARGET = parse_target("https://news.example/page")
NOW = datetime(2026, 3, 19, 9, 0, tzinfo=UTC)


def an_answer(status_code: int, **headers: str) -> Answer:
    return Answer(
        status_code=status_code, headers=tuple((name.replace("_", "-"), value) for name, value in headers.items())
    )


def a_bad_certificate(reason: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code = reason
    return error


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
    assert status_error(TARGET, an_answer(status), NOW) is None


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, ResponseRefused), (404, ResponseRefused), (408, HostBusy), (429, HostBusy), (502, HostBusy)],
)
def test_a_status_says_whether_to_come_back(status: int, kind: type[Exception]) -> None:
    error = status_error(TARGET, an_answer(status, retry_after="60"), NOW)
    assert type(error) is kind
    assert error is not None
    assert error.code == f"http_{status}"
    assert error.message.endswith(f"(HTTP {status}).")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (an_answer(403, Cf_Mitigated="challenge"), ResponseRefused),
        (an_answer(503, cf_mitigated="Challenge", retry_after="60"), HostBusy),
        (an_answer(429, x_vercel_mitigated="challenge"), HostBusy),
        (an_answer(202, x_amzn_waf_action="challenge"), ResponseRefused),
        (an_answer(405, x_amzn_waf_action="captcha"), ResponseRefused),
    ],
)
def test_a_robot_check_is_told_from_a_refusal(answer: Answer, kind: type[Exception]) -> None:
    error = status_error(TARGET, answer, NOW)
    assert type(error) is kind
    assert error is not None
    assert error.code == "challenge"


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (socket.gaierror(socket.EAI_NONAME, "x"), "dns_not_found"),
        (socket.gaierror(socket.EAI_NODATA, "x"), "no_address"),
        (socket.gaierror(socket.EAI_AGAIN, "x"), "dns_error"),
        (socket.gaierror(socket.EAI_FAIL, "x"), "dns_error"),
        (socket.gaierror(), "dns_error"),
        (a_bad_certificate(10), "tls_expired"),
        (a_bad_certificate(9), "tls_expired"),
        (a_bad_certificate(18), "tls_untrusted"),
        (a_bad_certificate(20), "tls_untrusted"),
        (a_bad_certificate(62), "tls_wrong_host"),
        (a_bad_certificate(64), "tls_wrong_host"),
        (ssl.SSLError(1, "x"), "tls_error"),
        (TimeoutError(), "timed_out"),
        (ConnectionRefusedError(), "refused"),
        (ConnectionResetError(), "reset"),
        (BrokenPipeError(), "reset"),
        (http.client.RemoteDisconnected(), "reset"),
        (http.client.BadStatusLine("x"), "bad_answer"),
        (http.client.UnknownProtocol("x"), "bad_answer"),
        (http.client.LineTooLong("header line"), "headers_too_large"),
        (http.client.HTTPException("got more than 100 headers"), "headers_too_large"),
        (OSError(errno.ENETUNREACH, "?"), "no_route"),
        (OSError(errno.EHOSTUNREACH, "?"), "no_route"),
        (OSError(errno.EMFILE, "?"), "internal_error"),
        (Fault("slow_body"), "slow_body"),
    ],
)
def test_a_failure_below_http_is_named(failure: Exception, code: str) -> None:
    assert failure_code(failure) == code
    error = failure_error(TARGET, failure)
    assert (error.code, error.key) == (code, TARGET.url)
    assert "news.example" in error.message


@pytest.mark.parametrize("code", PROBLEMS)
def test_every_problem_is_one_plain_sentence(code: str) -> None:
    message = problem(code, TARGET).message
    assert message.endswith(".")
    assert message.count(". ") == 0
    assert "{" not in message
    assert "news.example" in message


def test_no_two_problems_share_a_sentence() -> None:
    assert len({sentence for _, sentence in PROBLEMS.values()}) == len(PROBLEMS)
