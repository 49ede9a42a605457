"""WARC files of others as they come: split, packed otherwise, coded, cut off, damaged, or none at all."""

import gzip
import zlib
from dataclasses import replace
from hashlib import shake_256
from pathlib import Path

import brotli
import pytest

from tests.builders import a_response
from tests.fakes import FixedClock
from tests.warcs import a_capture, a_member, a_record, a_response_record, as_one_member, in_chunks
from trucewatch.archive import WarcFiles, open_archive
from trucewatch.model import Capture, Misfit

PAGES = [f"https://herald.example/news/{number}" for number in range(1, 7)]
BODY = b"<p>" + shake_256(b"page").hexdigest(900).encode()


def a_file(*pages):
    """As Common Crawl makes them: three records a page, each in a member of its own."""
    pieces = [a_member("warcinfo", b"software: nobody\r\n")]
    for url in pages:
        pieces += [a_member("request", b"GET / HTTP/1.1\r\n\r\n", url=url), a_capture(url, BODY), a_member("metadata", b"x: y\r\n", url=url)]  # fmt: skip
    return b"".join(pieces)


@pytest.fixture
def files(tmp_path):
    return WarcFiles(open_archive(str(tmp_path / "archive"), FixedClock()))


@pytest.fixture
def read(files, tmp_path):
    """Write bytes into a file, read it in parts of this size; return what was found in each part, in order."""

    def read_all(content, part_bytes=10**9, name="x.warc.gz"):
        path = tmp_path / name
        path.write_bytes(content)
        parts, misfits = files.split([str(path)], part_bytes)
        assert not misfits
        return [list(files.captures(part)) for part in parts]

    return read_all


def urls(found):
    return [one.response.url for one in found if isinstance(one, Capture) and one.response]


def troubles(found):
    return [(one.code, one.why) for one in found if isinstance(one, Misfit)]


@pytest.mark.parametrize("part_bytes", [150, 400, 1000, 5000, 10**6])
def test_every_record_is_in_one_part_however_a_file_is_split(read, part_bytes):
    parts = read(a_file(*PAGES), part_bytes)
    assert [url for part in parts for url in urls(part)] == PAGES
    assert [one.type for part in parts for one in part].count("request") == len(PAGES)
    assert not [trouble for part in parts for trouble in troubles(part)]


def test_a_record_says_what_was_received_and_can_be_gone_to_again(read, files, tmp_path):
    ((*_, capture, _),) = read(a_file(PAGES[0]))
    response = capture.response
    assert (response.status_code, response.body, response.fetched_at.isoformat()) == (200, BODY, "2025-02-03T12:00:00+00:00")  # fmt: skip
    assert capture.position.file == (tmp_path / "x.warc.gz").as_uri()
    assert open_archive(str(tmp_path / "archive"), FixedClock()).read(capture.position) == BODY


@pytest.mark.parametrize(
    ("coding", "packed"),
    [("gzip", gzip.compress(BODY)), ("deflate", zlib.compress(BODY)), ("br", brotli.compress(BODY)), ("", BODY)],
)
@pytest.mark.parametrize("is_chunked", [True, False])
def test_bodies_come_without_the_coding_of_their_way(read, coding, packed, is_chunked):
    headers = ("Content-Type: text/html", *([f"Content-Encoding: {coding}"] if coding else []))
    headers += ("Transfer-Encoding: chunked",) if is_chunked else ()
    content = a_capture(PAGES[0], in_chunks(packed) if is_chunked else packed, headers=headers)
    ((capture,),) = read(content)
    assert capture.response.body == BODY


def test_a_file_that_is_not_packed_is_one_part_and_its_records_can_be_gone_to(read, tmp_path):
    content = b"".join([a_record("warcinfo", b"x"), *(a_response_record(url, BODY) for url in PAGES)])
    (found,) = read(content, 100, "x.warc")
    assert urls(found) == PAGES
    archive = open_archive(str(tmp_path / "archive"), FixedClock())
    assert [archive.read(one.position) for one in found if one.response] == [BODY] * 6


def test_a_file_packed_as_a_whole_is_named_and_all_of_it_is_read(read):
    parts = read(as_one_member(a_record("warcinfo", b"x"), *(a_response_record(url, BODY) for url in PAGES)), 300)
    assert [url for part in parts for url in urls(part)] == PAGES
    ((code, why),) = [trouble for part in parts for trouble in troubles(part)]
    assert (code, "share one gzip member" in why) == ("one_gzip_member", True)
    assert {one.position for part in parts for one in part if isinstance(one, Capture)} == {None}


@pytest.mark.parametrize("kept", range(0, len(a_capture(PAGES[1], BODY)), 97))
def test_a_file_that_is_cut_off_gives_all_whole_records(read, kept):
    whole = a_file(PAGES[0])
    ((*found,),) = read(whole + a_capture(PAGES[1], BODY)[:kept])
    assert urls(found) == PAGES[:1]
    assert troubles(found) == ([("broken_record", "it is cut off")] if kept > 1 else troubles(found))
    assert len(troubles(found)) == (kept > 0)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("part_bytes", [500, 10**6])
def test_after_damage_the_next_record_is_found(read, seed, part_bytes):
    damaged = bytearray(a_capture(PAGES[1], BODY))
    damaged[20 + seed * 97 % (len(damaged) - 28)] ^= 1 << seed % 8
    parts = read(a_file(PAGES[0]) + bytes(damaged) + a_file(PAGES[2]), part_bytes)
    assert [url for part in parts for url in urls(part)] == [PAGES[0], PAGES[2]]
    (trouble,) = [trouble for part in parts for trouble in troubles(part)]
    assert trouble[0] == "broken_record"


def test_a_damaged_record_of_a_plain_file_is_passed_over(read):
    first, *rest = (a_response_record(url, BODY) for url in PAGES[:3])
    (found,) = read(first.replace(b"Content-Length: ", b"Content-Length: 9") + b"".join(rest), name="x.warc")
    assert [code for code, _ in troubles(found)] == ["broken_record"]
    (found,) = read(rest[0] + first.replace(b"WARC-Type", b"WARC-Tipo") + rest[1], name="y.warc")
    assert urls(found) == PAGES[1:3]


def test_a_body_that_cannot_be_unpacked_is_its_own_trouble(read):
    bad = a_capture(PAGES[0], b"\x0b\x02\x80" + BODY[:50], headers=("Content-Type: text/html", "Content-Encoding: br"))
    (found,) = read(bad + a_file(PAGES[1]))
    assert urls(found)[-1:] == [PAGES[1]]
    assert len(troubles(found)) + len(urls(found)) == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"<html>no archive</html>", "not_warc"),
        (gzip.compress(b"no archive"), "not_warc"),
        (b"PK\x03\x04" + bytes(70_000), "not_warc"),
    ],
)
def test_what_is_no_warc_file_is_named(read, content, code):
    (found,) = read(content)
    assert [one for one, _ in troubles(found)] == [code]


def test_a_very_long_body_is_cut_where_no_reader_takes_it(read):
    ((capture,),) = read(a_capture(PAGES[0], b" " * (12 * 1024 * 1024)))
    assert len(capture.response.body) == 10 * 1024 * 1024 + 1


def test_paths_folders_globs_and_urls_are_found_and_what_is_missing_is_named(files, tmp_path):
    import fsspec

    for name in ("a/1.warc.gz", "a/b/2.warc.gz", "3.warc.gz", "a/notes.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(a_file(PAGES[0]))
    memory = fsspec.filesystem("memory")
    memory.pipe("/bucket/4.warc.gz", a_file(PAGES[1]))

    def names(*patterns):
        parts, misfits = files.split(patterns, 10**6)
        return [Path(part.file).name for part in parts], [(one.file, one.code) for one in misfits]

    assert names(str(tmp_path / "a")) == (["1.warc.gz", "2.warc.gz"], [])
    assert names(str(tmp_path / "*.warc.gz"), str(tmp_path / "3.warc.gz")) == (["3.warc.gz"], [])
    assert names((tmp_path / "3.warc.gz").as_uri(), "memory://bucket/*.warc.gz") == (["3.warc.gz", "4.warc.gz"], [])
    assert names(str(tmp_path / "no.warc.gz"), "memory://bucket/no") == ([], [(str(tmp_path / "no.warc.gz"), "missing_file"), ("memory://bucket/no", "missing_file")])  # fmt: skip
    assert names("nothing://x/y")[1] == [("nothing://x/y", "unreadable_file")]
    (part,), _ = files.split(["memory://bucket/4.warc.gz"], 10**6)
    assert urls(files.captures(part)) == [PAGES[1]]


def test_files_of_our_own_archive_go_by_their_names_there(tmp_path):
    archive = open_archive(str(tmp_path / "archive"), FixedClock())
    position = archive.write(a_response(url=PAGES[0], body=BODY))
    archive.close()
    (part,), _ = WarcFiles(archive).split([str(tmp_path / "archive")], 10**6)
    assert [one.position for one in WarcFiles(archive).captures(part) if one.response] == [position]


def test_a_file_that_changed_or_went_since_it_was_split_is_named(files, tmp_path):
    path = tmp_path / "x.warc.gz"
    path.write_bytes(a_file(PAGES[0]))
    (part,), _ = files.split([str(path)], 10**6)
    path.write_bytes(a_file(*PAGES))
    assert [code for code, _ in troubles(files.captures(part))] == ["unreadable_file"]
    path.unlink()
    assert [code for code, _ in troubles(files.captures(part))] == ["missing_file"]
    assert part.id != replace(part, size=1).id
