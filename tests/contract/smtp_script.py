"""A mail server on loopback that follows a script: what it says, when, and when it hangs up.

Each connection takes the next script, the last one again and again. A script is a list of steps, one a command (and one
for the greeting, and one for the text after DATA); a step is what is said, or something to do instead.
"""

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from trucewatch.settings import Smtp

Step = str | Callable[["Talk"], None]
"""Lines to be said, '\\n' between them, or what to do."""
Script = Sequence[Step]

GREETING = "220 script.example ready"
HELLO = "250-script.example\n250-8BITMIME\n250 SIZE 10000000"
WELL: Script = (GREETING, HELLO, "250 sender", "250 recipient", "354 go on", "250 2.0.0 queued as 1")
"""Every command of one message, each answered as one would wish."""


def with_step(number: int, step: Step, script: Script = WELL) -> Script:
    """As the script until that step (0: the greeting ... 5: the answer to the message), and then this."""
    return (*script[:number], step)


@dataclass
class Talk:
    """One connection, as the server sees it."""

    socket: socket.socket
    commands: list[bytes] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list)
    taken: list[bytes] = field(default_factory=list)
    is_over: bool = False

    def say(self, words: str | bytes) -> None:
        lines = words if isinstance(words, bytes) else words.replace("\n", "\r\n").encode() + b"\r\n"
        self.socket.sendall(lines)

    def hear(self, end: bytes = b"\r\n") -> bytes:
        heard = b""
        while not heard.endswith(end):
            # One byte each: what follows a command belongs to the next, or to TLS.
            piece = self.socket.recv(1)
            if not piece:
                raise ConnectionResetError
            heard += piece
        return heard


def hang_up(talk: Talk) -> None:
    """Close the connection."""
    talk.is_over = True


def reset(talk: Talk) -> None:
    """Break the connection off."""
    talk.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    talk.is_over = True


def fall_silent(talk: Talk) -> None:
    """Say nothing more until the other side gives up."""
    with suppress(OSError):
        while talk.socket.recv(65536):
            pass
    talk.is_over = True


def say_and_hang_up(words: str) -> Step:
    """Say this, and close the connection."""

    def step(talk: Talk) -> None:
        talk.say(words)
        talk.is_over = True

    return step


def say_after(seconds: float, words: str) -> Step:
    """Say this late."""

    def step(talk: Talk) -> None:
        time.sleep(seconds)
        talk.say(words)

    return step


def trickle(words: bytes, pause: float) -> Step:
    """Say this again and again, a byte at a time, as long as somebody listens."""

    def step(talk: Talk) -> None:
        with suppress(OSError):
            while True:
                for byte in words:
                    talk.socket.sendall(bytes([byte]))
                    time.sleep(pause)
        talk.is_over = True

    return step


def flood(line: bytes) -> Step:
    """Say this line as fast as possible, as long as somebody listens."""

    def step(talk: Talk) -> None:
        with suppress(OSError):
            while True:
                talk.socket.sendall(line * 1000)
        talk.is_over = True

    return step


def read_some_and(then: Step, count: int = 100) -> Step:
    """Instead of the answer to DATA: ask for the text, read so many bytes of it, and then do this."""

    def step(talk: Talk) -> None:
        talk.say("354 go on")
        heard = 0
        while heard < count:
            heard += len(talk.socket.recv(count - heard))
        _do(then, talk)
        talk.is_over = True

    return step


def begin_tls(context: ssl.SSLContext, before: bytes = b"") -> Step:
    """Answer STARTTLS, say `before` in the clear with it, and go on within TLS."""

    def step(talk: Talk) -> None:
        talk.socket.sendall(b"220 go on\r\n" + before)
        talk.socket = context.wrap_socket(talk.socket, server_side=True)

    return step


class ScriptedServer:
    """Listens on loopback until it is closed; keeps every talk."""

    def __init__(self, scripts: Sequence[Script], tls: ssl.SSLContext | None = None) -> None:
        self.talks: list[Talk] = []
        self._scripts = list(scripts)
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept)
        self._accepting.start()

    def smtp(self, **changes: Any) -> Smtp:
        """How to reach it; patient for half a second with each answer."""
        values: dict[str, Any] = {"host": "127.0.0.1", "port": self.port, "timeout_seconds": 0.5, "total_seconds": 2.0}
        return Smtp(**values | changes)

    @property
    def messages(self) -> list[bytes]:
        """All that was received whole and answered with 2xx."""
        return [message for talk in self.talks for message in talk.messages]

    @property
    def taken(self) -> list[bytes]:
        """All that was received whole and not refused: what a server may have delivered, whatever it said of it."""
        return [message for talk in self.talks for message in talk.taken]

    @property
    def commands(self) -> list[str]:
        return [command.decode("utf-8", "replace").strip() for talk in self.talks for command in talk.commands]

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
            number = min(len(self.talks), len(self._scripts) - 1)
            talk = Talk(connection)
            self.talks.append(talk)
            thread = threading.Thread(target=self._serve, args=(talk, self._scripts[number]))
            self._threads.append(thread)
            thread.start()

    def _serve(self, talk: Talk, script: Script) -> None:
        talk.socket.settimeout(5)
        with suppress(OSError):
            if self._tls:
                talk.socket = self._tls.wrap_socket(talk.socket, server_side=True)
            _do(script[0], talk)
            _converse(talk, list(script[1:]))
        talk.socket.close()


def _converse(talk: Talk, steps: list[Step]) -> None:
    while not talk.is_over:
        command = talk.hear()
        talk.commands.append(command)
        if command.upper().startswith(b"QUIT"):
            if not steps:
                talk.say("221 bye")
            return
        step = steps.pop(0) if steps else "250 fine"
        _do(step, talk)
        if command.upper().startswith(b"DATA") and isinstance(step, str) and step.startswith("354"):
            text = talk.hear(b"\r\n.\r\n")
            step = steps.pop(0) if steps else "250 queued"
            if isinstance(step, str) and step.startswith("2"):
                talk.messages.append(text)
            if not (isinstance(step, str) and step.startswith(("4", "5"))):
                talk.taken.append(text)
            _do(step, talk)


def _do(step: Step, talk: Talk) -> None:
    if callable(step):
        step(talk)
    else:
        talk.say(step)


@contextmanager
def scripted(*scripts: Script, tls: ssl.SSLContext | None = None) -> Iterator[ScriptedServer]:
    """Serve these scripts, one a connection, until the block ends."""
    server = ScriptedServer(scripts or (WELL,), tls)
    try:
        yield server
    finally:
        server.close()
