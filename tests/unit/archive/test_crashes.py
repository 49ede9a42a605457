"""Processes killed while they write: what is left is readable, and nothing acknowledged is lost."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.builders import a_response
from tests.fakes import FixedClock
from trucewatch.archive import BrokenPlace, open_archive
from trucewatch.model import ArchivePosition

WRITING = """
import os, sys
from pathlib import Path
from tests.builders import a_response
from tests.fakes import FixedClock
from trucewatch.archive import WarcArchive
from trucewatch.archive.stores import Folder

class SlowDisk:
    def __init__(self, file):
        self.file = file
    def write(self, content):
        return self.file.write(content[:20])

class SlowFolder(Folder):
    def begin(self, name):
        return SlowDisk(super().begin(name))

archive = WarcArchive(SlowFolder(Path(sys.argv[1])), FixedClock())
body = os.urandom(100_000)
while True:
    position = archive.write(a_response(body=body))
    print(position.file, position.offset, flush=True)
"""
"""Writes a record in pieces, so that most of its time passes inside one."""


def kill_while_writing(folder: Path, after_records: int, then_seconds: float) -> list[ArchivePosition]:
    """Return the positions that were acknowledged before the process was killed."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-W", "ignore", "-c", WRITING, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        lines = [process.stdout.readline() for _ in range(after_records)]
        time.sleep(then_seconds)
        process.kill()
        lines += process.stdout.readlines()
    acknowledged = [line.split() for line in lines if line.endswith("\n")]
    return [ArchivePosition(file=file, offset=int(offset)) for file, offset in acknowledged]


@pytest.mark.parametrize(("after", "then"), [(1, 0.0), (7, 0.0031), (20, 0.0077)])
def test_a_killed_process_leaves_whole_records_and_at_most_one_half(tmp_path, after, then):
    acknowledged = kill_while_writing(tmp_path, after, then)
    assert len(acknowledged) >= after
    archive = open_archive(str(tmp_path), FixedClock())
    (left,) = archive.files()
    *whole, last = archive.records(left.name)
    assert not any(isinstance(place, BrokenPlace) for place in whole)
    readable = {place.position for place in (*whole, last) if not isinstance(place, BrokenPlace)}
    assert readable >= set(acknowledged)
    assert len(archive.read(acknowledged[-1])) == 100_000

    later = archive.write(a_response(body=b"later"))
    archive.close()
    assert later.file != left.name
    assert archive.read(later) == b"later"
