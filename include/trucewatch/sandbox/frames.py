"""Messages over pipes: eight bytes of length, then as many bytes. The child's side; the parent's has a deadline."""

import os
import struct

HEADER = struct.Struct("!Q")
BEGUN = b""
"""What a child sends when it has understood a request and loaded its code: from here on the time counts."""


def framed(message: bytes) -> bytes:
    """Return a message with its length before it."""
    return HEADER.pack(len(message)) + message


def read_frame(descriptor: int) -> bytes | None:
    """Wait for a message and return it; None when the other side is gone."""
    header = _read(descriptor, HEADER.size)
    if header is None:
        return None
    return _read(descriptor, HEADER.unpack(header)[0])


def write_frame(descriptor: int, message: bytes) -> None:
    """Send a message."""
    rest = memoryview(framed(message))
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _read(descriptor: int, count: int) -> bytes | None:
    received = bytearray()
    while len(received) < count:
        piece = os.read(descriptor, min(count - len(received), 1 << 20))
        if not piece:
            return None
        received += piece
    return bytes(received)
