"""What robots.txt files allow us, read once per site and client (RFC 9309)."""

import threading
from collections.abc import Callable

from protego import Protego

from trucewatch.http_client.targets import Target

AGENT = "Trucewatch"
MAX_ROBOTS_BYTES = 512 * 1024
LONGEST_CRAWL_DELAY_SECONDS = 30.0


class Robots:
    """The rules of each origin, fetched when first asked for. Thread-safe."""

    def __init__(self, fetch: Callable[[Target], bytes]) -> None:
        """`fetch` gets the robots.txt of a target's origin, b'' where there is none."""
        self._fetch = fetch
        self._rules: dict[str, Protego] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def allow(self, target: Target) -> bool:
        """Return whether we may fetch this URL; errors of `fetch` pass through, and it is asked again next time."""
        return self._read(target).can_fetch(target.url, AGENT)

    def crawl_delay(self, target: Target) -> float:
        """Return the pause that the site wishes for, capped; 0 when it says nothing."""
        return min(self._read(target).crawl_delay(AGENT) or 0.0, LONGEST_CRAWL_DELAY_SECONDS)

    def _read(self, target: Target) -> Protego:
        with self._lock:
            lock = self._locks.setdefault(target.origin, threading.Lock())
        with lock:
            if target.origin not in self._rules:
                body = self._fetch(target)
                self._rules[target.origin] = Protego.parse(body.decode("utf-8-sig", "replace"))
            return self._rules[target.origin]
