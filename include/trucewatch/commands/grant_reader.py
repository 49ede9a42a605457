"""`trucewatch db-grant-reader`: let a role of the database server read the views, and nothing else."""

import os
from typing import Annotated

import typer

from trucewatch.settings import Settings


def db_grant_reader(
    role: Annotated[
        str, typer.Argument(help="A role that is there already: CREATE ROLE analyst LOGIN PASSWORD '...'.")
    ],
    run: Annotated[bool, typer.Option("--run", help="Run the statements as the warehouse's own login.")] = False,
    warehouse: Annotated[str, typer.Option(help="SQLAlchemy URL; the setting's where not given.")] = "",
) -> None:
    """Print the SQL that lets a role read every view and write nothing, for whoever may run it; harmless when repeated."""
    from trucewatch.warehouse import grant_reader, grant_statements

    url = warehouse or Settings.from_environment(os.environ).warehouse
    if run:
        grant_reader(url, role)
        print(f"{role} may read the views.")
        return
    print("\n".join(f"{statement};" for statement in grant_statements(url, role)))
