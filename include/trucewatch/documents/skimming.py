"""A first, quick look at a page: enough to decide whether it is worth reading."""

from collections.abc import Iterable

from trucewatch.codebook import TextSource
from trucewatch.documents.header import Header, header_of
from trucewatch.documents.language import UNKNOWN, identify_language
from trucewatch.documents.metadata import Metadata, read_metadata
from trucewatch.documents.quality import SHORTEST_TEXT
from trucewatch.documents.running_text import LONGEST, running_text
from trucewatch.documents.soundness import sound_page
from trucewatch.documents.words import fingerprint, one_line, plain, without_outlet
from trucewatch.errors import TextMissing
from trucewatch.knowledge.addresses import host_of
from trucewatch.model import Document, Reading, Skim, stable_id

_LONGER = 1.2
_PROBE = 40


def skim_page(reading: Reading) -> Skim:
    """Return what a quick look at an article's page and its feed's words shows; see Skim. Pure.

    Raises TextMissing, with the page's reason, when nothing can be read anywhere: too_large, not_text, no_text.
    """
    metadata, shown, refusal = _page(reading)
    texts = {
        TextSource.PAGE: shown,
        TextSource.FEED_CONTENT: plain(reading.entry.content),
        TextSource.FEED_SUMMARY: plain(reading.entry.summary),
    }
    text = _joined((shown, metadata.body, *list(texts.values())[1:]))
    if len(text) < SHORTEST_TEXT:
        raise refusal or TextMissing(
            "Neither page nor feed holds a text that can be read.", key=reading.article.final_url
        )
    source = next((source for source, words in texts.items() if len(words) >= SHORTEST_TEXT), TextSource.PAGE)
    own = texts[source] or text
    language = identify_language(own, reading.feed.language, declared=metadata.language)
    return Skim(
        document=_document(reading, metadata, language=language, source=source, text=own),
        text=text,
        languages=_languages(language, metadata.language, reading.feed.language),
    )


def _page(reading: Reading) -> tuple[Metadata, str, TextMissing | None]:
    """Return what a page says of itself, its running text, and why it should not be read."""
    if reading.distrusts_page:
        return read_metadata(""), "", None
    article = reading.article
    try:
        page = sound_page(reading.body, article.charset, article.final_url)
    except TextMissing as refusal:
        return read_metadata(""), "", refusal
    metadata = read_metadata(page, wants_titles=not one_line(reading.entry.title))
    # Where an editor says what holds the text, it may be what is none elsewhere.
    return metadata, running_text(page, is_all_of_it=bool(reading.feed.body_selector)), None


def _joined(texts: Iterable[str]) -> str:
    """Return the texts one after the other, but for those that only say again what stands before."""
    joined = ""
    for text in texts:
        if text and not _is_said(text, joined):
            joined = f"{joined}\n{text}" if joined else text
    return joined[:LONGEST]


def _is_said(text: str, before: str) -> bool:
    """Say whether a text stands in another already, by its length, beginning, middle and end."""
    middle = max(0, len(text) // 2 - _PROBE // 2)
    probes = (text[:_PROBE], text[middle : middle + _PROBE], text[-_PROBE:])
    return len(text) <= _LONGER * len(before) and all(probe in before for probe in probes)


def _document(reading: Reading, metadata: Metadata, *, language: str, source: TextSource, text: str) -> Document:
    article = reading.article
    header = header_of(reading, _header_of_page(metadata, article.final_url))
    return Document(
        id=stable_id("document", article.id),
        article_id=article.id,
        url=article.final_url,
        title=header.title,
        text="",
        language=language,
        published_at=header.published_at,
        authors=header.authors,
        text_source=source,
        fingerprint=fingerprint(text),
        updated_at=header.updated_at,
    )


def _header_of_page(metadata: Metadata, url: str) -> Header:
    title = metadata.titles[0] if metadata.titles else ""
    return Header(
        title=without_outlet(title, (metadata.site_name, host_of(url))),
        published_at=metadata.published_at,
        updated_at=metadata.updated_at,
        authors=metadata.authors,
    )


def _languages(*codes: str) -> tuple[str, ...]:
    """Return the codes once each, shortened to their first part; 'und' only if there is no other."""
    short = dict.fromkeys(code.partition("-")[0].lower() for code in codes)
    return tuple(code for code in short if code not in {"", UNKNOWN}) or (UNKNOWN,)
