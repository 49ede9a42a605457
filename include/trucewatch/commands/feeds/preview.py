"""What is in a feed, for somebody who decides whether to watch it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from trucewatch.alerts.cleaning import clean
from trucewatch.model import Document, Entry
from trucewatch.ports import Finder

if TYPE_CHECKING:
    from trucewatch.feeds.content import FeedContent

MOST_SHOWN = 5
_TITLE_LIMIT = 100
_EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A feed at a glance."""

    kind: str
    items: int
    newest: tuple[Entry, ...]
    language: str
    """Of its words; 'und' where they are too few."""
    mentions: int
    """In titles and summaries of all items."""
    flaws: tuple[str, ...]


def make_preview(content: "FeedContent", finder: Finder) -> Preview:
    """Look at a feed's newest items, its language, and what the finder sees in titles and summaries."""
    from trucewatch.documents import identify_language
    from trucewatch.feeds.words import plain

    texts = {entry.id: plain(entry.summary or entry.content, is_html=True) for entry in content.entries}
    words = " ".join(f"{entry.title} {texts[entry.id]}" for entry in content.entries)
    declared = content.language.lower().replace("_", "-").partition("-")[0]
    language = identify_language(words, declared or None)
    documents = (_document(entry, texts[entry.id], language) for entry in content.entries)
    return Preview(
        kind=content.kind,
        items=len(content.entries),
        newest=newest(content.entries),
        language=language,
        mentions=sum(len(finder.find(document)) for document in documents),
        flaws=content.flaws,
    )


def newest(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the items to show, newest first; those without a date come last, in the feed's order."""
    return tuple(sorted(entries, key=lambda entry: entry.published_at or _EARLIEST, reverse=True)[:MOST_SHOWN])


def preview_lines(preview: Preview) -> Iterator[str]:
    """Yield the preview line by line."""
    for entry in preview.newest:
        when = f"{entry.published_at:%Y-%m-%d %H:%M}" if entry.published_at else "no date".ljust(16)
        yield f"  {when}  {clean(entry.title, _TITLE_LIMIT) or clean(entry.url, _TITLE_LIMIT)}"
    yield (
        f"{preview.kind or 'feed'}, items: {preview.items}, language: {preview.language}, "
        f"mentions in titles and summaries: {preview.mentions}"
    )
    if preview.flaws:
        yield f"flaws: {', '.join(preview.flaws)}"


def _document(entry: Entry, text: str, language: str) -> Document:
    return Document(
        id=entry.id,
        article_id="",
        url=entry.url,
        title=entry.title,
        text=text,
        language=language,
        published_at=entry.published_at,
    )
