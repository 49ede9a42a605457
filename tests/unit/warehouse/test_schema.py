"""The schema describes itself, and its written forms agree with it."""

import pytest
from sqlalchemy import CheckConstraint, Table, inspect

from tools.data_dictionary import TARGET, data_dictionary
from trucewatch.warehouse import upgrade
from trucewatch.warehouse.engine import opened, reading
from trucewatch.warehouse.tables import metadata
from trucewatch.warehouse.view_columns import views

DESCRIBED = [*metadata.tables.values(), *views.tables.values()]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    new = f"sqlite:///{tmp_path_factory.mktemp('schema') / 'warehouse.sqlite'}"
    upgrade(new)
    return new


def test_every_table_and_column_says_what_it_means() -> None:
    silent = [table.name for table in DESCRIBED if not table.comment]
    silent += [f"{table.name}.{column.name}" for table in DESCRIBED for column in table.columns if not column.comment]
    assert silent == []


def test_the_data_dictionary_is_up_to_date() -> None:
    assert TARGET.read_text(encoding="utf-8") == data_dictionary(), "run: python tools/data_dictionary.py"


@pytest.mark.parametrize("view", views.tables.values(), ids=lambda view: view.name)
def test_a_view_has_the_columns_that_are_described(url: str, view: Table) -> None:
    name, described = view.name, [column.name for column in view.columns]
    with opened(url) as engine, reading(engine) as connection:
        assert [column["name"] for column in inspect(connection).get_columns(name)] == described


@pytest.mark.parametrize("table", metadata.tables.values(), ids=lambda table: table.name)
def test_migrations_hold_the_same_closed_lists_as_the_codebook(url: str, table: Table) -> None:
    rules = (rule for rule in table.constraints if isinstance(rule, CheckConstraint))
    described = {str(rule.name): str(rule.sqltext) for rule in rules}
    with opened(url) as engine, reading(engine) as connection:
        found = inspect(connection).get_check_constraints(table.name)
    assert {str(rule["name"]): rule["sqltext"] for rule in found} == described
