"""What costs too much ends, as its own state, and nothing else does."""

import signal
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.unit.sandbox import errands
from trucewatch.errors import InputHostile
from trucewatch.sandbox import ProcessSandbox

TIMEOUT, MEMORY, CRASHED = "parser_timeout", "parser_memory", "parser_crashed"


@pytest.mark.parametrize(
    ("work", "arguments", "code"),
    [
        (errands.spin, (), TIMEOUT),
        (errands.pause, (60,), TIMEOUT),
        (errands.hoard, (), MEMORY),
        (errands.hoard_by_and_by, (), MEMORY),
        (errands.say_much, (65,), MEMORY),
        (errands.crash, (), CRASHED),
        (errands.vanish, (0,), CRASHED),
        (errands.leave, (), CRASHED),
        (errands.descend, (100_000,), CRASHED),
        (errands.hang_up, (), CRASHED),
    ],
)
def test_what_costs_too_much_or_crashes_is_hostile_and_the_next_call_is_fine(
    shared: ProcessSandbox, work: Callable[..., object], arguments: tuple[object, ...], code: str
) -> None:
    with pytest.raises(InputHostile) as caught:
        shared.call(work, *arguments)
    assert caught.value.code == code
    assert shared.call(errands.double, 4) == 8


def test_cpu_time_counts_for_each_call_alone(own: ProcessSandbox) -> None:
    first = own.call(errands.process_id)
    for _ in range(3):
        assert own.call(errands.pause, 0.7) == "rested"
    assert own.call(errands.process_id) == first


def test_large_arguments_and_results_pass() -> None:
    patient = ProcessSandbox(workers=1, seconds=30, megabytes=512)
    assert patient.call(errands.size, b"x" * (20 << 20)) == 20 << 20
    assert len(patient.call(errands.say_much, 60)) == 60 << 20
    patient.close()


@pytest.mark.parametrize("block", ["while True: pass", "time.sleep(60)"])
def test_the_kernel_ends_a_block_that_takes_too_long(block: str) -> None:
    program = f"import time\nfrom trucewatch.sandbox.limits import spending\nwith spending(0.4):\n    {block}"
    ended = subprocess.run([sys.executable, "-c", program], check=False, timeout=30)
    assert -ended.returncode in {signal.SIGXCPU, signal.SIGALRM}


def test_cpu_time_is_counted_from_the_beginning_of_the_block() -> None:
    program = """
import resource
from trucewatch.sandbox.limits import spending
for seconds in (10, 1):
    used = resource.getrusage(resource.RUSAGE_SELF)
    with spending(seconds):
        left = resource.getrlimit(resource.RLIMIT_CPU)[0] - used.ru_utime - used.ru_stime
    assert seconds <= left <= seconds + 2
"""
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=30).returncode == 0


def test_a_block_that_ended_in_time_leaves_no_alarm_behind() -> None:
    program = "import time\nfrom trucewatch.sandbox.limits import spending\nwith spending(0.1): pass\ntime.sleep(1.5)"
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=30).returncode == 0
