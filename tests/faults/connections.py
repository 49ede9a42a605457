"""Faults before the first byte of an answer: names, ways, certificates."""

import socket
import time
from collections.abc import Callable, Sequence
from http import HTTPStatus

from tests.contract.loopback import Script, answer
from tests.faults.bodies import good_feed
from tests.faults.fault import PAGE, RSS, Certificate, Fault, Way

_IN_ORDER: dict[str, Script] = {PAGE: answer(HTTPStatus.OK, good_feed(), content_type=RSS)}
"""What nobody comes to see."""


def _no_name(code: int, words: str) -> Callable[[], Sequence[str]]:
    def names() -> Sequence[str]:
        raise socket.gaierror(code, words)

    return names


def _slowly() -> Sequence[str]:
    time.sleep(4)
    return ("93.184.215.14",)


def _to(*addresses: str) -> Callable[[], Sequence[str]]:
    return lambda: addresses


CONNECTIONS = (
    Fault(name="dns_not_found", expected="dns_not_found", names=_no_name(socket.EAI_NONAME, "unknown")),
    Fault(name="dns_out_of_order", expected="dns_error", names=_no_name(socket.EAI_AGAIN, "try again")),
    Fault(name="dns_server_failed", expected="dns_error", names=_no_name(socket.EAI_FAIL, "failed")),
    Fault(name="dns_no_address", expected="no_address", names=_to()),
    Fault(name="dns_slow", expected="dns_error", names=_slowly),
    Fault(name="name_of_private_address", expected="forbidden_address", names=_to("10.0.0.7"), pages=_IN_ORDER),
    Fault(name="name_of_cloud_metadata", expected="forbidden_address", names=_to("169.254.169.254")),
    Fault(name="one_private_address_of_two", expected="forbidden_address", names=_to("93.184.215.14", "::1")),
    Fault(name="only_ipv6_and_no_route", expected="no_route", address="2606:2800:21f::7", way=Way.NO_ROUTE),
    Fault(name="port_refused", expected="refused", way=Way.REFUSED),
    Fault(name="port_silent", expected="connect_timeout", way=Way.SILENT),
    Fault(name="tls_self_signed", expected="tls_untrusted", certificate=Certificate.SELF_SIGNED, pages=_IN_ORDER),
    Fault(name="tls_expired", expected="tls_expired", certificate=Certificate.EXPIRED, pages=_IN_ORDER),
    Fault(name="tls_wrong_host", expected="tls_wrong_host", certificate=Certificate.WRONG_HOST, pages=_IN_ORDER),
    Fault(name="tls_that_is_none", expected="tls_error", certificate=Certificate.NONE, pages=_IN_ORDER),
    Fault(name="tls_without_an_answer", expected="connect_timeout", certificate=Certificate.NEVER, pages=_IN_ORDER),
)
