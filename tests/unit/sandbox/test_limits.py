import signal
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("block", "ended_by"),
    [
        ("while True: pass", signal.SIGXCPU),
        ("time.sleep(60)", signal.SIGALRM),
        ("pass", 0),
    ],
)
def test_the_kernel_ends_a_block_that_takes_too_long(block: str, ended_by: int) -> None:
    program = f"import time\nfrom trucewatch.sandbox.limits import spending\nwith spending(0.4):\n    {block}"
    ended = subprocess.run([sys.executable, "-c", program], check=False, timeout=30)
    assert ended.returncode == -ended_by


def test_a_block_that_ended_in_time_leaves_no_alarm_behind() -> None:
    program = "import time\nfrom trucewatch.sandbox.limits import spending\nwith spending(0.1): pass\ntime.sleep(1.5)"
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=30).returncode == 0
