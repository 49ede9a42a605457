"""One article read: the page if it can be, else what the feed carried."""

from dataclasses import dataclass

from trucewatch.codebook import TextSource
from trucewatch.documents.extraction import ExtractedPage, extract_html
from trucewatch.documents.header import NOTHING_SAID, Header, header_of
from trucewatch.documents.language import UNKNOWN, identify_language
from trucewatch.documents.quality import (
    SHORTEST_ARTICLE,
    SHORTEST_TEXT,
    Clues,
    Quality,
    breaks_off,
    is_live_blog,
    is_opinion,
)
from trucewatch.documents.selectors import Selectors
from trucewatch.documents.sketching import sketch_of
from trucewatch.documents.words import fingerprint, one_line, plain, without_heading
from trucewatch.errors import TextMissing
from trucewatch.knowledge.notices import Notices
from trucewatch.model import Document, Entry, Feed, Reading, stable_id

_ADVANTAGE = 2
"""How much longer the feed's text must be than a whole article's to be preferred; the page may have been misread."""
_FEWEST_WORDS = 60
"""Characters of title and summary whose language can be told for sure."""


def read_document(reading: Reading, notices: Notices) -> Document:
    """Return the clean text of one article; `text_source` says where it was taken from.

    The page comes first. One that cannot be trusted (a wall, an error, another language than its feed's, what its host
    says everywhere) gives way to the feed's full text, then to its summary; a teaser or a very short page gives way to
    them when they are longer. Title, date and authors are the feed's where it gives them, which is right more often
    than the page (performance notes, 2026-11). Raises TextMissing when nothing can be read anywhere, with the page's
    reason: no_text, too_large, not_text, wall, error_page, other_language, boilerplate.
    """
    article, entry, feed = reading.article, reading.entry, reading.feed
    page, refusal = _page(reading, notices)
    chosen = _best_text(page, _FeedText(content=plain(entry.content), summary=plain(entry.summary)))
    if chosen is None:
        raise refusal or TextMissing("Neither page nor feed holds a text that can be read.", key=article.final_url)
    header = header_of(reading, _header_of_page(page))
    text = without_heading(chosen.text, (one_line(entry.title), header.title))
    clues = Clues(url=article.final_url, titles=(one_line(entry.title),))
    return Document(
        id=stable_id("document", article.id),
        article_id=article.id,
        url=article.final_url,
        title=header.title,
        text=text,
        language=page.language if page and page.text == text else identify_language(text, feed.language),
        published_at=header.published_at,
        authors=header.authors,
        text_source=chosen.source,
        fingerprint=fingerprint(text),
        updated_at=header.updated_at,
        sketch=sketch_of(text),
        is_paywalled_partial=_is_partial(chosen, page, refusal),
        is_live_blog=bool(page and page.is_live_blog) or is_live_blog(text, notices, clues),
        is_opinion=bool(page and page.is_opinion) or is_opinion(notices, clues),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _FeedText:
    """What the feed carried, as tidy text."""

    content: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """The text to be read, and where it comes from."""

    text: str
    source: TextSource


def _header_of_page(page: ExtractedPage | None) -> Header:
    if page is None:
        return NOTHING_SAID
    return Header(title=page.title, published_at=page.published_at, updated_at=page.updated_at, authors=page.authors)


def _page(reading: Reading, notices: Notices) -> tuple[ExtractedPage | None, TextMissing | None]:
    """Return the page's article, or why nobody should read it."""
    article, entry, feed = reading.article, reading.entry, reading.feed
    if reading.distrusts_page:
        sentence = "The page says only what its host says on other pages too."
        return None, TextMissing(sentence, key=article.final_url, code="boilerplate")
    try:
        page = extract_html(
            reading.body,
            url=article.final_url,
            charset=article.charset,
            language_hint=feed.language,
            notices=notices,
            selectors=Selectors(body=feed.body_selector, drop=feed.drop_selector),
            has_header=bool(one_line(entry.title)) and entry.published_at is not None,
        )
    except TextMissing as refusal:
        return None, refusal
    if _is_in_another_language(page, entry, feed):
        sentence = "The page is in another language than what its feed says of it."
        return None, TextMissing(sentence, key=article.final_url, code="other_language")
    return page, None


def _is_in_another_language(page: ExtractedPage, entry: Entry, feed: Feed) -> bool:
    """Say whether a page is surely in one language and the feed's words, which can be read instead, in another.

    The feed's words are believed only where its editor agrees, since a few words are easily mistaken.
    """
    said = f"{one_line(entry.title)}\n{plain(entry.summary) or plain(entry.content)[:SHORTEST_ARTICLE]}".strip()
    if len(said) < _FEWEST_WORDS or len(page.text) < SHORTEST_ARTICLE:
        return False
    if max(len(entry.summary), len(entry.content)) < SHORTEST_TEXT:
        return False
    half = len(page.text) // 2
    languages = {identify_language(page.text[:half]), identify_language(page.text[half:])}
    expected = feed.language.partition("-")[0]
    return len(languages) == 1 and languages.isdisjoint({UNKNOWN, expected}) and identify_language(said) == expected


def _best_text(page: ExtractedPage | None, feed: _FeedText) -> _Chosen | None:
    """Choose among the texts at hand; None when none is worth reading."""
    content = _Chosen(text=feed.content, source=TextSource.FEED_CONTENT)
    if page is None and len(content.text) >= SHORTEST_ARTICLE:
        return content
    shown = _Chosen(text=page.text if page else "", source=TextSource.PAGE)
    if page is not None and page.quality is Quality.ARTICLE and len(content.text) < _ADVANTAGE * len(shown.text):
        return shown
    summary = _Chosen(text=feed.summary, source=TextSource.FEED_SUMMARY)
    longest = max(shown, content, summary, key=lambda candidate: len(candidate.text))
    return longest if len(longest.text) >= SHORTEST_TEXT else None


def _is_partial(chosen: _Chosen, page: ExtractedPage | None, refusal: TextMissing | None) -> bool:
    """Say whether the text is only what stands in front of a wall."""
    is_walled = page.quality is Quality.TEASER if page else refusal is not None and refusal.code == "wall"
    return is_walled and (chosen.source is not TextSource.FEED_CONTENT or breaks_off(chosen.text))
