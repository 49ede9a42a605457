"""What the road needs from the outside, as protocols; adapters live in the rooms whose craft they are.

Every method raises only errors of `trucewatch.errors`. Tests run the same contract suite on each adapter and its fake.
"""

from trucewatch.ports.asking import ResultsReader
from trucewatch.ports.keeping import Identify, Placing, Warehouse, WarehouseReader
from trucewatch.ports.outside import (
    Archive,
    CaptureReader,
    Clock,
    Courier,
    Finder,
    Grouper,
    HostBook,
    HttpClient,
    MailServer,
    Poster,
    Sandbox,
)

__all__ = [
    "Archive",
    "CaptureReader",
    "Clock",
    "Courier",
    "Finder",
    "Grouper",
    "HostBook",
    "HttpClient",
    "Identify",
    "MailServer",
    "Placing",
    "Poster",
    "ResultsReader",
    "Sandbox",
    "Warehouse",
    "WarehouseReader",
]
