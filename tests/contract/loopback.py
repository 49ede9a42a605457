"""A server on loopback that says exactly the bytes it is told to say, and clients that ask it."""

import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from tests.fakes import FixedClock
from trucewatch.http_client import PoliteClient
from trucewatch.ports import Clock, HostBook
from trucewatch.settings import Settings

Script = bytes | Callable[[socket.socket], None]
"""An answer in full, or what to do with the connection once the request has been read."""


class Loopback:
    """Answers by path; notes every request's head and body."""

    def __init__(self, scripts: Mapping[str, Script]) -> None:
        self.scripts = dict(scripts)
        self.requests: list[str] = []
        self.bodies: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept)
        self._accepting.start()

    def paths(self) -> list[str]:
        return [head.split(" ")[1] for head in self.requests]

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in (self._accepting, *self._threads):
            thread.join(timeout=5)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(5)
            try:
                head = b""
                while b"\r\n\r\n" not in head:
                    piece = connection.recv(4096)
                    if not piece:
                        return
                    head += piece
                head, _, body = head.partition(b"\r\n\r\n")
                self.requests.append(head.decode("latin-1") + "\r\n\r\n")
                length = re.search(rb"(?im)^content-length: *(\d+)", head)
                while length and len(body) < int(length[1]):
                    body += connection.recv(65536)
                self.bodies.append(body)
                script = self.scripts.get(self.requests[-1].split(" ")[1], answer(404))
                if callable(script):
                    script(connection)
                else:
                    connection.sendall(script)
            except OSError:
                return


def answer(status: int = 200, body: bytes = b"", **headers: str) -> bytes:
    """A complete answer; `retry_after="5"` becomes the header retry-after."""
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@contextmanager
def serve(**scripts: Script) -> Iterator[Loopback]:
    """Serve `name` at /name until the block ends."""
    server = Loopback({f"/{name}": script for name, script in scripts.items()})
    try:
        yield server
    finally:
        server.close()


def drip(first: bytes, *pieces: bytes, pause: float, times: int = 1000) -> Script:
    """Say the first bytes, then the others again and again with pauses."""

    def script(connection: socket.socket) -> None:
        connection.sendall(first)
        for _ in range(times):
            for piece in pieces:
                connection.sendall(piece)
            time.sleep(pause)

    return script


def reset_after(said: bytes = b"") -> Script:
    """Say this and break the connection off."""

    def script(connection: socket.socket) -> None:
        connection.sendall(said)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    return script


def loopback_client(clock: Clock | None = None, book: HostBook | None = None, **changes: Any) -> PoliteClient:
    """A client that may ask loopback and does not wait for turns."""
    values = {"allow_private_hosts": True, "pause_seconds": 0.0, "timeout_seconds": 5.0, "max_bytes": 100_000}
    return PoliteClient(Settings(**{**values, **changes}), clock or FixedClock(), book)


def internet(server: Loopback, /, **names: str) -> PoliteClient:
    """A client that may ask no private address, to whom every public address is this server.

    `news_example="93.184.215.14"` gives the name news.example its address.
    """
    return PoliteClient(
        Settings(pause_seconds=0.0, timeout_seconds=5.0),
        FixedClock(),
        resolve=lambda host, _port: (names[host.replace(".", "_")],),
        dial=lambda _address, _port, seconds: socket.create_connection(("127.0.0.1", server.port), seconds),
    )
