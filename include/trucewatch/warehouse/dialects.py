"""What differs from one database to the next: one entry each. A new one needs its driver and an entry here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, ColumnElement, Text, cast, literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from trucewatch.errors import SettingsInvalid

LOCK_SECONDS = 30
"""How long a writer waits for another before it says that the warehouse is unavailable."""
READ_SECONDS = 20
"""How long one question of a reader may take."""
CONNECT_SECONDS = 10
COPIED = 1100
"""Where COPY is as quick as one statement after the other: some 17 rows of mentions, 110 of two columns (measured
2026-11-30, PostgreSQL 16)."""
DAYS_AGO: Mapping[str, int] = MappingProxyType({"day_ago": 1, "week_ago": 7, "fifteen_days_ago": 15, "month_ago": 30})
"""Words of views for moments before now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How to talk to one kind of database."""

    driver: str
    insert: Callable[..., Any]
    """Its INSERT that knows ON CONFLICT."""
    copies_from: int | None
    """From how much work on (`upserts.work_of`) a batch is copied into a temporary table first; None: there is no COPY."""
    begin_writing: str | None
    """Statement that begins a writing transaction, where the driver does not do that well by itself."""
    prepare: Callable[[URL], None]
    """Checks the URL and makes ready what must be there before the first connection."""
    read_only: Callable[[URL], URL]
    """Turns the URL into one that cannot write."""
    connect: Mapping[str, object]
    """Arguments for the driver."""
    session: tuple[str, ...]
    """Statements for every new connection."""
    reading_session: tuple[str, ...]
    """More of them for a reader's."""
    migration_lock: str | None
    """Statement that makes other migrations and all writers wait; None where `begin_writing` does."""
    shared_lock: str | None
    """Statement of a writer that makes migrations wait; None as above."""
    entries_lock: str | None
    """Statement that makes others who decide which entry is which wait; None where `begin_writing` does."""
    stories_lock: str | None
    """The same for those who decide which document tells which story."""
    parcels_lock: str | None
    """The same for those who pack alerts into parcels."""
    stances_lock: str | None
    """The same for those who write or delete stances, and so change their sums."""
    before_upgrade: tuple[str, ...]
    """Statements outside any transaction."""
    after_load: tuple[str, ...]
    """Statements after many rows were loaded, so that questions are planned for them."""
    plain_collation: str
    """Name of the order by the bytes of UTF-8."""
    has_word: Callable[[str], ColumnElement[bool]]
    """Whether some word of folded text, in the column `words` of the index, begins with this folded word."""
    view_words: Mapping[str, str]
    """What each $word in views/*.sql stands for."""


def _prepare_file(url: URL) -> None:
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise SettingsInvalid("An SQLite warehouse needs a file: sqlite:///folder/name.sqlite", key="warehouse")
    try:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = f"The folder of {url.database} cannot be made: {error.strerror}"
        raise SettingsInvalid(problem, key="warehouse") from error


def _file_read_only(url: URL) -> URL:
    path = Path(url.database or "").resolve()
    return url.set(database=f"file:{quote(str(path))}", query={"mode": "ro", "uri": "true"})


def _prepare_server(url: URL) -> None:
    if not url.database:
        raise SettingsInvalid("The warehouse's URL names no database: postgresql+psycopg://host/name", key="warehouse")


def _has_word_by_reading(word: str) -> ColumnElement[bool]:
    """Folded words hold no sign that LIKE takes for a pattern: 100,000 sentences take SQLite some 50 ms."""
    return literal_column("' ' || mention_index.words", Text).like(f"% {word}%")


def _has_word_by_index(word: str) -> ColumnElement[bool]:
    """The expression is that of the index, to the letter."""
    return literal_column(WORDS_VECTOR, TSVECTOR).op("@@")(cast(f"'{word}':*", TSQUERY))


WORDS_VECTOR = "array_to_tsvector(string_to_array(words, ' '))"
"""Words as they are, without PostgreSQL's own idea of what a word is: both databases find the same."""

SQLITE = Dialect(
    driver="sqlite+pysqlite",
    insert=sqlite.insert,
    copies_from=None,
    # A deferred transaction that first reads and then writes fails at once, without waiting, when another wrote
    # in between (https://www.sqlite.org/isolation.html).
    begin_writing="BEGIN IMMEDIATE",
    prepare=_prepare_file,
    read_only=_file_read_only,
    connect=MappingProxyType({"timeout": LOCK_SECONDS}),
    # In memory, the journal of each single statement is small; else SQLite takes and returns 64 KB for every row of an
    # upsert, which made a batch of mentions five times as slow (measured 2026-11-22, glibc).
    session=("PRAGMA foreign_keys = ON", "PRAGMA synchronous = NORMAL", "PRAGMA temp_store = MEMORY"),
    reading_session=("PRAGMA query_only = ON",),
    migration_lock=None,
    shared_lock=None,
    entries_lock=None,
    stories_lock=None,
    parcels_lock=None,
    stances_lock=None,
    before_upgrade=("PRAGMA journal_mode = WAL",),
    after_load=(),
    plain_collation="BINARY",
    has_word=_has_word_by_reading,
    view_words=MappingProxyType(
        {
            "join_text": "group_concat",
            "latitude": "printf('%.4f', latitude)",
            "longitude": "printf('%.4f', longitude)",
            "age_in_days": "(strftime('%s', 'now') - strftime('%s', c.seen_at)) / 86400",
            "day": "date(s.said_at)",
            "monday": "date(s.said_at, '-6 days', 'weekday 1')",
            "first_of_month": "date(s.said_at, 'start of month')",
            "said_seconds": "CAST(strftime('%s', coalesce(d.published_at, e.published_at, e.seen_at)) AS INTEGER)",
            "last_day": "CAST(strftime('%s', max(x.seen_at)) AS INTEGER) / 86400",
            **{word: f"strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-{days} days')" for word, days in DAYS_AGO.items()},
        }
    ),
)

POSTGRESQL = Dialect(
    driver="postgresql+psycopg",
    insert=postgresql.insert,
    copies_from=COPIED,
    begin_writing=None,
    prepare=_prepare_server,
    read_only=lambda url: url,
    connect=MappingProxyType({"connect_timeout": CONNECT_SECONDS}),
    # A plan made for any values compares a list of 500 keys with every row, one by one: saving a poll of 10,000 known
    # entries took ten times as long (measured 2026-11-22, PostgreSQL 16).
    session=(
        "SET timezone = 'UTC'",
        f"SET lock_timeout = '{LOCK_SECONDS}s'",
        "SET plan_cache_mode = 'force_custom_plan'",
    ),
    reading_session=("SET default_transaction_read_only = on", f"SET statement_timeout = '{READ_SECONDS}s'"),
    migration_lock="SELECT pg_advisory_xact_lock(7286923)",
    shared_lock="SELECT pg_advisory_xact_lock_shared(7286923)",
    entries_lock="SELECT pg_advisory_xact_lock(7286924)",
    stories_lock="SELECT pg_advisory_xact_lock(7286925)",
    parcels_lock="SELECT pg_advisory_xact_lock(7286926)",
    stances_lock="SELECT pg_advisory_xact_lock(7286927)",
    before_upgrade=(),
    after_load=("ANALYZE",),
    plain_collation="C",
    has_word=_has_word_by_index,
    view_words=MappingProxyType(
        {
            "join_text": "string_agg",
            "latitude": "to_char(latitude, 'FM990.0000')",
            "longitude": "to_char(longitude, 'FM990.0000')",
            "age_in_days": "CAST(floor(extract(epoch FROM now() - c.seen_at) / 86400) AS INTEGER)",
            "day": "CAST(s.said_at AT TIME ZONE 'UTC' AS date)",
            "monday": "CAST(date_trunc('week', s.said_at AT TIME ZONE 'UTC') AS date)",
            "first_of_month": "CAST(date_trunc('month', s.said_at AT TIME ZONE 'UTC') AS date)",
            "said_seconds": "CAST(extract(epoch FROM coalesce(d.published_at, e.published_at, e.seen_at)) AS BIGINT)",
            "last_day": "CAST(extract(epoch FROM max(x.seen_at)) AS BIGINT) / 86400",
            **{word: f"now() - interval '{days} days'" for word, days in DAYS_AGO.items()},
        }
    ),
)

DIALECTS: Mapping[str, Dialect] = MappingProxyType({"sqlite": SQLITE, "postgresql": POSTGRESQL})
"""By the name SQLAlchemy gives the database."""

SPELLINGS: Mapping[str, str] = MappingProxyType(
    {
        "sqlite": "sqlite",
        "sqlite+pysqlite": "sqlite",
        "postgresql+psycopg": "postgresql",
        "postgresql": "postgresql",
        "postgres": "postgresql",  # as Airflow's connections write it
    }
)
"""What may stand before :// in the warehouse's URL."""
