"""Files as crashes, disks and strangers leave them."""

import gzip
import io
import tracemalloc
from hashlib import shake_256

import pytest

from tests.builders import NOON, a_response
from trucewatch.archive.members import BrokenRecord, find_member
from trucewatch.archive.packing import pack_beginning, pack_response, pack_revisit
from trucewatch.archive.reading import BrokenPlace, Record, read_body, read_headers, scan

BEGINNING = pack_beginning("x.warc.gz", NOON)
FIRST = pack_response(a_response(url="https://herald.example/1", body=b"first"))
LAST = pack_response(a_response(url="https://herald.example/2", body=b"last"))


def look(content):
    found = list(scan(io.BytesIO(content), "x.warc.gz"))
    assert sum(place.packed_bytes for place in found) == len(content)
    return [
        (place.position.offset, place.why if isinstance(place, BrokenPlace) else place.url or place.type)
        for place in found
    ]


def packed(head, block):
    return gzip.compress(b"WARC/1.1\r\n" + head + b"\r\n\r\n" + block)


def test_every_record_is_described():
    revisit = pack_revisit(a_response(status_code=304, body=b""), digest="0" * 64, first_at=NOON)
    begun, first, again = scan(io.BytesIO(BEGINNING + FIRST + revisit), "a/x.warc.gz")
    assert isinstance(first, Record)
    assert (begun.type, begun.url, begun.status_code, begun.date) == ("warcinfo", "", None, NOON)
    assert (first.type, first.url, first.status_code, first.date) == ("response", "https://herald.example/1", 200, NOON)
    assert (first.body_bytes, first.content_type, first.packed_bytes) == (5, "text/html; charset=utf-8", len(FIRST))
    assert (first.position.file, first.position.offset) == ("a/x.warc.gz", len(BEGINNING))
    assert (again.type, again.status_code, again.body_bytes) == ("revisit", 304, 0)


@pytest.mark.parametrize(
    ("date", "read"), [("2026-03-18T12:00:00", NOON), ("2026-03-18T12:00:00Z", NOON), ("yesterday", None), ("", None)]
)
def test_records_of_others_may_be_vague_about_their_date(date, read):
    head = f"WARC-Type: response\r\nWARC-Target-URI: http://x.example/\r\nContent-Length: 20\r\nWARC-Date: {date}"
    (record,) = scan(io.BytesIO(packed(head.encode(), b"HTTP/1.1 teapot\r\n\r\n.\r\n\r\n")), "x")
    assert isinstance(record, Record)
    assert (record.date, record.status_code, record.body_bytes) == (read, None, 1)


@pytest.mark.parametrize("kept", range(500))  # some bytes more or less, for its identifier is made at random
def test_wherever_the_last_record_was_cut_off_all_others_are_read(kept, capfd):
    assert len(LAST) < 500
    kept = min(kept, len(LAST))
    found = look(BEGINNING + FIRST + LAST[:kept])
    whole = [(0, "warcinfo"), (len(BEGINNING), "https://herald.example/1")]
    assert found[:2] == whole
    at = len(BEGINNING) + len(FIRST)
    ends = {0: [], len(LAST): [(at, "https://herald.example/2")]}
    assert found[2:] == ends.get(kept, [(at, "it is cut off")])
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("seed", range(40))
def test_after_a_damaged_record_the_next_one_is_found(seed):
    damaged = bytearray(FIRST)
    damaged[seed * 9973 % len(FIRST)] ^= 1 << seed % 8
    found = look(BEGINNING + bytes(damaged) + LAST)
    assert found[0] == (0, "warcinfo")
    assert found[-1] == (len(BEGINNING) + len(FIRST), "https://herald.example/2")
    # a bit of gzip's own header, such as its time, may change without harm to the record
    assert len(found) == 3


@pytest.mark.parametrize("rubbish", [b"\0" * 70_000, b"\x1f\x8b\x08" * 500, b"<html>", gzip.compress(b"no record")])
def test_what_is_no_record_is_passed_over(rubbish):
    offsets = [offset for offset, _ in look(BEGINNING + rubbish + LAST + rubbish)]
    assert offsets[0] == 0
    assert len(BEGINNING) + len(rubbish) in offsets
    assert len(offsets) == 4


@pytest.mark.parametrize("content", [b"", b"\0" * 10, b"WARC/1.1\r\n"])
def test_a_file_without_records_has_none(content):
    assert [why for _, why in look(content)] == (["its packed bytes are damaged"] if content else [])


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (packed(b"WARC-Type: response\r\nContent-Length: 5", b"body\r\n\r\n"), "no sound record"),
        (packed(b"WARC-Type: resource\r\nContent-Length: 9", b"body\r\n\r\n"), "shorter than it says"),
        (packed(b"WARC-Type: resource\r\nContent-Length: 2", b"body\r\n\r\n"), "longer than it says"),
        (packed(b"WARC-Type: resource\r\nContent-Length: 4", b"body\r\n\r\nWARC/1.1"), "longer than it says"),
        (packed(b"WARC-Type: resource", b"body\r\n\r\n"), "no sound record"),
        (
            packed(b"WARC-Type: resource\r\nContent-Length: 4\r\nWARC-Block-Digest: sha1:A", b"body\r\n\r\n"),
            "no sound record",
        ),
        (
            packed(b"WARC-Type: resource\r\nContent-Length: 4\r\nWARC-Block-Digest: rot13:A", b"body\r\n\r\n"),
            "no sound record",
        ),
        (gzip.compress(b""), "no sound record"),
        (gzip.compress(b"HTTP/1.1 200 OK\r\n\r\n"), "no sound record"),
    ],
)
def test_a_record_that_contradicts_itself_is_broken(record, why):
    (place,) = scan(io.BytesIO(record), "x")
    assert isinstance(place, BrokenPlace)
    assert why in place.why
    with pytest.raises(BrokenRecord):
        read_body(io.BytesIO(record))


def test_a_digest_that_does_not_fit_is_noticed():
    content = gzip.decompress(FIRST).replace(b"first", b"fjrst")
    (place,) = scan(io.BytesIO(gzip.compress(content)), "x")
    assert "digest failed" in place.why
    with pytest.raises(BrokenRecord, match="digest failed"):
        read_body(io.BytesIO(gzip.compress(content)))


def test_headers_of_record_and_answer_are_shown():
    text = read_headers(io.BytesIO(FIRST)).decode()
    assert text.startswith("WARC/1.1\r\n")
    assert "\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n" in text
    with pytest.raises(BrokenRecord):
        read_headers(io.BytesIO(b"nothing"))


def test_a_beginning_across_two_pieces_is_found():
    for gap in range(64 * 1024 - 4, 64 * 1024 + 2):
        assert find_member(io.BytesIO(b"\0" * gap + FIRST), 0) == gap


def test_a_large_file_takes_little_memory(tmp_path):
    path = tmp_path / "large.warc.gz"
    with path.open("wb") as file:
        for number in range(8):
            file.write(pack_response(a_response(body=shake_256(bytes([number])).digest(2_000_000) + b"\0" * 6_000_000)))
    tracemalloc.start()
    with path.open("rb") as file:
        assert sum(record.body_bytes for record in scan(file, "large")) == 64_000_000
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2_000_000
