"""Articles read again from the archive, after rules changed, and what that changed."""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from trucewatch.model import HopReport, Mention, ReadOutcome, Reread, Window
from trucewatch.pipeline.parts import Outside, Progress, no_progress
from trucewatch.pipeline.reading import Craft, Tally, read_batch
from trucewatch.ports import Warehouse

log = logging.getLogger(__name__)


def reread_articles(
    window: Window,
    *,
    warehouse: Warehouse,
    outside: Outside,
    craft: Craft,
    batch: int,
    progress: Progress = no_progress,
) -> tuple[Reread, tuple[HopReport, ...]]:
    """Read the articles of a window again; return what changed in their mentions, and counts as of any reading.

    An article that gave a document and of which nothing can be read now (its file is gone, a reader failed) keeps what
    was found in it.
    """
    tally, changes = Tally(), _Changes()
    after: tuple[datetime, str] | None = None
    while waiting := warehouse.articles_to_reread(window, after, batch):
        after = (waiting[-1][0].fetched_at, waiting[-1][0].id)
        ids = [article.id for article, _, _ in waiting]
        before = warehouse.mentions_of_articles(ids)
        outcomes = read_batch(waiting, warehouse, craft, outside, lambda one: outside.archive.read(one.position))
        read = [outcome for outcome in outcomes if outcome.document]
        copies = warehouse.save_outcomes(read, outside.clock.now(), outside.run_id)
        tally.add(outcomes, copies)
        changes.add(before, warehouse.mentions_of_articles(ids), read)
        log.info("reread batch=%d read=%d", len(waiting), len(read))
        progress("read", tally.seen, tally.seen)
    warehouse.refresh_counts()
    return changes.result(tally.seen), tally.reports()


class _Changes:
    """What became of the mentions of all batches, by rule."""

    def __init__(self) -> None:
        self._gained: Counter[str] = Counter()
        self._lost: Counter[str] = Counter()
        self._changed: Counter[str] = Counter()
        self._same = 0

    def add(self, before: Sequence[Mention], after: Sequence[Mention], read: Sequence[ReadOutcome]) -> None:
        """Compare the mentions of a batch by their place in the text.

        One that stays though nobody finds it now, because an alert rests on it, is lost.
        """
        found = {mention.id for outcome in read for mention in outcome.mentions}
        reread = {outcome.document.id for outcome in read if outcome.document}
        old, new = _by_id(before), _by_id(after)
        for id_, mention in old.items():
            if id_ not in new or (mention.document_id in reread and id_ not in found):
                self._lost[mention.rule_id] += 1
            elif _unsigned(new[id_]) == _unsigned(mention):
                self._same += 1
            else:
                self._changed[new[id_].rule_id] += 1
        self._gained.update(mention.rule_id for id_, mention in new.items() if id_ not in old)

    def result(self, articles: int) -> Reread:
        """Return the sums."""
        return Reread(
            articles=articles,
            gained=dict(self._gained),
            lost=dict(self._lost),
            changed=dict(self._changed),
            same=self._same,
        )


def _by_id(mentions: Sequence[Mention]) -> Mapping[str, Mention]:
    return {mention.id: mention for mention in mentions}


def _unsigned(mention: Mention) -> Mention:
    """Return a mention without what it was read with."""
    return replace(mention, pack_version="", model_version="")
