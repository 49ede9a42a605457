"""Unpacks what a server packed, piece by piece, so that no bomb is ever held in memory. Pure."""

import zlib
from collections.abc import Iterable, Iterator

from trucewatch.http_client.faults import Fault

PIECE_BYTES = 64 * 1024
ACCEPTED = "gzip, deflate"
_GZIP = frozenset({"gzip", "x-gzip"})
_DEFLATE = frozenset({"deflate"})
_MAX_CODINGS = 2
_GZIP_START = b"\x1f\x8b"
_GZIP_BITS = 16 + zlib.MAX_WBITS


def parse_codings(headers: Iterable[str]) -> tuple[str, ...]:
    """Read Content-Encoding headers: the codings in the order in which they were applied.

    Raises Fault ('unknown_encoding') for any that we did not ask for, or too many.
    """
    written = (coding.strip().lower() for header in headers for coding in header.split(","))
    codings = tuple(coding for coding in written if coding not in {"", "identity"})
    if len(codings) > _MAX_CODINGS or not (_GZIP | _DEFLATE).issuperset(codings):
        raise Fault("unknown_encoding")
    return codings


def unpack(pieces: Iterable[bytes], codings: Iterable[str], *, max_bytes: int) -> Iterator[bytes]:
    """Undo the codings, last applied first; no piece given is longer than PIECE_BYTES.

    The last layer is for the caller to measure; those within it are held to `max_bytes` here. Raises Fault:
    'bad_encoding' (corrupt), 'incomplete_body' (ends too early), 'decompression_bomb' (an inner layer is too large).
    """
    unpacked = iter(pieces)
    for number, coding in enumerate(reversed(tuple(codings))):
        unpacked = _inflate(_capped(unpacked, max_bytes) if number else unpacked, coding)
    return unpacked


def _capped(pieces: Iterable[bytes], max_bytes: int) -> Iterator[bytes]:
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > max_bytes:
            raise Fault("decompression_bomb")
        yield piece


def _inflate(pieces: Iterable[bytes], coding: str) -> Iterator[bytes]:
    inflater: zlib._Decompress | None = None
    begun = False
    for piece in pieces:
        packed = piece
        while packed:
            if inflater is None:
                if begun and not (coding in _GZIP and packed.startswith(_GZIP_START)):
                    return  # what follows the end is no part of it; browsers see it so too
                inflater, begun = zlib.decompressobj(_window_bits(coding, packed)), True
            yield from _inflate_piece(inflater, packed)
            packed = b""
            if inflater.eof:
                packed, inflater = inflater.unused_data, None
    if inflater is not None:
        raise Fault("incomplete_body")


def _inflate_piece(inflater: "zlib._Decompress", packed: bytes) -> Iterator[bytes]:
    while True:
        try:
            unpacked = inflater.decompress(packed, PIECE_BYTES)
        except zlib.error as error:
            raise Fault("bad_encoding") from error
        if unpacked:
            yield unpacked
        packed = inflater.unconsumed_tail
        # A full piece may leave more behind inside zlib although all that is packed has gone in.
        if inflater.eof or (not packed and len(unpacked) < PIECE_BYTES):
            return


def _window_bits(coding: str, start: bytes) -> int:
    """Return zlib's parameter; 'deflate' should mean zlib's format, but some servers send it bare."""
    if coding in _GZIP:
        return _GZIP_BITS
    check = int.from_bytes(start[:2], "big") if len(start) > 1 else 0
    has_zlib_header = start[0] & 0x0F == zlib.DEFLATED and check % 31 == 0
    return zlib.MAX_WBITS if has_zlib_header else -zlib.MAX_WBITS
