"""Makes every page and feed of an outlet, escaped, with the validators a polite client sends back."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from demo.news.world import FeedSource, Outlet, Story, World

HTML = "text/html; charset=utf-8"
FEED_TYPES = {"rss": "application/rss+xml; charset=utf-8", "atom": "application/atom+xml; charset=utf-8"}
TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
TEMPLATES.filters["rfc822"] = lambda at: format_datetime(at, usegmt=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What one path answers."""

    body: bytes
    content_type: str
    modified_at: datetime
    status: int = 200

    @property
    def etag(self) -> str:
        """A strong validator of the body."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'

    @property
    def last_modified(self) -> str:
        """The date of change in the form of HTTP."""
        return format_datetime(self.modified_at, usegmt=True)


def render_outlet(world: World, outlet: Outlet, base: str, started: datetime) -> Mapping[str, Resource]:
    """Return path -> resource for all that an outlet serves; the same arguments give the same bytes."""
    return dict(_resources(world, outlet, base, started.replace(microsecond=0)))


def _resources(world: World, outlet: Outlet, base: str, started: datetime) -> Iterator[tuple[str, Resource]]:
    stories = world.stories_of(outlet)
    yield "/robots.txt", _text("User-agent: *\nDisallow: /search\nAllow: /\n", started)
    front = {"outlet": outlet, "base": base, "stories": stories}
    yield "/", _resource("front.html", HTML, started, front)
    for story in stories:
        published_at = story.published_at(started)
        values = {
            "outlet": outlet,
            "base": base,
            "story": story,
            "published_at": published_at,
            "json_ld": _json_ld(story, outlet, base, published_at),
        }
        if story.page != "missing":
            yield story.path, _resource(f"{story.page}.html", HTML, published_at, values)
    for feed in outlet.feeds:
        yield feed.path, _feed(feed, outlet, base, [s for s in stories if feed.id in s.feeds], started)


def _feed(feed: FeedSource, outlet: Outlet, base: str, stories: list[Story], started: datetime) -> Resource:
    dated = [(story, story.published_at(started)) for story in stories]
    updated_at = max((published_at for _, published_at in dated), default=started)
    values = {"outlet": outlet, "base": base, "feed": feed, "dated": dated, "updated_at": updated_at}
    return _resource(f"{feed.format}.xml", FEED_TYPES[feed.format], updated_at, values)


def _resource(template: str, content_type: str, modified_at: datetime, values: Mapping[str, object]) -> Resource:
    text = TEMPLATES.get_template(template).render(**values)
    return Resource(body=text.encode(), content_type=content_type, modified_at=modified_at)


def _text(text: str, modified_at: datetime) -> Resource:
    return Resource(body=text.encode(), content_type="text/plain; charset=utf-8", modified_at=modified_at)


def _json_ld(story: Story, outlet: Outlet, base: str, published_at: datetime) -> str:
    """Return schema.org's NewsArticle; '<' is written as an escape, so that no text can close the script element."""
    described = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "description": story.summary,
        "inLanguage": outlet.language,
        "datePublished": published_at.isoformat(),
        "author": {"@type": "Person", "name": story.author},
        "publisher": {"@type": "NewsMediaOrganization", "name": outlet.name},
        "mainEntityOfPage": base + story.path,
    }
    return json.dumps(described, ensure_ascii=False, indent=1).replace("<", "\\u003c")
