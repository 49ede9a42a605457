"""How children are started, shared, replaced and ended."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.unit.sandbox import errands
from trucewatch.errors import TransientError
from trucewatch.sandbox import ProcessSandbox, open_sandbox
from trucewatch.sandbox import pool as pool_module
from trucewatch.sandbox import worker as worker_module
from trucewatch.settings import Settings


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_until_gone(process: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while is_running(process) and time.monotonic() < end:
        time.sleep(0.02)
    return not is_running(process)


def test_a_child_is_used_again_and_a_second_starts_only_when_needed(shared: ProcessSandbox) -> None:
    assert len({shared.call(errands.process_id) for _ in range(5)}) == 1
    with ThreadPoolExecutor(4) as threads:
        resting = [threads.submit(shared.call, errands.pause, 0.3) for _ in range(4)]
        working = threads.submit(shared.call, errands.process_id)
    assert [rest.result() for rest in resting] == ["rested"] * 4
    assert working.result() > 0


def test_many_threads_get_each_their_own_answers(shared: ProcessSandbox) -> None:
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda number: shared.call(errands.double, number), range(200))) == [
            2 * number for number in range(200)
        ]


def test_a_child_gives_way_after_many_calls(own: ProcessSandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "MOST_CALLS", 3)
    children = [own.call(errands.process_id) for _ in range(7)]
    assert [children.count(child) for child in dict.fromkeys(children)] == [3, 3, 1]
    assert not any(map(is_running, children[:6]))


def test_a_child_that_died_idle_is_no_fault_of_the_next_input(own: ProcessSandbox) -> None:
    idle = own.call(errands.process_id)
    os.kill(idle, signal.SIGKILL)
    assert own.call(errands.double, 1) == 2


def test_slow_work_makes_way_and_its_child_is_not_used_again() -> None:
    sandbox = ProcessSandbox(workers=1, seconds=10, megabytes=512)
    with closing(sandbox), ThreadPoolExecutor(2) as threads:
        first = sandbox.call(errands.process_id)
        slow = threads.submit(sandbox.call, errands.pause, 6.0)
        others = [threads.submit(sandbox.call, errands.process_id) for _ in range(2)]
        assert first not in {other.result(timeout=5) for other in others}
        assert not slow.done()
        assert os.getpriority(os.PRIO_PROCESS, first) == worker_module.LEAST_PRIORITY
        assert slow.result() == "rested"
        assert wait_until_gone(first, 2)


def test_not_more_than_so_many_are_slow_at_a_time() -> None:
    sandbox = ProcessSandbox(workers=1, seconds=10, megabytes=512)
    with closing(sandbox), ThreadPoolExecutor(3) as threads:
        resting = [threads.submit(sandbox.call, errands.pause, 2.5) for _ in range(3)]
        end = time.monotonic() + 30
        most = 0
        while not all(rest.done() for rest in resting) and time.monotonic() < end:
            most = max(most, len(sandbox.children()))
            time.sleep(0.02)
    assert most == 2


def test_closing_ends_every_child_at_once_and_for_good() -> None:
    sandbox = open_sandbox(Settings(parse_workers=2))
    child = sandbox.call(errands.process_id)
    with ThreadPoolExecutor(1) as threads:
        under_way = threads.submit(sandbox.call, errands.pause, 20)
        end = time.monotonic() + 5
        while sandbox.call(errands.process_id) == child and time.monotonic() < end:
            time.sleep(0.01)
        sandbox.close()
        with pytest.raises(TransientError, match="ended"):
            under_way.result(timeout=5)
    assert not is_running(child)
    sandbox.close()
    with pytest.raises(TransientError, match="ended"):
        sandbox.call(errands.double, 1)


def test_nothing_starts_before_it_is_needed() -> None:
    sandbox = open_sandbox(Settings())
    assert sandbox.children() == ()
    child = sandbox.call(errands.process_id)
    assert sandbox.children() == (child,)
    sandbox.close()
    assert sandbox.children() == ()


def test_when_no_process_can_be_had_a_later_run_may_read_it(
    own: ProcessSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with pytest.raises(TransientError) as caught:
        own.call(errands.double, 1)
    assert caught.value.code == "internal_error"


def run_script(script: str) -> "subprocess.Popen[str]":
    """Run a program that has a sandbox of its own; it says children's numbers, one a line."""
    program = textwrap.dedent(script)
    path = os.pathsep.join(sys.path)
    return subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": path}
    )


@pytest.mark.parametrize("then", ["time.sleep(60)", "sandbox.call(errands.pause, 60)"])
def test_children_do_not_outlive_a_parent_that_is_killed(then: str) -> None:
    parent = run_script(f"""
        import time
        from tests.unit.sandbox import errands
        from trucewatch.sandbox import ProcessSandbox
        sandbox = ProcessSandbox(workers=1, seconds=1, megabytes=512)
        print(sandbox.call(errands.process_id), flush=True)
        {then}
    """)
    with parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert is_running(child)
        parent.kill()
        parent.wait()
    assert wait_until_gone(child, 10)


def test_a_fork_has_children_of_its_own() -> None:
    parent = run_script("""
        import os
        from tests.unit.sandbox import errands
        from trucewatch.sandbox import ProcessSandbox
        sandbox = ProcessSandbox(workers=1, seconds=5, megabytes=512)
        print(sandbox.call(errands.process_id), flush=True)
        if os.fork() == 0:
            print(sandbox.call(errands.process_id), flush=True)
            sandbox.close()
            os._exit(0)
        os.wait()
        print(sandbox.call(errands.process_id), flush=True)
        sandbox.close()
    """)
    said, _ = parent.communicate(timeout=60)
    first, forked, again = map(int, said.split())
    assert first == again != forked
    assert not any(map(is_running, (first, forked)))
