"""The cookbook tells the truth: its queries run as they are in sqlite3 and psql, and say the same of the same world."""

import re

import pytest

from tests.sql.answers import GOLDEN, write_answers
from tests.sql.cli import ask_psql, ask_sqlite3
from tools.sql_cookbook import QUERIES, TARGET, cookbook, load_queries
from trucewatch.warehouse.tables import metadata
from trucewatch.warehouse.view_columns import views

FILES = sorted(QUERIES.glob("*.sql"))
EACH = pytest.mark.parametrize("query", FILES, ids=lambda path: path.stem)


def test_there_are_many_questions_with_a_number_each():
    numbers = [int(path.name[:2]) for path in FILES]
    assert numbers == list(range(1, len(FILES) + 1))
    assert len(FILES) >= 25


@EACH
def test_a_query_finds_something_in_the_world(query, sqlite_world):
    assert len(ask_sqlite3(sqlite_world, query)) > 1


@pytest.mark.postgres
@EACH
def test_a_query_says_the_same_in_both_databases(query, sqlite_world, postgres_world):
    assert ask_psql(postgres_world.replace("+psycopg", ""), query) == ask_sqlite3(sqlite_world, query)


def test_the_answers_are_those_that_were_reviewed(sqlite_world):
    answers = {query.name: ask_sqlite3(sqlite_world, query) for query in FILES}
    assert write_answers(answers) == GOLDEN.read_text(encoding="utf-8"), "read the change; then: python -m tests.sql"


@EACH
def test_a_query_reads_views_and_no_table(query):
    read = set(re.findall(r"\b(?:FROM|JOIN)\s+(\w+)", query.read_text(encoding="utf-8")))
    assert read & set(views.tables)
    assert not read & set(metadata.tables)


def test_the_page_holds_the_queries_word_for_word():
    assert TARGET.read_text(encoding="utf-8") == cookbook(), "run: make docs"
    assert all(query.statement in cookbook() for query in load_queries())


def test_a_query_without_a_question_is_refused(tmp_path):
    (tmp_path / "01-mute.sql").write_text("SELECT 1;\n")
    with pytest.raises(ValueError, match=r"01-mute\.sql: write"):
        load_queries(tmp_path)
