"""Asks other machines for pages and feeds: the only room that opens connections to the web.

It must not know what it fetches. Rooms use it through ports.HttpClient, and ports.Poster where they tell others something.
"""

from trucewatch.http_client.client import PoliteClient
from trucewatch.http_client.posting import GuardedPoster
from trucewatch.ports import Clock, HostBook
from trucewatch.settings import Settings


def open_client(settings: Settings, clock: Clock, book: HostBook | None = None) -> PoliteClient:
    """Return the client that this run shares; by the book it takes turns with other processes, and remembers."""
    return PoliteClient(settings, clock, book)


def open_poster(settings: Settings, clock: Clock) -> GuardedPoster:
    """Return what sends requests with a body; it may ask the same addresses as the client."""
    return GuardedPoster(settings, clock)


__all__ = ["GuardedPoster", "PoliteClient", "open_client", "open_poster"]
