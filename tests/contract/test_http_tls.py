"""The client over TLS: the name is verified although the connection goes to a number."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.contract.loopback import answer
from tests.fakes import FixedClock
from trucewatch.errors import HostUnreachable
from trucewatch.http_client import PoliteClient
from trucewatch.settings import Settings

pytestmark = [pytest.mark.network, pytest.mark.enable_socket]


def write_certificate(folder: Path, name: str, *, day: int = 0) -> Path:
    """Write a self-signed certificate with its key, valid for two days around today, or around so many days from it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = datetime.now(UTC) + timedelta(days=day)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    key_bytes = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(key_bytes + certificate.public_bytes(serialization.Encoding.PEM))
    return path


@contextmanager
def serve_tls(certificate: Path) -> Iterator[int]:
    """Answer one request over TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(5)

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            try:
                with context.wrap_socket(connection, server_side=True) as secured:
                    secured.recv(4096)
                    secured.sendall(answer(200, b"secret"))
            except OSError:
                return

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        thread.join()
        listener.close()


def a_client(port: int, timeout_seconds: float = 5.0) -> PoliteClient:
    return PoliteClient(
        Settings(pause_seconds=0.0, timeout_seconds=timeout_seconds),
        FixedClock(),
        resolve=lambda _host, _port: ("93.184.215.14",),
        dial=lambda _address, _port, seconds: socket.create_connection(("127.0.0.1", port), seconds),
    )


def test_a_trusted_certificate_of_the_right_name_is_accepted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = write_certificate(tmp_path, "herald.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serve_tls(certificate) as port:
        assert a_client(port).get("https://herald.example/").body == b"secret"


@pytest.mark.parametrize(
    ("name", "trusted", "day", "code"),
    [
        ("other.example", True, 0, "tls_wrong_host"),
        ("herald.example", False, 0, "tls_untrusted"),
        ("herald.example", True, -9, "tls_expired"),
        ("herald.example", True, 9, "tls_expired"),
    ],
)
def test_a_certificate_that_proves_nothing_is_refused_by_its_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, name: str, trusted: bool, day: int, code: str
) -> None:
    certificate = write_certificate(tmp_path, name, day=day)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serve_tls(certificate) as port, pytest.raises(HostUnreachable) as caught:
        a_client(port).get("https://herald.example/")
    assert caught.value.code == code
    assert caught.value.message.startswith("The certificate")


def test_a_handshake_that_does_not_go_on_is_a_time_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(HostUnreachable) as caught:
        a_client(listener.getsockname()[1], timeout_seconds=0.3).get("https://herald.example/")
    assert caught.value.code == "connect_timeout"


def test_a_server_that_speaks_no_tls_is_said_to_have_none(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def speak_plainly() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.sendall(answer(400))

        thread = threading.Thread(target=speak_plainly)
        thread.start()
        with pytest.raises(HostUnreachable) as caught:
            a_client(listener.getsockname()[1]).get("https://herald.example/")
        thread.join()
    assert caught.value.code in {"tls_error", "reset"}
