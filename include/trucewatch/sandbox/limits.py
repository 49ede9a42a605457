"""What a child process gives up for good before it reads anything, and what it may spend on one call.

The kernel holds the limits of memory, time, files and processes. The audit hook holds back what Python's own libraries
might do on a stranger's word (follow a URL, start a program, write a file); against machine code that has taken the
process over it is no wall, which is why the parent believes no answer unseen.
"""

import io
import math
import os
import resource
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

OPEN_FILES = 64
"""Enough for imports, models and pipes."""
GRACE_SECONDS = 1.0
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_FORBIDDEN = (
    "socket.", "subprocess.", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system", "os.kill",
    "os.killpg", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod",
    "os.chown", "pty.", "shutil.", "tempfile.", "ftplib.", "http.client.", "smtplib.", "urllib.",
    "webbrowser.", "sqlite3.",
)  # fmt: skip
"""Beginnings of the names of audit events (the audit events table of Python's documentation)."""


def confine(megabytes: int) -> None:
    """Give up files, processes, connections, and more memory than this; there is no way back.

    The whole address space is limited, not only the heap: it is the one number that neither mappings nor stacks can get
    round. The readers' libraries and models take 212 MB of it (2026-11).
    """
    if sys.platform != "darwin":  # which refuses any such limit
        _limit(resource.RLIMIT_AS, megabytes * 1024 * 1024)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES)
    # It counts a user's processes but binds only who set it; root's are not counted at all, hence the hook as well.
    _limit(resource.RLIMIT_NPROC, 0)
    # py3langid unpacks its model by way of a temporary file; here such files are memory.
    tempfile.TemporaryFile = _memory  # type: ignore[assignment]  # which modes it is opened in is known
    sys.addaudithook(_refuse)


@contextmanager
def spending(seconds: float) -> Iterator[None]:
    """Let the block take so many seconds of CPU time; the kernel ends the process at the next full second after them.

    A block that sleeps ends with it a little after twice the time, even if no parent is left to see to it.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(used.ru_utime + used.ru_stime + seconds), hard))
    signal.setitimer(signal.ITIMER_REAL, 2 * seconds + GRACE_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _limit(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (bound, bound))


def _memory(*_: object, **__: object) -> io.BytesIO:
    return io.BytesIO()


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open":
        flags = arguments[2]
        if isinstance(flags, int) and flags & _WRITING:
            raise PermissionError("a reader of untrusted input writes no files")
    elif event.startswith(_FORBIDDEN):
        raise PermissionError(f"a reader of untrusted input may not do this: {event}")
