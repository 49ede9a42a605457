import gzip
import itertools
import zlib
from collections.abc import Iterable, Iterator

import pytest

from trucewatch.http_client.faults import Fault
from trucewatch.http_client.unpacking import PIECE_BYTES, parse_codings, unpack

TEXT = bytes(range(256)) * 1000


def bare(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def in_pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


def unpacked(pieces: Iterable[bytes], *codings: str) -> bytes:
    given = list(unpack(pieces, codings, max_bytes=10**6))
    assert all(len(piece) <= PIECE_BYTES for piece in given) or not codings
    return b"".join(given)


@pytest.mark.parametrize("size", [2, 7, 1000, 10**6])
@pytest.mark.parametrize(
    ("packed", "codings"),
    [
        (TEXT, ()),
        (gzip.compress(TEXT), ("gzip",)),
        (gzip.compress(TEXT), ("x-gzip",)),
        (zlib.compress(TEXT), ("deflate",)),
        (bare(TEXT), ("deflate",)),
        (gzip.compress(zlib.compress(TEXT)), ("deflate", "gzip")),
        (gzip.compress(TEXT[:999]) + gzip.compress(TEXT[999:]), ("gzip",)),
        (gzip.compress(TEXT) + b"trailing words", ("gzip",)),
    ],
)
def test_what_was_packed_comes_out_whole(packed: bytes, codings: tuple[str, ...], size: int) -> None:
    assert unpacked(in_pieces(packed, size), *codings) == TEXT


def test_an_empty_body_needs_no_unpacking() -> None:
    assert unpacked([], "gzip") == b""


@pytest.mark.parametrize(
    ("packed", "coding", "code"),
    [
        (gzip.compress(TEXT)[:-1], "gzip", "incomplete_body"),
        (gzip.compress(TEXT)[:100], "gzip", "incomplete_body"),
        (zlib.compress(TEXT)[:-4], "deflate", "incomplete_body"),
        (gzip.compress(TEXT)[:-8] + bytes(8), "gzip", "bad_encoding"),
        (b"no gzip at all", "gzip", "bad_encoding"),
        (b"\xff\xff\xff\xff", "deflate", "bad_encoding"),
        (b"x", "gzip", "incomplete_body"),
    ],
)
def test_half_and_corrupt_bodies_are_told_apart(packed: bytes, coding: str, code: str) -> None:
    with pytest.raises(Fault) as caught:
        unpacked([packed], coding)
    assert caught.value.code == code


def test_a_bomb_is_unpacked_no_further_than_asked() -> None:
    taken = []

    def wire() -> Iterator[bytes]:
        for piece in in_pieces(gzip.compress(bytes(50_000_000)), 100):
            taken.append(piece)
            yield piece

    first = list(itertools.islice(unpack(wire(), ("gzip",), max_bytes=10), 3))
    assert sum(map(len, first)) <= 3 * PIECE_BYTES
    assert len(taken) < 10


def test_a_bomb_within_a_bomb_is_stopped_at_the_inner_layer() -> None:
    bomb = gzip.compress(gzip.compress(b"") * 500_000)
    with pytest.raises(Fault) as caught:
        list(unpack([bomb], ("gzip", "gzip"), max_bytes=1_000_000))
    assert caught.value.code == "decompression_bomb"


@pytest.mark.parametrize(
    ("headers", "codings"),
    [
        ((), ()),
        (("",), ()),
        (("identity",), ()),
        ((" GZIP ",), ("gzip",)),
        (("deflate, gzip",), ("deflate", "gzip")),
        (("deflate", "gzip"), ("deflate", "gzip")),
    ],
)
def test_codings_are_read_in_the_order_of_packing(headers: tuple[str, ...], codings: tuple[str, ...]) -> None:
    assert parse_codings(headers) == codings


@pytest.mark.parametrize("header", ["br", "zstd", "compress", "gzip, br", "gzip, gzip, gzip", "gzip;q=1"])
def test_a_coding_that_nobody_asked_for_is_refused(header: str) -> None:
    with pytest.raises(Fault) as caught:
        parse_codings([header])
    assert caught.value.code == "unknown_encoding"
