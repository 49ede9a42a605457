"""One part of a WARC file, record by record, whatever state the file is in; never more than one body in memory."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import BinaryIO

from warcio.bufferedreaders import BufferedReader
from warcio.recordloader import ArcWarcRecord

from trucewatch.archive.codings import plain_body
from trucewatch.archive.members import CHUNK_BYTES, RECORD_BEGINNING, BrokenRecord, Member, find_member
from trucewatch.archive.reading import load, only_our_errors, read_date
from trucewatch.model import ArchivePosition, Capture, Misfit, Part, Response

LONGEST_BODY = 10 * 1024 * 1024 + 1
"""What is longer is cut there; readers of pages refuse it (documents.MAX_HTML_BYTES)."""
EMPTY, NOT_WARC, BROKEN, ONE_MEMBER = "empty_file", "not_warc", "broken_record", "one_gzip_member"
_UNKNOWN = datetime.fromtimestamp(0, UTC)
_GZIP = b"\x1f\x8b"


def is_splittable(file: BinaryIO) -> bool:
    """Whether records can be found from the middle of a file: not where it is not packed."""
    file.seek(0)
    return file.read(len(RECORD_BEGINNING)) != RECORD_BEGINNING


def read_part(file: BinaryIO, part: Part) -> Iterator[Capture | Misfit]:
    """Yield the records that begin in a part, and what is wrong there; after what is broken the next one is looked for.

    Digests are not checked: gzip's checksum tells damage from what was meant.
    """
    if not part.size:
        yield Misfit(file=part.file, offset=0, code=EMPTY, why="it is empty")
    elif not is_splittable(file):
        if part.start == 0:
            yield from _Plain(file, part).records()
    else:
        yield from _read_packed(file, part)


def _read_packed(file: BinaryIO, part: Part) -> Iterator[Capture | Misfit]:
    offset = find_member(file, part.start, part.end)
    if part.start == 0 and offset:
        yield _beginning(file, part, min(offset, part.size))
    while offset < part.end:
        file.seek(offset)
        member = Member(file)
        try:
            yield from _read_member(member, part, offset)
        except BrokenRecord as error:
            following = find_member(file, offset + 1, part.end)
            yield Misfit(
                file=part.file, offset=offset, code=BROKEN, why=str(error), seen_bytes=min(following, part.size)
            )
            offset = following
        else:
            offset += member.packed_bytes
            if offset < part.end and file.seek(offset) == offset and file.read(2) not in {_GZIP, b""}:
                following = find_member(file, offset, part.end)
                why = "it is followed by what is no record"
                yield Misfit(file=part.file, offset=offset, code=BROKEN, why=why, seen_bytes=min(following, part.size))
                offset = following


def _beginning(file: BinaryIO, part: Part, first: int) -> Misfit:
    """Say what stands before the first record, or in place of any."""
    file.seek(0)
    is_gzip = file.read(2) == _GZIP
    if first < part.size and first < part.end:
        return Misfit(file=part.file, offset=0, code=BROKEN, why="it does not begin with a record", seen_bytes=first)
    if is_gzip:
        why = "it is packed, but holds no record where one should begin"
        return Misfit(file=part.file, offset=0, code=NOT_WARC, why=why, seen_bytes=first)
    return Misfit(file=part.file, offset=0, code=NOT_WARC, why="it is no WARC file", seen_bytes=first)


def _read_member(member: Member, part: Part, offset: int) -> Iterator[Capture | Misfit]:
    """Yield the records of one gzip member: one, or all of a file that was packed as a whole."""
    stream = BufferedReader(member)
    line: str | None = None
    is_shared = False
    while line != "":
        with only_our_errors():
            record = load(stream, first_line=line, digests=False)
        read = _capture(record, part, offset)
        with only_our_errors():
            line = _next_line(stream)
        if line and not is_shared:
            is_shared = True
            why = "several records share one gzip member; they are read, but cannot be split or read one by one"
            yield Misfit(file=part.file, offset=offset, code=ONE_MEMBER, why=why, is_lost=False)
        position = None if is_shared else ArchivePosition(file=part.file, offset=offset)
        yield _placed(read, position, offset + member.packed_bytes)
        _check_begins_record(line)


class _Plain:
    """A file that is not packed."""

    def __init__(self, file: BinaryIO, part: Part) -> None:
        self._file = file
        self._part = part

    def records(self) -> Iterator[Capture | Misfit]:
        """Yield all records, each from where the one before ends."""
        offset = 0
        while offset < self._part.size:
            self._file.seek(offset)
            stream = BufferedReader(self._file)
            try:
                with only_our_errors():
                    record = load(stream, digests=False)
                read = _capture(record, self._part, offset)
                with only_our_errors():
                    line = _next_line(stream)
                _check_begins_record(line)
            except BrokenRecord as error:
                following = self._find(offset + 1)
                yield Misfit(file=self._part.file, offset=offset, code=BROKEN, why=str(error), seen_bytes=following)
                offset = following
            else:
                position = ArchivePosition(file=self._part.file, offset=offset)
                offset = self._file.tell() - stream.rem_length() - len(line.encode())
                yield _placed(read, position, offset)

    def _find(self, start: int) -> int:
        """Return where a line begins like a record, at `start` or behind; the file's length if none does."""
        mark = b"\n" + RECORD_BEGINNING
        while True:
            self._file.seek(start - 1)
            window = self._file.read(CHUNK_BYTES)
            found = window.find(mark)
            if found >= 0:
                return start + found
            if len(window) < CHUNK_BYTES:
                return self._file.seek(0, os.SEEK_END)
            start += len(window) - len(mark)


def _capture(record: ArcWarcRecord, part: Part, offset: int) -> Capture | Misfit:
    """Read a record to its end; only an error in the coding of its body is its own."""
    response: Response | None = None
    trouble = ""
    if record.rec_type == "response" and record.http_headers:
        try:
            with only_our_errors():
                response = _response(record)
        except BrokenRecord as error:
            trouble = str(error)
    with only_our_errors():
        while record.raw_stream.read(CHUNK_BYTES):
            pass
        if record.raw_stream.limit:
            raise BrokenRecord("it is shorter than it says")
    if trouble:
        return Misfit(file=part.file, offset=offset, code=BROKEN, why=trouble)
    return Capture(type=record.rec_type or "", position=None, seen_bytes=0, response=response)


def _response(record: ArcWarcRecord) -> Response:
    pieces, length = [], 0
    while length < LONGEST_BODY and (piece := record.raw_stream.read(min(CHUNK_BYTES, LONGEST_BODY - length))):
        pieces.append(piece)
        length += len(piece)
    if record.raw_stream.limit and length < LONGEST_BODY:
        raise BrokenRecord("it is shorter than it says")
    headers = record.http_headers
    body = plain_body(
        b"".join(pieces),
        is_chunked="chunked" in headers.get_header("Transfer-Encoding", "").lower(),
        codings=headers.get_header("Content-Encoding", ""),
        most=LONGEST_BODY,
    )
    status = record.http_headers.get_statuscode()
    url = record.rec_headers.get_header("WARC-Target-URI", "").strip("<>")
    return Response(
        url=url,
        final_url=url,
        status_code=int(status) if status.isascii() and status.isdecimal() else 0,
        headers=tuple((str(name), str(value)) for name, value in record.http_headers.headers),
        body=body,
        fetched_at=read_date(record.rec_headers.get_header("WARC-Date", "")) or _UNKNOWN,
    )


def _next_line(stream: BufferedReader) -> str:
    """Return the first line behind a record that is not blank; '' where there is nothing more."""
    while line := stream.readline():
        if line.strip():
            return str(line.decode("latin-1"))
    return ""


def _check_begins_record(line: str) -> None:
    if line and not line.startswith("WARC/"):
        raise BrokenRecord("it is longer than it says")


def _placed(read: Capture | Misfit, position: ArchivePosition | None, seen_bytes: int) -> Capture | Misfit:
    if isinstance(read, Misfit):
        return replace(read, seen_bytes=seen_bytes)
    return replace(read, position=position, seen_bytes=seen_bytes)
