"""What becomes of each outline of an OPML file: a new feed, one that is known, or a reason why not. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from trucewatch.knowledge.feed_fields import comparable, drafted_feed, fault_in
from trucewatch.knowledge.opml import Outline, plain, read_outlines
from trucewatch.model import Feed

Kind = Literal["added", "known", "refused", "skipped"]

_OTHER_TYPES = frozenset({"link", "include", "directory", "howto", "outline", "song", "photo"})
"""Outlines whose `url` leads to something else than a feed."""
_FEED_SCHEME = re.compile(r"feed:(?://)?(?=https?:)|feed:(?=//)", re.IGNORECASE)
"""How some readers write an address to be opened in a reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of one outline."""

    line: int
    kind: Kind
    name: str
    """Its title, or its address where it has none."""
    why: str = ""
    feed: Feed | None = None
    """The new feed; None unless added."""


def plan_import(body: bytes, present: Sequence[Feed]) -> tuple[Verdict, ...]:
    """Return a verdict for each outline, in order; the feeds added have ids that nobody has yet.

    Raises KnowledgeInvalid where the file is no OPML.
    """
    ids = {feed.id for feed in present}
    owners = {comparable(feed.url): feed.id for feed in present}
    verdicts = []
    for outline in read_outlines(body):
        verdict = _verdict(outline, ids, owners)
        if verdict.feed is not None:
            ids.add(verdict.feed.id)
            owners[comparable(verdict.feed.url)] = verdict.feed.id
        verdicts.append(verdict)
    return tuple(verdicts)


def _verdict(outline: Outline, ids: set[str], owners: Mapping[str, str]) -> Verdict:
    title, url = _title(outline), _address(outline)
    kind, why = _judge(outline, url)
    if kind == "added" and (owner := owners.get(comparable(url))) is not None:
        kind, why = "known", f"this address is that of {owner}"
    feed = _feed(outline, url, title, ids) if kind == "added" else None
    return Verdict(line=outline.line, kind=kind, name=title or url or "(no title)", why=why, feed=feed)


def _judge(outline: Outline, url: str) -> tuple[Kind, str]:
    if outline.is_broken:
        return "refused", "the tag cannot be read: look for a missing quotation mark or a < within one"
    if not outline.first("xmlurl", "feedurl") and outline.first("type").lower() in _OTHER_TYPES:
        return "skipped", f"is of type {outline.first('type')}, not a feed"
    if not url and outline.first("htmlurl"):
        return "skipped", f"names a page and no feed; try `trucewatch feeds add {outline.first('htmlurl')}`"
    if not url:
        return "refused", "has no address (xmlUrl)"
    wish = fault_in("url", url)
    return ("refused", f"url {url!r} {wish}") if wish else ("added", "")


def _title(outline: Outline) -> str:
    """The title; in our own files it stands as it is, in others it may be escaped twice."""
    title = outline.first("text", "title")
    return title if outline.own("id") else plain(title)


def _address(outline: Outline) -> str:
    url = _FEED_SCHEME.sub("", outline.address)
    return f"https:{url}" if url.startswith("//") else url


def _feed(outline: Outline, url: str, title: str, ids: set[str]) -> Feed:
    language = outline.first("language").lower().replace("_", "-").partition("-")[0]
    minutes = outline.own("poll_minutes")
    given: dict[str, object] = {
        "id": outline.own("id"),
        "family": outline.own("family"),
        "country": outline.own("country"),
        "language": language,
        "poll_minutes": int(minutes) if re.fullmatch("[0-9]{1,4}", minutes) else None,
        "folder": outline.folder,
        "body_selector": outline.own("body_selector"),
        "drop_selector": outline.own("drop_selector"),
    }
    if outline.own("id"):
        given["outlet"] = title
    return drafted_feed(url=url, title=title, taken=ids, given=given)
