import os
import subprocess
import sys
from datetime import timedelta

import pytest

from tests.conftest import ROOT

pytestmark = [pytest.mark.airflow, pytest.mark.filterwarnings("default")]

EDGES = {
    "watch_news": {("plan", "poll"), ("poll", "fetch"), ("fetch", "read")},
    "send_alerts": {("link", "send")},
    "tend_warehouse": set(),
    "backfill_archive": {("plan", "read"), ("read", "group")},
}
HEAVY = (
    "airflow.providers.smtp.notifications.smtp", "spacy", "trafilatura", "feedparser", "warcio", "py3langid",
    "trucewatch.assembly", "trucewatch.pipeline", "trucewatch.mentions", "trucewatch.warehouse",
)  # fmt: skip


def assets_that_start(dag):
    condition = getattr(dag.timetable, "asset_condition", None)
    return condition.objects if hasattr(condition, "objects") else []


@pytest.fixture(scope="module")
def dagbag():
    from airflow.dag_processing.dagbag import DagBag

    return DagBag(str(ROOT / "dags"), bundle_path=ROOT / "dags", bundle_name="dags-folder")


def test_the_bag_holds_every_dag_and_no_import_error(dagbag):
    assert dagbag.import_errors == {}
    assert set(dagbag.dags) == set(EDGES)


def test_each_file_in_dags_gives_a_dag_and_stays_short(dagbag):
    files = {path.name: path for path in (ROOT / "dags").glob("*.py")}
    assert {f"{dag_id}.py" for dag_id in dagbag.dags} == set(files)
    assert all(len(path.read_text().splitlines()) < 80 for path in files.values())


@pytest.mark.parametrize("dag_id", EDGES)
def test_tasks_run_in_the_order_of_the_road(dagbag, dag_id):
    dag = dagbag.dags[dag_id]
    assert {(up.task_id, down) for up in dag.tasks for down in up.downstream_task_ids} == EDGES[dag_id]


@pytest.mark.parametrize("dag_id", EDGES)
def test_every_dag_explains_itself_and_never_overlaps(dagbag, dag_id):
    dag = dagbag.dags[dag_id]
    assert "trucewatch" in dag.tags
    assert len(dag.tags) > 1
    assert len(dag.doc_md) > 200
    assert 20 < len(dag.description) < 100
    assert dag.owner == "trucewatch"
    assert dag.max_active_runs == 1
    assert dag.catchup is False


@pytest.mark.parametrize("dag_id", EDGES)
def test_every_task_has_an_owner_retries_and_a_time_limit(dagbag, dag_id):
    for task in dagbag.dags[dag_id].tasks:
        assert task.owner == "trucewatch"
        assert task.retries >= 2
        assert timedelta(0) < task.execution_timeout <= timedelta(hours=1)


@pytest.mark.parametrize("dag_id", EDGES)
def test_every_task_and_every_choice_says_what_it_is(dagbag, dag_id):
    dag = dagbag.dags[dag_id]
    assert all(len(task.doc_md or "") > 40 for task in dag.tasks)
    assert dag.params
    for param in dag.params.values():
        assert len(param.schema["title"]) > 5
        assert len(param.description) > 40
        assert param.schema["type"]


def test_no_choice_enters_a_template(dagbag):
    for dag in dagbag.dags.values():
        for task in dag.tasks:
            assert not [name for name in task.template_fields if "{{" in str(getattr(task, name, ""))]


@pytest.mark.parametrize(("operators", "is_told"), [("ops@example.org", True), ("", False)])
def test_failures_are_told_where_there_are_operators(monkeypatch, operators, is_told):
    from airflow.dag_processing.dagbag import DagBag

    monkeypatch.setenv("TRUCEWATCH_HEALTH_TO", operators)
    bag = DagBag(str(ROOT / "dags"), bundle_path=ROOT / "dags", bundle_name="dags-folder")
    tasks = [task for dag in bag.dags.values() for task in dag.tasks]
    assert len(tasks) == 11
    assert {bool(task.on_failure_callback) for task in tasks} == {is_told}


def test_reading_wakes_the_alerts_through_the_asset(dagbag):
    read = dagbag.dags["watch_news"].get_task("read")
    assert [asset.name for asset in read.outlets] == ["mentions"]
    condition = dagbag.dags["send_alerts"].timetable.asset_condition
    assert [asset.name for asset in condition.objects] == ["mentions"]


def test_only_mentions_start_a_dag(dagbag):
    starting = [asset.name for dag in dagbag.dags.values() for asset in assets_that_start(dag)]
    assert starting == ["mentions"]


def test_fetching_goes_on_when_no_feed_was_due(dagbag):
    assert dagbag.dags["watch_news"].get_task("fetch").trigger_rule == "none_failed"


def test_dags_are_serialisable(dagbag):
    from airflow.serialization.serialized_objects import DagSerialization

    for dag in dagbag.dags.values():
        assert DagSerialization.to_dict(dag)["dag"]["dag_id"] == dag.dag_id


def test_parsing_a_dag_loads_nothing_heavy():
    code = (
        "import importlib.util, sys\n"
        "for name in ('watch_news', 'send_alerts', 'tend_warehouse', 'backfill_archive'):\n"
        f"    spec = importlib.util.spec_from_file_location(name, f'{ROOT}/dags/{{name}}.py')\n"
        "    spec.loader.exec_module(importlib.util.module_from_spec(spec))\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    environment = {**os.environ, "TRUCEWATCH_HEALTH_TO": "ops@example.org"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "[]"


def test_archives_are_read_by_hand_only_and_wake_the_alerts(dagbag):
    dag = dagbag.dags["backfill_archive"]
    assert dag.schedule is None
    assert [asset.name for asset in dag.get_task("group").outlets] == ["mentions"]
    assert dag.get_task("group").trigger_rule == "none_failed"
