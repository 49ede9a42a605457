"""A server on loopback that says exactly the bytes it is told to say."""

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

Script = bytes | Callable[[socket.socket], None]
"""An answer in full, or what to do with the connection once the request's head has been read."""


class Loopback:
    """Answers by path; notes every request head."""

    def __init__(self, scripts: Mapping[str, Script]) -> None:
        self.scripts = dict(scripts)
        self.requests: list[str] = []
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
                self.requests.append(head.decode("latin-1"))
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
