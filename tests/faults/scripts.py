"""How a server misbehaves: what it does with a connection once the request's head has been read.

Every script ends by itself, in time and in bytes, and at once when the client goes away.
"""

import gzip
import socket
import struct
import time
import zlib
from itertools import repeat

from tests.contract.loopback import Script, answer

MOST_SECONDS = 8.0
MOST_BYTES = 64 * 1024 * 1024
OK = b"HTTP/1.1 200 OK\r\n"
UNPACKED = 40 * 1024 * 1024
"""Length of each bomb once it is unpacked."""


def reset(connection: socket.socket) -> None:
    """Answer nothing and break the connection off, so that the client sees a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def hang_up(connection: socket.socket) -> None:
    """Answer nothing and end the connection in good order."""
    connection.shutdown(socket.SHUT_RDWR)


def reset_after(beginning: bytes) -> Script:
    """Break off after these bytes; they are given time to arrive, for a reset overtakes what is unread."""

    def script(connection: socket.socket) -> None:
        connection.sendall(beginning)
        time.sleep(0.3)
        reset(connection)

    return script


def stall(beginning: bytes) -> Script:
    """Send these bytes, then nothing more, but keep the connection open."""

    def script(connection: socket.socket) -> None:
        connection.sendall(beginning)
        connection.settimeout(MOST_SECONDS)
        connection.recv(1)

    return script


def drip(beginning: bytes, drop: bytes, *, pause: float = 0.1) -> Script:
    """Send these bytes, then drop after drop, each in time for a client that counts only the time between two."""

    def script(connection: socket.socket) -> None:
        connection.sendall(beginning)
        for _ in range(int(MOST_SECONDS / pause)):
            connection.sendall(drop)
            time.sleep(pause)

    return script


def flood(beginning: bytes, piece: bytes) -> Script:
    """Send these bytes, then the same piece over and over, as fast as the client takes it."""

    def script(connection: socket.socket) -> None:
        connection.sendall(beginning)
        for bytes_ in repeat(piece, MOST_BYTES // len(piece)):
            connection.sendall(bytes_)

    return script


def after(seconds: float, said: bytes) -> Script:
    """Answer in order, but only after so long."""

    def script(connection: socket.socket) -> None:
        time.sleep(seconds)
        connection.sendall(said)

    return script


def packed(body: bytes, coding: str, **headers: str) -> bytes:
    """Return an answer whose body is said to be packed in this way."""
    return answer(200, body, content_encoding=coding, **headers)


def gzip_bomb() -> bytes:
    """Return 40 KB that unpack to 40 MB."""
    return gzip.compress(bytes(UNPACKED))


def nested_gzip_bomb() -> bytes:
    """Return a few hundred bytes that unpack, in two steps, to 40 MB."""
    return gzip.compress(gzip_bomb())


def deflate_bomb() -> bytes:
    """Return the same in zlib's wrapping."""
    return zlib.compress(bytes(UNPACKED), level=9)


def zstd_bomb() -> bytes:
    """Return a Zstandard frame (RFC 8878) of run-length blocks, 128 KB each, that unpacks to 40 MB.

    Made by hand, as no library for it is among the requirements: magic number, frame header (window of 128 KB), and
    for each block its size, type 1 (run-length) and the byte to repeat.
    """
    longest = 128 * 1024
    count = UNPACKED // longest
    blocks = (
        ((longest << 3) | (1 << 1) | int(number == count - 1)).to_bytes(3, "little") + b" " for number in range(count)
    )
    return b"\x28\xb5\x2f\xfd" + b"\x00" + b"\x38" + b"".join(blocks)


def brotli_bomb() -> bytes:
    """Return 40 bytes that Brotli (RFC 7932) unpacks to 40 MB of zeros; written down, as no library for it is here."""
    return bytes.fromhex("cfffff7ff82700e2b14020f7fe9ffffffff04f00c4610180eefd7ffeffffe19f0088c32200ddfb3f")
