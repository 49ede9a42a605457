"""One frozen Settings, built once at assembly from the environment; nobody else reads it.

Each field below is one environment variable: TRUCEWATCH_ and its name in capitals (`pause_seconds` is
TRUCEWATCH_PAUSE_SECONDS). Under Airflow, the connections `trucewatch_warehouse` and `smtp_default` win over these.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit

from trucewatch.errors import SettingsInvalid

PREFIX = "TRUCEWATCH_"
MAIL_LANGUAGES = ("en", "fr")
LEAST_MEGABYTES = 256
LEAST_SECRET = 16
KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """Where mail is handed over."""

    host: str = "localhost"
    port: int = 25
    login: str | None = None
    password: str | None = field(default=None, repr=False)
    starttls: bool = False
    ssl: bool = False
    from_address: str = "trucewatch@localhost"
    timeout_seconds: float = 30.0
    """Most time for one answer of the server."""
    total_seconds: float = 180.0
    """Most time for one message in all; the answer to the message itself may take what is left of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything a run needs to know, with defaults that work on one machine."""

    warehouse: str = "sqlite:///var/warehouse.sqlite"
    """SQLAlchemy URL; PostgreSQL is postgresql+psycopg://user:password@host/database."""
    archive: str = "var/archive"
    """Folder of the WARC files, or an fsspec URL such as s3://bucket/trucewatch (needs the driver's package, here s3fs)."""
    smtp: Smtp = Smtp()
    """smtp://[login:password@]host:port, smtps:// for TLS from the start, smtp+starttls:// for STARTTLS."""
    mail_from: str = ""
    """Sender's address; '' keeps the one of the connection."""
    mail_to: tuple[str, ...] = ()
    """Recipients, comma-separated; empty: those of knowledge/alerts.yaml."""
    webhook_secret: str = field(default="", repr=False)
    """What webhooks are signed with, at least 16 characters; '': webhooks wait."""
    alert_feed_url: str = ""
    """Address of the folder in which the files of alert feeds are served; '': they do not say where they are."""
    page_url: str = ""
    """Address of the page, such as https://airflow.example.org/trucewatch/, for the links in alerts; '': in Airflow, where `[api] base_url` says; else no links to it."""
    knowledge: Path = KNOWLEDGE
    """Folder of the knowledge files."""
    feeds: Path | None = None
    """Another feeds.yaml or an OPML file instead of knowledge/feeds.yaml."""
    contact: str = "https://trucewatch.example/about"
    """URL or address in the User-Agent, so that publishers can reach you."""
    allow_private_hosts: bool = False
    """Permit requests to private and loopback addresses (intranet feeds, the demo)."""
    private_hosts: tuple[str, ...] = ()
    """Private feeds that may be asked all the same: host names, addresses or networks, comma-separated."""
    pause_seconds: float = 5.0
    """Least time between two requests to one host."""
    robots: bool = True
    """Obey robots.txt for articles."""
    timeout_seconds: float = 30.0
    """Most time for one request in all."""
    max_bytes: int = 10 * 1024 * 1024
    """Most bytes of one response, after decompression."""
    fetch_threads: int = 64
    """Requests under way at the same time."""
    fetch_limit: int = 500
    """Most articles fetched in one run."""
    fetch_per_host: int = 40
    """Most articles fetched from one host in one run."""
    fetch_minutes: float = 10.0
    """How long one run fetches; what is left then waits for the next."""
    parse_workers: int = 2
    """Child processes that read feeds and pages."""
    parse_seconds: float = 15.0
    """Most CPU time for reading one feed or page, and half of the most wall time."""
    parse_megabytes: int = 1024
    """Most memory of one child process."""
    read_batch: int = 200
    """Articles read and saved in one transaction."""
    read_everything: bool = False
    """Read every page with care and keep its text, also where a quick look finds nothing of ours; some three times slower."""
    health_to: tuple[str, ...] = ()
    """Who gets the mails on the health of feeds, comma-separated; empty: nobody."""
    health_language: str = "en"
    """Language of those mails: en or fr."""
    heartbeat_minutes: float = 30.0
    """They are told also when no run has asked the feeds for so long, and again when one does; 0: never."""
    alert_max_age_hours: float = 72.0
    """News older than this is stored, never mailed."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Build from TRUCEWATCH_* variables; raise SettingsInvalid on an unknown name or a bad value."""
        known = {f.name: f for f in fields(cls)}
        values: dict[str, object] = {}
        for key, raw in environment.items():
            if not key.startswith(PREFIX):
                continue
            name = key.removeprefix(PREFIX).lower()
            if name in OTHER_VARIABLES:
                continue
            if name not in known:
                raise SettingsInvalid(
                    f"{key} is not a setting of Trucewatch; see the settings table in the README", key=key
                )
            values[name] = _parse(key, raw, name if name in _PARSERS else known[name].type)
        return cls(**values)  # type: ignore[arg-type]  # each value was parsed by its field's own type


SECRETS = frozenset({"webhook_secret"})
"""Settings whose values no error may show."""
OTHER_VARIABLES = frozenset({"watch_cron", "alert_cron", "tend_cron"})
"""Variables with the same prefix that are read by the Airflow bridge, not by the road."""


def parse_smtp(url: str) -> Smtp:
    """Turn smtp://, smtps:// or smtp+starttls:// into Smtp; raise SettingsInvalid when it is no such URL."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError as error:
        raise SettingsInvalid(f"{url}: the port is not a number from 0 to 65535", key="smtp") from error
    if parts.scheme not in {"smtp", "smtps", "smtp+starttls"} or not parts.hostname:
        raise SettingsInvalid(f"{url!r} is not a mail server; write smtp://host:port", key="smtp")
    default_port = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}[parts.scheme]
    return Smtp(
        host=parts.hostname,
        port=port if port is not None else default_port,
        login=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        ssl=parts.scheme == "smtps",
        starttls=parts.scheme == "smtp+starttls",
    )


def parse_addresses(text: str) -> tuple[str, ...]:
    """Split comma-separated mail addresses; raise SettingsInvalid on one that is none."""
    addresses = tuple(part.strip() for part in text.split(",") if part.strip())
    for address in addresses:
        name, at, host = address.rpartition("@")
        if not (name and at and host) or not address.isprintable() or any(c.isspace() or c in "<>,;" for c in address):
            raise SettingsInvalid(f"{address!r} is not a mail address; write name@example.org", key="mail_to")
    return addresses


def parse_hosts(text: str) -> tuple[str, ...]:
    """Split comma-separated host names, addresses and networks; raise SettingsInvalid on one that is none."""
    hosts = tuple(part.strip().lower().strip("[]") for part in text.split(",") if part.strip())
    for host in hosts:
        try:
            ip_network(host, strict=False)
        except ValueError as error:
            if not _HOST_NAME.fullmatch(host):
                sentence = (
                    f"{host!r} is neither a host name nor an address or network; write intranet.example or 10.1.0.0/16"
                )
                raise SettingsInvalid(sentence, key="private_hosts") from error
    return hosts


_HOST_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*")


def _language(raw: str) -> str:
    if raw not in MAIL_LANGUAGES:
        raise ValueError(f"write one of {', '.join(MAIL_LANGUAGES)}")
    return raw


def _address(raw: str) -> str:
    if raw and not (urlsplit(raw).scheme in {"http", "https"} and urlsplit(raw).hostname):
        raise ValueError("write a whole address, such as https://airflow.example.org/trucewatch/")
    return raw


def _secret(raw: str) -> str:
    if raw and len(raw) < LEAST_SECRET:
        raise ValueError(f"write {LEAST_SECRET} characters or more, such as openssl rand -hex 32 gives")
    return raw


def _megabytes(raw: str) -> int:
    if (megabytes := int(raw)) < LEAST_MEGABYTES:
        raise ValueError(f"write {LEAST_MEGABYTES} or more; the readers' libraries alone take most of that")
    return megabytes


def _parse(key: str, raw: str, kind: object) -> object:
    """Turn one environment string into the type of its field."""
    try:
        return _PARSERS[kind](raw)
    except ValueError as error:
        shown = key if kind in SECRETS else f"{key}={raw!r}"
        raise SettingsInvalid(f"{shown}: {error}", key=key) from error


_WORDS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


def _boolean(raw: str) -> bool:
    try:
        return _WORDS[raw.strip().lower()]
    except KeyError:
        raise ValueError("write 1 or 0") from None


def _positive(raw: str, kind: type[int] | type[float]) -> float:
    number = kind(raw)
    if not 0 <= number < float("inf"):
        raise ValueError("must be 0 or more")
    return number


_PARSERS: Mapping[object, Callable[[str], object]] = {
    str: str,
    Smtp: parse_smtp,
    Path: Path,
    Path | None: lambda raw: Path(raw) if raw else None,
    bool: _boolean,
    float: lambda raw: _positive(raw, float),
    int: lambda raw: _positive(raw, int),
    tuple[str, ...]: parse_addresses,
    "alert_feed_url": _address,
    "health_language": _language,
    "page_url": _address,
    "parse_megabytes": _megabytes,
    "private_hosts": parse_hosts,
    "webhook_secret": _secret,
}
"""By the name of a field, else by its type."""
