"""Asks other machines for pages and feeds: the only room that opens connections to the web.

It must not know what it fetches. Two rooms use it, through ports.HttpClient.
"""

from trucewatch.http_client.client import PoliteClient
from trucewatch.ports import Clock
from trucewatch.settings import Settings


def open_client(settings: Settings, clock: Clock) -> PoliteClient:
    """Return the client that this run shares."""
    return PoliteClient(settings, clock)


__all__ = ["PoliteClient", "open_client"]
