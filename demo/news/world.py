"""Reads outlets.yaml and articles/: the demo's news as frozen objects."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
PAGES = frozenset({"article", "consent", "missing"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSource:
    """One feed of an outlet."""

    id: str
    title: str
    format: str
    """rss or atom."""

    @property
    def path(self) -> str:
        """Where the outlet serves it."""
        return f"/feeds/{self.id}.{'xml' if self.format == 'rss' else 'atom'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One invented publisher, with an address of its own on loopback."""

    id: str
    name: str
    family: str
    language: str
    country: str
    address: str
    tagline: str
    menu: tuple[str, ...]
    words: dict[str, str]
    """The furniture of its pages: cookie banner, headings, footer."""
    feeds: tuple[FeedSource, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article as its outlet tells it."""

    slug: str
    outlet: str
    feeds: tuple[str, ...]
    title: str
    author: str
    age_minutes: int
    """How long before the demo's start it was published, so that it is always fresh."""
    summary: str
    paragraphs: tuple[str, ...]
    copy_of: str | None = None
    """Slug of the story whose paragraphs it prints word for word, as wire copy is."""
    comments: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    page: str = "article"
    """article; consent: the page shows only a cookie wall; missing: 404."""
    in_feed: bool = False
    """True where the feed carries the whole text."""

    @property
    def path(self) -> str:
        """Where the outlet serves it."""
        return f"/articles/{self.slug}"

    def published_at(self, started: datetime) -> datetime:
        """Return the date of publication in a demo that started then, to the second."""
        return (started - timedelta(minutes=self.age_minutes)).replace(microsecond=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """All outlets and stories."""

    outlets: tuple[Outlet, ...]
    stories: tuple[Story, ...]

    def stories_of(self, outlet: Outlet) -> tuple[Story, ...]:
        """Return an outlet's stories, newest first."""
        return tuple(sorted((s for s in self.stories if s.outlet == outlet.id), key=lambda story: story.age_minutes))


def load_world(folder: Path = HERE) -> World:
    """Read the folder's outlets.yaml and articles/*.yaml; ValueError where they do not fit together."""
    outlets = tuple(_outlet(item) for item in _read(folder / "outlets.yaml"))
    written = {path.stem: _story(path.stem, _read(path)) for path in sorted((folder / "articles").glob("*.yaml"))}
    stories = tuple(
        replace(story, paragraphs=written[story.copy_of].paragraphs) if story.copy_of else story
        for story in written.values()
    )
    world = World(outlets=outlets, stories=stories)
    _check(world)
    return world


def _check(world: World) -> None:
    feeds_of = {outlet.id: {feed.id for feed in outlet.feeds} for outlet in world.outlets}
    for story in world.stories:
        if story.outlet not in feeds_of or not set(story.feeds) <= feeds_of[story.outlet]:
            raise ValueError(f"{story.slug}: its outlet has no such feed")
        if story.page not in PAGES:
            raise ValueError(f"{story.slug}: a page is one of {', '.join(sorted(PAGES))}")


def _outlet(item: dict[str, Any]) -> Outlet:
    feeds = tuple(FeedSource(**feed) for feed in item["feeds"])
    return Outlet(**{**item, "menu": tuple(item["menu"]), "feeds": feeds})


def _story(slug: str, item: dict[str, Any]) -> Story:
    lists = {key: tuple(item.get(key, ())) for key in ("feeds", "paragraphs", "comments", "related")}
    return Story(**{**item, **lists, "slug": slug})


def _read(path: Path) -> Any:  # noqa: ANN401  # the dataclasses check what the file may hold
    return yaml.safe_load(path.read_text(encoding="utf-8"))
