"""What the set-up says when it cannot work: one plain sentence each."""

import importlib.util
import os
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest

from tests.conftest import ROOT


@pytest.fixture
def set_up(monkeypatch, tmp_path):
    """Return the module, working in an empty folder."""
    spec = importlib.util.spec_from_file_location("set_up", ROOT / "tools" / "set_up.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, path in {"ROOT": tmp_path, "VENV": tmp_path / ".venv", "STAMP": tmp_path / ".venv/set-up.sha256"}.items():
        monkeypatch.setattr(module, name, path)
    return module


@pytest.mark.parametrize("version", [(3, 10), (3, 14)])
def test_another_python_is_named_with_what_is_needed(set_up, monkeypatch, capsys, version):
    monkeypatch.setattr(set_up.sys, "version_info", version)
    assert set_up.main() == 1
    error = capsys.readouterr().err
    assert f"Python {version[0]}.{version[1]} cannot be used; Trucewatch needs 3.11, 3.12 or 3.13." in error


def test_a_full_disk_is_said_before_anything_is_written(set_up, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(set_up.shutil, "disk_usage", lambda path: SimpleNamespace(free=5_000_000))
    assert set_up.main() == 1
    assert "The disk is too full: 5 MB are free" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_missing_git_is_said(set_up, monkeypatch, capsys):
    monkeypatch.setattr(set_up.shutil, "which", lambda name: None)
    assert set_up.main() == 1
    assert "git is not installed" in capsys.readouterr().err


@pytest.mark.network
def test_a_registry_that_cannot_be_reached_is_one_plain_sentence(tmp_path):
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "set_up.py", tmp_path / "tools")
    (tmp_path / "requirements.lock").write_text("six==1.16.0 --hash=sha256:" + "0" * 64 + "\n")
    (tmp_path / "requirements-dev.lock").write_text("")
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "git").symlink_to(shutil.which("git"))
    done = subprocess.run(
        [getattr(sys, "_base_executable", sys.executable), tmp_path / "tools" / "set_up.py"],
        env={
            "PATH": str(tmp_path / "bin"),
            "HOME": str(tmp_path / "home"),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
            "PIP_RETRIES": "0",
        },
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "The package index cannot be reached, or lacks a locked package" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "home").exists()


def test_an_environment_that_is_up_to_date_is_left_alone(set_up, tmp_path, capsys):
    for name in ("requirements.lock", "requirements-dev.lock"):
        (tmp_path / name).write_text("")
    set_up.LOCKS = (tmp_path / "requirements.lock", tmp_path / "requirements-dev.lock")
    (tmp_path / "pyproject.toml").write_text("")
    set_up.VENV.mkdir()
    set_up.STAMP.write_text(set_up._digest())
    assert set_up.main() == 0
    assert capsys.readouterr().out == ""
