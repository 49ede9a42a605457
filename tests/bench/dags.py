"""How long Airflow needs for each of our DAG files, beside what its own imports take; held against a budget of a second."""

import statistics
import subprocess
import sys

from tests.conftest import ROOT

BUDGET_SECONDS = 1.0
TIMES = 3
CODE = """
import importlib.util, sys, time
from airflow.sdk import Asset, AssetOrTimeSchedule, BaseOperatorLink, CronTriggerTimetable, Param, TriggerRule, dag, task
from airflow.sdk.configuration import conf
from airflow.sdk.exceptions import AirflowFailException
start = time.perf_counter()
spec = importlib.util.spec_from_file_location("parsed", sys.argv[1])
spec.loader.exec_module(importlib.util.module_from_spec(spec))
print(time.perf_counter() - start)
"""


def parse_seconds(path: str) -> float:
    """Return how long one file takes in a fresh process in which Airflow is loaded."""
    done = subprocess.run(  # our own code
        [sys.executable, "-c", CODE, path], capture_output=True, text=True, check=True
    )
    return float(done.stdout.splitlines()[-1])


def main() -> int:
    """Print a line a file; return 1 where a median is over the budget."""
    medians = {}
    for path in sorted((ROOT / "dags").glob("*.py")):
        seconds = [parse_seconds(str(path)) for _ in range(TIMES)]
        medians[path.name] = statistics.median(seconds)
        print(
            f"{path.name:20} {medians[path.name]:6.3f} s  (median of {TIMES}; {min(seconds):.3f} to {max(seconds):.3f})"
        )
    return int(max(medians.values()) > BUDGET_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
