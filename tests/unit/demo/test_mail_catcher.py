import smtplib
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from demo.mail_catcher import catch_mail

pytestmark = pytest.mark.network

ROOT = Path(__file__).resolve().parents[3]
NOON = datetime(2026, 3, 18, 12, 0, tzinfo=UTC)
MAIL = "From: a@example.org\r\nTo: b@example.org\r\nSubject: Trêve\r\n\r\nÉté\r\n.\r\nend\r\n".encode()


def send(port: int, mail: bytes = MAIL) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as server:
        server.sendmail("a@example.org", ["b@example.org"], mail, mail_options=["BODY=8BITMIME"])


def test_a_mail_is_kept_as_it_was_sent(tmp_path: Path) -> None:
    with catch_mail(tmp_path / "mail", now=lambda: NOON) as catcher:
        send(catcher.port)
        (path,) = catcher.mails()
    assert path.name == "20260318T120000000000Z-1.eml"
    assert path.read_bytes() == MAIL


def test_mails_of_one_moment_are_kept_apart(tmp_path: Path) -> None:
    with catch_mail(tmp_path, now=lambda: NOON) as catcher:
        send(catcher.port)
        send(catcher.port, MAIL.replace(b"end", b"second"))
        assert [path.read_bytes() for path in catcher.mails()] == [MAIL, MAIL.replace(b"end", b"second")]


def test_the_address_is_one_that_the_settings_take(tmp_path: Path) -> None:
    with catch_mail(tmp_path) as catcher:
        assert catcher.smtp_url == f"smtp://127.0.0.1:{catcher.port}"


def test_after_the_block_nobody_answers(tmp_path: Path) -> None:
    with catch_mail(tmp_path) as catcher:
        port = catcher.port
    with pytest.raises(ConnectionRefusedError):
        send(port)


def test_the_command_says_where_it_listens(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "demo.mail_catcher", "--folder", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        send(int(line.split(" ")[0].rsplit(":", 1)[1]))
        process.terminate()
    assert line.endswith(f"-> {tmp_path}\n")
    assert [path.read_bytes() for path in tmp_path.glob("*.eml")] == [MAIL]
