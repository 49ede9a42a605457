from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.fakes import MORNING, FixedClock, MemoryHostBook
from trucewatch.errors import HostBusy, HostUnreachable, TrucewatchError
from trucewatch.http_client.robots import AGENT, Robots, parse_rules
from trucewatch.http_client.targets import Target, parse_target
from trucewatch.model import RobotsFile

PAGE = parse_target("https://herald.example/news/1")
ORIGIN = "https://herald.example"
FORBIDDEN = b"User-agent: *\nDisallow: /"
HOUR = timedelta(hours=1)


class Site:
    """Serves one robots.txt, or fails, and counts how often it is asked for."""

    def __init__(self, answer: bytes | TrucewatchError = b"") -> None:
        self.answer = answer
        self.asked = 0

    def fetch(self, _target: Target) -> bytes:
        self.asked += 1
        if isinstance(self.answer, TrucewatchError):
            raise self.answer
        return self.answer


ALL_AGENTS = "User-agent: *\n"
FIXTURES: list[tuple[str, str | bytes, str, bool]] = [
    ("an empty file", "", "/news/1", True),
    ("only comments", "# keep out\n#User-agent: *\n#Disallow: /", "/news/1", True),
    ("everything", ALL_AGENTS + "Disallow: /", "/news/1", False),
    ("nothing: an empty rule", ALL_AGENTS + "Disallow:", "/news/1", True),
    ("a folder", ALL_AGENTS + "Disallow: /news/", "/news/1", False),
    ("another folder", ALL_AGENTS + "Disallow: /sport/", "/news/1", True),
    ("a prefix of a word", ALL_AGENTS + "Disallow: /new", "/news/1", False),
    ("a path's letter case", ALL_AGENTS + "Disallow: /News/", "/news/1", True),
    ("a directive's letter case", "USER-AGENT: *\ndISALLOW: /news/", "/news/1", False),
    ("the longest rule allows", ALL_AGENTS + "Disallow: /news/\nAllow: /news/1", "/news/1", True),
    ("the longest rule forbids", ALL_AGENTS + "Allow: /news/\nDisallow: /news/1", "/news/1", False),
    ("the order of rules", ALL_AGENTS + "Allow: /news/1\nDisallow: /news/", "/news/1", True),
    ("equally long rules", ALL_AGENTS + "Disallow: /news/\nAllow: /news/", "/news/1", True),
    ("a star within", ALL_AGENTS + "Disallow: /*/print", "/news/print", False),
    ("a star within, elsewhere", ALL_AGENTS + "Disallow: /*/print", "/print", True),
    ("a star at the end", ALL_AGENTS + "Disallow: /news/*", "/news/1", False),
    ("several stars", ALL_AGENTS + "Disallow: /*a*b*c", "/xaxbxcx", False),
    ("several stars out of order", ALL_AGENTS + "Disallow: /*a*b*c", "/xcxbxax", True),
    ("an anchored end", ALL_AGENTS + "Disallow: /*.php$", "/index.php", False),
    ("an anchored end, passed", ALL_AGENTS + "Disallow: /*.php$", "/index.php?id=1", True),
    ("only the front page", ALL_AGENTS + "Disallow: /$", "/", False),
    ("only the front page, elsewhere", ALL_AGENTS + "Disallow: /$", "/news/1", True),
    ("a query", ALL_AGENTS + "Disallow: /*?print=", "/news/1?print=1", False),
    ("an escaped path", ALL_AGENTS + "Disallow: /caf%C3%A9", "/caf\u00e9", False),
    ("an unescaped path", ALL_AGENTS + "Disallow: /caf\u00e9", "/caf%c3%a9", False),
    ("our own group", FORBIDDEN.decode() + "\n\nUser-agent: trucewatch\nDisallow: /private", "/news/1", True),
    ("our own group, forbidden", "User-agent: Trucewatch\nDisallow: /\n\n" + ALL_AGENTS + "Allow: /", "/news/1", False),
    ("our name with a version", "User-agent: Trucewatch/2.0 (+https://x.example)\nDisallow: /", "/news/1", False),
    ("our name with a comment", "User-agent: trucewatch # you\nDisallow: /", "/news/1", False),
    ("a name that ours begins with", "User-agent: truce\nDisallow: /", "/news/1", True),
    ("a name that begins with ours", "User-agent: trucewatcher\nDisallow: /", "/news/1", True),
    ("another's group", "User-agent: OtherBot\nDisallow: /", "/news/1", True),
    ("a group of several names", "User-agent: OtherBot\nUser-agent: trucewatch\nDisallow: /", "/news/1", False),
    ("two groups of ours", "User-agent: trucewatch\nDisallow: /a\n\n" + ALL_AGENTS + "Allow: /\n\nUser-agent: trucewatch\nDisallow: /news", "/news/1", False),
    ("a blank line within a group", ALL_AGENTS + "\nDisallow: /news/", "/news/1", False),
    ("sitemap lines between", ALL_AGENTS + "Sitemap: https://herald.example/s.xml\nDisallow: /news/", "/news/1", False),
    ("unknown lines between", ALL_AGENTS + "Clean-param: s /news\nNoindex: /\nDisallow: /news/", "/news/1", False),
    ("rules before any group", "Disallow: /\n" + ALL_AGENTS + "Disallow: /sport", "/news/1", True),
    ("no colon", "User-agent *\nDisallow /news/", "/news/1", False),
    ("spaces all over", "  User-agent :  *  \n\t Disallow :  /news/  ", "/news/1", False),
    ("a byte order mark and CRLF", b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /news/\r\n", "/news/1", False),
    ("lines that end in CR", b"User-agent: *\rDisallow: /news/\r", "/news/1", False),
    ("bytes that are no UTF-8", b"User-agent: *\nDisallow: /\xe9t\xe9\nDisallow: /news/", "/news/1", False),
    ("every byte there is", bytes(range(256)), "/news/1", True),
    ("a web page", "<!DOCTYPE html>\n<html><body>User-agent: *<br>Disallow: /</body></html>", "/news/1", True),
    ("robots.txt itself", FORBIDDEN, "/robots.txt", True),
]  # fmt: skip


@pytest.mark.parametrize(("body", "path", "allowed"), [row[1:] for row in FIXTURES], ids=[row[0] for row in FIXTURES])
def test_a_robots_file_decides_as_the_standard_says(body: str | bytes, path: str, allowed: bool) -> None:  # noqa: FBT001
    rules = parse_rules(body if isinstance(body, bytes) else body.encode())
    assert rules.can_fetch(parse_target(f"{ORIGIN}{path}").url, AGENT) is allowed


def test_there_are_at_least_forty_files() -> None:
    assert len(FIXTURES) >= 40


def test_thousands_of_agents_become_one_group() -> None:
    body = b"".join(b"User-agent: bot%d\n" % number for number in range(5000))
    rules = parse_rules(body + b"Disallow: /\nCrawl-delay: 9\n\nUser-agent: *\nDisallow: /news/")
    assert len(rules._user_agents) == 2
    assert not rules.can_fetch(PAGE.url, AGENT)


@pytest.mark.parametrize(
    ("line", "seconds"),
    [(b"Crawl-delay: 10", 10.0), (b"Crawl-delay: 86400", 30.0), (b"Crawl-delay: soon", 0.0), (b"", 0.0)],
)
def test_a_wish_for_a_pause_is_heard_and_capped(line: bytes, seconds: float) -> None:
    assert Robots(Site(b"User-agent: *\n" + line).fetch, FixedClock()).crawl_delay(PAGE) == seconds


def test_a_site_is_asked_once_a_day_and_each_origin_for_itself() -> None:
    site, clock = Site(), FixedClock()
    robots = Robots(site.fetch, clock)
    for url in (f"{ORIGIN}/1", f"{ORIGIN}/2", "https://herald.example:8443/1", "http://herald.example/1"):
        robots.allow(parse_target(url))
    assert site.asked == 3
    clock.moment += 23 * HOUR
    robots.allow(PAGE)
    assert site.asked == 3
    clock.moment += HOUR
    site.answer = FORBIDDEN
    assert not robots.allow(PAGE)
    assert site.asked == 4


def test_what_one_process_read_another_need_not_ask_for() -> None:
    book, site, clock = MemoryHostBook(), Site(FORBIDDEN), FixedClock()
    assert not Robots(site.fetch, clock, book).allow(PAGE)
    assert book.robots(ORIGIN) == RobotsFile(body=FORBIDDEN, fetched_at=MORNING)
    clock.moment += HOUR
    assert not Robots(site.fetch, clock, book).allow(PAGE)
    assert site.asked == 1
    clock.moment += 23 * HOUR
    Robots(site.fetch, clock, book).allow(PAGE)
    assert site.asked == 2


def test_a_site_without_one_is_remembered_too() -> None:
    book, site = MemoryHostBook(), Site(b"")
    for _ in range(2):
        assert Robots(site.fetch, FixedClock(), book).allow(PAGE)
    assert site.asked == 1


@pytest.mark.parametrize(
    "failure",
    [
        HostUnreachable("It was slow.", code="slow_headers"),
        HostBusy("It is broken.", code="http_500"),
        HostBusy("It asks us to slow down.", code="http_429", retry_at=MORNING + HOUR),
    ],
)
def test_a_site_whose_rules_cannot_be_read_must_wait(failure: TrucewatchError) -> None:
    site = Site(failure)
    robots = Robots(site.fetch, FixedClock())
    for ask in (robots.allow, robots.crawl_delay):
        with pytest.raises(type(failure)) as caught:
            ask(PAGE)
        assert caught.value.code == "robots_unreachable"
        assert caught.value.message.endswith(failure.message)
        assert getattr(caught.value, "retry_at", None) == getattr(failure, "retry_at", None)
    assert site.asked == 1


def test_a_site_that_cannot_be_reached_at_all_is_called_that() -> None:
    site = Site(HostUnreachable("There is no such host.", code="dns_not_found"))
    robots = Robots(site.fetch, FixedClock())
    for _ in range(2):
        with pytest.raises(HostUnreachable) as caught:
            robots.allow(PAGE)
        assert (caught.value.code, caught.value.message) == ("dns_not_found", "There is no such host.")
        assert caught.value.key == PAGE.url
    assert site.asked == 1


def test_a_site_that_was_silent_is_asked_again_after_a_while() -> None:
    site, clock = Site(HostUnreachable("Silent.")), FixedClock()
    robots = Robots(site.fetch, clock)
    with pytest.raises(HostUnreachable):
        robots.allow(PAGE)
    site.answer = b""
    clock.moment += timedelta(minutes=10)
    assert robots.allow(PAGE)


@pytest.mark.parametrize("learnt", ["by itself", "from the book"])
def test_an_older_copy_speaks_for_a_silent_site_for_a_month(learnt: str) -> None:
    site, clock, book = Site(FORBIDDEN), FixedClock(), MemoryHostBook()
    robots = Robots(site.fetch, clock, book)
    robots.allow(PAGE)
    if learnt == "from the book":
        robots = Robots(site.fetch, clock, book)
    site.answer = HostUnreachable("Silent.")
    clock.moment += timedelta(days=29)
    assert not robots.allow(PAGE)
    clock.moment += timedelta(days=2)
    with pytest.raises(HostUnreachable):
        robots.allow(PAGE)


def test_a_host_that_rests_is_busy_and_nothing_is_concluded_of_its_rules() -> None:
    site = Site(HostBusy("Rests.", code="busy", retry_at=MORNING + HOUR))
    robots = Robots(site.fetch, FixedClock())
    with pytest.raises(HostBusy) as caught:
        robots.allow(PAGE)
    assert (caught.value.code, caught.value.retry_at) == ("busy", MORNING + HOUR)
    site.answer = b""
    assert robots.allow(PAGE)


def test_only_so_many_sites_are_kept_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trucewatch.http_client.robots.MOST_SITES", 2)
    site = Site()
    robots = Robots(site.fetch, FixedClock())
    ask: Callable[[int], bool] = lambda number: robots.allow(parse_target(f"https://h{number}.example/"))  # noqa: E731
    for number in (1, 2, 3, 3, 2, 1):
        ask(number)
    assert site.asked == 4
