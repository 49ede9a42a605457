"""Takes every mail on loopback and writes it to a folder, byte for byte, so that the demo's alerts can be opened."""

import argparse
import itertools
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

ADDRESS = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailCatcher:
    """A running mail server and the folder it fills."""

    port: int
    folder: Path

    @property
    def smtp_url(self) -> str:
        """The setting that sends mail here."""
        return f"smtp://{ADDRESS}:{self.port}"

    def mails(self) -> tuple[Path, ...]:
        """Return the mails caught so far, oldest first."""
        return tuple(sorted(self.folder.glob("*.eml")))


@contextmanager
def catch_mail(
    folder: Path, port: int = 0, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Iterator[MailCatcher]:
    """Take mail until the block ends; each becomes <UTC time>-<n>.eml in the folder. Port 0: any free one."""
    folder.mkdir(parents=True, exist_ok=True)
    controller = Controller(_Keeper(folder, now), hostname=ADDRESS, port=port or _free_port())
    controller.start()
    try:
        yield MailCatcher(port=controller.port, folder=folder)
    finally:
        controller.stop()


class _Keeper:
    """Writes what was sent; the server calls it once a mail is complete."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        self._folder = folder
        self._now = now
        self._numbers = itertools.count(1)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802, ARG002  # aiosmtpd's names
        name = f"{self._now():%Y%m%dT%H%M%S%f}Z-{next(self._numbers)}"
        unfinished = self._folder / f".{name}.part"
        unfinished.write_bytes(envelope.original_content or b"")
        unfinished.rename(self._folder / f"{name}.eml")  # whoever watches the folder sees whole mails only
        return "250 OK"


def _free_port() -> int:
    """Return a port that was free a moment ago; aiosmtpd's controller cannot start on port 0."""
    with socket.create_server((ADDRESS, 0)) as probe:
        return int(probe.getsockname()[1])


def main() -> None:
    """Catch mail until interrupted, and print where."""
    parser = argparse.ArgumentParser(description="Catch the demo's mail on loopback.")
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--folder", type=Path, default=Path("var/mail"))
    options = parser.parse_args()
    with catch_mail(options.folder, options.port) as catcher:
        print(f"{catcher.smtp_url} -> {catcher.folder}", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print("stopped")


if __name__ == "__main__":
    main()
