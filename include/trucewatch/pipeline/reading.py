"""From archived pages to mentions in the warehouse: skim, read with care what may say something, find."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta

from trucewatch.codebook import TextSource
from trucewatch.documents import read_document, skim_page
from trucewatch.errors import PermanentError, TransientError
from trucewatch.knowledge.notices import Notices
from trucewatch.model import Article, Document, Entry, Feed, HopReport, Reading, ReadOutcome
from trucewatch.pipeline.parts import INTERNAL, Outside, Progress, counts, no_progress, own_fault, report
from trucewatch.ports import Finder, Warehouse
from trucewatch.stories import is_boilerplate

log = logging.getLogger(__name__)

READERS = 4
"""Pages held in memory at the same time, on their way through the sandbox."""
SAME_ARTICLE = "same_article"
LOOKED_BACK = timedelta(days=7)
"""How old the pages may be that show that a host says the same everywhere."""
Waiting = tuple[Article, Entry, Feed]
BodyOf = Callable[[Article], bytes]
"""Where the body of an article comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Craft:
    """How pages are read."""

    finder: Finder
    notices: Notices = field(default_factory=Notices)
    skims: bool = True
    """False: every page is read with care, also those in which nothing can be found."""
    rules: Mapping[str, str] = field(default_factory=dict)
    """What documents are read with, by language: the versions of its pack and model."""

    def signed(self, document: Document) -> Document:
        """Return a document that says what it was read with."""
        return replace(document, rules=self.rules.get(document.language, ""))


def read_articles(
    *, warehouse: Warehouse, outside: Outside, craft: Craft, batch: int, progress: Progress = no_progress
) -> tuple[HopReport, ...]:
    """Read every unread article and find its mentions; return counts of pages ("skim"), texts ("read") and finds ("find").

    Pages are read in the sandbox while the finder is busy with the ones before.
    """
    tally = Tally()
    while waiting := warehouse.unread_articles(batch):
        outcomes = read_batch(waiting, warehouse, craft, outside, lambda one: outside.archive.read(one.position))
        copies = warehouse.save_outcomes(outcomes, outside.clock.now(), outside.run_id)
        losses = tally.add(outcomes, copies)
        log.info("read batch=%d lost=%s", len(outcomes), counts(losses))
        progress("read", tally.seen, tally.seen)
    if days := warehouse.refresh_counts():
        log.info("counted days=%d", days)
    return tally.reports()


def read_batch(
    waiting: Sequence[Waiting], warehouse: Warehouse, craft: Craft, outside: Outside, body_of: BodyOf
) -> list[ReadOutcome]:
    """Return what reading these articles gives, in their order; nothing is saved. `body_of` may raise as an archive does.

    Raises TransientError: then nothing is known about some page, and the batch must be read again.
    """
    outcomes = list(_read_all(waiting, outside, craft, body_of))
    again = _boilerplate(outcomes, warehouse)
    if again:
        distrusted = {one.article_id: one for one in _read_distrusted(waiting, again, outside, craft, body_of)}
        outcomes = [distrusted.get(outcome.article_id, outcome) for outcome in outcomes]
    return outcomes


@dataclass(slots=True)
class Tally:
    """What became of the pages of all batches."""

    seen: int = 0
    found: int = 0
    passed_over: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    silent: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def add(self, outcomes: Sequence[ReadOutcome], copies: AbstractSet[str]) -> Counter[str]:
        """Count a batch; return what was lost of it, by reason."""
        passed_over: Counter[str] = Counter()
        lost: Counter[str] = Counter()
        for outcome in outcomes:
            document = outcome.document
            reason = SAME_ARTICLE if outcome.article_id in copies else outcome.reason
            if document and document.passed_over:
                passed_over[reason or document.passed_over.value] += 1
            elif reason or document is None:
                lost[reason or INTERNAL] += 1
            elif outcome.mentions:
                self.found += 1
            else:
                self.silent[f"no_mention_{document.language}"] += 1
        self.seen += len(outcomes)
        self.passed_over += passed_over
        self.lost += lost
        self.notes.extend(f"{one.article_id}: {one.message}" for one in outcomes if one.reason == INTERNAL)
        return passed_over + lost

    def reports(self) -> tuple[HopReport, ...]:
        """Return the counts of the three hops."""
        skimmed = report("skim", self.seen, self.passed_over)
        read = report("read", skimmed.kept, self.lost, self.notes)
        return (skimmed, read, HopReport(hop="find", seen=read.kept, kept=self.found, lost=dict(self.silent)))


def _read_all(waiting: Sequence[Waiting], outside: Outside, craft: Craft, body_of: BodyOf) -> Iterator[ReadOutcome]:
    """Yield what became of each article, in order; raises TransientError as read_batch."""

    def text_of(one: Waiting) -> ReadOutcome:
        try:
            document = _document(_reading(one, body_of), outside, craft)
            return ReadOutcome(article_id=one[0].id, document=document)
        except Exception as error:  # noqa: BLE001  # one page never stops a batch
            return _outcome(one[0], error)

    with ThreadPoolExecutor(max_workers=READERS, thread_name_prefix="read") as pool:
        for (article, _, _), outcome in zip(waiting, pool.map(text_of, waiting), strict=True):
            yield _searched(article, outcome, craft.finder)


def _reading(one: Waiting, body_of: BodyOf) -> Reading:
    article, entry, feed = one
    return Reading(article=article, entry=entry, feed=feed, body=body_of(article))


def _document(reading: Reading, outside: Outside, craft: Craft) -> Document:
    """Read a page with care, or pass it over after a quick look."""
    if craft.skims:
        skim = outside.sandbox.call(skim_page, reading)
        reason = craft.finder.glance(skim.document.title, skim.text, skim.languages)
        if reason is not None:
            return craft.signed(replace(skim.document, passed_over=reason))
    return craft.signed(outside.sandbox.call(read_document, reading, craft.notices))


def _searched(article: Article, outcome: ReadOutcome, finder: Finder) -> ReadOutcome:
    if outcome.document is None or outcome.document.passed_over:
        return outcome
    try:
        return replace(outcome, mentions=finder.find(outcome.document))
    except Exception as error:  # noqa: BLE001  # as above
        return _outcome(article, error)


def _boilerplate(outcomes: Sequence[ReadOutcome], warehouse: Warehouse) -> frozenset[str]:
    """Return the articles whose page only says what others of its host say, under other titles."""
    pages = [o.document for o in outcomes if o.document and o.document.sketch]
    pages = [document for document in pages if document.text_source is TextSource.PAGE]
    known = warehouse.lookalikes(pages, LOOKED_BACK) if pages else {}
    return frozenset(one.article_id for one in pages if is_boilerplate(one, known.get(one.id, ()), pages))


def _read_distrusted(
    waiting: Sequence[Waiting], article_ids: AbstractSet[str], outside: Outside, craft: Craft, body_of: BodyOf
) -> Iterator[ReadOutcome]:
    """Yield what the feeds of these articles said, in place of their pages."""
    for one in waiting:
        if one[0].id not in article_ids:
            continue
        try:
            reading = replace(_reading(one, body_of), distrusts_page=True)
            document = craft.signed(outside.sandbox.call(read_document, reading, craft.notices))
        except Exception as error:  # noqa: BLE001  # as above
            yield _outcome(one[0], error)
            continue
        yield _searched(one[0], ReadOutcome(article_id=one[0].id, document=document), craft.finder)


def _outcome(article: Article, error: Exception) -> ReadOutcome:
    """Return what an error means for its article; raise it again where a later run should try."""
    if isinstance(error, TransientError):
        raise error
    if isinstance(error, PermanentError):
        return ReadOutcome(article_id=article.id, reason=error.code, message=error.message)
    log.error("read article=%s", article.id, exc_info=error)
    return ReadOutcome(article_id=article.id, reason=INTERNAL, message=own_fault(error))
