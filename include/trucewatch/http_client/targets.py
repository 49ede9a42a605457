"""What exactly is asked for: a URL taken apart once, so that what is checked is what is connected to."""

import contextlib
import re
from dataclasses import dataclass
from urllib.parse import urljoin

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from trucewatch.errors import AddressForbidden, ResponseRefused
from trucewatch.http_client.addresses import numeric_address

PORTS = {"http": 80, "https": 443}
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
_LAST_NUMBER = re.compile(r"(.*\.)?(\d+|0x[0-9a-f]*)")
"""A name whose last label is a number is no name (and no top-level domain is one), but a misspelt address."""
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f]")
MAX_URL_CHARACTERS = 8192


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An http or https URL in its parts."""

    url: str
    scheme: str
    host: str
    """One spelling for each host: lower case, no dot at the end, numbers in canonical form, IPv6 without brackets."""
    port: int
    path: str
    """Path and query, as sent."""

    @property
    def authority(self) -> str:
        """Host and port, as the Host header wants them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme and authority: what one robots.txt speaks for."""
        return f"{self.scheme}://{self.authority}"


def parse_target(url: str) -> Target:
    """Take a URL apart; raise AddressForbidden ('bad_scheme', 'bad_url') unless it is plain http or https."""
    url = url.strip()
    scheme = _SCHEME.match(url)
    if not scheme or _UNPRINTABLE.search(url) or len(url) > MAX_URL_CHARACTERS:
        raise AddressForbidden("This is not a complete web address.", key=url, code="bad_url")
    if scheme[1].lower() not in PORTS:
        sentence = f"Only http and https addresses are fetched, not {scheme[1].lower()[:20]}."
        raise AddressForbidden(sentence, key=url, code="bad_scheme")
    try:
        parts = parse_url(url)
    except LocationParseError as error:
        raise AddressForbidden("This web address cannot be read.", key=url, code="bad_url") from error
    if parts.auth is not None:
        sentence = "The web address carries a user name or password; such addresses are not fetched."
        raise AddressForbidden(sentence, key=parts.host or "", code="bad_url")
    host = _canonical_host(parts.host or "")
    if host is None or parts.port == 0:
        raise AddressForbidden("This web address names no host that can be asked.", key=url, code="bad_url")
    name = parts.scheme or ""
    return Target(
        url=parts.url.partition("#")[0],
        scheme=name,
        host=host,
        port=parts.port or PORTS[name],
        path=parts.request_uri,
    )


def _canonical_host(written: str) -> str | None:
    """Return the one spelling of a host; None where it is neither a name nor an address."""
    if written.startswith("["):
        address = written.strip("[]")
        return None if "%" in address else numeric_address(address)
    host = written.removesuffix(".")
    if not _NAME.fullmatch(host):
        return None
    return numeric_address(host) if _LAST_NUMBER.fullmatch(host) else host


def redirect_target(target: Target, location: str) -> Target:
    """Return where a Location header leads from here.

    Raises ResponseRefused ('bad_redirect') for what is no web address, AddressForbidden ('redirect_bad_scheme') for
    another scheme.
    """
    # Servers send raw UTF-8 and spaces in Location, which http.client hands over as Latin-1.
    with contextlib.suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        return parse_target(urljoin(target.url, location.strip().replace(" ", "%20")))
    except AddressForbidden as error:
        if error.code == "bad_scheme":
            sentence = f"{target.host} redirects to an address that is neither http nor https."
            raise AddressForbidden(sentence, key=target.url, code="redirect_bad_scheme") from error
        raise _bad_redirect(target) from error
    except ValueError as error:
        raise _bad_redirect(target) from error


def _bad_redirect(target: Target) -> ResponseRefused:
    sentence = f"{target.host} redirects to something that is no web address."
    return ResponseRefused(sentence, key=target.url, code="bad_redirect")
