"""What robots.txt files allow us (RFC 9309), read once a day per site and kept in the book for other processes."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from protego import Protego

from trucewatch.errors import HostBusy, HostUnreachable
from trucewatch.http_client.targets import Target
from trucewatch.model import RobotsFile
from trucewatch.ports import Clock, HostBook

AGENT = "trucewatch"
MAX_ROBOTS_BYTES = 512 * 1024
LONGEST_CRAWL_DELAY_SECONDS = 30.0
FRESH_FOR = timedelta(hours=24)
USABLE_FOR = timedelta(days=30)
"""How long a copy speaks for a site whose robots.txt cannot be read any more."""
SILENT_FOR = timedelta(minutes=10)
"""How long a site that could not be asked is not asked again."""
MOST_SITES = 1000
"""How many sites' rules are kept in memory."""
NO_CONNECTION = frozenset(
    {"dns_not_found", "dns_error", "no_address", "refused", "no_route", "connect_timeout"}
    | {"tls_expired", "tls_untrusted", "tls_wrong_host", "tls_error"}
)
"""Failures of a whole site: they say the same of its pages, and say it better than 'robots_unreachable'."""
_AGENT_LINE = re.compile(r"[ \t]*user[- ]?agent[ \t]*(?::|[ \t])[ \t]*(?P<agent>[^#]*)", re.IGNORECASE)
_PRODUCT = re.compile(r"[a-z_-]+|\*")


@dataclass(slots=True)
class _Site:
    """What we know of one site's robots.txt."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    rules: Protego | None = None
    read_at: datetime | None = None
    ask_at: datetime | None = None
    """When to ask for it again; None: at once."""
    failure: HostUnreachable | HostBusy | None = None


class Robots:
    """The rules of each origin, fetched when first asked for. Thread-safe."""

    def __init__(self, fetch: Callable[[Target], bytes], clock: Clock, book: HostBook | None = None) -> None:
        """`fetch` gets the robots.txt of a target's origin, b'' where there is none."""
        self._fetch = fetch
        self._clock = clock
        self._book = book
        self._sites: dict[str, _Site] = {}
        self._lock = threading.Lock()

    def allow(self, target: Target) -> bool:
        """Return whether we may fetch this URL.

        Raises HostUnreachable or HostBusy for a site whose rules cannot be read, as if it had forbidden everything for
        now: 'robots_unreachable', or what keeps us from the whole site; HostBusy ('busy') while its host rests.
        """
        return self._rules(target).can_fetch(target.url, AGENT)

    def crawl_delay(self, target: Target) -> float:
        """Return the pause that the site wishes for, capped; 0 when it says nothing. Raises as `allow` does."""
        return min(self._rules(target).crawl_delay(AGENT) or 0.0, LONGEST_CRAWL_DELAY_SECONDS)

    def _rules(self, target: Target) -> Protego:
        site = self._site(target.origin)
        with site.lock:
            now = self._clock.now()
            if site.ask_at is None or now >= site.ask_at:
                self._read(site, target, now)
            if site.rules is None:
                raise _unreadable(target, site.failure) from site.failure
            return site.rules

    def _site(self, origin: str) -> _Site:
        with self._lock:
            if origin not in self._sites and len(self._sites) >= MOST_SITES:
                del self._sites[next(iter(self._sites))]
            return self._sites.setdefault(origin, _Site())

    def _read(self, site: _Site, target: Target, now: datetime) -> None:
        """Bring a site up to date: from the book if another process has read it today, else from the site."""
        kept = self._book.robots(target.origin) if self._book else None
        if kept and (site.read_at is None or kept.fetched_at > site.read_at):
            _learn(site, kept)
        if site.ask_at is not None and now < site.ask_at:
            return
        try:
            file = RobotsFile(body=self._fetch(target), fetched_at=now)
        except (HostUnreachable, HostBusy) as error:
            if site.read_at is None or now - site.read_at > USABLE_FOR:
                site.rules = None
                if error.code == "busy":  # nobody was asked: this says nothing of its robots.txt
                    raise
            site.failure, site.ask_at = error, now + SILENT_FOR
        else:
            _learn(site, file)
            if self._book:
                self._book.save_robots(target.origin, file)


def _learn(site: _Site, file: RobotsFile) -> None:
    site.rules, site.read_at, site.ask_at = parse_rules(file.body), file.fetched_at, file.fetched_at + FRESH_FOR


def parse_rules(body: bytes) -> Protego:
    """Read a robots.txt, whatever it contains; the agent that it speaks to is AGENT, or one of the others."""
    text = body.decode("utf-8-sig", "replace")
    return Protego.parse("\n".join(map(_for_us_or_others, text.splitlines())))


def _for_us_or_others(line: str) -> str:
    """Call every agent but ours 'other'.

    A file that names thousands of agents costs protego time by the square of its length; and protego takes a name that
    ours begins with, such as 'truce', for ours.
    """
    found = _AGENT_LINE.match(line)
    if not found:
        return line
    product = _PRODUCT.match(found["agent"].strip().lower())
    name = product[0] if product else ""
    return f"User-agent: {name if name in {AGENT, '*'} else 'other'}"


def _unreadable(target: Target, failure: HostUnreachable | HostBusy | None) -> HostUnreachable | HostBusy:
    if failure and failure.code in NO_CONNECTION:
        return HostUnreachable(failure.message, key=target.url, code=failure.code)
    reason = failure.message if failure else ""
    sentence = f"The robots.txt of {target.host} cannot be read, so its pages wait: {reason}"
    if isinstance(failure, HostBusy):
        return HostBusy(sentence, key=target.url, code="robots_unreachable", retry_at=failure.retry_at)
    return HostUnreachable(sentence, key=target.url, code="robots_unreachable")
