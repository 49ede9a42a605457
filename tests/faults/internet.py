"""An internet of faults: names, public addresses and ways, all of which end on loopback or nowhere."""

import errno
import socket
import ssl
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.contract.loopback import Loopback, Script
from tests.faults.certificates import write_certificate
from tests.faults.fault import Certificate, Fault, Way


class SecureLoopback(Loopback):
    """The same server, over TLS."""

    def __init__(self, scripts: Mapping[str, Script], certificate: Path) -> None:
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(certificate)
        super().__init__(scripts)

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(5)
            try:
                secured = self._tls.wrap_socket(connection, server_side=True)
            except OSError:
                return
            super()._serve(secured)


class Internet:
    """One server for each fault, at a public address of its own; `resolve` and `dial` are the client's ways to them."""

    def __init__(self, faults: Iterable[Fault], folder: Path) -> None:
        self._faults = {fault.host: fault for fault in faults}
        self._folder = folder
        self._closing = ExitStack()
        self._ways: dict[str, tuple[Way, int]] = {}
        self._addresses: dict[str, str] = {}
        self.trusted = folder / "trusted.pem"
        """The certificates that a client shall trust, although they are no good for other reasons."""
        self.servers: dict[str, Loopback] = {}
        """By the fault's name."""
        self.dialled: list[str] = []

    def __enter__(self) -> Self:
        self.trusted.touch()
        for number, fault in enumerate(self._faults.values()):
            address = f"93.184.{number // 250}.{number % 250 + 1}"
            self._addresses[fault.host] = address
            server = self._server(fault)
            self._closing.callback(server.close)
            self.servers[fault.name] = server
            self._ways[address] = (fault.way, server.port)
            if fault.names is not None and fault.way is not Way.OPEN:
                self._ways.update(dict.fromkeys(fault.names(), (fault.way, server.port)))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.close()

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

    def _server(self, fault: Fault) -> Loopback:
        if fault.certificate in {None, Certificate.NONE}:
            return Loopback(fault.pages)
        certificate = write_certificate(self._folder, fault.host, fault.certificate)
        if fault.certificate is not Certificate.SELF_SIGNED:
            with self.trusted.open("ab") as file:
                file.write(certificate.read_bytes())
        return SecureLoopback(fault.pages, certificate)
