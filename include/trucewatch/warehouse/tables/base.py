"""What every table is made of: metadata with steady constraint names, and short words for columns."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, TypeAlias

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, MetaData, Table, false, text
from sqlalchemy.types import TypeEngine

from trucewatch.warehouse.types import Coded, Words

Kind: TypeAlias = type[TypeEngine[Any]] | TypeEngine[Any]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def key(name: str, comment: str, kind: Kind = Words) -> Column[Any]:
    """Return a column of the primary key."""
    return Column(name, kind, primary_key=True, comment=comment)


def always(name: str, kind: Kind, comment: str, default: str | None = None) -> Column[Any]:
    """Return a column that always has a value."""
    return Column(name, kind, nullable=False, comment=comment, server_default=default)


def flag(name: str, comment: str) -> Column[Any]:
    """Return a column that says yes or no; no where nobody looked."""
    return Column(name, Boolean, nullable=False, comment=comment, server_default=false())


def maybe(name: str, kind: Kind, comment: str) -> Column[Any]:
    """Return a column that may be empty; the comment says what that means."""
    return Column(name, kind, comment=comment)


def owner(name: str, target: str, comment: str, *, is_key: bool = False) -> Column[Any]:
    """Return a reference to the row this one belongs to and disappears with."""
    reference = ForeignKey(target, ondelete="CASCADE")
    return Column(name, Words, reference, primary_key=is_key, nullable=False, comment=comment)


def refers(name: str, target: str, comment: str, *, is_key: bool = False) -> Column[Any]:
    """Return a reference to a row that cannot be deleted while this one stands."""
    return Column(name, Words, ForeignKey(target), primary_key=is_key, nullable=False, comment=comment)


def coded(
    name: str,
    codes: type[StrEnum],
    comment: str,
    *,
    optional: bool = False,
    default: StrEnum | None = None,
    is_key: bool = False,
) -> Column[Any]:
    """Return a column that holds one value of a closed list of the codebook."""
    return Column(name, Coded(codes), nullable=optional, comment=comment, server_default=default, primary_key=is_key)


def one_of(name: str, values: Iterable[str]) -> CheckConstraint:
    """Return the rule that a column holds one of some words, or nothing."""
    words = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{name} IN ({words})", name=name)


def index_some(name: str, *columns: str, on: Table, where: str) -> None:
    """Give a table an index of just some rows, such as those whose work still waits."""
    rows = text(where)
    Index(name, *(on.c[column] for column in columns), sqlite_where=rows, postgresql_where=rows)
