"""The one chokepoint for requests: every hop is checked, polite, bounded, and every failure has a name."""

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus

import trucewatch
from trucewatch.errors import AddressForbidden, HostBusy, ResponseRefused, TrucewatchError
from trucewatch.http_client.addresses import a_guard
from trucewatch.http_client.deadlines import Deadline
from trucewatch.http_client.politeness import Lanes, Sleep, Turn
from trucewatch.http_client.resolving import Resolve, addresses_of, resolve_name
from trucewatch.http_client.robots import MAX_ROBOTS_BYTES, Robots
from trucewatch.http_client.targets import Target, parse_target, redirect_target
from trucewatch.http_client.verdicts import FAILURES, failure_error, problem, status_error
from trucewatch.http_client.wire import Answer, Dial, connect, dial_address, exchange, tls_context
from trucewatch.model import Response
from trucewatch.ports import Clock, HostBook
from trucewatch.settings import Settings

log = logging.getLogger(__name__)

MAX_REDIRECTS = 5
_PERMANENT_REDIRECTS = frozenset({301, 308})
_REDIRECTS = _PERMANENT_REDIRECTS | {302, 303, 307}
_SLOW_DOWN = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_UNTOLD_REST = timedelta(seconds=30)
"""How long a host rests after 429 or 503 without Retry-After (as Media Cloud's rss-fetcher does)."""


@dataclass(slots=True, kw_only=True)
class _Errand:
    """One call of `get`: what may still be spent on it. Waiting for a host's turn costs nothing."""

    seconds_left: float
    max_bytes: int
    headers: Mapping[str, str] = field(default_factory=dict)
    truncate: bool = False
    obey_robots: bool = False
    asked: list[str] = field(default_factory=list)
    """The URLs asked for so far."""
    all_permanent: bool = True
    """Whether every redirect so far was permanent."""


class PoliteClient:
    """Implements ports.HttpClient. Safe to share among threads; share one, for without a book each has its own turns."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        book: HostBook | None = None,
        *,
        resolve: Resolve = resolve_name,
        dial: Dial = dial_address,
        sleep: Sleep = time.sleep,
    ) -> None:
        """`resolve` and `dial` are the two ways to the network, so that tests can stand in for the internet."""
        self._settings = settings
        self._clock = clock
        self._resolve = resolve
        self._dial = dial
        self._lanes = Lanes(settings, clock, book, sleep)
        self._robots = Robots(self._fetch_robots, clock, book)
        self._guard = a_guard(settings.private_hosts, allow_all=settings.allow_private_hosts)
        self._tls = tls_context()
        self._user_agent = f"Trucewatch/{trucewatch.__version__} (+{settings.contact})"

    def get(self, url: str, *, headers: Mapping[str, str] | None = None, obey_robots: bool = False) -> Response:
        """As ports.HttpClient."""
        errand = _Errand(
            headers=headers or {},
            seconds_left=self._settings.timeout_seconds,
            max_bytes=self._settings.max_bytes,
            obey_robots=obey_robots,
        )
        return self._follow(parse_target(url), errand, asked_url=url)

    def allowed(self, url: str) -> bool:
        """Return whether robots.txt lets us fetch this URL. Raises when a host that has one cannot be asked."""
        return self._may_fetch(parse_target(url))

    def _follow(self, target: Target, errand: _Errand, *, asked_url: str) -> Response:
        for _ in range(MAX_REDIRECTS + 1):
            if target.url in errand.asked:
                raise problem("redirect_loop", target)
            errand.asked.append(target.url)
            if errand.obey_robots:
                self._ask_leave(target, errand)
            answer = self._ask(target, errand)
            if answer.status_code not in _REDIRECTS:
                was_moved = len(errand.asked) > 1 and errand.all_permanent
                return Response(
                    url=asked_url,
                    final_url=target.url,
                    status_code=answer.status_code,
                    headers=answer.headers,
                    body=answer.body,
                    fetched_at=self._clock.now(),
                    moved_to=target.url if was_moved else "",
                )
            location = answer.header("location")
            if not location:
                raise problem("bad_redirect", target)
            errand.all_permanent &= answer.status_code in _PERMANENT_REDIRECTS
            target = redirect_target(target, location)
        raise problem("too_many_redirects", target)

    def _ask_leave(self, target: Target, errand: _Errand) -> None:
        """Raise unless robots.txt lets us fetch this URL."""
        try:
            allowed = self._may_fetch(target)
        except AddressForbidden as error:
            raise _forbidden(target, errand) from error
        if not allowed:
            raise problem("robots", target)

    def _ask(self, target: Target, errand: _Errand) -> Answer:
        """Make one hop, in the host's turn; raise for any answer from 400 on."""
        if errand.seconds_left <= 0:
            raise problem("timed_out", target)
        with self._lanes.turn(target.host, errand.seconds_left) as turn:
            started = time.monotonic()
            try:
                answer = self._exchange(target, errand)
            except FAILURES as failure:
                raise failure_error(target, failure) from failure
            finally:
                spent = time.monotonic() - started
                errand.seconds_left -= spent
                log.debug("asked %s: %d ms", target.host, spent * 1000)
            self._heed(target, answer, turn)
        return answer

    def _exchange(self, target: Target, errand: _Errand) -> Answer:
        deadline = Deadline(errand.seconds_left)
        addresses = self._checked_addresses(target, errand, deadline)
        return exchange(
            target,
            connect(target, addresses, deadline=deadline, dial=self._dial, tls=self._tls),
            {"User-Agent": self._user_agent, **errand.headers},
            deadline=deadline,
            max_bytes=errand.max_bytes,
            truncate=errand.truncate,
        )

    def _checked_addresses(self, target: Target, errand: _Errand, deadline: Deadline) -> Sequence[str]:
        """Resolve the name once; every address must be admitted, for which one answers is not ours to choose."""
        addresses = addresses_of(target.host, target.port, self._resolve, deadline)
        if not all(self._guard.admits(target.host, address) for address in addresses):
            raise _forbidden(target, errand)
        return addresses

    def _heed(self, target: Target, answer: Answer, turn: Turn) -> None:
        """Raise what the status stands for, and let the whole host rest if it wishes, or is overloaded."""
        now = self._clock.now()
        error = status_error(target, answer, now)
        if error is None:
            return
        if isinstance(error, HostBusy) and error.retry_at is not None:
            turn.rest_until(error.retry_at)
        elif answer.status_code in _SLOW_DOWN and self._settings.pause_seconds:
            turn.rest_until(now + _UNTOLD_REST)
        raise error

    def _may_fetch(self, target: Target) -> bool:
        if not self._settings.robots:
            return True
        allowed = self._robots.allow(target)
        self._lanes.slow_down(target.host, self._robots.crawl_delay(target))
        return allowed

    def _fetch_robots(self, target: Target) -> bytes:
        """Return a site's robots.txt; b'' where it has none (RFC 9309: any refusal but a fault means 'all allowed')."""
        errand = _Errand(seconds_left=self._settings.timeout_seconds, max_bytes=MAX_ROBOTS_BYTES, truncate=True)
        url = f"{target.origin}/robots.txt"
        try:
            return self._follow(parse_target(url), errand, asked_url=url).body
        except ResponseRefused:
            return b""
        except AddressForbidden as error:
            if error.code.startswith("redirect_"):
                return b""
            raise


def _forbidden(target: Target, errand: _Errand) -> TrucewatchError:
    return problem("redirect_forbidden" if len(errand.asked) > 1 else "forbidden_address", target)
