"""One response as the bytes of one WARC 1.1 record, and back. Pure."""

import io
import zlib
from collections.abc import Iterator
from http import HTTPStatus
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

import trucewatch
from trucewatch.model import Response

WARC_VERSION = "1.1"
_CODING_HEADERS = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_ORIGINAL = "X-Archive-Orig-"
_BROKEN = (ArchiveLoadFailed, zlib.error, EOFError, StopIteration, ValueError)
"""What warcio raises on damaged bytes."""


class BrokenRecord(Exception):
    """These bytes are no complete response record."""


def pack_response(response: Response) -> bytes:
    """Return a gzipped response record with digests of block and payload.

    The body is stored unpacked, as it arrived here; the headers of its coding on the way are kept as
    X-Archive-Orig-*, so that headers and body agree (the practice of Common Crawl and Browsertrix).
    """
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version=WARC_VERSION)
    record = writer.create_warc_record(
        response.final_url,
        "response",
        payload=io.BytesIO(response.body),
        length=len(response.body),
        http_headers=StatusAndHeaders(
            _status_line(response.status_code), list(_headers(response)), protocol="HTTP/1.1"
        ),
        warc_headers_dict={"WARC-Date": response.fetched_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")},
    )
    writer.write_record(record)
    return out.getvalue()


def pack_beginning(file_name: str) -> bytes:
    """Return the warcinfo record that a WARC file begins with."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version=WARC_VERSION)
    facts = {
        "software": f"Trucewatch/{trucewatch.__version__}",
        "format": f"WARC File Format {WARC_VERSION}",
        "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "robots": "obey",
    }
    writer.write_record(writer.create_warcinfo_record(file_name, facts))
    return out.getvalue()


def unpack_body(file: BinaryIO) -> bytes:
    """Return the body of the response record that begins where the file stands; raise BrokenRecord if it is damaged."""
    try:
        record = next(ArchiveIterator(file, check_digests="raise"))
        if record.rec_type != "response":
            raise BrokenRecord(f"it is a {record.rec_type} record")
        body = record.content_stream().read()
        cut_off = getattr(record.raw_stream, "limit", 0)
    except _BROKEN as error:
        raise BrokenRecord(str(error) or type(error).__name__) from error
    if cut_off:
        raise BrokenRecord("it is cut off")
    return bytes(body)


def _status_line(status_code: int) -> str:
    try:
        return f"{status_code} {HTTPStatus(status_code).phrase}"
    except ValueError:
        return f"{status_code} -"


def _headers(response: Response) -> Iterator[tuple[str, str]]:
    for name, value in response.headers:
        one_line = value.replace("\r", " ").replace("\n", " ")
        yield (f"{_ORIGINAL}{name}" if name.lower() in _CODING_HEADERS else name), one_line
    yield "Content-Length", str(len(response.body))
