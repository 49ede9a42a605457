"""The contract of ports.Sandbox on real child processes and on the fake, and what only real ones must withstand."""

import logging
import os
import pickle
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.fakes import MORNING, DirectSandbox
from tests.unit.sandbox import errands
from trucewatch.errors import HostBusy, InputHostile, PermanentError, ResponseRefused, TransientError
from trucewatch.feeds.parsing import read_feed
from trucewatch.model import Entry, Feed
from trucewatch.ports import Sandbox
from trucewatch.sandbox import ProcessSandbox, open_sandbox
from trucewatch.sandbox import pool as pool_module
from trucewatch.settings import Settings

TIMEOUT, MEMORY, CRASHED = "parser_timeout", "parser_memory", "parser_crashed"


@pytest.fixture(scope="module")
def shared() -> Iterator[ProcessSandbox]:
    """One for the tests that break nothing, or only one child of it."""
    sandbox = ProcessSandbox(workers=2, seconds=1, megabytes=512)
    yield sandbox
    sandbox.close()


@pytest.fixture
def own() -> Iterator[ProcessSandbox]:
    """One child, of this test alone."""
    sandbox = ProcessSandbox(workers=1, seconds=1, megabytes=512)
    yield sandbox
    sandbox.close()


@pytest.fixture(params=["processes", "fake"])
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    if request.param == "fake":
        return DirectSandbox()
    shared: ProcessSandbox = request.getfixturevalue("shared")
    return shared


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


# The contract


def test_a_result_comes_back(sandbox: Sandbox) -> None:
    assert sandbox.call(errands.double, 21) == 42


def test_nouns_come_back(sandbox: Sandbox) -> None:
    feed = b"<rss><channel><item><title>One</title><link>https://herald.example/1</link></item></channel></rss>"
    source = Feed(id="f", outlet="F", url="https://f.example/", language="en", country="FR", family="f")
    (entry,) = sandbox.call(read_feed, feed, source, MORNING).entries
    assert (type(entry), entry.title, entry.seen_at) == (Entry, "One", MORNING)


def test_an_error_of_ours_comes_through_whole(sandbox: Sandbox) -> None:
    with pytest.raises(ResponseRefused) as caught:
        sandbox.call(errands.refuse, "http_410")
    error = caught.value
    assert (error.message, error.key, error.code) == ("The answer is final.", "https://herald.example/", "http_410")


def test_a_moment_that_an_error_carries_comes_through(sandbox: Sandbox) -> None:
    with pytest.raises(HostBusy) as caught:
        sandbox.call(errands.be_busy, HostBusy("Busy.", code="http_429", retry_at=MORNING))
    assert (caught.value.code, caught.value.retry_at) == ("http_429", MORNING)


# Limits


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


# A child that is no longer ours


@pytest.mark.parametrize(
    "messages",
    [
        [b"no JSON"],
        [b"[1, 2, 3]"],
        [b'"result"'],
        [b'["result", "of another kind"]'],
        [b'["result", {"Entry": []}]'],
        [b'["limit", "no_such_limit"]'],
        [b'["error", "nothing"]'],
        [b'["error", ["SystemExit", "", "", "", null]]'],
        [b'["error", ["TrucewatchError", 1, 2, 3, 4]]'],
        [b'["exec", "import os"]'],
        [b"[" * 1_000_000],
        [b"\x80\x04cposix\nsystem\n(S'touch /tmp/taken'\ntR."],
        [b"", b""],
    ],
)
def test_no_answer_of_a_taken_over_child_is_believed(shared: ProcessSandbox, messages: list[bytes]) -> None:
    with pytest.raises(InputHostile) as caught:
        shared.call(errands.say_frames, messages)
    assert caught.value.code == CRASHED


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"\xff" * 8, MEMORY),
        (b"\x00" * 7, TIMEOUT),
        (b"\x00\x00\x00\x00\x00\x00\x10\x00too little", TIMEOUT),
    ],
)
def test_a_message_without_end_or_bounds_ends_the_child(own: ProcessSandbox, raw: bytes, code: str) -> None:
    with pytest.raises(InputHostile) as caught:
        own.call(errands.say_bytes, raw)
    assert caught.value.code == code


def test_what_is_said_beyond_the_answer_reaches_no_later_call(own: ProcessSandbox) -> None:
    before = own.call(errands.process_id)
    assert own.call(errands.say_twice, 4) == 4
    assert own.call(errands.process_id) != before


def test_a_promise_that_is_not_kept_is_hostile(shared: ProcessSandbox) -> None:
    with pytest.raises(InputHostile):
        shared.call(errands.give, "no number")


@pytest.mark.parametrize(
    "deed",
    [
        "connect",
        "look up a name",
        "run a program",
        "run a shell",
        "become a program",
        "fork",
        "write a file",
        "append to a file",
        "create a file",
        "remove a file",
        "kill a process",
    ],
)
def test_a_child_may_not_reach_out(shared: ProcessSandbox, deed: str) -> None:
    assert shared.call(errands.forbidden, deed).startswith("a reader of untrusted input")


def test_temporary_files_are_memory(shared: ProcessSandbox) -> None:
    assert shared.call(errands.temporary_words, "été") == "été"


def test_the_kernel_holds_the_limits_for_good(shared: ProcessSandbox) -> None:
    limits = shared.call(errands.limits)
    assert limits.pop("RLIMIT_AS") == (512 << 20, 512 << 20)
    assert limits.pop("RLIMIT_NOFILE") == (64, 64)
    assert set(limits.values()) == {(0, 0)}


def test_no_secret_is_in_a_childs_environment(own: ProcessSandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUCEWATCH_SMTP", "smtp://login:password@mail.example")
    assert set(own.call(errands.environment)) <= {
        "PYTHONPATH",
        "LC_ALL",
        "LC_CTYPE",
        "OPENBLAS_NUM_THREADS",
        "OMP_NUM_THREADS",
    }


# Faults of ours


def test_an_exception_that_nobody_foresaw_is_an_internal_error(shared: ProcessSandbox) -> None:
    with pytest.raises(PermanentError, match="ZeroDivisionError") as caught:
        shared.call(errands.divide, 0)
    assert caught.value.code == "internal_error"


def test_a_function_must_promise_what_can_travel(shared: ProcessSandbox) -> None:
    with pytest.raises(TypeError, match="cannot be promised"):
        shared.call(errands.promise_what_cannot_travel)


def test_a_function_that_only_the_parent_knows_cannot_be_called(shared: ProcessSandbox) -> None:
    def local() -> int:
        return 1

    with pytest.raises((AttributeError, pickle.PicklingError)):
        shared.call(local)


def test_noise_is_noted_briefly(own: ProcessSandbox, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="trucewatch.sandbox"):
        assert own.call(errands.chatter, 2000) == "said"
    noted = [record.getMessage() for record in caplog.records if "wrote" in record.getMessage()]
    assert len(noted) == 1
    assert "noise" in noted[0]
    assert len(noted[0]) < 5000


# Children's lives


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
