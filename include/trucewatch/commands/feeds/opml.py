"""`trucewatch feeds import` and `export`: the list of feeds from and for other feed readers."""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.commands.feeds.shared import FeedsFile, Yes, confirm, feeds_path, feeds_present, read_settings
from trucewatch.errors import KnowledgeInvalid, PermanentError, SettingsInvalid

if TYPE_CHECKING:
    from trucewatch.knowledge.opml_import import Verdict

_NAME_LIMIT, _WHY_LIMIT = 100, 300


def import_feeds(
    opml: Annotated[Path, typer.Argument(help="An OPML file from any feed reader.")],
    yes: Yes = False,
    file: FeedsFile = None,
) -> None:
    """Add the feeds of an OPML file to the list, and say of each outline, by its line, what becomes of it.

    Exit status 1 if some were refused; the others are added all the same.
    """
    from trucewatch.knowledge.feeds import import_opml
    from trucewatch.knowledge.feeds_file import add_feeds

    if not opml.is_file():
        raise SettingsInvalid(f"{opml}: there is no such file.", key=str(opml))
    path = feeds_path(read_settings(), file)
    present = feeds_present(path)
    try:
        verdicts = import_opml(opml, present)
    except KnowledgeInvalid as error:
        raise PermanentError(error.message, key=str(opml)) from error
    new = [verdict.feed for verdict in verdicts if verdict.feed is not None]
    if new and not yes:
        print_report(verdicts, added="to be added")
        confirm(f"Add {len(new)} feeds to {path}?", yes=yes)
    if new:
        add_feeds(path, new)
    print_report(verdicts, added="added")
    raise typer.Exit(1 if any(verdict.kind == "refused" for verdict in verdicts) else 0)


def export_feeds(
    out: Annotated[str, typer.Option("--file", help="Where to write it; - is standard output.")] = "-",
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a file that is there.")] = False,
) -> None:
    """Write the list of feeds as OPML, with folders, for any feed reader; `import` takes it back without loss."""
    from trucewatch.knowledge.feeds import load_feeds
    from trucewatch.knowledge.feeds_file import replace_file
    from trucewatch.knowledge.opml import write_opml

    text = write_opml(load_feeds(feeds_path(read_settings(), None)))
    if out == "-":
        sys.stdout.write(text)
        return
    path = Path(out)
    if path.exists() and not overwrite:
        raise SettingsInvalid(f"{path} is there already; say --overwrite to replace it.", key=out)
    replace_file(path, text)


def print_report(verdicts: "Sequence[Verdict]", *, added: str) -> None:
    """Say what becomes of each outline, then how many of each kind there are; `added` is the word for new feeds."""
    from trucewatch.alerts.cleaning import clean

    for verdict in verdicts:
        result = f"{added} as {verdict.feed.id}" if verdict.feed else verdict.kind
        why = f": {clean(verdict.why, _WHY_LIMIT)}" if verdict.why else ""
        print(f"{verdict.line}: {clean(verdict.name, _NAME_LIMIT)}: {result}{why}")
    counts = Counter(verdict.kind for verdict in verdicts)
    print(
        f"{counts['added']} {added}, {counts['known']} known, {counts['refused']} refused, {counts['skipped']} skipped"
    )
