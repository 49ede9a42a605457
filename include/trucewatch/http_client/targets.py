"""What exactly is asked for: a URL taken apart once, so that what is checked is what is connected to."""

import contextlib
import re
from dataclasses import dataclass
from urllib.parse import urljoin

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from trucewatch.errors import AddressForbidden

PORTS = {"http": 80, "https": 443}
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]{0,252}[a-z0-9_.])?|\[[0-9a-f:.]+\]")
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f]")
MAX_URL_CHARACTERS = 8192


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An http or https URL in its parts."""

    url: str
    scheme: str
    host: str
    """Lower case; IPv6 without brackets."""
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
    host = parts.host or ""
    if not _HOST.fullmatch(host) or parts.port == 0:
        raise AddressForbidden("This web address names no host that can be asked.", key=url, code="bad_url")
    name = parts.scheme or ""
    return Target(
        url=parts.url.partition("#")[0],
        scheme=name,
        host=host.strip("[]"),
        port=parts.port or PORTS[name],
        path=parts.request_uri,
    )


def redirect_target(target: Target, location: str) -> Target:
    """Return where a Location header leads from here; raise as parse_target does."""
    # Servers send raw UTF-8 and spaces in Location, which http.client hands over as Latin-1.
    with contextlib.suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        return parse_target(urljoin(target.url, location.strip().replace(" ", "%20")))
    except ValueError as error:
        raise AddressForbidden("The redirect leads nowhere.", key=target.url, code="bad_url") from error
