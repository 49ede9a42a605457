"""Choosing rows by many values at once.

`column.in_(values)` has a mark for each value: SQLAlchemy writes its words anew each time, psycopg reads them anew, and
both together took longer than the database's answer.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Boolean, ColumnElement, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement

from trucewatch.warehouse.types import TextSet


class _Among(FunctionElement[bool]):
    name = "among"
    type = Boolean()
    inherit_cache = True


def among(column: ColumnElement[Any], values: Iterable[str]) -> ColumnElement[bool]:
    """Return whether a column of texts has one of these values, which are one bound value however many they are."""
    return _Among(column, bindparam(None, list(values), type_=TextSet()))


@compiles(_Among, "postgresql")
def _as_array(element: _Among, compiler: Any, **options: Any) -> str:  # noqa: ANN401
    column, values = element.clauses
    return f"{compiler.process(column, **options)} = ANY ({compiler.process(values, **options)})"


@compiles(_Among, "sqlite")
def _as_json(element: _Among, compiler: Any, **options: Any) -> str:  # noqa: ANN401
    column, values = element.clauses
    words = compiler.process(values, **options)
    return f"{compiler.process(column, **options)} IN (SELECT value FROM json_each({words}))"  # noqa: S608  # marks, no values
