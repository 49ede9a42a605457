"""One record as bytes, as other readers of WARC see it."""

import hashlib
import io
from datetime import timedelta

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from tests.builders import NOON, a_response
from trucewatch.archive.packing import pack_beginning, pack_response, pack_revisit

DIGEST = hashlib.sha256(b"body").hexdigest()
URL = "https://herald.example/x"


def read(record):
    return next(ArchiveIterator(io.BytesIO(record), check_digests="raise"))


def test_a_response_keeps_address_time_and_headers():
    headers = (("Content-Encoding", "gzip"), ("Content-Type", "text/html"))
    record = read(pack_response(a_response(url="https://asked.example/", final_url=URL, body=b"body", headers=headers)))
    assert record.rec_headers.protocol == "WARC/1.1"
    assert record.rec_type == "response"
    assert record.rec_headers.get_header("WARC-Target-URI") == URL
    assert record.rec_headers.get_header("WARC-Date") == "2026-03-18T12:00:00.000000Z"
    assert record.rec_headers.get_header("WARC-Payload-Digest") == f"sha256:{DIGEST}"
    assert record.rec_headers.get_header("WARC-Block-Digest").startswith("sha1:")
    assert record.http_headers.get_statuscode() == "200"
    assert record.http_headers.headers == [
        ("X-Archive-Orig-Content-Encoding", "gzip"),
        ("Content-Type", "text/html"),
        ("Content-Length", "4"),
    ]
    assert record.content_stream().read() == b"body"


def test_headers_are_kept_with_the_bytes_that_came():
    block = pack_response(a_response(headers=(("X-Name", "caf\xe9; q=1"), ("X-Two\r\nLines", "a\r\nb"))))
    record = next(ArchiveIterator(io.BytesIO(block), no_record_parse=True))
    assert b"\r\nX-Name: caf\xe9; q=1\r\n" in record.content_stream().read()


@pytest.mark.parametrize(("status", "line"), [(200, "200 OK"), (404, "404 Not Found"), (599, "599 -")])
def test_a_status_is_written_with_its_phrase(status, line):
    assert read(pack_response(a_response(status_code=status))).http_headers.statusline == line


@pytest.mark.parametrize(
    ("status", "profile", "truncated", "length"),
    [(200, "identical-payload-digest", "length", "4"), (304, "server-not-modified", None, None)],
)
def test_a_revisit_says_what_it_repeats(status, profile, truncated, length):
    body = b"body" if status == 200 else b""
    headers = (("ETag", '"1"'), ("Content-Length", "9"))
    answer = a_response(
        url=URL, status_code=status, body=body, headers=headers, fetched_at=NOON + timedelta(seconds=1.5)
    )
    record = read(pack_revisit(answer, digest=DIGEST, first_at=NOON))
    facts = {name: value for name, value in record.rec_headers.headers if name.startswith("WARC-")}
    assert record.rec_type == "revisit"
    assert facts["WARC-Profile"] == f"http://netpreserve.org/warc/1.1/revisit/{profile}"
    assert facts["WARC-Target-URI"] == facts["WARC-Refers-To-Target-URI"] == URL
    assert facts["WARC-Date"] == "2026-03-18T12:00:01.500000Z"
    assert facts["WARC-Refers-To-Date"] == "2026-03-18T12:00:00.000000Z"
    assert facts["WARC-Payload-Digest"] == f"sha256:{DIGEST}"
    assert facts.get("WARC-Truncated") == truncated
    assert record.http_headers.get_header("ETag") == '"1"'
    assert record.http_headers.get_header("X-Archive-Orig-Content-Length") == "9"
    assert record.http_headers.get_header("Content-Length") == length
    assert record.content_stream().read() == b""


def test_a_file_of_every_kind_passes_the_check_of_warcio(tmp_path, capsys):
    answer = a_response(body=b"body")
    path = tmp_path / "x.warc.gz"
    path.write_bytes(
        pack_beginning("x.warc.gz", NOON)
        + pack_response(answer)
        + pack_response(a_response(body=b""))
        + pack_revisit(answer, digest=DIGEST, first_at=NOON)
        + pack_revisit(a_response(status_code=304, body=b"", headers=()), digest=DIGEST, first_at=NOON)
    )
    checker = Checker(type("Arguments", (), {"inputs": [str(path)], "verbose": True}))
    checker.process_all()
    printed = capsys.readouterr()
    assert checker.exit_value == 0
    assert printed.err == ""
    assert printed.out.count("WARC-Record-ID") == 5
    assert printed.out.count("digest pass") == 3
