"""The command line: the same road as in Airflow, without Airflow, and its hops one by one.

Each command imports its rooms when it runs, so that help and mistakes answer at once.

Exit status everywhere: 0 done, 1 some input could not be used or something was lost to an error of ours, 2 wrong usage.
"""

import logging
import os
import sys

import typer

from trucewatch import __version__
from trucewatch.commands import alerts, archive, database, feeds
from trucewatch.commands.backfill import backfill
from trucewatch.commands.check import check_knowledge
from trucewatch.commands.explain import explain
from trucewatch.commands.export import export
from trucewatch.commands.extract import extract
from trucewatch.commands.find import find
from trucewatch.commands.heartbeat import heartbeat
from trucewatch.commands.relink import relink
from trucewatch.commands.reread import reread
from trucewatch.commands.run import run
from trucewatch.errors import KnowledgeInvalid, SettingsInvalid, TrucewatchError

app = typer.Typer(
    name="trucewatch",
    help="Who says what about which ceasefire, territory or negotiation.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(run)
app.command()(find)
app.command()(extract)
app.command()(explain)
app.command()(export)
app.command()(relink)
app.command()(backfill)
app.command()(reread)
app.command()(heartbeat)
app.command("db-upgrade", hidden=True)(database.db_upgrade)
app.command("check-knowledge")(check_knowledge)
app.add_typer(database.app, name="db")
app.add_typer(alerts.app, name="alerts")
app.add_typer(feeds.app, name="feeds")
app.add_typer(archive.app, name="archive")


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"trucewatch {__version__}")
        raise typer.Exit


@app.callback()
def options(
    *,
    version: bool = typer.Option(False, "--version", callback=_print_version, is_eager=True, help="Print the version."),  # noqa: ARG001  # its callback acts
    verbose: bool = typer.Option(False, "--verbose", "-v", help="Write the log of every hop to standard error."),
) -> None:
    """Who says what about which ceasefire, territory or negotiation."""
    level = logging.INFO if verbose else logging.ERROR
    logging.basicConfig(level=level, format="%(levelname)s %(name)s %(message)s", stream=sys.stderr)


def main() -> None:
    """Run a command; an error that we understand ends in one plain sentence, not in a stack trace."""
    try:
        app()
    except (SettingsInvalid, KnowledgeInvalid) as error:
        print(f"trucewatch: {error.message}", file=sys.stderr)
        sys.exit(2)
    except TrucewatchError as error:
        print(f"trucewatch: {error.message}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("trucewatch: stopped.", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        # whoever read our output went away, as `head` does; nothing is left to say to them
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
