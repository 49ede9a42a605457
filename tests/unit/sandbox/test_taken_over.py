"""What a child can do to us that a stranger's bytes have taken over, or that meets a fault of ours."""

import logging
import pickle

import pytest

from tests.unit.sandbox import errands
from trucewatch.errors import InputHostile, PermanentError
from trucewatch.sandbox import ProcessSandbox

TIMEOUT, MEMORY, CRASHED = "parser_timeout", "parser_memory", "parser_crashed"


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
