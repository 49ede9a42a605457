"""Asks other machines for pages and feeds: the only room that opens connections to the web.

It must not know what it fetches. Rooms use it through ports.HttpClient.
"""

from trucewatch.http_client.client import PoliteClient
from trucewatch.ports import Clock, HostBook
from trucewatch.settings import Settings


def open_client(settings: Settings, clock: Clock, book: HostBook | None = None) -> PoliteClient:
    """Return the client that this run shares; by the book it takes turns with other processes, and remembers."""
    return PoliteClient(settings, clock, book)


__all__ = ["PoliteClient", "open_client"]
