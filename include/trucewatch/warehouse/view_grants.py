"""Who may read the views: noted before they are dropped, given back when they are made anew."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, bindparam, text

from trucewatch.warehouse.dialects import POSTGRESQL
from trucewatch.warehouse.engine import dialect_of

PUBLIC = ""
"""Everybody, in place of a role's name."""
_GRANTED = text("""
    SELECT c.relname AS view, coalesce(r.rolname, '') AS role
    FROM pg_class AS c
    CROSS JOIN LATERAL aclexplode(c.relacl) AS g
    LEFT JOIN pg_roles AS r ON r.oid = g.grantee
    WHERE c.relnamespace = CAST(quote_ident(current_schema()) AS regnamespace) AND c.relkind = 'v' AND c.relname IN :views
        AND g.privilege_type = 'SELECT' AND g.grantee <> c.relowner
""").bindparams(bindparam("views", expanding=True))


def grants_on(connection: Connection, views: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """Return which of these views each role but their owner may read; nothing where the database has no roles."""
    if dialect_of(connection) is not POSTGRESQL:
        return {}
    granted: dict[str, set[str]] = {}
    for view, role in connection.execute(_GRANTED, {"views": list(views)}):
        granted.setdefault(role, set()).add(view)
    return {role: frozenset(seen) for role, seen in granted.items()}


def grant_again(
    connection: Connection, granted: Mapping[str, frozenset[str]], before: frozenset[str], now: Iterable[str]
) -> None:
    """Give each role its views back; one that could read all that there were `before` may read all that are there `now`."""
    quote = connection.dialect.identifier_preparer.quote_identifier
    for role, seen in sorted(granted.items()):
        again = [view for view in now if view in seen or seen >= before]
        if again:
            whom = quote(role) if role != PUBLIC else "PUBLIC"
            connection.exec_driver_sql(f"GRANT SELECT ON {', '.join(map(quote, again))} TO {whom}")
