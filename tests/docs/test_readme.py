"""The README tells the truth: its commands run, its settings and columns are those of the code."""

import os
import re
import shlex
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import fields
from pathlib import Path

import pytest

from tests.conftest import ROOT
from trucewatch.settings import Settings
from trucewatch.warehouse import upgrade

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) for line in block.splitlines()]
OURS = [command for command in COMMANDS if command.startswith("trucewatch ")]


def test_every_command_is_run_by_a_test():
    """The words of make are run end to end by tests/e2e, this suite itself and the checks; ours are run below."""
    assert set(COMMANDS) - set(OURS) == {"make demo", "make test", "make up"}
    assert len(OURS) >= 5


@pytest.mark.model
@pytest.mark.parametrize("command", OURS)
def test_a_command_of_the_readme_runs_as_it_is_written(command, tmp_path):
    binary = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{binary}{os.pathsep}{os.environ['PATH']}"}
    command = command.replace("var/example.sqlite", f"{tmp_path}/example.sqlite")
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_every_setting_is_in_the_table_and_nothing_else_is():
    table = README.split("| setting | default | what |", 1)[1].split("\n\n", 1)[0]
    assert set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == {field.name for field in fields(Settings)}


@pytest.fixture(scope="module")
def empty_warehouse(tmp_path_factory):
    path = tmp_path_factory.mktemp("docs") / "warehouse.sqlite"
    upgrade(f"sqlite:///{path}")
    return path


def test_the_columns_it_names_are_columns_of_results(empty_warehouse):
    from sqlalchemy import create_engine, inspect

    engine = create_engine(f"sqlite:///{empty_warehouse}")
    columns = {column["name"] for column in inspect(engine).get_columns("results")}
    engine.dispose()
    table = README.split("| column | what |", 1)[1].split("\n\n", 1)[0]
    named = {
        name for row in table.splitlines() for name in re.findall(r"`(\w+)`", row.split("|")[1] if "|" in row else "")
    }
    assert len(named) >= 20
    assert named <= columns


PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
QUERIES = [
    (f"{page.name}-{number}", query)
    for page in PAGES
    for number, block in enumerate(re.findall(r"```sql\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL))
    for query in filter(str.strip, re.split(r";\s*$", block, flags=re.MULTILINE))
]


@pytest.mark.parametrize("query", [query for _, query in QUERIES], ids=[name for name, _ in QUERIES])
def test_every_query_of_the_pages_runs(empty_warehouse, query):
    with closing(sqlite3.connect(empty_warehouse)) as connection:
        assert connection.execute(query).fetchall() == []


def test_files_and_pictures_it_links_to_exist():
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


@pytest.mark.parametrize("page", sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")))
def test_links_between_pages_lead_somewhere(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)\)", text):
        assert ((ROOT / page).parent / target).exists(), target


def test_make_help_lists_every_word():
    words = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {"setup", "check", "test", "eval", "bench", "demo", "up"} <= words
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert all(shlex.quote(f"make {word}")[1:-1] in listed for word in words)
