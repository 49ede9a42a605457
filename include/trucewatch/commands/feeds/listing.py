"""`trucewatch feeds list`: the feeds, and how each was when it was polled last."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from trucewatch.commands.feeds.shared import FeedsFile, feeds_path, health_by_feed, read_settings
from trucewatch.errors import SchemaOutdated, WarehouseUnavailable
from trucewatch.model import Feed

Health = Mapping[str, Mapping[str, object]]


def list_feeds(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    folder: Annotated[str | None, typer.Option(help="Only those in this folder or below it.")] = None,
    file: FeedsFile = None,
) -> None:
    """List the feeds, one a line: state, id, outlet, language, country, folder, address.

    The state is that of the last poll, where there is a warehouse.
    """
    from trucewatch.knowledge.feeds import load_feeds

    settings = read_settings()
    feeds = load_feeds(feeds_path(settings, file))
    try:
        health = health_by_feed(settings)
    except (WarehouseUnavailable, SchemaOutdated) as error:
        health = {}
        print(f"trucewatch: states are not shown: {error.message}", file=sys.stderr)
    chosen = [feed for feed in feeds if is_within(feed, folder)]
    for line in json_lines(chosen, health) if as_json else text_lines(chosen, health):
        print(line)


def is_within(feed: Feed, folder: str | None) -> bool:
    """Whether a feed is filed in a folder or below it; None: anywhere."""
    return folder is None or f"{feed.folder}/".startswith(f"{folder.strip('/')}/") or not folder.strip("/")


def text_lines(feeds: Sequence[Feed], health: Health) -> Iterator[str]:
    """Yield the feeds in columns."""
    rows = [
        (_state(feed, health), feed.id, feed.outlet, feed.language, feed.country, feed.folder, feed.url)
        for feed in feeds
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def json_lines(feeds: Sequence[Feed], health: Health) -> Iterator[str]:
    """Yield each feed as a JSON object with its fields and, under `health`, its row of feed_health or null."""
    for feed in feeds:
        yield json.dumps(asdict(feed) | {"health": health.get(feed.id)}, ensure_ascii=False, default=_as_text)


def _state(feed: Feed, health: Health) -> str:
    return str(health.get(feed.id, {}).get("status") or "-")


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
