"""What all our processes together know of hosts."""

from sqlalchemy import BigInteger, LargeBinary, Table

from trucewatch.warehouse.tables.base import always, key, metadata
from trucewatch.warehouse.types import Moment

hosts = Table(
    "hosts",
    metadata,
    key("host", "Name of the host, as asked"),
    always("free_at", BigInteger, "When it may be asked again, in milliseconds since 1970, UTC"),
    comment="Whose turn it is: one row per host that was ever asked",
)

robots_files = Table(
    "robots_files",
    metadata,
    key("origin", "Scheme and authority"),
    always("body", LargeBinary, "Its robots.txt as received; nothing where it has none"),
    always("fetched_at", Moment, "When it was read"),
    comment="One row per origin whose robots.txt was read",
)
