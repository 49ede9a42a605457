"""Where a site's feeds are: what its page declares, links to, and where feeds usually are.

Whatever is offered has been fetched and read, so that nothing is added that is no feed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin, urlsplit

from trucewatch.errors import FeedMalformed, InputHostile, TrucewatchError
from trucewatch.feeds.content import FeedContent, web_address
from trucewatch.feeds.links import Link, PageLinks, find_links
from trucewatch.feeds.parsing import read_feed
from trucewatch.feeds.sitemap import child_sitemaps
from trucewatch.model import Feed, Response
from trucewatch.ports import HttpClient, Sandbox

MAX_REQUESTS = 12
"""Redirects and robots.txt for leave not counted."""
WELL_KNOWN = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feeds/posts/default")
"""Where feeds are that no page names, by the habits of WordPress, Hugo, Jekyll, Ghost and Blogger."""
WELL_KNOWN_SITEMAPS = ("/sitemap-news.xml", "/news-sitemap.xml")

_ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/html;q=0.8, */*;q=0.5"
_SITEMAP_LINE = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
_NEWS = re.compile(r"news|actu", re.IGNORECASE)
_NEWS_SITEMAP = frozenset({"news_sitemap"})
_FEEDS = frozenset({"rss", "atom", "rdf", "json_feed"})
_ANY_KIND = _FEEDS | _NEWS_SITEMAP | {"sitemap"}
_LEFT_FOR_GUESSES = 7
_LEFT_FOR_SITEMAPS = 3
_MAX_ROBOTS_BYTES = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A feed that was found, fetched and read."""

    url: str
    title: str
    """As the feed calls itself, else as the page calls it; may be ''."""
    kind: str
    """rss, atom, rdf, json_feed, news_sitemap or sitemap."""
    rank: int
    """1 for the one that suits best."""
    content: FeedContent


def discover(url: str, *, http: HttpClient, sandbox: Sandbox) -> tuple[Candidate, ...]:
    """Return the feeds of a site, best first; only the feed itself if the URL is one; () where none was found.

    A page's own declarations come first, then links that look like feeds, then usual places, then news sitemaps; the
    first of these that gives a newsroom's feed is the last. Raises what asking for `url` itself raises.
    """
    url = url.strip()
    if "://" not in url:
        url = f"https://{url}"
    search = _Search(http, sandbox)
    response = search.ask(url)
    if not search.take(Link(url=url), response, _ANY_KIND):
        _search_site(search, response)
    return search.candidates()


def _search_site(search: "_Search", response: Response) -> None:
    page = response.final_url
    if children := search.child_sitemaps(response):
        search.try_links(children, kinds=_ANY_KIND)
        return
    links = search.links(response)
    search.try_links(links.declared, leaving=_LEFT_FOR_SITEMAPS)
    if not search.is_done:
        search.try_pages(links.linked, leaving=_LEFT_FOR_GUESSES)
    if not search.is_done:
        search.try_links(_usual_places(page), leaving=_LEFT_FOR_SITEMAPS, obey_robots=True)
    if not search.is_done:
        search.try_sitemaps(page)


def _usual_places(page: str) -> list[Link]:
    """Return where feeds usually are: beneath the page, then at the site's root."""
    beneath = [urljoin(page.partition("?")[0].rstrip("/") + "/", "feed")] if urlsplit(page).path.strip("/") else []
    return [Link(url=address) for address in [*beneath, *(urljoin(page, path) for path in WELL_KNOWN)]]


@dataclass(frozen=True, slots=True)
class _Found:
    link: Link
    content: FeedContent

    @property
    def is_of_comments(self) -> bool:
        return self.link.is_of_comments or Link(url=self.link.url, title=self.content.title).is_of_comments


@dataclass(slots=True)
class _Search:
    """One search: what was asked and found so far."""

    http: HttpClient
    sandbox: Sandbox
    asked: set[str] = field(default_factory=set)
    found: list[_Found] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        """Whether a newsroom's feed was found; readers' comments alone are not enough."""
        return any(not found.is_of_comments for found in self.found)

    def candidates(self) -> tuple[Candidate, ...]:
        """Return what was found; comments last, and empty feeds after those that say something."""
        best_first = sorted(self.found, key=lambda found: (found.is_of_comments, not found.content.entries))
        return tuple(
            Candidate(
                url=found.link.url,
                title=found.content.title or found.link.title,
                kind=found.content.kind,
                rank=rank,
                content=found.content,
            )
            for rank, found in enumerate(best_first, start=1)
        )

    def ask(self, url: str, *, obey_robots: bool = False) -> Response:
        self.asked.add(url)
        return self.http.get(url, headers={"Accept": _ACCEPT}, obey_robots=obey_robots)

    def try_link(
        self, link: Link, *, kinds: frozenset[str] = _FEEDS, leaving: int = 0, obey_robots: bool = False
    ) -> Response | None:
        """Fetch a link and keep it if it is a feed; return the answer if it is none.

        Does nothing where it was fetched already, or fewer than `leaving` requests would be left.
        """
        if link.url in self.asked or len(self.asked) >= MAX_REQUESTS - leaving:
            return None
        try:
            response = self.ask(link.url, obey_robots=obey_robots)
        except TrucewatchError:
            # Not there, or not for us: what cannot be fetched is not offered.
            return None
        return None if self.take(link, response, kinds) else response

    def try_links(
        self,
        links: Iterable[Link],
        *,
        kinds: frozenset[str] = _FEEDS,
        leaving: int = 0,
        obey_robots: bool = False,
    ) -> None:
        """Try links in turn; readers' comments last, so that they take no request from others."""
        for link in sorted(links, key=lambda link: link.is_of_comments):
            self.try_link(link, kinds=kinds, leaving=leaving, obey_robots=obey_robots)

    def try_pages(self, links: Iterable[Link], *, leaving: int) -> None:
        """Try links; then, where pages came instead of feeds, what those link to: sites list their feeds on a page."""
        answers = [self.try_link(link, leaving=leaving) for link in links]
        for answer in answers:
            if answer is not None and not self.is_done:
                listed = self.links(answer)
                self.try_links((*listed.declared, *listed.linked), leaving=_LEFT_FOR_SITEMAPS)

    def try_sitemaps(self, page: str) -> None:
        """Try the sitemaps of a site, those of news first, and one level of what their indexes list."""
        for sitemap in sorted(self._sitemaps(page), key=_is_of_news, reverse=True):
            answer = self.try_link(sitemap, kinds=_NEWS_SITEMAP, obey_robots=True)
            if answer is not None:
                self.try_links(self.child_sitemaps(answer), kinds=_NEWS_SITEMAP, obey_robots=True)

    def take(self, link: Link, response: Response, kinds: frozenset[str]) -> bool:
        """Keep an answer that is a feed of these kinds, unless the same was found under another address."""
        # Until an editor takes it up, nothing is known of a feed but its address.
        feed = Feed(id="candidate", outlet="", url=response.final_url, language="", country="", family="")
        try:
            content = self.sandbox.call(
                read_feed, response.body, feed, response.fetched_at, response.header("content-type")
            )
        except (FeedMalformed, InputHostile):
            return False
        if content.kind not in kinds:
            return False
        ids = _ids(content)
        if not ids or all(ids != _ids(found.content) for found in self.found):
            link = replace(link, url=response.moved_to or link.url)
            self.found.append(_Found(link, content))
        return True

    def links(self, response: Response) -> PageLinks:
        """Return the feeds that a page names."""
        try:
            return self.sandbox.call(find_links, response.body, response.final_url, response.header("content-type"))
        except InputHostile:
            return PageLinks(declared=(), linked=())

    def child_sitemaps(self, response: Response) -> tuple[Link, ...]:
        """Return the sitemaps that an answer lists, those of news first; () if it is no index."""
        content_type = response.header("content-type")
        try:
            addresses = self.sandbox.call(child_sitemaps, response.body, response.final_url, content_type)
        except InputHostile:
            return ()
        return tuple(sorted((Link(url=address) for address in addresses), key=_is_of_news, reverse=True))

    def _sitemaps(self, page: str) -> list[Link]:
        address = urljoin(page, "/robots.txt")
        try:
            robots = self.ask(address).body[:_MAX_ROBOTS_BYTES].decode("utf-8", "replace")
        except TrucewatchError:
            robots = ""
        named = [web_address(line, address) for line in _SITEMAP_LINE.findall(robots)]
        return [Link(url=url) for url in named or [urljoin(page, path) for path in WELL_KNOWN_SITEMAPS] if url]


def _ids(content: FeedContent) -> tuple[str, ...]:
    return tuple(entry.id for entry in content.entries)


def _is_of_news(link: Link) -> bool:
    return bool(_NEWS.search(urlsplit(link.url).path))
