"""What is in a WARC file: one record's body or headers, or all records one after the other."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from warcio.bufferedreaders import BufferedReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader

from trucewatch.archive.members import CHUNK_BYTES, RECORD_BEGINNING, BrokenRecord, Member, find_member
from trucewatch.model import ArchivePosition

_BROKEN = (ArchiveLoadFailed, EOFError, ValueError, AttributeError)
"""What warcio raises on a record that is none; AttributeError where a header is missing that it takes for granted."""
_END = b"\r\n\r\n"
"""What follows the block of a record."""


class BodyElsewhere(Exception):
    """A revisit record has no body; the message says where it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What a whole record says of itself."""

    position: ArchivePosition
    packed_bytes: int
    """How much of the file it takes."""
    type: str
    """response, revisit, warcinfo..."""
    date: datetime | None
    """When the response was received; None where the record does not say."""
    url: str
    status_code: int | None
    content_type: str
    body_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenPlace:
    """A part of a file where a record should be, but no whole one is."""

    position: ArchivePosition
    packed_bytes: int
    """How far it is to the next record or the file's end."""
    why: str


def read_body(file: BinaryIO) -> bytes:
    """Return the body of the response record that begins where the file stands.

    Raises BrokenRecord if it is none or damaged, BodyElsewhere if it is a revisit record.
    """
    stream, is_packed = _unpacked(file)
    with only_our_errors():
        record = load(stream)
        if record.rec_type == "revisit":
            raise BodyElsewhere(_whereabouts(record))
        if record.rec_type != "response":
            raise BrokenRecord(f"it is a {record.rec_type} record")
        body = record.content_stream().read()
        _finish(record, stream, is_last=is_packed)
    return bytes(body)


def read_headers(file: BinaryIO) -> bytes:
    """Return the headers of the record that begins where the file stands, and those of the answer; or BrokenRecord."""
    with only_our_errors():
        record = load(_unpacked(file)[0])
    blocks = [record.rec_headers] + ([record.http_headers] if record.http_headers else [])
    return b"\r\n".join(block.to_str().encode(errors="replace") for block in blocks)


def scan(file: BinaryIO, name: str) -> Iterator[Record | BrokenPlace]:
    """Read a file from its beginning, checking every digest; what is broken is named, and what follows is read.

    Holds no more than a few chunks in memory, however long the file and its records.
    """
    offset, ahead = 0, file.read(CHUNK_BYTES)
    while ahead:
        position = ArchivePosition(file=name, offset=offset)
        member = Member(file, ahead)
        try:
            record = _summary(member, position)
        except BrokenRecord as error:
            following = find_member(file, offset + 1)
            yield BrokenPlace(position=position, packed_bytes=following - offset, why=str(error))
            offset = file.seek(following)
            ahead = file.read(CHUNK_BYTES)
        else:
            yield record
            offset += record.packed_bytes
            ahead = member.unused or file.read(CHUNK_BYTES)


def _summary(member: Member, position: ArchivePosition) -> Record:
    stream = BufferedReader(member)
    with only_our_errors():
        record = load(stream)
        while record.raw_stream.read(CHUNK_BYTES):
            pass
        _finish(record, stream)
    headers, answer = record.rec_headers, record.http_headers
    status = answer.get_statuscode() if answer else ""
    return Record(
        position=position,
        packed_bytes=member.packed_bytes,
        type=record.rec_type or "",
        date=read_date(headers.get_header("WARC-Date", "")),
        url=headers.get_header("WARC-Target-URI", ""),
        status_code=int(status) if re.fullmatch("[0-9]{3}", status) else None,
        content_type=answer.get_header("Content-Type", "") if answer else "",
        body_bytes=max(record.payload_length if answer else record.length, 0),
    )


@contextmanager
def only_our_errors() -> Iterator[None]:
    """Turn what warcio raises on a record that is none into BrokenRecord."""
    try:
        yield
    except _BROKEN as error:
        raise BrokenRecord(f"it is no sound record ({str(error) or type(error).__name__})") from error


def load(stream: BufferedReader, *, first_line: str | None = None, digests: str | bool = "raise") -> ArcWarcRecord:
    """Read the headers of the record that the stream stands at, or of which the first line was read already."""
    loader = ArcWarcRecordLoader(verify_http=False, arc2warc=False)
    return loader.parse_record_stream(stream, first_line, known_format="warc", check_digests=digests)


def _unpacked(file: BinaryIO) -> tuple[BufferedReader, bool]:
    """Return the record that begins here as a stream, and whether it is packed, and so alone in its gzip member."""
    start = file.tell()
    is_plain = file.read(len(RECORD_BEGINNING)) == RECORD_BEGINNING
    file.seek(start)
    return BufferedReader(file if is_plain else Member(file)), not is_plain


def _finish(record: ArcWarcRecord, stream: BufferedReader, *, is_last: bool = True) -> None:
    """Hold the length that the record names against what there is; reading to the end also checks gzip's checksum."""
    if record.raw_stream.limit:
        raise BrokenRecord("it is shorter than it says")
    if stream.read(len(_END) + is_last) != _END:
        raise BrokenRecord("it is longer than it says")


def _whereabouts(record: ArcWarcRecord) -> str:
    headers = record.rec_headers
    url = headers.get_header("WARC-Refers-To-Target-URI") or headers.get_header("WARC-Target-URI") or "its URL"
    date = headers.get_header("WARC-Refers-To-Date") or "an earlier time"
    digest = headers.get_header("WARC-Payload-Digest") or "none"
    return f"the body of {url} archived at {date} (digest {digest})"


def read_date(text: str) -> datetime | None:
    """Return the moment that a WARC-Date names; None where it names none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
