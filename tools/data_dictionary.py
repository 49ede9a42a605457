"""Writes docs/data-dictionary.md from the warehouse's own description: run it after changing a table or a view."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Column, MetaData

from trucewatch.warehouse.tables import metadata
from trucewatch.warehouse.types import Coded, Moment, WordList, Words
from trucewatch.warehouse.view_columns import views

TARGET = Path(__file__).resolve().parent.parent / "docs" / "data-dictionary.md"
HEAD = """# Data dictionary

Written by `python tools/data_dictionary.py` from the schema; do not edit it.

Read the views; the tables are the workshop behind them. Times are UTC and kept to the second: `timestamptz` in
PostgreSQL, text like `2026-03-19T09:00:00Z` in SQLite, where yes and no are 1 and 0. Offsets count characters, the end
is not included. In text, a character that a database cannot keep (U+0000, half of a surrogate pair) is replaced by U+FFFD,
so that offsets stay true. What the codes mean is told in the codebook.
"""
TYPE_WORDS = {Words: "text", WordList: "JSON list of text", Moment: "time"}


def data_dictionary() -> str:
    """Return the whole dictionary as Markdown: views first, tables in the order in which news passes through them."""
    lines = [HEAD, "## Views", *_sections(views), "", "## Tables", *_sections(metadata)]
    return "\n".join(lines) + "\n"


def _sections(described: MetaData) -> Iterator[str]:
    for table in described.tables.values():
        yield f"\n### {table.name}\n\n{table.comment}.\n"
        yield "| column | type | meaning |\n| --- | --- | --- |"
        for column in table.columns:
            yield f"| `{column.name}` | {_type(column)} | {_meaning(column)} |"


def _type(column: Column[Any]) -> str:
    words = "code" if isinstance(column.type, Coded) else TYPE_WORDS.get(type(column.type))
    return words or str(column.type).lower()


def _meaning(column: Column[Any]) -> str:
    notes = [str(column.comment)]
    if isinstance(column.type, Coded):
        notes.append("one of " + ", ".join(f"`{code}`" for code in column.type.codes))
    if column.primary_key:
        notes.append("**key**")
    notes.extend(f"→ `{reference.target_fullname}`" for reference in column.foreign_keys)
    return " · ".join(notes).replace("|", "\\|")


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(data_dictionary(), encoding="utf-8")
    print(f"wrote {TARGET}")
