"""From a host to numeric addresses, within a deadline; a host that is a number already asks nobody."""

import queue
import socket
import threading
from collections.abc import Callable, Sequence

from trucewatch.http_client.addresses import numeric_address
from trucewatch.http_client.deadlines import Deadline
from trucewatch.http_client.faults import Fault

Resolve = Callable[[str, int], Sequence[str]]
"""Host and port to numeric addresses; raises socket.gaierror."""


def resolve_name(host: str, port: int) -> Sequence[str]:
    """Ask the system for the addresses of a name; raises socket.gaierror."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


def addresses_of(host: str, port: int, resolve: Resolve, deadline: Deadline) -> Sequence[str]:
    """Return the addresses of a host, at least one.

    Raises socket.gaierror, or Fault: 'dns_error' (no answer in time), 'dns_not_found', 'no_address'.
    """
    number = numeric_address(host)
    addresses = (number,) if number else _within(deadline, resolve, host, port)
    if not addresses:
        raise Fault("no_address")
    return addresses


def _within(deadline: Deadline, resolve: Resolve, host: str, port: int) -> Sequence[str]:
    """Wait no longer than the deadline; the system's resolver knows none."""
    found: queue.SimpleQueue[Sequence[str] | OSError | UnicodeError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found.put(resolve(host, port))
        except (OSError, UnicodeError) as error:
            found.put(error)

    threading.Thread(target=ask, daemon=True, name="resolve").start()
    try:
        answer = found.get(timeout=deadline.left())
    except (queue.Empty, TimeoutError) as error:
        raise Fault("dns_error") from error
    if isinstance(answer, UnicodeError):
        raise Fault("dns_not_found") from answer
    if isinstance(answer, OSError):
        raise answer
    return answer
