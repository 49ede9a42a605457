"""A public internet of one site that needs no socket, and a watch that stops whoever opens one all the same."""

import io
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.contract.loopback import answer
from trucewatch.http_client.wire import dial_address

PUBLIC = "93.184.215.14"
NAMES: dict[str, tuple[str, ...]] = {
    "localhost": ("127.0.0.1",),
    "ip6-localhost": ("::1",),
    "printer.intranet.example": ("192.168.1.1",),
    "metadata.internal": ("169.254.169.254",),
    "both.example": (PUBLIC, "10.0.0.7"),
    "six.example": ("2606:4700::1111", "fd00::7"),
    "nat64.example": ("64:ff9b::a00:7",),
    "mapped.example": ("::ffff:10.0.0.7",),
}


class PublicSite:
    """Every public address; `pages` maps a URL to the whole answer. Other addresses are really dialled."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.dialled: list[str] = []
        self._rebound = 0

    def resolve(self, host: str, _port: int) -> Sequence[str]:
        """Know the site and all its subdomains, NAMES, and one name that is elsewhere at every second look."""
        if host.endswith("site.example"):
            return (PUBLIC,)
        if host == "rebinding.example":
            self._rebound += 1
            return (PUBLIC,) if self._rebound % 2 else ("127.0.0.1",)
        if host not in NAMES:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return NAMES[host]

    def dial(self, address: str, port: int, seconds: float) -> socket.socket:
        self.dialled.append(address)
        if address != PUBLIC:
            return dial_address(address, port, seconds)
        return _Connection(self.pages)  # type: ignore[return-value]


class _Connection:
    """A connection to the site, as far as the client uses one."""

    def __init__(self, pages: dict[str, bytes]) -> None:
        self._pages = pages
        self._said = _Said()

    def settimeout(self, seconds: float) -> None:
        pass

    def sendall(self, data: bytes) -> None:
        head = data.decode("latin-1")
        path = head.split(" ", 2)[1]
        host = head.partition("Host: ")[2].partition("\r\n")[0]
        self._said.answer = io.BytesIO(self._pages.get(f"http://{host}{path}", answer(404)))

    def makefile(self, *_: object, **__: object) -> "_Said":
        return self._said

    def close(self) -> None:
        pass


class _Said(io.RawIOBase):
    """What the site says once it has been asked."""

    answer = io.BytesIO()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        return self.answer.readinto(buffer)

    def close(self) -> None:
        """Stay open: the client makes several files of one connection, and closes each."""


class Forbidden(BaseException):
    """What a watched test gets for trying; no code of ours catches it."""


_WATCHED = frozenset({"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"})
_events: list[tuple[str, object]] = []
_watching: list[bool] = []


@contextmanager
def watched() -> Iterator[list[tuple[str, object]]]:
    """Note and stop every connection and name lookup of this process until the block ends."""
    _events.clear()
    _watching.append(True)
    try:
        yield _events
    finally:
        _watching.clear()


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if event in _WATCHED and _watching:
        _events.append((event, arguments[-1] if event == "socket.connect" else arguments[0]))
        raise Forbidden(event)


sys.addaudithook(_audit)
