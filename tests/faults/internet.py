"""An internet of faults: names, public addresses and ways, all of which end on loopback or nowhere."""

import errno
import socket
import ssl
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from http import HTTPStatus
from pathlib import Path

from tests.contract.loopback import Loopback, Script, answer
from tests.faults.certificates import write_certificate
from tests.faults.fault import Certificate, Fault, Way

TRUSTED = "trusted.pem"


class SecureLoopback(Loopback):
    """The same server, over TLS."""

    def __init__(self, scripts: Mapping[str, Script], certificate: Path) -> None:
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(certificate)
        super().__init__(scripts)

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(5)
            super()._serve(self._tls.wrap_socket(connection, server_side=True))


class PlainLoopback(Loopback):
    """A server that takes whatever comes for a bad request."""

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(5)
            connection.recv(4096)
            connection.sendall(answer(HTTPStatus.BAD_REQUEST))


@contextmanager
def servers(faults: Iterable[Fault], folder: Path) -> Iterator[dict[str, int]]:
    """Run one server a fault until the block ends; yield their ports by the faults' names.

    The certificates that a client shall trust, although they are no good for other reasons, are in the folder.
    """
    (folder / TRUSTED).touch()
    with ExitStack() as closing:
        ports = {}
        for fault in faults:
            server = _server(fault, folder)
            closing.callback(server.close)
            ports[fault.name] = server.port
        yield ports


def _server(fault: Fault, folder: Path) -> Loopback:
    if fault.certificate in {None, Certificate.NEVER}:
        return Loopback(fault.pages)
    if fault.certificate is Certificate.NONE:
        return PlainLoopback(fault.pages)
    certificate = write_certificate(folder, fault.host, fault.certificate)
    if fault.certificate is not Certificate.SELF_SIGNED:
        with (folder / TRUSTED).open("ab") as file:
            file.write(certificate.read_bytes())
    return SecureLoopback(fault.pages, certificate)


class Internet:
    """Gives each fault's host a public address of its own; `resolve` and `dial` are a client's ways there."""

    def __init__(self, faults: Iterable[Fault], ports: Mapping[str, int]) -> None:
        self._faults = {fault.host: fault for fault in faults}
        self._addresses: dict[str, str] = {}
        self._ways: dict[str, tuple[Way, int]] = {}
        self.dialled: list[str] = []
        for number, fault in enumerate(self._faults.values()):
            address = fault.address or f"93.184.{number // 250}.{number % 250 + 1}"
            self._addresses[fault.host] = address
            self._ways[address] = (fault.way, ports[fault.name])

    def resolve(self, host: str, _port: int) -> Sequence[str]:
        """Say the addresses of a fault's host; of no other."""
        fault = self._faults.get(host)
        if fault is None:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return fault.names() if fault.names else (self._addresses[host],)

    def dial(self, address: str, _port: int, seconds: float) -> socket.socket:
        """Connect to the server that has this address, whatever the port."""
        self.dialled.append(address)
        way, port = self._ways[address]
        if way is Way.SILENT:
            time.sleep(seconds)
            raise TimeoutError(errno.ETIMEDOUT, "timed out")
        if way is Way.NO_ROUTE:
            raise OSError(errno.ENETUNREACH, "network is unreachable")
        if way is Way.REFUSED:
            raise ConnectionRefusedError(errno.ECONNREFUSED, "connection refused")
        return socket.create_connection(("127.0.0.1", port), seconds)
