"""Roles of the database server that may read the views, and nothing else; they keep that when views are made anew.

Default privileges are no help here: PostgreSQL knows them for tables and views together, so a role that gets every new view
would get every new table (https://www.postgresql.org/docs/current/sql-alterdefaultprivileges.html).
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from sqlalchemy import Connection, text

from trucewatch.errors import SettingsInvalid
from trucewatch.warehouse.engine import opened, reading, writing
from trucewatch.warehouse.migrate import VIEWS, check_revision

SESSION: Mapping[str, str] = MappingProxyType(
    {
        "default_transaction_read_only": "on",
        "statement_timeout": "60s",
        # A reader that leaves a transaction open holds the views, and an upgrade must drop them.
        "idle_in_transaction_session_timeout": "5min",
        "timezone": "UTC",
    }
)
"""What a reader's sessions begin with; a session may change it, and gains no right by that."""


def grant_statements(url: str, role: str) -> tuple[str, ...]:
    """Return the SQL that lets a role of the server read the views of this warehouse, and takes all else in its schema.

    The role must be there before they are run; to run them again changes nothing.
    Raises SettingsInvalid where the database has no roles, SchemaOutdated, WarehouseUnavailable.
    """
    with opened(url) as engine:
        _must_have_roles(engine.dialect.name)
        check_revision(engine)
        with reading(engine) as connection:
            return tuple(_statements(connection, role))


def grant_reader(url: str, role: str) -> None:
    """Run these statements as the warehouse's own login, in one transaction; raises what they do, and PermanentError.

    The settings of a role's sessions may be changed only by a login that may change roles.
    """
    statements = grant_statements(url, role)
    with opened(url) as engine, writing(engine) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def _must_have_roles(name: str) -> None:
    if name != "postgresql":
        raise SettingsInvalid(
            f"{name} has no roles: give readers the file, and let them open it with sqlite3 -readonly, or with the URI "
            "file:PATH?mode=ro",
            key="warehouse",
        )


def _statements(connection: Connection, role: str) -> Iterator[str]:
    quote = connection.dialect.identifier_preparer.quote_identifier
    database, schema = connection.execute(text("SELECT current_database(), current_schema()")).one()
    reader, place = quote(role), quote(schema)
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {place} FROM {reader}"
    yield f"REVOKE ALL ON SCHEMA {place} FROM {reader}"
    yield f"GRANT CONNECT ON DATABASE {quote(database)} TO {reader}"
    yield f"GRANT USAGE ON SCHEMA {place} TO {reader}"
    yield f"GRANT SELECT ON {', '.join(f'{place}.{quote(view)}' for view in VIEWS)} TO {reader}"
    for name, value in SESSION.items():
        yield f"ALTER ROLE {reader} IN DATABASE {quote(database)} SET {name} = '{value}'"
