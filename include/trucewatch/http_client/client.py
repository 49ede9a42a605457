"""The one chokepoint for requests: every hop is checked, polite, bounded, and every failure has a name."""

import logging
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

import trucewatch
from trucewatch.errors import AddressForbidden, HostUnreachable, ResponseRefused
from trucewatch.http_client.addresses import is_public
from trucewatch.http_client.politeness import Lanes
from trucewatch.http_client.robots import MAX_ROBOTS_BYTES, Robots
from trucewatch.http_client.targets import Target, parse_target, redirect_target
from trucewatch.http_client.verdicts import FAILURES, failure_error, status_error
from trucewatch.http_client.wire import (
    Answer,
    Deadline,
    Dial,
    Resolve,
    connect,
    dial_address,
    exchange,
    resolve_name,
    within,
)
from trucewatch.model import Response
from trucewatch.ports import Clock
from trucewatch.settings import Settings

log = logging.getLogger(__name__)

MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_UNTOLD_REST_SECONDS = 30.0
"""How long a host rests after 429 without Retry-After (as Media Cloud's rss-fetcher does)."""


@dataclass(slots=True)
class _Errand:
    """One call of `get`: what may still be spent on it. Waiting for a host's turn costs nothing."""

    headers: Mapping[str, str]
    seconds_left: float
    max_bytes: int
    truncate: bool = False
    obey_robots: bool = False


class PoliteClient:
    """Implements ports.HttpClient. Safe to share among threads; share one, for politeness is kept per client."""

    def __init__(
        self, settings: Settings, clock: Clock, *, resolve: Resolve = resolve_name, dial: Dial = dial_address
    ) -> None:
        """`resolve` and `dial` are the two ways to the network, so that tests can stand in for the internet."""
        self._settings = settings
        self._clock = clock
        self._resolve = resolve
        self._dial = dial
        self._lanes = Lanes(settings.pause_seconds, clock)
        self._robots = Robots(self._fetch_robots)
        self._tls = ssl.create_default_context()
        self._user_agent = f"Trucewatch/{trucewatch.__version__} (+{settings.contact})"

    def get(self, url: str, *, headers: Mapping[str, str] | None = None, obey_robots: bool = False) -> Response:
        """As ports.HttpClient."""
        target = parse_target(url)
        errand = _Errand(
            headers=headers or {},
            seconds_left=self._settings.timeout_seconds,
            max_bytes=self._settings.max_bytes,
            obey_robots=obey_robots,
        )
        return self._follow(target, errand, asked_url=url)

    def allowed(self, url: str) -> bool:
        """Return whether robots.txt lets us fetch this URL. Raises when a host that has one cannot be asked."""
        return self._may_fetch(parse_target(url))

    def _follow(self, target: Target, errand: _Errand, *, asked_url: str) -> Response:
        for _ in range(MAX_REDIRECTS + 1):
            if errand.obey_robots and not self._may_fetch(target):
                sentence = f"The robots.txt of {target.host} asks us not to read this page."
                raise ResponseRefused(sentence, key=target.url, code="robots")
            answer = self._ask(target, errand)
            if answer.status_code not in _REDIRECTS:
                return Response(
                    url=asked_url,
                    final_url=target.url,
                    status_code=answer.status_code,
                    headers=answer.headers,
                    body=answer.body,
                    fetched_at=self._clock.now(),
                )
            location = answer.header("location")
            if not location:
                sentence = f"{target.host} redirects without saying where to."
                raise ResponseRefused(sentence, key=target.url, code="bad_redirect")
            target = redirect_target(target, location)
        sentence = f"{target.host} redirects more than {MAX_REDIRECTS} times."
        raise ResponseRefused(sentence, key=asked_url, code="too_many_redirects")

    def _ask(self, target: Target, errand: _Errand) -> Answer:
        """Make one hop, in the host's turn; raise for any answer from 400 on."""
        with self._lanes.turn(target.host):
            started = time.monotonic()
            deadline = Deadline(errand.seconds_left)
            try:
                addresses = self._checked_addresses(target, deadline)
                connected = connect(target, addresses, deadline=deadline, dial=self._dial, tls=self._tls)
                answer = exchange(
                    target,
                    connected,
                    {"User-Agent": self._user_agent, **errand.headers},
                    deadline=deadline,
                    max_bytes=errand.max_bytes,
                    truncate=errand.truncate,
                )
            except FAILURES as failure:
                raise failure_error(target, failure) from failure
            finally:
                spent = time.monotonic() - started
                errand.seconds_left -= spent
                log.debug("asked %s for %s: %d ms", target.host, target.path, spent * 1000)
            self._heed(target, answer)
        return answer

    def _heed(self, target: Target, answer: Answer) -> None:
        """Raise what the status stands for, and let the host rest if it wishes."""
        now = self._clock.now()
        error = status_error(target, answer.status_code, answer.header("retry-after"), now)
        if error is None:
            return
        retry_at = getattr(error, "retry_at", None)
        if retry_at is not None:
            self._lanes.rest(target.host, (retry_at - now).total_seconds())
        elif answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            self._lanes.rest(target.host, _UNTOLD_REST_SECONDS)
        raise error

    def _checked_addresses(self, target: Target, deadline: Deadline) -> Sequence[str]:
        """Resolve the name once; every address must be public, for which one answers is not ours to choose."""
        addresses = within(deadline, self._resolve, target)
        if not addresses:
            raise HostUnreachable(f"The name {target.host} has no address.", key=target.url, code="dns_error")
        if not self._settings.allow_private_hosts and not all(map(is_public, addresses)):
            sentence = f"{target.host} is not on the public internet; private addresses are not fetched."
            raise AddressForbidden(sentence, key=target.url, code="forbidden_address")
        return addresses

    def _may_fetch(self, target: Target) -> bool:
        if not self._settings.robots:
            return True
        allowed = self._robots.allow(target)
        self._lanes.slow_down(target.host, self._robots.crawl_delay(target))
        return allowed

    def _fetch_robots(self, target: Target) -> bytes:
        """Return a site's robots.txt; b'' where it has none (RFC 9309: any refusal but a fault means 'all allowed')."""
        errand = _Errand(
            headers={}, seconds_left=self._settings.timeout_seconds, max_bytes=MAX_ROBOTS_BYTES, truncate=True
        )
        url = f"{target.origin}/robots.txt"
        try:
            return self._follow(parse_target(url), errand, asked_url=url).body
        except ResponseRefused:
            return b""
