"""Feeds in order, as many as are asked for, whose servers take their time as real ones do."""

from http import HTTPStatus

from tests.contract.loopback import answer
from tests.faults.bodies import DATE, rss
from tests.faults.fault import PAGE, RSS, Fault
from tests.faults.scripts import after

ENTRIES = 30
_ITEM = (
    "<item><title>Talks at {host}, round {number}</title><link>https://{host}/news/{number}</link>"
    "<guid isPermaLink='false'>{host}-{number}</guid><pubDate>{date}</pubDate>"
    "<description>Delegates met in Lakeside for round {number}, and will meet again.</description></item>"
)


def good_feeds(count: int, slowest: float = 1.0) -> tuple[Fault, ...]:
    """Return feeds in order that answer after up to so many seconds, spread evenly."""
    return tuple(_good_feed(f"good_{number}", slowest * (number * 37 % count + 1) / count) for number in range(count))


def _good_feed(name: str, seconds: float) -> Fault:
    host = f"{name.replace('_', '-')}.example"
    items = (_ITEM.format(host=host, number=number, date=DATE) for number in range(ENTRIES))
    said = answer(HTTPStatus.OK, rss(items).encode(), content_type=RSS)
    return Fault(name=name, expected="ok", entries=ENTRIES, pages={PAGE: after(seconds, said)})
