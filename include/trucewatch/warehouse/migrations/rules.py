"""What several migrations do: replace a rule of a table, and say what a table or column means."""

import sqlalchemy as sa
from alembic import op


def replace_rule(table: str, name: str, old: str, new: str) -> None:
    """Put one CHECK of a table in another's place.

    In SQLite the rule stands in the table's own words, and only there. They are changed where they stand, as
    https://www.sqlite.org/lang_altertable.html (section 7) allows for a CHECK: to make the table anew would drop the old
    one, and with it, by their foreign keys, all that hangs on its rows.
    """
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.drop_constraint(op.f(name), table)
        op.create_check_constraint(op.f(name), table, sa.text(new))
        return
    _reword(connection, table, old, new)


def add_reference(table: str, column: str, name: str, target: str) -> None:
    """Let a column, which no rule binds yet, refer to `target`: another table's key, and what its deletion does."""
    if op.get_bind().dialect.name == "sqlite":
        _reword(op.get_bind(), table, _key_of(table), _reference(column, name, target) + _key_of(table))
    else:
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}) REFERENCES {target}")


def drop_reference(table: str, column: str, name: str, target: str) -> None:
    """Undo `add_reference`."""
    if op.get_bind().dialect.name == "sqlite":
        _reword(op.get_bind(), table, _reference(column, name, target), "")
    else:
        op.drop_constraint(op.f(name), table)


def _key_of(table: str) -> str:
    return f"CONSTRAINT pk_{table} PRIMARY KEY"


def _reference(column: str, name: str, target: str) -> str:
    return f"CONSTRAINT {name} FOREIGN KEY({column}) REFERENCES {target}, "


def _reword(connection: sa.Connection, table: str, old: str, new: str) -> None:
    """Change the words that SQLite made a table with; https://www.sqlite.org/pragma.html#pragma_writable_schema."""
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    changed = connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = ? AND instr(sql, ?)",
        (old, new, table, old),
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")
    if changed.rowcount != 1:
        raise RuntimeError(f"the words of the table {table} hold no {old!r}")


def say(words: str, table: str, column: str = "") -> None:
    """Say what a table or one of its columns means, where the database keeps such words."""
    if op.get_bind().dialect.supports_comments:
        place = f"COLUMN {table}.{column}" if column else f"TABLE {table}"
        quoted = words.replace("'", "''")
        op.execute(f"COMMENT ON {place} IS '{quoted}'")
