"""`trucewatch archive ls|cat|verify`: look into the archive of responses."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from trucewatch.errors import RecordUnreadable, SettingsInvalid
from trucewatch.model import ArchivePosition
from trucewatch.settings import Settings

if TYPE_CHECKING:
    from trucewatch.archive import BrokenPlace, Record, StoredFile, WarcArchive

app = typer.Typer(help="Look into the archive of responses: list, print and check records.", no_args_is_help=True)

_Address = Annotated[str, typer.Option("--archive", help="Folder or URL of the archive; else TRUCEWATCH_ARCHIVE.")]
_Files = Annotated[
    list[str] | None, typer.Argument(help="Files, or how their names begin (such as a day); none: the whole archive.")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which records to list."""

    since: datetime | None = None
    until: datetime | None = None
    """Not included."""
    url: str = ""
    """A part of the URL."""

    def takes(self, record: "Record") -> bool:
        """Whether a record is wanted; one without a date is not, where its date matters."""
        if self.url not in record.url:
            return False
        if record.date is None:
            return self.since is None and self.until is None
        return (self.since is None or record.date >= self.since) and (self.until is None or record.date < self.until)


@app.command("ls")
def list_records(
    files: _Files = None,
    since: Annotated[str, typer.Option(help="Received on this day or at this time (UTC), or later.")] = "",
    until: Annotated[str, typer.Option(help="Received on this day, or before this time (UTC), or earlier.")] = "",
    url: Annotated[str, typer.Option(help="A part of the URL.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    archive: _Address = "",
) -> None:
    """List records, one a line: date, type, status, bytes of the body, URL, position (for `cat`).

    Broken places are named on standard error; exit status 1 if there are some.
    """
    from trucewatch.archive import BrokenPlace

    wish = Wish(since=read_time(since), until=read_time(until, is_end=True), url=url)
    opened = _open(archive)
    chosen = choose_files(opened.files(), files or ())
    broken = False
    with _progress(chosen, quiet=sys.stdout.isatty()) as advance:
        for file in chosen:
            for record in opened.records(file.name):
                if isinstance(record, BrokenPlace):
                    broken = True
                    print(f"trucewatch: {_describe_break(record)}", file=sys.stderr)
                elif wish.takes(record):
                    print(json.dumps(record_as_dict(record)) if as_json else record_as_line(record))
                advance(record.packed_bytes)
    raise typer.Exit(1 if broken else 0)


@app.command("cat")
def print_record(
    position: Annotated[str, typer.Argument(help="FILE:OFFSET, as `ls` prints it.")],
    headers: Annotated[bool, typer.Option("--headers", help="The record's and the answer's headers instead.")] = False,
    archive: _Address = "",
) -> None:
    """Write the body of one record to standard output, byte for byte."""
    place = parse_position(position)
    opened = _open(archive)
    sys.stdout.buffer.write(opened.read_headers(place) if headers else opened.read(place))
    sys.stdout.buffer.flush()


@app.command("verify")
def verify(files: _Files = None, archive: _Address = "") -> None:
    """Read every record and check lengths, checksums and digests; say for each file what is whole and what is broken.

    Exit status 1 if something is broken.
    """
    opened = _open(archive)
    chosen = choose_files(opened.files(), files or ())
    with _progress(chosen) as advance:
        reports = [check_file(opened, file, advance) for file in chosen]
    for report in reports:
        print("\n".join(report.lines()))
    broken = sum(len(report.broken) for report in reports)
    whole = sum(report.records for report in reports)
    verdict = f"{broken} broken" if broken else "all well"
    size = sum(file.size for file in chosen)
    print(f"{_count(len(reports), 'file')}, {_count(whole, 'record')}, {size} bytes: {verdict}.")
    raise typer.Exit(1 if broken else 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """What a look at one file gave."""

    name: str
    size: int
    records: int
    broken: tuple["BrokenPlace", ...]

    def lines(self) -> Iterator[str]:
        """Return a line for the file and one for each broken place."""
        verdict = f"{len(self.broken)} broken" if self.broken else "all well"
        yield f"{self.name}: {_count(self.records, 'record')}, {self.size} bytes, {verdict}"
        yield from (f"  {_describe_break(place)}" for place in self.broken)


def check_file(archive: "WarcArchive", file: "StoredFile", advance: Callable[[int], None]) -> FileReport:
    """Read a file to its end."""
    from trucewatch.archive import BrokenPlace

    records, broken = 0, []
    for record in archive.records(file.name):
        advance(record.packed_bytes)
        if isinstance(record, BrokenPlace):
            broken.append(record)
        else:
            records += 1
    return FileReport(name=file.name, size=file.size, records=records, broken=tuple(broken))


def choose_files(files: Sequence["StoredFile"], wanted: Sequence[str]) -> tuple["StoredFile", ...]:
    """Return the files whose names begin in one of the wanted ways; RecordUnreadable where there is none."""
    for beginning in wanted:
        if not any(file.name.startswith(beginning) for file in files):
            raise RecordUnreadable(f"The archive has no file {beginning}.", key=beginning, code="record_missing")
    if not files:
        raise RecordUnreadable("The archive has no files; is --archive right?", code="record_missing")
    return tuple(file for file in files if not wanted or file.name.startswith(tuple(wanted)))


def parse_position(text: str) -> ArchivePosition:
    """Read FILE:OFFSET; SettingsInvalid if it is written otherwise."""
    file, _, offset = text.rpartition(":")
    if not file or not (offset.isascii() and offset.isdecimal()):
        sentence = f"{text!r} is not a position; write FILE:OFFSET, as `trucewatch archive ls` prints it."
        raise SettingsInvalid(sentence, key="position")
    return ArchivePosition(file=file, offset=int(offset))


def read_time(text: str, *, is_end: bool = False) -> datetime | None:
    """Read a day or an ISO 8601 time, UTC where it names no zone; as an end, a day is the beginning of the next."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return _read_moment(text)
    try:
        return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1 if is_end else 0)
    except OverflowError as error:
        raise SettingsInvalid(f"{text} is too far away.", key="until") from error


def _read_moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        sentence = f"{text!r} is not a time; write 2026-03-19 or 2026-03-19T09:00."
        raise SettingsInvalid(sentence, key="since") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def record_as_line(record: "Record") -> str:
    """Return what `ls` prints of a record: fields that are missing are '-', none holds a blank."""
    when = f"{record.date:%Y-%m-%dT%H:%M:%SZ}" if record.date else "-"
    status = str(record.status_code or "-")
    position = f"{record.position.file}:{record.position.offset}"
    return f"{when} {record.type:8} {status:>3} {record.body_bytes:>8} {_printable(record.url) or '-'} {position}"


def record_as_dict(record: "Record") -> dict[str, Any]:
    """Return what `ls --json` prints of a record."""
    return {
        "date": record.date.isoformat() if record.date else None,
        "type": record.type,
        "status": record.status_code,
        "content_type": record.content_type,
        "bytes": record.body_bytes,
        "packed_bytes": record.packed_bytes,
        "url": record.url,
        "file": record.position.file,
        "offset": record.position.offset,
    }


def _describe_break(place: "BrokenPlace") -> str:
    return f"{place.position.file}:{place.position.offset} is no whole record: {place.why} ({place.packed_bytes} bytes)"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _printable(text: str) -> str:
    """Keep what strangers wrote from steering the terminal."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def _open(url: str) -> "WarcArchive":
    from trucewatch.archive import open_archive
    from trucewatch.assembly import SystemClock

    return open_archive(url or Settings.from_environment(os.environ).archive, SystemClock())


@contextmanager
def _progress(files: Sequence["StoredFile"], *, quiet: bool = False) -> Iterator[Callable[[int], None]]:
    """Show on a terminal how much of the files was read; the caller tells by calling with bytes."""
    console = Console(stderr=True)
    columns = (TextColumn("reading"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    hidden = quiet or not console.is_terminal
    # rich would lead standard output to the terminal, even where it is a pipe or file
    with Progress(*columns, console=console, transient=True, disable=hidden, redirect_stdout=False) as bar:
        task = bar.add_task("", total=sum(file.size for file in files))
        yield lambda count: bar.advance(task, count)
