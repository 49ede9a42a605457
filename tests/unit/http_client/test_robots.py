import pytest

from trucewatch.errors import HostBusy
from trucewatch.http_client.robots import Robots
from trucewatch.http_client.targets import Target, parse_target

PAGE = parse_target("https://herald.example/news/1")


class Site:
    """Serves one robots.txt and counts how often it is asked for."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.asked = 0

    def fetch(self, _target: Target) -> bytes:
        self.asked += 1
        return self.body


@pytest.mark.parametrize(
    ("body", "allowed"),
    [
        (b"", True),
        (b"User-agent: *\nDisallow: /news/", False),
        (b"User-agent: *\nDisallow: /news/\nAllow: /news/1", True),
        (b"User-agent: *\nDisallow: /\n\nUser-agent: trucewatch\nDisallow: /private", True),
        (b"User-agent: OtherBot\nDisallow: /", True),
        (b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /*1$\r\n", False),
        (bytes(range(256)), True),
    ],
)
def test_the_group_that_speaks_to_us_decides(body: bytes, allowed: bool) -> None:  # noqa: FBT001
    assert Robots(Site(body).fetch).allow(PAGE) is allowed


def test_a_site_is_asked_once_and_each_origin_for_itself() -> None:
    site = Site(b"")
    robots = Robots(site.fetch)
    for url in ("https://herald.example/1", "https://herald.example/2", "https://herald.example:8443/1"):
        robots.allow(parse_target(url))
    assert site.asked == 2


@pytest.mark.parametrize(
    ("line", "seconds"),
    [(b"Crawl-delay: 10", 10.0), (b"Crawl-delay: 86400", 30.0), (b"Crawl-delay: soon", 0.0), (b"", 0.0)],
)
def test_a_wish_for_a_pause_is_heard_and_capped(line: bytes, seconds: float) -> None:
    assert Robots(Site(b"User-agent: *\n" + line).fetch).crawl_delay(PAGE) == seconds


def test_a_failure_is_passed_on_and_not_remembered() -> None:
    site = Site(b"")
    failures = [HostBusy("Busy.", code="http_503")]

    def fetch(target: Target) -> bytes:
        if failures:
            raise failures.pop()
        return site.fetch(target)

    robots = Robots(fetch)
    with pytest.raises(HostBusy):
        robots.allow(PAGE)
    assert robots.allow(PAGE)
