"""No URL, however spelt, and no redirect, link or list leads to a socket towards a private address: every way in is tried.

Python itself tells of every connection and every name lookup (audit events); the hook below stops them while a test
runs. The one site of the public internet that answers here is a stand-in that needs no socket.
"""

import json
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape

import pytest

from tests.builders import a_feed, a_feed_state, an_entry
from tests.contract.hostile_urls import DECOYS, URLS
from tests.contract.loopback import answer, loopback_client, serve
from tests.contract.public_site import PUBLIC, Forbidden, PublicSite, watched
from tests.fakes import MORNING, DirectSandbox, FixedClock, MemoryArchive, MemoryHostBook
from trucewatch.articles import fetch_articles
from trucewatch.errors import TrucewatchError
from trucewatch.feeds import poll_feed
from trucewatch.feeds.discovery import discover
from trucewatch.http_client import PoliteClient
from trucewatch.model import Fetch, Poll, Response, Wanted
from trucewatch.settings import Settings

pytestmark = [pytest.mark.network, pytest.mark.enable_socket]

REDIRECTS = (301, 302, 303, 307, 308)
NAMED_CODES = {
    "forbidden_address", "redirect_forbidden", "bad_url", "bad_scheme", "redirect_bad_scheme", "bad_redirect", "dns_not_found",
    "redirect_loop",
}  # fmt: skip


@pytest.fixture
def site() -> Iterator[PublicSite]:
    """The public site; while there is one, nothing may open a connection or look up a name."""
    with watched() as events:
        yield PublicSite()
    assert events == []


@pytest.fixture
def client(site: PublicSite) -> PoliteClient:
    settings = Settings(pause_seconds=0.0, timeout_seconds=5.0)
    return PoliteClient(settings, FixedClock(), MemoryHostBook(), resolve=site.resolve, dial=site.dial)


def test_there_are_more_than_three_hundred_urls() -> None:
    assert len(URLS) > 300


def test_the_hook_sees_and_stops_what_opens_a_connection_or_looks_up_a_name() -> None:
    with serve(page=answer(200)) as server, watched() as events:
        with pytest.raises(Forbidden):
            loopback_client().get(f"{server.url}/page")
        with pytest.raises(Forbidden):
            socket.getaddrinfo("localhost", 80)
        with pytest.raises(Forbidden), socket.socket() as opened:
            opened.connect(("127.0.0.1", server.port))
        assert server.paths() == []
    assert {event for event, _ in events} == {"socket.connect", "socket.getaddrinfo"}


def test_the_public_site_answers(client: PoliteClient, site: PublicSite) -> None:
    site.pages["http://site.example/page"] = answer(200, b"hello")
    assert client.get("http://site.example/page").body == b"hello"
    assert site.dialled == [PUBLIC]


def code_of(ask: Callable[[], object]) -> str:
    try:
        ask()
    except TrucewatchError as error:
        return error.code
    return "answered"


@pytest.mark.parametrize("entry_point", ["get", "get with robots", "allowed"])
def test_none_is_asked_when_named_directly(client: PoliteClient, site: PublicSite, entry_point: str) -> None:
    ask: dict[str, Callable[[str], object]] = {
        "get": client.get,
        "get with robots": lambda url: client.get(url, obey_robots=True),
        "allowed": client.allowed,
    }
    codes = {url: code_of(lambda url=url: ask[entry_point](url)) for url in URLS}
    assert {url: code for url, code in codes.items() if code not in NAMED_CODES} == {}
    assert site.dialled == []


@pytest.mark.parametrize("status", REDIRECTS)
def test_none_is_asked_when_a_page_redirects_there(client: PoliteClient, site: PublicSite, status: int) -> None:
    for number, url in enumerate(locations()):
        page = f"http://site.example/{number}"
        site.pages[page] = answer(status, location=url)
        assert code_of(lambda page=page: client.get(page, obey_robots=True)) in {*NAMED_CODES, "http_404"}, url
    assert set(site.dialled) == {PUBLIC}


@pytest.mark.parametrize("status", REDIRECTS)
def test_none_is_asked_when_a_robots_file_redirects_there(client: PoliteClient, site: PublicSite, status: int) -> None:
    for number, url in enumerate(locations()):
        origin = f"http://{number}.site.example"
        site.pages[f"{origin}/robots.txt"] = answer(status, location=url)
        assert client.allowed(f"{origin}/page")
    assert set(site.dialled) == {PUBLIC}


@pytest.mark.parametrize("url", DECOYS)
def test_what_only_looks_like_a_private_address_is_asked_outside(
    client: PoliteClient, site: PublicSite, url: str
) -> None:
    assert code_of(lambda: client.get(url)) == "http_404"
    assert site.dialled == [PUBLIC]


def test_a_name_that_changes_its_address_is_asked_at_the_checked_one_or_not_at_all(
    client: PoliteClient, site: PublicSite
) -> None:
    codes = [code_of(lambda: client.get("http://rebinding.example/")) for _ in range(4)]
    assert codes == ["http_404", "forbidden_address"] * 2
    assert site.dialled == [PUBLIC] * 2


def test_none_is_asked_as_a_feed(client: PoliteClient, site: PublicSite) -> None:
    for url in URLS:
        assert poll(client, url).status in NAMED_CODES, url
    assert site.dialled == []


def test_none_is_asked_where_a_feed_is_said_to_have_moved(client: PoliteClient, site: PublicSite) -> None:
    for number, url in enumerate(locations()):
        page = f"http://site.example/{number}"
        site.pages[page] = answer(301, location=url)
        assert poll(client, page).status in {*NAMED_CODES, "http_404"}, url
    assert set(site.dialled) == {PUBLIC}


def test_none_is_asked_as_an_article(client: PoliteClient, site: PublicSite) -> None:
    for fetch in fetches(client, URLS):
        assert fetch.reason in {*NAMED_CODES, "no_link"}
    assert site.dialled == []


def test_none_is_asked_as_an_article_that_a_sitemap_or_a_feed_lists(client: PoliteClient, site: PublicSite) -> None:
    pages = [f"{url}news/1.html" if url.endswith("/") else url for url in URLS]  # a front page is no article
    listed = "".join(f"<url><loc>{escape(page)}</loc></url>" for page in pages)
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</urlset>'
    items = [{"id": str(number), "url": url, "title": "x"} for number, url in enumerate(pages)]
    feed = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": items})
    site.pages["http://site.example/sitemap.xml"] = answer(200, sitemap.encode(), content_type="application/xml")
    site.pages["http://site.example/feed.json"] = answer(200, feed.encode(), content_type="application/feed+json")
    for path in ("sitemap.xml", "feed.json"):
        looked = poll(client, f"http://site.example/{path}")
        urls = [entry.url for entry in looked.entries]
        assert len(urls) > 100, looked.message
        for fetch in fetches(client, urls):
            assert fetch.reason in {*NAMED_CODES, "no_link", "http_404"}
    assert set(site.dialled) == {PUBLIC}


def test_none_is_asked_when_a_site_is_searched_for_feeds(client: PoliteClient, site: PublicSite) -> None:
    for url in URLS:
        assert code_of(lambda url=url: discover(url, http=client, sandbox=DirectSandbox())) in NAMED_CODES, url
    assert site.dialled == []


def a_page_of_links(origin: str, urls: Sequence[str]) -> dict[str, bytes]:
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="{escape(url)}">' for url in urls)
    return {f"{origin}/": answer(200, links.encode(), content_type="text/html")}


def a_sitemap_index(origin: str, urls: Sequence[str]) -> dict[str, bytes]:
    index = "".join(f"<sitemap><loc>{escape(url)}</loc></sitemap>" for url in urls)
    return {f"{origin}/": answer(200, f"<sitemapindex>{index}</sitemapindex>".encode(), content_type="text/xml")}


def sitemaps_in_robots(origin: str, urls: Sequence[str]) -> dict[str, bytes]:
    lines = "".join(f"Sitemap: {url}\n" for url in urls)
    return {f"{origin}/": answer(200, b"<p>News</p>"), f"{origin}/robots.txt": answer(200, lines.encode())}


@pytest.mark.parametrize(("say", "at_once"), [(a_page_of_links, 6), (a_sitemap_index, 10), (sitemaps_in_robots, 2)])
def test_none_is_asked_when_a_site_says_that_its_feeds_are_there(
    client: PoliteClient, site: PublicSite, say: Callable[[str, Sequence[str]], dict[str, bytes]], at_once: int
) -> None:
    asked = NotingHttp(client)
    urls = list(locations())
    for start in range(0, len(urls), at_once):
        origin = f"http://{start}.site.example"
        site.pages.update(say(origin, urls[start : start + at_once]))
        assert discover(f"{origin}/", http=asked, sandbox=DirectSandbox()) == ()
    assert len(asked.urls.intersection(urls)) > 200
    assert set(site.dialled) == {PUBLIC}


class NotingHttp:
    """Notes what it is asked for, and asks the real client."""

    def __init__(self, client: PoliteClient) -> None:
        self._client = client
        self.urls: set[str] = set()

    def get(self, url: str, *, headers: Mapping[str, str] | None = None, obey_robots: bool = False) -> Response:
        self.urls.add(url)
        return self._client.get(url, headers=headers, obey_robots=obey_robots)


def locations() -> Iterator[str]:
    """The URLs that fit into a header; an empty one is no redirect."""
    return (url for url in URLS if url and url.isprintable())


def poll(client: PoliteClient, url: str) -> Poll:
    state = a_feed_state()
    archive = MemoryArchive()
    return poll_feed(
        a_feed(url=url), state, http=client, archive=archive, sandbox=DirectSandbox(), weights={}, now=MORNING
    )


def fetches(client: PoliteClient, urls: Sequence[str]) -> list[Fetch]:
    wanted = [Wanted(entry=an_entry(url)) for url in urls]
    return list(fetch_articles(wanted, http=client, archive=MemoryArchive(), clock=FixedClock()))
