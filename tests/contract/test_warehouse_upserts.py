"""Rows in small batches and in large ones, which go another way into PostgreSQL: both end as the same rows."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Connection, Table, event, select

from tests.builders import NOON, a_feed
from trucewatch.codebook import TextSource
from trucewatch.errors import PermanentError
from trucewatch.warehouse import SqlWarehouse
from trucewatch.warehouse.engine import opened, writing
from trucewatch.warehouse.runs import start_run
from trucewatch.warehouse.tables import articles, document_sketches, documents, entries, entry_keys, hosts, run_losses
from trucewatch.warehouse.upserts import excluded, insert_new, replace_rows, upsert

SIZES = (1, 3, 200)
HOSTILE = (
    "", " ", "\\N", "\\.", "\\", "a\tb\nc\rd", 'quote " and \' and ;', "%s %(id)s %%", "{a,b}", "NULL", "\x00", "a\x00b",
    "\ud800 half", "\U0001f54a", "e\u0301 \u202e", "\x07\x1b\x7f", "b" * 70_000, "é" * 3000,
)  # fmt: skip


@pytest.fixture
def connection(warehouse: SqlWarehouse, warehouse_url: str) -> Iterator[Connection]:
    """A writing transaction in a warehouse with one feed and one entry."""
    warehouse.sync_feeds([a_feed()], NOON)
    with opened(warehouse_url) as engine, writing(engine) as connection:
        insert_new(connection, entries, [an_entry_row("entry-1")])
        yield connection


def an_entry_row(id_: str, **changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": id_,
        "feed_id": "herald",
        "url": f"https://herald.example/{id_}",
        "guid": None,
        "title": "Talks open",
        "summary": "",
        "content": "",
        "authors": (),
        "published_at": None,
        "seen_at": NOON,
    }
    return fields | changes


def entry_rows(count: int, **changes: Any) -> list[dict[str, Any]]:
    """So many entries in no order."""
    return [an_entry_row(f"e{number * 7 % count:05}", **changes) for number in range(count)]


def stored(connection: Connection, table: Table, *names: str) -> list[tuple[Any, ...]]:
    columns = [table.c[name] for name in names]
    return [tuple(row) for row in connection.execute(select(*columns).order_by(*table.primary_key))]


@pytest.mark.parametrize("count", SIZES)
def test_rows_that_are_there_get_the_new_values_but_for_those_to_keep(connection: Connection, count: int) -> None:
    upsert(connection, entries, entry_rows(count, title="old", summary="old"))
    upsert(connection, entries, entry_rows(count, title="new", summary="new"), keep=("summary",))
    assert set(stored(connection, entries, "title", "summary")[:count]) == {("new", "old")}


@pytest.mark.parametrize("count", SIZES)
def test_columns_that_the_rows_do_not_name_stay_untouched(connection: Connection, count: int) -> None:
    upsert(connection, entries, entry_rows(count, attempts=4))
    upsert(connection, entries, entry_rows(count, title="new"))
    assert set(stored(connection, entries, "title", "attempts")[:count]) == {("new", 4)}


@pytest.mark.parametrize("count", SIZES)
def test_only_new_rows_are_counted_and_none_is_changed(connection: Connection, count: int) -> None:
    assert insert_new(connection, entries, entry_rows(count)) == count
    more = [*entry_rows(count, title="other"), an_entry_row("another"), an_entry_row("another")]
    assert insert_new(connection, entries, more) == 1
    assert ("other",) not in stored(connection, entries, "title")


@pytest.mark.parametrize("count", SIZES)
def test_of_rows_with_one_key_in_a_batch_the_last_one_stands(connection: Connection, count: int) -> None:
    twins = [an_entry_row("twin", title="first"), an_entry_row("twin", title="last")]
    upsert(connection, entries, [*entry_rows(count), *twins])
    assert ("twin", "last") in stored(connection, entries, "id", "title")


@pytest.mark.parametrize("count", SIZES)
def test_keys_that_become_one_when_they_are_cleaned_are_one_row(connection: Connection, count: int) -> None:
    keys = [*(f"k{number}" for number in range(count)), "a\x00", "a\ufffd"]
    upsert(connection, entry_keys, [{"key": key, "entry_id": "entry-1"} for key in keys])
    assert len(stored(connection, entry_keys, "key")) == count + 1


@pytest.mark.parametrize("copies", [1, 10])
def test_texts_of_any_kind_come_back_as_they_went_in(connection: Connection, copies: int) -> None:
    rows = [
        an_entry_row(f"h{number:03}", title=word, guid=word, authors=(word, "A. Writer"), content=word * 2)
        for number, word in enumerate(HOSTILE * copies)
    ]
    upsert(connection, entries, rows)
    kept = [word.replace("\x00", "\ufffd").replace("\ud800", "\ufffd") for word in HOSTILE * copies]
    found = stored(connection, entries, "title", "guid", "authors", "content")
    assert found[1:] == [(word, word, (word, "A. Writer"), word * 2) for word in kept]


@pytest.mark.parametrize("copies", [1, 30])
def test_times_flags_numbers_and_hashes_come_back_as_they_went_in(connection: Connection, copies: int) -> None:
    moments = (NOON, datetime(1, 1, 1, tzinfo=UTC), NOON.astimezone(timezone(timedelta(hours=13))), None)
    article = {"entry_id": "entry-1", "final_url": "u", "status_code": 200, "content_type": "t", "fetched_at": NOON}
    article |= {"body_digest": "b", "archive_file": "f", "archive_offset": 2**40}
    upsert(connection, articles, [article | {"id": "a"}])
    rows = [
        {
            "id": f"d{number:04}", "article_id": "a", "url": "u", "title": "", "text": "", "language": "en",
            "published_at": moment, "authors": (), "text_source": TextSource.PAGE, "fingerprint": "", "read_at": NOON,
            "is_opinion": number % 2 == 0, "sketch": (0, 2**63 - 1) if number % 3 else (), "passed_over": None,
        }
        for number, moment in enumerate(moments * copies)
    ]  # fmt: skip
    upsert(connection, documents, rows)
    found = stored(connection, documents, "published_at", "is_opinion", "sketch", "passed_over")
    assert found == [(row["published_at"], row["is_opinion"], row["sketch"], None) for row in rows]
    hashes = [{"hash": 2**63 - 1 - n, "said_at": NOON, "document_id": "d", "host": ""} for n in range(copies * 4)]
    assert insert_new(connection, document_sketches, hashes) == len(hashes)
    assert stored(connection, document_sketches, "hash")[-1] == (2**63 - 1,)


@pytest.mark.parametrize("count", SIZES)
def test_changes_are_made_with_what_is_there_and_what_is_new(
    connection: Connection, warehouse: SqlWarehouse, count: int
) -> None:
    start_run(connection, "run", "airflow", NOON)
    losses = [{"run_id": "run", "hop": "read", "reason": f"r{n}", "count": 2} for n in range(count)]
    added = run_losses.c["count"] + excluded(run_losses)["count"]
    for _ in range(2):
        upsert(connection, run_losses, losses, count=added)
    assert set(stored(connection, run_losses, "count")) == {(4,)}
    upsert(connection, run_losses, losses, count=run_losses.c["count"] + 10)
    assert set(stored(connection, run_losses, "count")) == {(14,)}


@pytest.mark.parametrize("count", SIZES)
def test_replaced_rows_are_the_only_ones_of_their_owners(connection: Connection, count: int) -> None:
    insert_new(connection, entries, [an_entry_row("entry-2")])
    for owner in ("entry-1", "entry-2"):
        old = [{"key": f"{owner} {number}", "entry_id": owner} for number in range(count)]
        replace_rows(connection, entry_keys.c.entry_id, [owner], old)
    new = [{"key": f"new {number}", "entry_id": "entry-1"} for number in range(count)]
    replace_rows(connection, entry_keys.c.entry_id, ["entry-1"], new)
    found = stored(connection, entry_keys, "entry_id", "key")
    assert [key for owner, key in found if owner == "entry-1"] == sorted(row["key"] for row in new)
    assert len(found) == 2 * count


WRONG = (
    {"seen_at": datetime(2026, 3, 18)},  # noqa: DTZ001  # this is what is wrong with it
    {"title": None},
    {"feed_id": "nobody's"},
    {"attempts": "many"},
)


@pytest.mark.parametrize("count", SIZES)
@pytest.mark.parametrize("change", WRONG, ids=lambda change: next(iter(change)))
def test_a_row_that_the_schema_refuses_is_refused_in_plain_words(
    warehouse: SqlWarehouse, warehouse_url: str, count: int, change: dict[str, Any]
) -> None:
    if warehouse_url.startswith("sqlite") and "attempts" in change:
        pytest.skip("SQLite takes words for numbers")
    warehouse.sync_feeds([a_feed()], NOON)
    with (
        pytest.raises(PermanentError, match="refuses a row") as caught,
        opened(warehouse_url) as engine,
        writing(engine) as connection,
    ):
        upsert(connection, entries, [*entry_rows(count, attempts=0), an_entry_row("z", attempts=0) | change])
    assert "Talks open" not in caught.value.message
    with opened(warehouse_url) as engine, engine.connect() as connection:
        assert stored(connection, entries, "id") == []


@pytest.mark.postgres
def test_large_batches_are_copied_and_leave_no_table_behind(migrated_postgres_url: str) -> None:
    seen: list[str] = []
    with opened(migrated_postgres_url) as engine:
        event.listen(engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
        with writing(engine) as connection:
            rows = [{"host": f"h{number}", "free_at": number} for number in range(500)]
            upsert(connection, hosts, rows)
            upsert(connection, hosts, rows)
            assert (
                connection.exec_driver_sql("SELECT count(*) FROM pg_class WHERE relname LIKE 'staged%%'").scalar() == 0
            )
            assert len(stored(connection, hosts, "host")) == 500
    assert sum("CREATE TEMPORARY TABLE" in words for words in seen) == 2
