"""What stands above an article: title, dates, authors, of what the feed and the page say of them. Pure."""

from dataclasses import dataclass
from datetime import datetime

from trucewatch.documents.words import one_line, without_outlet
from trucewatch.model import EARLIEST_PUBLICATION, FUTURE_ALLOWED, Article, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Title, dates and authors of one article; '', None and () where nobody says."""

    title: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    """None where it is not after `published_at`."""
    authors: tuple[str, ...] = ()


NOTHING_SAID = Header()


def header_of(reading: Reading, page: Header = NOTHING_SAID) -> Header:
    """Choose among what the feed and the page say.

    The feed is right more often (performance notes, 2026-11). A page's date is believed if it can be true: not from
    before the web, nor from after it was fetched. Of two changes the later one counts.
    """
    article, entry = reading.article, reading.entry
    published_at = entry.published_at or _believed(page.published_at, article)
    changes = (_believed(moment, article) for moment in (entry.updated_at, page.updated_at))
    return Header(
        title=without_outlet(one_line(entry.title) or page.title, (reading.feed.outlet,)),
        published_at=published_at,
        updated_at=max((m for m in changes if m and m > (published_at or EARLIEST_PUBLICATION)), default=None),
        authors=entry.authors or page.authors,
    )


def _believed(moment: datetime | None, article: Article) -> datetime | None:
    if moment and EARLIEST_PUBLICATION <= moment <= article.fetched_at + FUTURE_ALLOWED:
        return moment
    return None
