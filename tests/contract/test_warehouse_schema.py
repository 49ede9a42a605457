"""What the database itself says of the schema: the same as the description that the code goes by."""

import pytest
from sqlalchemy import Table, inspect, text

from trucewatch.warehouse import SqlWarehouse
from trucewatch.warehouse.engine import opened
from trucewatch.warehouse.tables import metadata
from trucewatch.warehouse.types import Moment

TABLES = [pytest.param(table, id=table.name) for table in metadata.tables.values()]


@pytest.fixture(scope="session")
def described_url(postgres_server, postgres_template) -> str:
    return str(postgres_server.url(postgres_template))


@pytest.mark.postgres
@pytest.mark.parametrize("table", TABLES)
def test_postgresql_says_what_every_table_and_column_means(described_url: str, table: Table) -> None:
    with opened(described_url) as engine, engine.connect() as connection:
        found = inspect(connection)
        assert found.get_table_comment(table.name)["text"] == table.comment
        said = {column["name"]: column["comment"] for column in found.get_columns(table.name)}
    assert said == {column.name: column.comment for column in table.columns}


@pytest.mark.postgres
@pytest.mark.parametrize("table", TABLES)
def test_every_time_has_its_zone(described_url: str, table: Table) -> None:
    with opened(described_url) as engine, engine.connect() as connection:
        kinds = connection.execute(
            text("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = :name"),
            {"name": table.name},
        ).all()
        assert connection.execute(text("SHOW timezone")).scalar() == "UTC"
    timed = {column.name for column in table.columns if isinstance(column.type, Moment)}
    assert {name for name, kind in kinds if kind.startswith("timestamp")} == timed
    assert {kind for name, kind in kinds if name in timed} <= {"timestamp with time zone"}


@pytest.mark.parametrize("table", TABLES)
def test_keys_references_and_what_may_be_empty_are_as_described(
    warehouse_url: str, warehouse: SqlWarehouse, table: Table
) -> None:
    with opened(warehouse_url) as engine, engine.connect() as connection:
        found = inspect(connection)
        keys = found.get_pk_constraint(table.name)["constrained_columns"]
        references = {
            (*key["constrained_columns"], key["referred_table"], *key["referred_columns"])
            for key in found.get_foreign_keys(table.name)
        }
        optional = {column["name"] for column in found.get_columns(table.name) if column["nullable"]}
        indexes = {str(index["name"]) for index in found.get_indexes(table.name)}
    assert keys == [column.name for column in table.primary_key]
    assert references == {(key.parent.name, key.column.table.name, key.column.name) for key in table.foreign_keys}
    assert optional == {column.name for column in table.columns if column.nullable}
    gone = {str(index.name) for index in table.indexes} - indexes
    assert not gone or (engine.dialect.name == "sqlite" and gone == {"ix_mention_index_words"})
