"""From archived pages to mentions in the warehouse."""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from trucewatch.documents import read_document
from trucewatch.errors import PermanentError, TransientError
from trucewatch.model import Article, Document, Entry, Feed, HopReport, Reading, ReadOutcome
from trucewatch.pipeline.parts import INTERNAL, Outside, Progress, counts, no_progress, own_fault, report
from trucewatch.ports import Finder, Warehouse

log = logging.getLogger(__name__)

READERS = 4
"""Pages held in memory at the same time, on their way through the sandbox."""
Waiting = tuple[Article, Entry, Feed]


def read_articles(
    *,
    warehouse: Warehouse,
    outside: Outside,
    finder: Finder,
    batch: int,
    progress: Progress = no_progress,
) -> tuple[HopReport, ...]:
    """Read every unread article and find its mentions; return counts of texts ("read") and of finds ("find").

    Pages are read in the sandbox while the finder is busy with the ones before.
    """
    lost: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    notes: list[str] = []
    seen = found = 0
    while waiting := warehouse.unread_articles(batch):
        outcomes = list(_read_all(waiting, outside, finder))
        copies = warehouse.save_outcomes(outcomes, outside.clock.now())
        losses = Counter(outcome.reason for outcome in outcomes if outcome.reason) + Counter(same_article=len(copies))
        lost += losses
        notes.extend(f"{o.article_id}: {o.message}" for o in outcomes if o.reason == INTERNAL)
        kept = [outcome for outcome in outcomes if outcome.article_id not in copies]
        languages.update(o.document.language for o in kept if o.document and not o.mentions)
        finds = sum(1 for outcome in kept if outcome.mentions)
        found += finds
        seen += len(outcomes)
        log.info("read batch=%d with_mentions=%d lost=%s", len(outcomes), finds, counts(losses))
        progress("read", seen, seen)
    silent = {f"no_mention_{language}": count for language, count in languages.items()}
    return (
        report("read", seen, lost, notes),
        HopReport(hop="find", seen=seen - lost.total(), kept=found, lost=silent),
    )


def _read_all(waiting: Sequence[Waiting], outside: Outside, finder: Finder) -> Iterator[ReadOutcome]:
    """Yield what became of each article, in order.

    Raises TransientError: then nothing is known about that page, and a later run must read the batch.
    """

    def text_of(one: Waiting) -> Document | ReadOutcome:
        article, entry, feed = one
        try:
            body = outside.archive.read(article.position)
            return outside.sandbox.call(read_document, Reading(article=article, entry=entry, feed=feed, body=body))
        except Exception as error:  # noqa: BLE001  # one page never stops a batch
            return _outcome(article, error)

    with ThreadPoolExecutor(max_workers=READERS, thread_name_prefix="read") as pool:
        for (article, _, _), text in zip(waiting, pool.map(text_of, waiting), strict=True):
            if isinstance(text, ReadOutcome):
                yield text
                continue
            try:
                yield ReadOutcome(article_id=article.id, document=text, mentions=finder.find(text))
            except Exception as error:  # noqa: BLE001  # as above
                yield _outcome(article, error)


def _outcome(article: Article, error: Exception) -> ReadOutcome:
    """Return what an error means for its article; raise it again where a later run should try."""
    if isinstance(error, TransientError):
        raise error
    if isinstance(error, PermanentError):
        return ReadOutcome(article_id=article.id, reason=error.code, message=error.message)
    log.error("read article=%s", article.id, exc_info=error)
    return ReadOutcome(article_id=article.id, reason=INTERNAL, message=own_fault(error))
