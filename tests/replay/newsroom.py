"""Reads outlets.yaml and news/: what each outlet shows at any moment, as feeds and pages."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from pathlib import Path
from random import Random
from typing import Any

import yaml

from trucewatch.model import Feed, Response

HERE = Path(__file__).resolve().parent
KINDS = frozenset(
    {
        "report", "copy", "edit", "translation", "opinion", "history", "late", "future_date", "undated", "expert",
        "hypothetical", "other_topic",
    }
)  # fmt: skip
SHOWN = timedelta(days=4)
"""How long a feed lists an article."""
_FRONT_MATTER = re.compile(r"---\n(.*?)\n---\n(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One invented publisher with one feed."""

    id: str
    name: str
    family: str
    language: str
    country: str
    host: str

    def feed(self) -> Feed:
        """Return its feed as it would stand in feeds.yaml."""
        return Feed(
            id=self.id,
            outlet=self.name,
            url=f"https://{self.host}/feed.xml",
            language=self.language,
            country=self.country,
            family=self.family,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One version of an article, and when the road can first see it."""

    slug: str
    outlet: Outlet
    published_at: datetime | None
    seen_at: datetime
    kind: str
    story: str
    title: str
    paragraphs: tuple[str, ...]
    edit_of: str | None = None
    """Slug of the article in whose place it stands from then on."""

    @property
    def url(self) -> str:
        """Its address; an edited version keeps that of the first."""
        return f"https://{self.outlet.host}/world/{(self.edit_of or self.slug).partition('-')[2]}"


def load_outlets(folder: Path = HERE) -> Mapping[str, Outlet]:
    """Return the outlets by id."""
    items = yaml.safe_load((folder / "outlets.yaml").read_text(encoding="utf-8"))
    return {item["id"]: Outlet(**item) for item in items}


def load_news(folder: Path = HERE) -> tuple[Article, ...]:
    """Return all articles in the order in which they can be seen; ValueError where a file is not understood."""
    outlets = load_outlets(folder)
    files = {path.stem: _read(path) for path in sorted((folder / "news").glob("*.md"))}
    articles = [_article(slug, head, _paragraphs(slug, files), outlets) for slug, (head, _) in files.items()]
    return tuple(sorted(articles, key=lambda article: (article.seen_at, article.slug)))


def first_seen(news: Sequence[Article]) -> Mapping[str, datetime]:
    """Return when the first article of each story can be seen."""
    return {article.story: article.seen_at for article in reversed(news)}


def visible(news: Sequence[Article], moment: datetime) -> tuple[Article, ...]:
    """Return what can be seen at a moment, each article in its newest version."""
    by_url: dict[str, Article] = {}
    for article in news:
        if article.seen_at <= moment:
            by_url[article.url] = article
    return tuple(by_url.values())


def answers(articles: Sequence[Article], moment: datetime, shuffle: Random | None = None) -> dict[str, Response]:
    """Return URL -> what the outlets answer; feeds list the newest first unless shuffled."""
    found = {
        article.url: _response(article.url, page_of(article), "text/html; charset=utf-8", moment)
        for article in articles
    }
    for outlet in {article.outlet.id: article.outlet for article in articles}.values():
        items = [a for a in articles if a.outlet == outlet and a.seen_at > moment - SHOWN]
        items.sort(key=lambda article: (article.seen_at, article.slug), reverse=True)
        if shuffle is not None:
            shuffle.shuffle(items)
        url = outlet.feed().url
        found[url] = _response(url, feed_of(outlet, items), "application/rss+xml; charset=utf-8", moment)
    return found


def feed_of(outlet: Outlet, articles: Sequence[Article]) -> bytes:
    """Return the outlet's RSS feed."""
    items = "".join(
        f"<item><title>{escape(article.title)}</title><link>{article.url}</link>"
        f'<guid isPermaLink="true">{article.url}</guid>{_pub_date(article)}'
        f"<description>{escape(article.paragraphs[0])}</description></item>\n"
        for article in articles
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>{escape(outlet.name)}</title>'
        f"<link>https://{outlet.host}/</link><description>{escape(outlet.name)}</description>\n{items}</channel></rss>"
    ).encode()


def page_of(article: Article) -> bytes:
    """Return the article's page, with the furniture that pages have."""
    date = article.published_at.isoformat() if article.published_at else ""
    dated = f'<meta property="article:published_time" content="{date}">' if date else ""
    body = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in article.paragraphs)
    return f"""<!DOCTYPE html>
<html lang="{article.outlet.language}"><head><meta charset="utf-8">
<title>{escape(article.title)} | {escape(article.outlet.name)}</title>
<link rel="canonical" href="{article.url}">
<meta property="og:title" content="{escape(article.title)}"><meta property="og:type" content="article">{dated}
</head><body><header><a href="/">{escape(article.outlet.name)}</a></header>
<main><article><h1>{escape(article.title)}</h1>
{body}
</article></main></body></html>""".encode()


def _response(url: str, body: bytes, content_type: str, moment: datetime) -> Response:
    return Response(
        url=url,
        final_url=url,
        status_code=200,
        headers=(("Content-Type", content_type),),
        body=body,
        fetched_at=moment,
    )


def _pub_date(article: Article) -> str:
    at = article.published_at
    return f"<pubDate>{format_datetime(at, usegmt=True)}</pubDate>" if at else ""


def _read(path: Path) -> tuple[dict[str, Any], tuple[str, ...]]:
    found = _FRONT_MATTER.fullmatch(path.read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{path.name}: front matter between two lines of --- is missing")
    return yaml.safe_load(found[1]), tuple(filter(None, map(str.strip, found[2].split("\n\n"))))


def _paragraphs(slug: str, files: Mapping[str, tuple[dict[str, Any], tuple[str, ...]]]) -> tuple[str, ...]:
    """Return an article's own words, or those that it copies, behind words of its own."""
    head, own = files[slug]
    if "copy_of" not in head:
        return own
    opening = (head["opening"],) if "opening" in head else ()
    return opening + _paragraphs(head["copy_of"], files)


def _article(slug: str, head: Mapping[str, Any], paragraphs: tuple[str, ...], outlets: Mapping[str, Outlet]) -> Article:
    if head["kind"] not in KINDS:
        raise ValueError(f"{slug}: a kind is one of {', '.join(sorted(KINDS))}")
    if not paragraphs:
        raise ValueError(f"{slug}: there is no text")
    return Article(
        slug=slug,
        outlet=outlets[head["outlet"]],
        published_at=_moment(head["published"]) if head["published"] else None,
        seen_at=_moment(head["seen"]),
        kind=head["kind"],
        story=head["story"],
        title=head["title"],
        paragraphs=paragraphs,
        edit_of=head.get("edit_of"),
    )


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written).astimezone(UTC)
