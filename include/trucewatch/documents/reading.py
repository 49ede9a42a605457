"""One article read: the page if it can be, else what the feed carried."""

from datetime import datetime

from trucewatch.codebook import TextSource
from trucewatch.documents.extraction import ExtractedPage, extract_html
from trucewatch.documents.language import identify_language
from trucewatch.documents.quality import SHORTEST_ARTICLE, SHORTEST_TEXT, Quality
from trucewatch.documents.words import fingerprint, one_line, plain, without_heading, without_outlet
from trucewatch.errors import TextMissing
from trucewatch.model import EARLIEST_PUBLICATION, FUTURE_ALLOWED, Article, Document, Reading, stable_id


def read_document(reading: Reading) -> Document:
    """Return the clean text of one article; `text_source` says where it was taken from.

    The page comes first. A wall gives way to the feed's full text, then to its summary; a teaser or a very short page
    gives way to them when they are longer. Title, date and authors are the feed's where it gives them, which is right
    more often than the page (performance notes, 2026-11). Raises TextMissing when nothing can be read anywhere.
    """
    article, entry, feed = reading.article, reading.entry, reading.feed
    page, refusal = _page(reading)
    text, source = _best_text(page, plain(entry.content), plain(entry.summary))
    if not text:
        raise refusal or TextMissing("Neither page nor feed holds a text that can be read.", key=article.final_url)
    title = one_line(entry.title) or (page.title if page else "")
    text = without_heading(text, (title,))
    return Document(
        id=stable_id("document", article.id),
        article_id=article.id,
        url=article.final_url,
        title=without_outlet(title, (feed.outlet,)),
        text=text,
        language=identify_language(text, feed.language),
        published_at=entry.published_at or (_believed(page.published_at, article) if page else None),
        authors=entry.authors or (page.authors if page else ()),
        text_source=source,
        fingerprint=fingerprint(text),
    )


def _believed(published_at: datetime | None, article: Article) -> datetime | None:
    """Return a page's date if it can be true: not from before the web, nor from after it was fetched."""
    if published_at and EARLIEST_PUBLICATION <= published_at <= article.fetched_at + FUTURE_ALLOWED:
        return published_at
    return None


def _page(reading: Reading) -> tuple[ExtractedPage | None, TextMissing | None]:
    article = reading.article
    try:
        return extract_html(reading.body, url=article.final_url, charset=article.charset), None
    except TextMissing as refusal:
        return None, refusal


def _best_text(page: ExtractedPage | None, content: str, summary: str) -> tuple[str, TextSource]:
    """Choose among the texts at hand; '' when none is worth reading."""
    if page is not None and page.quality is Quality.ARTICLE:
        return page.text, TextSource.PAGE
    if page is None and len(content) >= SHORTEST_ARTICLE:
        return content, TextSource.FEED_CONTENT
    candidates = (
        (page.text if page else "", TextSource.PAGE),
        (content, TextSource.FEED_CONTENT),
        (summary, TextSource.FEED_SUMMARY),
    )
    text, source = max(candidates, key=lambda candidate: len(candidate[0]))
    return (text, source) if len(text) >= SHORTEST_TEXT else ("", source)
