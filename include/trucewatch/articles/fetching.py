"""Many entries at once: hosts side by side, the entries of one host one after the other."""

import hashlib
import logging
from collections import defaultdict
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from trucewatch.articles.canonical import declared_address
from trucewatch.articles.media import Media, looks_binary, parse_media
from trucewatch.errors import HostBusy, HostUnreachable, ResponseRefused, TransientError, TrucewatchError
from trucewatch.knowledge.addresses import canonical_within, host_of
from trucewatch.model import ArchivePosition, Article, Entry, Fetch, Response, Wanted, stable_id
from trucewatch.ports import Archive, Clock, HttpClient
from trucewatch.threads import side_by_side

log = logging.getLogger(__name__)

RETRY_AFTER = timedelta(minutes=15)
SILENCES_BELIEVED = 2
"""After so many entries in a row without an answer, the rest of a host's entries wait for the next run."""
_WIDE_CHARSETS = ("utf-16", "utf-32")
ACCEPT = "text/html,application/xhtml+xml;q=0.9,text/plain;q=0.5"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outside:
    """What fetching uses of the world."""

    http: HttpClient
    archive: Archive
    clock: Clock


def fetch_articles(
    wanted: Sequence[Wanted], *, http: HttpClient, archive: Archive, clock: Clock, deadline: datetime | None = None
) -> Generator[Fetch, None, None]:
    """Yield for each entry an article, or the reason why there is none, as they come; no host waits for another.

    Entries that were not begun before the deadline are not yielded. Raises nothing for what the world does. When and how
    often to try again is the caller's business; `retry_at` is None where trying again is useless. When the caller closes
    the iterator, each host's request that is under way is the last.
    """
    by_host: dict[str, list[Wanted]] = defaultdict(list)
    for one in wanted:
        by_host[host_of(one.entry.url)].append(one)
    outside = _Outside(http=http, archive=archive, clock=clock)
    rows = [_fetch_in_turn(of_one_host, outside, deadline) for of_one_host in by_host.values()]
    return side_by_side(rows)


def _fetch_in_turn(wanted: Sequence[Wanted], outside: _Outside, deadline: datetime | None) -> Iterator[Fetch]:
    """Fetch the entries of one host; a host that is silent is not asked for all of them."""
    silences = 0
    silence: HostUnreachable | None = None
    for one in wanted:
        if deadline is not None and outside.clock.now() >= deadline:
            return
        if silence is not None and silences >= SILENCES_BELIEVED:
            yield _failure(one.entry, silence, outside.clock)
            continue
        try:
            yield _fetch(one, outside)
        except TrucewatchError as error:
            silence = error if isinstance(error, HostUnreachable) else None
            silences = silences + 1 if silence else 0
            yield _failure(one.entry, error, outside.clock)
        except Exception:
            log.exception("entry %s", one.entry.id)
            fault = TransientError("Fetching this page met a fault of ours.", code="internal_error")
            yield _failure(one.entry, fault, outside.clock)
        else:
            silences = 0


def _fetch(wanted: Wanted, outside: _Outside) -> Fetch:
    entry = wanted.entry
    if not entry.url:
        raise ResponseRefused("The feed gives no link to this article.", key=entry.id, code="no_link")
    response = outside.http.get(entry.url, headers={"Accept": ACCEPT}, obey_robots=True)
    media = _readable_media(response)
    article = _archived(wanted, response, media, outside.archive)
    return Fetch(entry_id=entry.id, fetched_at=response.fetched_at, article=article)


def article_of(response: Response, entry_id: str, position: ArchivePosition) -> Article:
    """Return the article that an archived response is; raise ResponseRefused (wrong_type, empty_body) where it is none."""
    media = _readable_media(response)
    digest = hashlib.sha256(response.body).hexdigest()
    return _article(response, entry_id, position, media=media, digest=digest)


def _readable_media(response: Response) -> Media:
    """Return the type of an answer that may hold an article; raise ResponseRefused for any other."""
    media = parse_media(response.header("content-type"))
    if not media.is_readable:
        raise ResponseRefused(f"This is no text page but {media.content_type}.", key=response.url, code="wrong_type")
    if not response.body.strip():
        raise ResponseRefused("The page is empty.", key=response.url, code="empty_body")
    is_wide = (media.charset or "").startswith(_WIDE_CHARSETS)  # every other byte of it may be zero
    if not is_wide and looks_binary(response.body):
        raise ResponseRefused("What came as a page is some other kind of file.", key=response.url, code="wrong_type")
    return media


def _archived(wanted: Wanted, response: Response, media: Media, archive: Archive) -> Article:
    """Archive an answer. The body that we have already is the same article still: archived once, and referred to."""
    digest = hashlib.sha256(response.body).hexdigest()
    previous = wanted.previous
    if previous is not None and previous.body_digest == digest:
        archive.write_revisit(response, digest=digest, first_at=previous.fetched_at)
        return replace(previous, canonical_url=_canonical(response, media))
    return _article(response, wanted.entry.id, archive.write(response), media=media, digest=digest)


def _article(response: Response, entry_id: str, position: ArchivePosition, *, media: Media, digest: str) -> Article:
    return Article(
        id=stable_id("article", entry_id, digest),
        entry_id=entry_id,
        final_url=response.final_url,
        status_code=response.status_code,
        content_type=media.content_type,
        charset=media.charset,
        fetched_at=response.fetched_at,
        body_digest=digest,
        position=position,
        canonical_url=_canonical(response, media),
    )


def _canonical(response: Response, media: Media) -> str:
    declared = declared_address(response.body, charset=media.charset, link_header=response.header("link"))
    return canonical_within(response.final_url, declared)


def _failure(entry: Entry, error: TrucewatchError, clock: Clock) -> Fetch:
    now = clock.now()
    retry_at = None
    if isinstance(error, TransientError):
        asked_for = error.retry_at if isinstance(error, HostBusy) else None
        retry_at = max(now, asked_for) if asked_for else now + RETRY_AFTER
    log.info("entry %s: %s", entry.id, error.code)
    return Fetch(entry_id=entry.id, fetched_at=now, reason=error.code, message=error.message, retry_at=retry_at)
