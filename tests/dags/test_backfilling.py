"""The DAG backfill_archive run to its end on files made here."""

import json

import pytest

from tests.dags.conftest import mails, states
from tests.warcs import a_capture, a_page

pytestmark = [pytest.mark.airflow, pytest.mark.filterwarnings("default")]

SENTENCE = "Hamas accepted a ceasefire in Gaza on Monday, its leaders said in Doha."


@pytest.fixture
def crawl(tmp_path, monkeypatch):
    monkeypatch.setenv("TRUCEWATCH_ARCHIVE", str(tmp_path / "archive"))
    monkeypatch.setenv("TRUCEWATCH_MAIL_TO", "desk@example.org")
    path = tmp_path / "x.warc.gz"
    pages = (a_capture(f"https://hill.example/story/{n}", a_page(f"Story {n}", SENTENCE)) for n in range(4))
    path.write_bytes(b"".join(pages))
    return path


def returned(run):
    """What each task hands on, by task and map index."""
    return {(ti.task_id, ti.map_index): ti.xcom_pull(task_ids=ti.task_id, map_indexes=ti.map_index) for ti in run.get_task_instances()}  # fmt: skip


@pytest.mark.model
def test_files_are_read_once_by_mapped_tasks_that_hand_on_keys_and_counts_only(run_dag, warehouse, crawl, mail):
    run = run_dag("backfill_archive", conf={"files": [str(crawl), str(crawl.parent / "missing.warc.gz")]})
    assert set(states(run).values()) == {"success"}
    first = returned(run)
    ((key,),) = first["plan", -1]
    assert json.loads(key) == {"file": crawl.as_uri(), "size": crawl.stat().st_size, "start": 0, "end": crawl.stat().st_size}  # fmt: skip
    assert first["read", 0]["backfill"] == {"came": 4, "kept": 4, "lost": {}}
    assert first["read", 0]["find"]["kept"] >= 1
    assert "ceasefire" not in str(first)
    again = run_dag("backfill_archive", conf={"files": [str(crawl)]})
    assert returned(again)["plan", -1] == []
    assert states(again)["group"] == "success"
    assert states(run_dag("send_alerts"))["link"] == "success"
    assert mails(mail) == []


def test_a_run_that_names_no_file_that_can_be_opened_fails_at_once(run_dag, warehouse, crawl):
    assert states(run_dag("backfill_archive"))["plan"] == "failed"
    nowhere = run_dag("backfill_archive", conf={"files": [str(crawl.parent / "missing.warc.gz")]})
    assert states(nowhere)["plan"] == "failed"
