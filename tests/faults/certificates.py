"""Certificates made for the moment, good and bad."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.faults.fault import Certificate

DAY = timedelta(days=1)


def write_certificate(folder: Path, host: str, kind: Certificate) -> Path:
    """Write a certificate of this kind for a host, with its key, signed by itself; return the file."""
    name = "elsewhere.example" if kind is Certificate.WRONG_HOST else host
    # The machine's clock and no other: it is OpenSSL that compares.
    end = datetime.now(UTC) + (-DAY if kind is Certificate.EXPIRED else DAY)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(end - 30 * DAY)
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    key_bytes = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / f"{host}.pem"
    path.write_bytes(key_bytes + certificate.public_bytes(serialization.Encoding.PEM))
    return path
