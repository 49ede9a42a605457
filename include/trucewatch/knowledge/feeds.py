"""feeds.yaml, or an OPML file from any feed reader -> Feed.

feeds.yaml is one list under `feeds`, one item a line. An OPML file says less of a feed than we want to know: its title
stands for the outlet, its domain for the family, and language and country stay open unless the file names them.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from trucewatch.errors import KnowledgeInvalid
from trucewatch.knowledge.feed_fields import comparable, fault_in
from trucewatch.knowledge.opml import decode
from trucewatch.knowledge.opml_import import Verdict, plan_import
from trucewatch.knowledge.reading import check_keys, invalid, read_yaml, short
from trucewatch.model import Feed

REQUIRED = ("id", "outlet", "family", "url", "language", "country")
OPTIONAL = ("poll_minutes", "folder", "body_selector", "drop_selector")

Numbered = tuple[int, Feed]
"""A feed and the line that it stands on."""


def load_feeds(path: Path) -> tuple[Feed, ...]:
    """Return the feeds of a feeds.yaml or an OPML file, in its order; raise KnowledgeInvalid with file:line.

    In OPML one feed may lie in several folders: it counts once, in the first. Outlines that are no feeds are passed over.
    """
    if is_opml(path):
        return tuple(_from_opml(path))
    return tuple(_without_duplicates(path, _from_yaml(path)))


def is_opml(path: Path) -> bool:
    """Whether the extension says so, or, where it says nothing, the first character."""
    if path.suffix.lower() in {".yaml", ".yml"}:
        return False
    return path.suffix.lower() in {".opml", ".xml"} or decode(read_bytes(path)).lstrip("\ufeff \t\r\n").startswith("<")


def read_bytes(path: Path) -> bytes:
    """Return a file's content, or raise KnowledgeInvalid with its name."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise KnowledgeInvalid(f"{short(path)}: cannot be read ({error.strerror})", key=str(path)) from error


def import_opml(path: Path, present: Sequence[Feed]) -> tuple[Verdict, ...]:
    """Return what becomes of each outline of an OPML file beside the feeds that are present already."""
    body = read_bytes(path)
    try:
        return plan_import(body, present)
    except KnowledgeInvalid as error:
        raise invalid(path, 1, error.message) from error


def _from_yaml(path: Path) -> Iterator[Numbered]:
    root = read_yaml(path)
    check_keys(root, path, required=frozenset({"feeds"}))
    listed = [] if root["feeds"] is None else root["feeds"]  # a list that nobody has written into yet
    if not isinstance(listed, list):
        raise invalid(path, 1, "`feeds` must be a list")
    for item in listed:
        line = check_keys(item, path, required=frozenset(REQUIRED), optional=frozenset(OPTIONAL))
        fields = {key: item[key] for key in (*REQUIRED, *OPTIONAL) if key in item}
        for key, value in fields.items():
            if (wish := fault_in(key, value)) is not None:
                raise invalid(path, line, f"{key} {value!r} {wish}")
        yield line, Feed(**fields)


def _from_opml(path: Path) -> Iterator[Feed]:
    for verdict in import_opml(path, ()):
        if verdict.kind == "refused":
            raise invalid(path, verdict.line, verdict.why)
        if verdict.feed is not None:
            yield verdict.feed


def _without_duplicates(path: Path, numbered: Iterable[Numbered]) -> Iterator[Feed]:
    first: dict[str, int] = {}
    for line, feed in numbered:
        for what, value in (("id", feed.id), ("url", comparable(feed.url))):
            if (earlier := first.setdefault(f"{what} {value}", line)) != line:
                raise invalid(path, line, f"{what} {value!r} is already used on line {earlier}")
        yield feed
