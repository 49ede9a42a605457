"""Whose page an address is, where no feed led there. Pure."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from trucewatch.knowledge.addresses import host_of, registrable_domain
from trucewatch.model import Feed

UNKNOWN_LANGUAGE = "und"
_WORLDWIDE = "www."


class Outlets:
    """The outlets of feeds.yaml by their hosts; any other host is an outlet of its own (decision 21)."""

    def __init__(self, feeds: Iterable[Feed]) -> None:
        """Of feeds that fit equally well the first counts."""
        self._by_host: dict[str, list[Feed]] = {}
        self._by_domain: dict[str, list[Feed]] = {}
        for feed in feeds:
            self._by_host.setdefault(_plain(feed.url), []).append(feed)
            if domain := registrable_domain(feed.url):
                self._by_domain.setdefault(domain, []).append(feed)

    def source_of(self, url: str) -> Feed:
        """Return the feed whose outlet a page is of, else one that stands for the page's host and is never asked.

        A feed of the same host comes before one of the same registrable domain; among several, the one that shares the
        most folders of the path.
        """
        host, domain = _plain(url), registrable_domain(url)
        known = self._by_host.get(host) or self._by_domain.get(domain)
        return max(known, key=lambda feed: _shared_folders(feed.url, url)) if known else _stand_in(host, domain)


def _stand_in(host: str, domain: str) -> Feed:
    return Feed(
        id=host,
        outlet=host,
        url=f"https://{host}/",
        language=UNKNOWN_LANGUAGE,
        country="",
        family=domain or host,
    )


def _plain(url: str) -> str:
    return host_of(url).removeprefix(_WORLDWIDE)


def _shared_folders(one: str, other: str) -> int:
    pairs = zip(_folders(one), _folders(other), strict=False)
    return next(
        (number for number, (a, b) in enumerate(pairs) if a != b), min(len(_folders(one)), len(_folders(other)))
    )


def _folders(url: str) -> list[str]:
    return [part for part in urlsplit(url).path.lower().split("/") if part]
