"""What tests have child processes do: the worst that a stranger's bytes might make of a parser."""

import ctypes
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from trucewatch.errors import HostBusy, ResponseRefused
from trucewatch.sandbox.frames import framed
from trucewatch.sandbox.values import to_json


def double(number: int) -> int:
    return 2 * number


def pause(seconds: float) -> str:
    time.sleep(seconds)
    return "rested"


def process_id() -> int:
    return os.getpid()


def spin() -> None:
    while True:
        pass


def hoard() -> int:
    return len(bytearray(4 << 30))


def hoard_by_and_by() -> int:
    hoarded = []
    while True:
        hoarded.append("x" * (1 << 20))


def crash() -> int:
    return ctypes.string_at(0)[0]


def vanish(status: int) -> None:
    os._exit(status)


def leave() -> None:
    sys.exit("no more")


def descend(depth: int) -> int:
    return 0 if not depth else 1 + descend(depth - 1)


def say_much(megabytes: int) -> str:
    return "x" * (megabytes << 20)


def size(body: bytes) -> int:
    return len(body)


def chatter(lines: int) -> str:
    for _ in range(lines):
        sys.stderr.write("noise " * 50)
        print("noise " * 50)  # noqa: T201
    return "said"


def hang_up() -> None:
    """Close every pipe and live on."""
    os.closerange(0, 20)
    time.sleep(60)


def refuse(code: str) -> None:
    raise ResponseRefused("The answer is final.", key="https://herald.example/", code=code)


def be_busy(error: HostBusy) -> None:
    raise error


def divide(by: int) -> float:
    return 1 / by


def say_frames(messages: list[bytes]) -> None:
    """Speak to the parent as a child would that is no longer ours, and be gone."""
    for message in messages:
        os.write(3, framed(message))
    os._exit(0)


def say_bytes(raw: bytes) -> None:
    os.write(3, raw)
    time.sleep(60)


def say_twice(number: int) -> int:
    """Answer, with a second answer behind the first, for whoever asks next."""
    os.write(3, framed(to_json(["result", number])) + framed(b"") + framed(to_json(["result", 666])))
    time.sleep(0.5)
    return number


def give(value: Any) -> int:
    return value  # type: ignore[no-any-return]  # a promise that is not kept


def promise_what_cannot_travel() -> socket.socket:
    """Is refused for its promise, and so never runs."""
    raise AssertionError("it ran")


def forbidden(deed: str) -> str:
    """Try what no reader may do; return what stopped it."""
    deeds = {
        "connect": lambda: socket.create_connection(("127.0.0.1", 9), 1),
        "look up a name": lambda: socket.getaddrinfo("localhost", 80),
        "run a program": lambda: subprocess.run(["/bin/true"], check=False),
        "run a shell": lambda: os.system("true"),  # noqa: S605
        "become a program": lambda: os.execv("/bin/true", ["true"]),  # noqa: S606
        "fork": os.fork,
        "write a file": lambda: Path("/tmp/sandbox-written").write_text("x"),  # noqa: S108
        "append to a file": lambda: os.open(__file__, os.O_APPEND | os.O_WRONLY),
        "create a file": lambda: os.open("/tmp/sandbox-created", os.O_CREAT | os.O_WRONLY),  # noqa: S108
        "remove a file": lambda: Path("/tmp/none").unlink(),  # noqa: S108
        "kill a process": lambda: os.kill(os.getppid(), 0),
    }
    try:
        deeds[deed]()
    except PermissionError as error:
        return str(error)
    return "nothing"


def temporary_words(words: str) -> str:
    with tempfile.TemporaryFile() as file:
        file.write(words.encode())
        file.seek(0)
        return file.read().decode()


def environment() -> dict[str, str]:
    return dict(os.environ)


def limits() -> dict[str, tuple[int, int]]:
    names = ("RLIMIT_AS", "RLIMIT_CORE", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_NPROC")
    return {name: resource.getrlimit(getattr(resource, name)) for name in names}
