"""A body as it was meant: without chunks, unpacked, and never longer than asked. Pure."""

import zlib
from collections.abc import Iterator

import brotli

from trucewatch.archive.members import GZIP_FORMAT, BrokenRecord

_PIECE = 64 * 1024
_LAST = b"0"


def plain_body(raw: bytes, *, is_chunked: bool, codings: str, most: int) -> bytes:
    """Return a body without transfer and content coding, cut at `most` bytes.

    Where headers name a coding that the body does not have, as archives do that stored it unpacked, it is taken as it is;
    so is a coding that we do not know. Raises BrokenRecord where it has it and cannot be unpacked.
    """
    body = _without_chunks(raw) if is_chunked else raw
    for coding in reversed([one.strip().lower() for one in codings.split(",")]):
        if coding in {"gzip", "x-gzip"} and body.startswith(b"\x1f\x8b"):
            body = _inflated(body, GZIP_FORMAT, most)
        elif coding == "deflate":
            body = _deflated(body, most)
        elif coding == "br":
            body = _from_brotli(body, most)
    return body[:most]


def _without_chunks(raw: bytes) -> bytes:
    pieces = list(_chunks(raw))
    return raw if not pieces and raw else b"".join(pieces)


def _chunks(raw: bytes) -> Iterator[bytes]:
    """Yield the chunks of a body; none where it has no chunks after all."""
    at = 0
    while (end := raw.find(b"\r\n", at, at + 100)) >= 0:
        try:
            length = int(raw[at:end].split(b";")[0].strip(), 16)
        except ValueError:
            if at == 0:
                return
            raise BrokenRecord("its chunks do not fit together") from None
        if length == 0:
            return
        yield raw[end + 2 : end + 2 + length]
        at = end + 2 + length + 2


def _inflated(body: bytes, bits: int, most: int) -> bytes:
    unpacker = zlib.decompressobj(bits)
    try:
        content = unpacker.decompress(body, most)
    except zlib.error as error:
        raise BrokenRecord("its body cannot be unpacked") from error
    if not unpacker.eof and len(content) < most:
        raise BrokenRecord("its packed body is cut off")
    return content


def _deflated(body: bytes, most: int) -> bytes:
    """Undo 'deflate', which should mean zlib's format, is sent bare by some servers, and not at all by archives."""
    for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        try:
            return _inflated(body, bits, most)
        except BrokenRecord:
            continue
    return body


def _from_brotli(body: bytes, most: int) -> bytes:
    if body.lstrip()[:1] == b"<":
        return body
    unpacker = brotli.Decompressor()
    content = bytearray()
    try:
        content += unpacker.process(body, output_buffer_limit=_PIECE)
        while not unpacker.is_finished() and len(content) < most:
            piece = unpacker.process(b"", output_buffer_limit=_PIECE)
            if not piece and unpacker.can_accept_more_data():
                break
            content += piece
    except brotli.error as error:
        raise BrokenRecord("its body cannot be unpacked") from error
    if not unpacker.is_finished() and len(content) < most:
        raise BrokenRecord("its packed body is cut off")
    return bytes(content)
