"""The notebook works as it is, on both databases, and is stored without what it showed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

NOTEBOOK = ROOT / "docs" / "notebooks" / "first-look.ipynb"
CELLS = [cell for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
LOOK = """
import json
print(json.dumps({
    "tables": [len(new), len(table), len(speakers)],
    "charts": [plt.figure(number).axes[0].get_title() for number in plt.get_fignums()],
    "bars": [len(plt.figure(number).axes[0].patches) for number in plt.get_fignums()],
}))
"""


def run(warehouse: str, folder: Path) -> dict[str, list[object]]:
    """Run all cells in their order, as a kernel would, and look at what they made."""
    script = "\n\n".join("".join(cell["source"]) for cell in CELLS) + LOOK
    environment = {"TRUCEWATCH_WAREHOUSE": warehouse, "MPLBACKEND": "agg", "MPLCONFIGDIR": str(folder)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], cwd=NOTEBOOK.parent, env={**os.environ, **environment},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, list[object]] = json.loads(done.stdout)
    return found


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def warehouse(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{request.getfixturevalue('sqlite_world')}"
    return str(request.getfixturevalue("postgres_world"))


def test_it_asks_three_questions_and_draws_two_charts(warehouse: str, tmp_path: Path) -> None:
    assert run(warehouse, tmp_path) == {
        "tables": [6, 3, 6],
        "charts": ["Mentions by week", "How sure is what they say"],
        "bars": [9, 24],
    }


def test_it_is_stored_without_what_it_showed() -> None:
    assert [(cell["outputs"], cell["execution_count"]) for cell in CELLS] == [([], None)] * len(CELLS)
