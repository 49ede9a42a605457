"""The gzip members that a WARC file consists of, unpacked piece by piece."""

import io
import os
import zlib
from typing import BinaryIO

CHUNK_BYTES = 64 * 1024
GZIP_FORMAT = 16 + zlib.MAX_WBITS
"""What zlib calls the format of gzip."""
_GZIP_BEGINNING = b"\x1f\x8b\x08"
RECORD_BEGINNING = b"WARC/"


class BrokenRecord(Exception):
    """These bytes are no complete record; the message says what is wrong and completes 'it ...'."""


class Member(io.RawIOBase):
    """The unpacked bytes of the gzip member that begins where a file stands; never more than a chunk of it in memory.

    Unlike warcio's own reader it takes damaged and missing bytes for what they are, not for the end.
    """

    def __init__(self, file: BinaryIO, ahead: bytes = b"") -> None:
        """`ahead` is what was read of the file already."""
        self._file = file
        self._packed = ahead
        self._taken = len(ahead)
        self._unpacker = zlib.decompressobj(GZIP_FORMAT)

    @property
    def packed_bytes(self) -> int:
        """How long the member is in the file; right once it was read to its end."""
        return self._taken - len(self._unpacker.unused_data)

    @property
    def unused(self) -> bytes:
        """What was read of the file beyond the member's end."""
        return self._unpacker.unused_data

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any other buffer would do as well
        """Unpack into the buffer; raise BrokenRecord where bytes are damaged or missing."""
        while not self._unpacker.eof:
            if not self._packed:
                self._packed = self._file.read(CHUNK_BYTES)
                self._taken += len(self._packed)
                if not self._packed:
                    raise BrokenRecord("it is cut off" if self._taken else "the file ends before it")
            try:
                content = self._unpacker.decompress(self._packed, len(buffer))
            except zlib.error as error:
                raise BrokenRecord("its packed bytes are damaged") from error
            self._packed = self._unpacker.unconsumed_tail
            if content:
                buffer[: len(content)] = content
                return len(content)
        return 0


def find_member(file: BinaryIO, start: int, stop: int | None = None) -> int:
    """Return where the next member that holds a record begins, at `start` or behind; the file's length if none does.

    Nothing is looked for from `stop` on: some place behind it is returned where none begins before.
    """
    while stop is None or start < stop:
        file.seek(start)
        window = file.read(CHUNK_BYTES)
        found = window.find(_GZIP_BEGINNING)
        if found >= 0:
            start += found
            if _holds_record(file, start):
                return start
            start += 1
        elif len(window) < len(_GZIP_BEGINNING):
            return file.seek(0, os.SEEK_END)
        else:  # the last bytes may be the beginning of a beginning
            start += len(window) - len(_GZIP_BEGINNING) + 1
    return start


def _holds_record(file: BinaryIO, start: int) -> bool:
    file.seek(start)
    try:
        beginning = zlib.decompressobj(GZIP_FORMAT).decompress(file.read(1024), len(RECORD_BEGINNING))
    except zlib.error:
        return False
    return beginning == RECORD_BEGINNING
