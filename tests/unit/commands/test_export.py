"""`trucewatch export`: what is asked for, in a file that is whole or not there."""

import json
import os

import pytest
from typer.testing import CliRunner

from tests.builders import a_mention
from tests.contract.warehouse_world import a_full_mention, read
from trucewatch.commands import app
from trucewatch.commands.export import Format
from trucewatch.exports import FORMATS
from trucewatch.warehouse import open_warehouse, upgrade


@pytest.fixture
def url(tmp_path):
    """A warehouse with a ceasefire accepted by Ardania on 18 March, and one that may be extended."""
    url = f"sqlite:///{tmp_path}/warehouse.sqlite"
    upgrade(url)
    warehouse = open_warehouse(url)
    read(warehouse, a_mention(id="mention-1"), a_full_mention())
    warehouse.close()
    return url


def run(url, *arguments):
    return CliRunner().invoke(app, ["export", "--warehouse", url, *arguments])


def ids(output):
    return [json.loads(line)["mention_id"] for line in output.splitlines()]


def test_every_format_of_the_room_can_be_asked_for():
    assert set(Format) == set(FORMATS)


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), {"mention-1", "mention-full"}),
        (("--act", "extend"), {"mention-full"}),
        (("--category", "ceasefire", "--certainty", "CT"), {"mention-1"}),
        (("--since", "2026-03-18", "--until", "2026-03-18"), {"mention-1", "mention-full"}),
        (("--since", "2026-03-19"), set()),
        (("--place", "AR-1"), {"mention-full"}),
    ],
)
def test_what_fits_goes_to_standard_output(url, options, found):
    done = run(url, "--format", "jsonl", *options)
    assert done.exit_code == 0, done.output
    assert set(ids(done.stdout)) == found


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_holds_what_standard_output_would(url, tmp_path, name):
    out = tmp_path / f"results.{name}"
    done = run(url, "--format", name, "--out", str(out))
    assert (done.exit_code, done.stdout) == (0, "")
    assert f"2 results are in {out}." in done.stderr.replace("\n", "")
    assert out.read_bytes() == run(url, "--format", name).stdout_bytes
    (tmp_path / "other").touch()
    assert out.stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_file_that_was_there_stays_when_the_export_breaks_off(url, tmp_path, monkeypatch):
    out = tmp_path / "results.csv"
    out.write_text("of yesterday")

    def broken(*_, **__):
        yield b"half"
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("trucewatch.assembly.export_results", broken)
    assert run(url, "--out", str(out)).exit_code != 0
    assert out.read_text() == "of yesterday"
    assert {path.name for path in tmp_path.iterdir() if "results" in path.name} == {"results.csv"}


def test_a_folder_that_is_not_there_is_named(url, tmp_path):
    done = run(url, "--out", str(tmp_path / "nowhere" / "results.csv"))
    assert "cannot be written: No such file or directory" in str(done.exception)


def test_a_word_that_no_list_has_is_refused(url):
    done = run(url, "--category", "peace")
    assert done.exit_code == 2
    assert "'ceasefire', 'territory', 'negotiation'" in done.stderr
