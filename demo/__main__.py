"""`python -m demo run` is the main job of `make demo`; `python -m demo up` keeps Airflow running on the real feeds."""

import argparse
import fcntl
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from demo.live import watch_live
from demo.report import print_report
from demo.show import run_demo
from demo.stack import ROOT, StackError

NEEDED_MB = 300
LAST_PORT = 65535


def main() -> int:
    """Run one of the two; whatever goes wrong ends in one plain sentence and a status that is not 0."""
    options = _parse()
    started = time.monotonic()

    def say(text: str) -> None:
        print(f"{time.monotonic() - started:5.0f} s  {text}", flush=True)

    signal.signal(signal.SIGTERM, _as_interrupt)
    signal.signal(signal.SIGHUP, _as_interrupt)
    try:
        _check_disk(options.var)
        with _alone(options.var, options.verb):
            if options.verb == "up":
                return watch_live(options.var / "live", port=options.port or 8080, say=say)
            outcome = run_demo(options.var, port=options.port, say=say)
            print_report(outcome)
            return 0 if outcome.is_green else 1
    except StackError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; everything that was started has ended.", file=sys.stderr)
        return 130
    except OSError as error:
        print(f"\n{error.filename or 'The disk'}: {error.strerror}.", file=sys.stderr)
        return 1


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("verb", choices=["run", "up"])
    parser.add_argument("--var", type=_folder, default=ROOT / "var", help="folder for all that it keeps")
    parser.add_argument("--port", type=_port, help="port of the Airflow UI")
    return parser.parse_args()


def _port(text: str) -> int | None:
    if not text:
        return None
    if not text.isdigit() or not 1 <= int(text) <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; choose a number from 1 to {LAST_PORT}")
    return int(text)


def _folder(text: str) -> Path:
    return Path(text).resolve()


def _check_disk(var: Path) -> None:
    var.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(var).free // 1_000_000
    if free < NEEDED_MB:
        raise StackError(f"The disk is full: {free} MB are free in {var}, {NEEDED_MB} MB are needed.")


@contextmanager
def _alone(var: Path, verb: str) -> Iterator[None]:
    """Refuse to run twice in one folder: both would write to the same files."""
    with (var / f"{verb}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StackError(f"`make {'up' if verb == 'up' else 'demo'}` is already running in this folder.") from None
        yield


def _as_interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  # the signature of signal handlers
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
