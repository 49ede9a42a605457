"""`trucewatch db ...`: the warehouse's schema, how it is, and carrying it into another database, who may read it."""

import os
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from trucewatch.commands.bars import open_bar
from trucewatch.settings import Settings

app = typer.Typer(
    help="The warehouse: bring it to this version, look it over, move it to another database, let a role read it.",
    no_args_is_help=True,
)
Warehouse = Annotated[str, typer.Option(help="SQLAlchemy URL; the setting's where not given.")]


@app.command()
def upgrade(warehouse: Warehouse = "") -> None:
    """Create the warehouse's tables, or bring them to this version; harmless when repeated."""
    from trucewatch.warehouse import upgrade as bring_up

    bring_up(_chosen(warehouse))
    print("The warehouse is up to date.")


@app.command()
def check(warehouse: Warehouse = "") -> None:
    """Look the warehouse over and print how many rows each table has; exit status 1 says what is wrong.

    Changes nothing, and may run while the DAGs do. SQLite reads its whole file for it.
    """
    from trucewatch.warehouse import check_up

    found = check_up(_chosen(warehouse))
    if found.rows:
        table = Table("table", "rows", box=None, pad_edge=False)
        for name, count in found.rows.items():
            table.add_row(name, f"{count:,}")
        Console(highlight=False).print(table)
    print(f"Schema: {found.revision or 'none'}")
    for problem in found.problems:
        print(f"{problem}.")
    if found.problems:
        raise typer.Exit(1)
    print("All well.")


@app.command()
def move(
    target: Annotated[
        str, typer.Argument(help="URL of an empty database: postgresql+psycopg://user:password@host/name")
    ],
    warehouse: Warehouse = "",
) -> None:
    """Copy the warehouse into an empty database, and compare every table of both afterwards.

    Pause the DAGs watch_news, send_alerts, tend_warehouse and backfill_archive first: nobody can write meanwhile. The
    archive stays where it is. Everything happens in one transaction: broken off, it leaves no row behind, and may be done
    again. Point TRUCEWATCH_WAREHOUSE, or the connection trucewatch_warehouse, at the new database afterwards.
    """
    from trucewatch.warehouse import move as carry

    with open_bar() as bar:
        task = bar.add_task("moving")
        moved = carry(
            _chosen(warehouse),
            target,
            lambda table, done, total: bar.update(task, description=table, completed=done, total=total),
        )
    rows = sum(one.rows for one in moved)
    print(f"{rows:,} rows of {len(moved)} tables were copied; counts and checksums agree.")
    print("Now point TRUCEWATCH_WAREHOUSE (or the connection trucewatch_warehouse) at the new one.")


@app.command("grant-reader")
def let_read(
    role: Annotated[
        str, typer.Argument(help="A role that is there already: CREATE ROLE analyst LOGIN PASSWORD '...'.")
    ],
    run: Annotated[bool, typer.Option("--run", help="Run the statements as the warehouse's own login.")] = False,
    warehouse: Warehouse = "",
) -> None:
    """Print the SQL that lets a role read every view and write nothing, for whoever may run it; harmless when repeated."""
    from trucewatch.warehouse import grant_reader, grant_statements

    url = _chosen(warehouse)
    if run:
        grant_reader(url, role)
        print(f"{role} may read the views.")
        return
    print("\n".join(f"{statement};" for statement in grant_statements(url, role)))


def db_upgrade(warehouse: Warehouse = "") -> None:
    """Do as `db upgrade`, whose older spelling this is."""
    upgrade(warehouse)


def _chosen(warehouse: str) -> str:
    return warehouse or Settings.from_environment(os.environ).warehouse
