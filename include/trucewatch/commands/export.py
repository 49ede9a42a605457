"""`trucewatch export`: the results that fit, as a file for spreadsheets, programs and maps."""

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from trucewatch.codebook import Act, Category, Certainty, Polarity
from trucewatch.commands.bars import open_bar
from trucewatch.errors import SettingsInvalid
from trucewatch.model import Filters
from trucewatch.settings import Settings

Rows = Iterable[Mapping[str, object]]
STANDARD_OUTPUT = Path("-")
COUNTED_TO = 1_000_000
"""Rows that are counted before, for the bar."""


class Format(StrEnum):
    """The formats of the room exports; a test holds them to it."""

    CSV = "csv"
    JSONL = "jsonl"
    GEOJSON = "geojson"
    PARQUET = "parquet"


def export(
    format_: Annotated[Format, typer.Option("--format", help="What the file is.")] = Format.CSV,
    out: Annotated[
        Path, typer.Option(help="The file, whole or not there at all; - is standard output.")
    ] = STANDARD_OUTPUT,
    category: Annotated[Category | None, typer.Option()] = None,
    act: Annotated[Act | None, typer.Option(help="See docs/codebook.md, as for the next two.")] = None,
    polarity: Annotated[Polarity | None, typer.Option()] = None,
    certainty: Annotated[Certainty | None, typer.Option()] = None,
    conflict: Annotated[str | None, typer.Option(help="Identifier from conflicts.yaml; '' for none of them.")] = None,
    language: Annotated[str | None, typer.Option(help="Of the document: en, fr.")] = None,
    outlet: Annotated[str | None, typer.Option(help="Name of the outlet.")] = None,
    family: Annotated[str | None, typer.Option(help="Publisher family.")] = None,
    country: Annotated[str | None, typer.Option(help="Of the outlet, as GB.")] = None,
    party: Annotated[str | None, typer.Option(help="Identifier of one who acts, as RUS or hamas.")] = None,
    place: Annotated[str | None, typer.Option(help="Identifier of a place, or an ISO 3166 code, as UA-14.")] = None,
    arrangement: Annotated[str | None, typer.Option(help="Identifier of an arrangement.")] = None,
    story: Annotated[str | None, typer.Option(help="Identifier of a story.")] = None,
    run: Annotated[str | None, typer.Option(help="The run that read the document.")] = None,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day, UTC.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day, UTC.")] = None,
    words: Annotated[str | None, typer.Option(help="Words that headline and sentence must have all of.")] = None,
    warehouse: Annotated[str, typer.Option(help="SQLAlchemy URL; the setting's where not given.")] = "",
) -> None:
    """Write the results that fit every option, newest first, as CSV, JSON lines, GeoJSON or Parquet.

    Memory does not grow with their number. Cells that a spreadsheet would run begin with an apostrophe.
    """
    filters = Filters(
        category=category, act=act, polarity=polarity, certainty=certainty, conflict=conflict, language=language,
        outlet=outlet, family=family, country=country, party=party, place=place, arrangement=arrangement, story=story,
        run=run, since=_day(since), until=_day(until), words=words,
    )  # fmt: skip
    if format_ is Format.PARQUET and out == STANDARD_OUTPUT and sys.stdout.isatty():
        raise typer.BadParameter("Parquet is not for a terminal: name a file", param_hint="--out")
    url = warehouse or Settings.from_environment(os.environ).warehouse
    written = write_results(url, filters, format_, out)
    if out != STANDARD_OUTPUT:
        print(f"{written} results are in {out}.", file=sys.stderr)


def write_results(url: str, filters: Filters, format_name: str, out: Path) -> int:
    """Write the file, with a bar on standard error; return how many results it holds."""
    from trucewatch.assembly import export_results
    from trucewatch.warehouse import open_reader

    reader = open_reader(url)
    seen = 0

    def watch(rows: Rows) -> Iterator[Mapping[str, object]]:
        nonlocal seen
        for seen, row in enumerate(rows, start=1):  # noqa: B007  # read by others
            yield row

    try:
        with open_bar() as bar, _opened(out) as file:
            task = bar.add_task("results", total=reader.count(filters, COUNTED_TO))
            for block in export_results(reader, filters, format_name, watch=watch):
                file.write(block)
                bar.update(task, completed=seen)
    finally:
        reader.close()
    return seen


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


@contextmanager
def _opened(out: Path) -> Iterator[BinaryIO]:
    """Give a file beside `out` that takes its place when all went well, and is gone when not; or standard output."""
    if out == STANDARD_OUTPUT:
        yield sys.stdout.buffer
        sys.stdout.flush()
        return
    try:
        handle, name = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)
    except OSError as error:
        raise SettingsInvalid(f"{out} cannot be written: {error.strerror}", key="out") from error
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        aside.chmod(0o666 & ~_umask())
        aside.replace(out)
    finally:
        aside.unlink(missing_ok=True)


def _umask() -> int:
    """What a new file of this process may not be: mkstemp makes files that nobody else may read."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
