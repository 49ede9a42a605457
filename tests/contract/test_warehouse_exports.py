"""Exports of a whole world: the same bytes from every database, and as many rows as there are results."""

import pytest

from tests.sql.world import fill
from trucewatch.assembly import export_results
from trucewatch.codebook import Category
from trucewatch.exports import FORMATS
from trucewatch.model import Filters
from trucewatch.warehouse import open_reader


@pytest.mark.postgres
def test_exports_are_equal_on_both_databases(migrated_sqlite_url: str, migrated_postgres_url: str) -> None:
    files = []
    for url in (migrated_sqlite_url, migrated_postgres_url):
        fill(url)
        reader = open_reader(url)
        truces = Filters(category=Category.CEASEFIRE)
        files.append({name: b"".join(export_results(reader, truces, name)) for name in FORMATS})
        assert files[-1]["jsonl"].count(b"\n") == reader.count(truces, 1000) > 10
        reader.close()
    assert files[0] == files[1]
