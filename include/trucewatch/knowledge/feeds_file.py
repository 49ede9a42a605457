"""Writes feeds into a feeds.yaml that people edit by hand: their comments, order and style stay."""

import os
import shutil
import tempfile
from bisect import bisect
from collections.abc import Callable, Sequence
from dataclasses import MISSING, fields
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Any

import yaml

from trucewatch.errors import KnowledgeInvalid
from trucewatch.knowledge.feed_fields import comparable
from trucewatch.knowledge.feeds import OPTIONAL, REQUIRED, is_opml, load_feeds
from trucewatch.knowledge.reading import invalid, short
from trucewatch.model import Feed

_EMPTY = "feeds: []\n"
_DEFAULTS = {item.name: item.default for item in fields(Feed) if item.default is not MISSING}


class _Quoted(str):
    """A string that is always written with quotation marks, as addresses are in feeds.yaml."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """SafeDumper that knows _Quoted."""


_Dumper.add_representer(
    _Quoted, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"')
)


def add_feeds(path: Path, new: Sequence[Feed]) -> None:
    """Add feeds to a feeds.yaml, which is made where there is none: all of them or, with KnowledgeInvalid, nothing.

    A file sorted by language and id stays so; otherwise they come last. An id or address that is there already is
    refused. Whoever reads the file meanwhile sees it as it was or as it is to be.
    """
    path = path.resolve()
    if is_opml_file(path):
        raise KnowledgeInvalid(f"{short(path)}: is an OPML file; feeds are added to a feeds.yaml", key=str(path))
    present = load_feeds(path) if path.exists() else ()
    _refuse_known(path, present, new)
    text = _read(path) if path.exists() else _EMPTY
    groups = _placed(present, new)
    together = [feed for group, old in zip_longest(groups, present) for feed in (*group, old) if feed is not None]
    replace_file(path, _with_feeds(path, text, groups), lambda aside: _check(path, aside, together))


def is_opml_file(path: Path) -> bool:
    """Whether the file is there, and OPML."""
    return path.exists() and is_opml(path)


def feed_line(feed: Feed) -> str:
    """Return a feed as one item of feeds.yaml; what is as usual is left out."""
    values: dict[str, Any] = {key: getattr(feed, key) for key in (*REQUIRED, *OPTIONAL)}
    values = {key: value for key, value in values.items() if key not in _DEFAULTS or value != _DEFAULTS[key]}
    values["url"] = _Quoted(feed.url)
    dumped = yaml.dump(
        values, Dumper=_Dumper, default_flow_style=True, sort_keys=False, allow_unicode=True, width=float("inf")
    )
    return f"- {dumped.strip()}"


def _refuse_known(path: Path, present: Sequence[Feed], new: Sequence[Feed]) -> None:
    ids = {feed.id for feed in present}
    owners = {comparable(feed.url): feed.id for feed in present}
    for feed in new:
        if (owner := owners.setdefault(comparable(feed.url), feed.id)) != feed.id:
            raise KnowledgeInvalid(f"{short(path)}: the address {feed.url} is that of {owner} already", key=feed.id)
        if feed.id in ids:
            raise KnowledgeInvalid(f"{short(path)}: the id {feed.id!r} is taken already", key=feed.id)
        ids.add(feed.id)


def _read(path: Path) -> str:
    """The text with its own line ends."""
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def _placed(present: Sequence[Feed], new: Sequence[Feed]) -> list[list[Feed]]:
    """Return the new feeds in groups: those to stand before the first present one, before the second ... the end."""
    groups: list[list[Feed]] = [[] for _ in range(len(present) + 1)]
    is_sorted = len(present) > 1 and all(_order(one) < _order(two) for one, two in pairwise(present))
    if not is_sorted:
        groups[-1] = list(new)
        return groups
    keys = [_order(feed) for feed in present]
    for feed in sorted(new, key=_order):
        groups[bisect(keys, _order(feed))].append(feed)
    return groups


def _order(feed: Feed) -> tuple[str, str]:
    return feed.language, feed.id


def _with_feeds(path: Path, text: str, groups: Sequence[Sequence[Feed]]) -> str:
    """Return the file's text with the groups of new items before, between and after those that it has."""
    line_end = "\r\n" if "\r\n" in text else "\n"
    items = _items(text)
    if items.flow_style and items.value:
        raise invalid(path, items.start_mark.line + 1, "write one feed a line, each behind a hyphen, to add to them")
    indent = " " * items.start_mark.column if items.value else ""
    blocks = ["".join(f"{indent}{feed_line(feed)}{line_end}" for feed in group) for group in groups]
    if not items.value:
        before, after = text[: items.start_mark.index].rstrip(" "), text[items.end_mark.index :]
        rest_of_line, _, rest = after.partition(line_end)
        return f"{before}{rest_of_line}{line_end}{blocks[0]}{rest}"
    starts = [_start(text, item.start_mark.index) for item in items.value]
    pieces = [text[start:end] for start, end in pairwise([0, *starts, len(text)])]
    if not text.endswith("\n"):
        pieces[-1] += line_end
    return "".join(piece + block for piece, block in zip(pieces, blocks, strict=True))


def _items(text: str) -> yaml.SequenceNode:
    """The list of feeds, with where each item stands; load_feeds has seen that there is one, or nothing yet."""
    root: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    items: yaml.Node = next(value for key, value in root.value if key.value == "feeds")
    if isinstance(items, yaml.SequenceNode):
        return items
    return yaml.SequenceNode(items.tag, [], items.start_mark, items.end_mark, flow_style=False)


def _start(text: str, index: int) -> int:
    """Where an item begins: its line, or the comment lines right above."""
    start = text.rindex("\n", 0, index) + 1
    while (above := text.rfind("\n", 0, max(start - 1, 0)) + 1) < start and text[above:start].lstrip().startswith("#"):
        start = above
    return start


def replace_file(path: Path, text: str, check: Callable[[Path], None] | None = None) -> None:
    """Write a file aside, check it, and let it take the old one's place; whoever reads sees the old or the new one.

    Raises KnowledgeInvalid where it cannot be written, and whatever `check` raises; the old file then stays.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=".trucewatch-", dir=path.parent) as folder:
            aside = Path(folder) / path.with_suffix(".yaml").name
            with aside.open("x", encoding="utf-8", newline="") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            if path.exists():
                shutil.copymode(path, aside)
            if check is not None:
                check(aside)
            aside.replace(path)
    except OSError as error:
        raise KnowledgeInvalid(f"{short(path)}: cannot be written ({error.strerror})", key=str(path)) from error


def _check(path: Path, aside: Path, expected: Sequence[Feed]) -> None:
    try:
        written = load_feeds(aside)
    except KnowledgeInvalid as error:
        problem = error.message.removeprefix(short(aside))
        raise KnowledgeInvalid(f"{short(path)}: nothing was added: {problem.lstrip(': ')}", key=str(path)) from error
    if tuple(written) != tuple(expected):
        raise KnowledgeInvalid(f"{short(path)}: nothing was added: its form is too unusual", key=str(path))
