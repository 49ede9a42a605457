"""Many entries at once: hosts side by side, the entries of one host one after the other."""

import hashlib
import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlsplit

from trucewatch.articles.media import parse_media
from trucewatch.errors import HostBusy, HostUnreachable, ResponseRefused, TransientError, TrucewatchError
from trucewatch.model import Article, Entry, Fetch, stable_id
from trucewatch.ports import Archive, Clock, HttpClient

log = logging.getLogger(__name__)

RETRY_AFTER = timedelta(minutes=15)
SILENCES_BELIEVED = 2
"""After so many entries in a row without an answer, the rest of a host's entries wait for the next run."""
ACCEPT = "text/html,application/xhtml+xml;q=0.9,text/plain;q=0.5"


def fetch_articles(
    entries: Sequence[Entry], *, http: HttpClient, archive: Archive, clock: Clock, threads: int
) -> tuple[Fetch, ...]:
    """Fetch the pages of these entries, in their order: for each an article, or the reason why there is none.

    Raises nothing for what the world does. When and how often to try again is the caller's business; `retry_at` is
    None where trying again is useless.
    """
    by_host: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_host[_host(entry.url)].append(entry)
    if not by_host:
        return ()

    def fetch_host(of_one_host: Sequence[Entry]) -> list[Fetch]:
        return list(_fetch_in_turn(of_one_host, http=http, archive=archive, clock=clock))

    with ThreadPoolExecutor(max_workers=min(max(threads, 1), len(by_host)), thread_name_prefix="fetch") as pool:
        fetches = {fetch.entry_id: fetch for group in pool.map(fetch_host, by_host.values()) for fetch in group}
    return tuple(fetches[entry.id] for entry in entries)


def _fetch_in_turn(entries: Sequence[Entry], *, http: HttpClient, archive: Archive, clock: Clock) -> Iterator[Fetch]:
    """Fetch the entries of one host; a host that is silent is not asked for all of them."""
    silences = 0
    silence: HostUnreachable | None = None
    for entry in entries:
        if silence is not None and silences >= SILENCES_BELIEVED:
            yield _failure(entry, silence, clock)
            continue
        try:
            article = _fetch(entry, http=http, archive=archive)
        except TrucewatchError as error:
            silence = error if isinstance(error, HostUnreachable) else None
            silences = silences + 1 if silence else 0
            yield _failure(entry, error, clock)
        else:
            silences = 0
            yield Fetch(entry_id=entry.id, fetched_at=article.fetched_at, article=article)


def _fetch(entry: Entry, *, http: HttpClient, archive: Archive) -> Article:
    if not entry.url:
        raise ResponseRefused("The feed gives no link to this article.", key=entry.id, code="no_link")
    response = http.get(entry.url, headers={"Accept": ACCEPT}, obey_robots=True)
    media = parse_media(response.header("content-type"))
    if not media.is_readable:
        raise ResponseRefused(f"This is no text page but {media.content_type}.", key=entry.url, code="wrong_type")
    if not response.body.strip():
        raise ResponseRefused("The page is empty.", key=entry.url, code="empty_body")
    position = archive.write(response)
    digest = hashlib.sha256(response.body).hexdigest()
    return Article(
        id=stable_id("article", entry.id, digest),
        entry_id=entry.id,
        final_url=response.final_url,
        status_code=response.status_code,
        content_type=media.content_type,
        charset=media.charset,
        fetched_at=response.fetched_at,
        body_digest=digest,
        position=position,
    )


def _failure(entry: Entry, error: TrucewatchError, clock: Clock) -> Fetch:
    now = clock.now()
    retry_at = None
    if isinstance(error, TransientError):
        asked_for = error.retry_at if isinstance(error, HostBusy) else None
        retry_at = max(now, asked_for) if asked_for else now + RETRY_AFTER
    log.info("entry %s: %s", entry.id, error.code)
    return Fetch(entry_id=entry.id, fetched_at=now, reason=error.code, message=error.message, retry_at=retry_at)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
