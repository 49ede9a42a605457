"""`trucewatch db-upgrade`: bring the warehouse to this version's schema."""

import os
from typing import Annotated

import typer

from trucewatch.settings import Settings


def db_upgrade(
    warehouse: Annotated[str, typer.Option(help="SQLAlchemy URL; the setting's where not given.")] = "",
) -> None:
    """Create the warehouse's tables, or bring them to this version; harmless when repeated."""
    from trucewatch.warehouse import upgrade

    upgrade(warehouse or Settings.from_environment(os.environ).warehouse)
    print("The warehouse is up to date.")
