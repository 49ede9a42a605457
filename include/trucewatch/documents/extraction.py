"""A page's bytes as its article: text, title, date, authors, language."""

import logging
from dataclasses import dataclass
from datetime import datetime

from trucewatch.codebook import TextSource
from trucewatch.documents.language import identify_language
from trucewatch.documents.metadata import Metadata, parse_date, read_metadata
from trucewatch.documents.quality import (
    SHORTEST_ARTICLE,
    SHORTEST_TEXT,
    Clues,
    Judgement,
    Quality,
    is_live_blog,
    is_opinion,
    judge,
)
from trucewatch.documents.running_text import running_text
from trucewatch.documents.selectors import NO_SELECTORS, Selectors, selected_text, without_dropped
from trucewatch.documents.soundness import sound_page
from trucewatch.documents.words import one_line, tidy, without_heading, without_outlet
from trucewatch.errors import TextMissing
from trucewatch.knowledge.addresses import host_of
from trucewatch.knowledge.notices import Notices

log = logging.getLogger(__name__)

NO_NOTICES = Notices()
_REFUSED = {
    Quality.WALL: ("wall", "The page shows a consent or robot check instead of an article."),
    Quality.ERROR: ("error_page", "The page says that there is no article, or none for us."),
}
_LITTLE_TEXT = 800
_ADVANTAGE = 2
"""How much longer another reading of the page must be to be preferred."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedPage:
    """What one page says."""

    title: str
    text: str
    """Tidy, NFC, one paragraph a line."""
    language: str
    published_at: datetime | None
    authors: tuple[str, ...]
    updated_at: datetime | None = None
    text_source: TextSource = TextSource.PAGE
    quality: Quality = Quality.ARTICLE
    is_live_blog: bool = False
    is_opinion: bool = False


def extract_html(  # noqa: PLR0913  # all that is known of a page beside its bytes
    html: bytes,
    *,
    url: str = "",
    charset: str | None = None,
    language_hint: str | None = None,
    notices: Notices = NO_NOTICES,
    selectors: Selectors = NO_SELECTORS,
    has_header: bool = False,
) -> ExtractedPage:
    """Return the article of a page; `charset` is that of its Content-Type header, `selectors` those of its outlet.

    `has_header` says that title and date are known already: then they are not looked for where it would take long.

    Raises TextMissing when there is none: no text, nothing that is HTML, or what `notices` know as a consent wall
    ('wall') or as a page that is not there ('error_page'). Raises KnowledgeInvalid where a selector is none.
    """
    page = sound_page(html, charset, url)
    metadata = read_metadata(page)
    clues = Clues(
        url=url,
        titles=metadata.titles,
        section=metadata.section,
        kinds=metadata.kinds,
        is_paid=metadata.is_paid,
        around=running_text(page) if metadata.is_paid else "",
    )
    judged = _judged(_text(page, url, metadata, selectors), metadata, notices, clues)
    if judged.quality in _REFUSED:
        code, sentence = _REFUSED[judged.quality]
        raise TextMissing(sentence, key=url, code=code)
    if len(judged.text) < SHORTEST_TEXT:
        is_walled = judged.quality is Quality.TEASER
        raise TextMissing("The page holds no article that can be read.", key=url, code="wall" if is_walled else None)
    title, published_at = _title_and_date(page, url, metadata, is_enough=has_header)
    return ExtractedPage(
        title=without_outlet(title, (metadata.site_name, host_of(url))),
        text=judged.text,
        language=identify_language(judged.text, language_hint),
        published_at=published_at,
        authors=metadata.authors,
        updated_at=metadata.updated_at,
        quality=judged.quality,
        is_live_blog=is_live_blog(judged.text, notices, clues),
        is_opinion=is_opinion(notices, clues),
    )


def _judged(text: str, metadata: Metadata, notices: Notices, clues: Clues) -> Judgement:
    """Judge what the page shows; where that is no article, what it carries for machines may be one."""
    shown = judge(text, notices, clues)
    if shown.quality is Quality.ARTICLE or len(metadata.body) <= max(len(shown.text), SHORTEST_ARTICLE):
        return shown
    return judge(without_heading(metadata.body, metadata.titles), notices, clues)


def _text(page: str, url: str, metadata: Metadata, selectors: Selectors) -> str:
    """Return the page's main text, '' if none is found: where the outlet's selector says, else where it seems to be.

    The fast mode with favor_precision finds the least that is not the article: teasers of other news are read as its
    statements. Where it finds little, the default mode has a second look. Together F1 .967 on pages/en, .982 on
    pages/fr and .961 on pages/world, against .954, .982 and .957 of the default mode alone, which takes twice as long
    (tests/measure, 2026-11; with favor_recall instead: .960, .982, .956).
    """
    if "<" not in page:
        return tidy(page)
    page = without_dropped(page, selectors)
    text = selected_text(page, selectors)
    if len(text) < SHORTEST_TEXT:
        text = _found_text(page, url, metadata.body)
    return without_heading(text, metadata.titles)


def _found_text(page: str, url: str, body: str) -> str:
    """Return what trafilatura finds, or `body` (what the page carries for machines) where that is far more."""
    text = _main_text(page, url, is_first=True)
    others = [body]
    if len(text) < _LITTLE_TEXT:
        others.append(_main_text(page, url, is_first=False))
    longest = max(others, key=len)
    return longest if len(longest) > _ADVANTAGE * len(text) else text


def _main_text(page: str, url: str, *, is_first: bool) -> str:
    """Return what trafilatura's fast mode finds in the pruned page, or its default mode in all of it."""
    from trafilatura.core import bare_extraction  # noqa: PLC0415  # half a second that only who reads pages need pay

    from trucewatch.documents.page_tree import tree_of  # noqa: PLC0415  # the same

    try:
        tree = tree_of(page) if is_first else None
        found = bare_extraction(
            page if tree is None else tree,
            url=url or None,
            fast=is_first,
            favor_precision=is_first,
            include_comments=False,
        )
    except MemoryError:
        raise  # the limit of the process that reads; its own state, not a page without text
    except Exception as error:  # noqa: BLE001  # see below
        # Hostile HTML makes lxml and trafilatura raise anything from AssertionError to RecursionError.
        log.warning("extraction of %s failed: %s", url, type(error).__name__)
        return ""
    return tidy(getattr(found, "text", None) or "")


def _title_and_date(page: str, url: str, metadata: Metadata, *, is_enough: bool) -> tuple[str, datetime | None]:
    """Return what the page says, asking trafilatura (15 times slower) for what is missing unless that `is_enough`."""
    from trafilatura.metadata import extract_metadata  # noqa: PLC0415  # as in _main_text

    title = metadata.titles[0] if metadata.titles else ""
    if is_enough or (title and metadata.published_at):
        return title, metadata.published_at
    try:
        found = extract_metadata(page, default_url=url or None)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  # see below
        # As in _main_text: whatever it is, the text need not be lost with it.
        log.warning("metadata of %s failed: %s", url, type(error).__name__)
        return title, metadata.published_at
    return title or one_line(found.title or ""), metadata.published_at or parse_date(found.date or "")
