"""The host book: short transactions that many processes do all the time."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, case, select

from trucewatch.model import RobotsFile
from trucewatch.warehouse import engine as engines
from trucewatch.warehouse.engine import dialect_of
from trucewatch.warehouse.migrate import check_revision
from trucewatch.warehouse.tables import hosts, robots_files
from trucewatch.warehouse.upserts import upsert

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


class SqlHostBook:
    """A ports.HostBook in any database that dialects.py knows; safe from several threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._claims: dict[str, int] = {}
        """Until when each host is ours, as this book wrote it: what tells our claim from that of another process."""

    def close(self) -> None:
        """Close what is open now rather than when the book is forgotten; it may be used again."""
        self._engine.dispose()

    def claim(self, host: str, now: datetime, until: datetime) -> datetime | None:
        """See ports.HostBook; one statement compares and sets, so that two processes never both get a host."""
        mine = _milliseconds(until)
        with engines.writing(self._engine) as connection:
            statement = dialect_of(connection).insert(hosts).values(host=host, free_at=mine)
            taking = statement.on_conflict_do_update(
                index_elements=["host"],
                set_={"free_at": statement.excluded.free_at},
                where=hosts.c.free_at <= (now - EPOCH) // MILLISECOND,
            )
            if connection.execute(taking, execution_options={"preserve_rowcount": True}).rowcount:
                self._claims[host] = mine
                return None
            free_at: int = connection.execute(select(hosts.c.free_at).where(hosts.c.host == host)).scalar_one()
            return EPOCH + free_at * MILLISECOND

    def release(self, host: str, free_at: datetime) -> None:
        """See ports.HostBook; whoever comes too late, when another took the host meanwhile, can only make it rest longer."""
        free = _milliseconds(free_at)
        is_ours = hosts.c.free_at == self._claims.pop(host, None)
        with engines.writing(self._engine) as connection:
            statement = dialect_of(connection).insert(hosts).values(host=host, free_at=free)
            later = case((is_ours | (hosts.c.free_at < free), free), else_=hosts.c.free_at)
            connection.execute(statement.on_conflict_do_update(index_elements=["host"], set_={"free_at": later}))

    def robots(self, origin: str) -> RobotsFile | None:
        """See ports.HostBook."""
        with engines.reading(self._engine) as connection:
            row = connection.execute(select(robots_files).where(robots_files.c.origin == origin)).one_or_none()
        return RobotsFile(body=row.body, fetched_at=row.fetched_at) if row else None

    def save_robots(self, origin: str, file: RobotsFile) -> None:
        """See ports.HostBook."""
        with engines.writing(self._engine) as connection:
            new = {"origin": origin, "body": file.body, "fetched_at": file.fetched_at}
            upsert(connection, robots_files, [new])


def open_host_book(url: str) -> SqlHostBook:
    """Open the host book of the warehouse at this SQLAlchemy URL; raises as open_warehouse does."""
    engine = engines.open_engine(url)
    check_revision(engine)
    return SqlHostBook(engine)


def _milliseconds(moment: datetime) -> int:
    """Return a time as it is kept, rounded up: nobody comes too early for a fraction of a second."""
    return -((EPOCH - moment) // MILLISECOND)
