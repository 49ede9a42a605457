"""From WARC files to mentions: the pages of one part walk the road from reading on, as if they had been fetched."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from trucewatch.articles import article_of
from trucewatch.codebook import Origin
from trucewatch.errors import ResponseRefused
from trucewatch.feeds import entry_of_page, identify
from trucewatch.knowledge.outlets import Outlets
from trucewatch.model import ArchivePosition, Capture, HopReport, Misfit, Part
from trucewatch.pipeline.parts import Outside, counts, report
from trucewatch.pipeline.reading import BodyOf, Craft, Tally, Waiting, read_batch
from trucewatch.ports import CaptureReader, Warehouse

log = logging.getLogger(__name__)

OK = 200
NOT_RESPONSE, NO_LINK, ALREADY_KNOWN = "not_response", "no_link", "already_known"
MOST_BYTES = 64 * 1024 * 1024
"""Bodies that are held at a time: a batch ends with the page that goes beyond, however few it has."""
MOST_NOTES = 200
"""Broken places that are named, of one part; all are counted."""
_NOWHERE = ArchivePosition(file="", offset=0)
Tick = Callable[[Part, int, int], None]
"""Called with a part, how many bytes of it are done, and how many pages were read since the last call."""


def no_tick(part: Part, done: int, pages: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the pages of a backfill come from, and whose they are."""

    files: CaptureReader
    outlets: Outlets
    batch: int = 50
    """Pages read and saved in one transaction."""
    most_pages: int | None = None
    """New pages read of one part at most; None: all. A part that was broken off is not done."""


@dataclass(slots=True)
class _Intake:
    """What came out of a part so far."""

    seen: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    seen_bytes: int = 0

    def add_misfit(self, misfit: Misfit) -> None:
        """Count it if something is lost by it; the first ones are named."""
        if misfit.is_lost:
            self.seen += 1
            self.lost[misfit.code] += 1
        if len(self.notes) < MOST_NOTES:
            self.notes.append(misfit.sentence)


def backfill_part(
    part: Part,
    *,
    source: Source,
    warehouse: Warehouse,
    outside: Outside,
    craft: Craft,
    tick: Tick = no_tick,
) -> tuple[HopReport, ...]:
    """Read the pages of one part, batch by batch; return counts of records ("backfill"), pages, texts and finds.

    Notes name every place of the file that is not what it should be. What is known already is not read again, so a part
    that was broken off may be begun anew.
    """
    intake, tally = _Intake(seen_bytes=part.start), Tally()
    pages = _pages(part, source, outside, intake)
    while (room := _room(source.batch, source.most_pages, tally.seen)) and (some := _some(pages, room)):
        outside.archive.flush()
        waiting = warehouse.admit_pages(_each_once(some), identify, outside.clock.now())
        intake.lost[ALREADY_KNOWN] += len(some) - len(waiting)
        bodies = {article.body_digest: body for (article, _, _), body in some}
        outcomes = read_batch(waiting, warehouse, craft, outside, _body_in(bodies))
        copies = warehouse.save_outcomes(outcomes, outside.clock.now(), outside.run_id)
        losses = tally.add(outcomes, copies)
        log.info("backfill batch=%d read=%d lost=%s", len(some), len(waiting), counts(losses))
        tick(part, max(min(intake.seen_bytes, part.end) - part.start, 0), len(some))
    if room:
        warehouse.save_part(part, outside.clock.now(), outside.run_id)
        tick(part, part.end - part.start, 0)
    came = report("backfill", intake.seen, intake.lost, intake.notes)
    return (came, *tally.reports())


def unusable(misfits: Iterable[Misfit]) -> HopReport:
    """Count files that cannot be read at all."""
    found = tuple(misfits)
    lost = Counter(misfit.code for misfit in found)
    return report("backfill", len(found), lost, [misfit.sentence for misfit in found])


def sum_of(reports: Iterable[HopReport]) -> tuple[HopReport, ...]:
    """Return one report a hop, in the order in which hops first come, with all counts added up."""
    sums: dict[str, HopReport] = {}
    for one in reports:
        so_far = sums.get(one.hop, HopReport(hop=one.hop))
        sums[one.hop] = HopReport(
            hop=one.hop,
            seen=so_far.seen + one.seen,
            kept=so_far.kept + one.kept,
            lost=_added(so_far.lost, one.lost),
            notes=(*so_far.notes, *one.notes),
            failed=so_far.failed or one.failed,
        )
    return tuple(sums.values())


def _added(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return dict(Counter(one) + Counter(other))


def _body_in(bodies: Mapping[str, bytes]) -> BodyOf:
    return lambda article: bodies[article.body_digest]


def _room(batch: int, most_pages: int | None, read: int) -> int:
    """Return how many pages the next batch may have; 0: enough were read."""
    return batch if most_pages is None else min(batch, max(most_pages - read, 0))


def _some(pages: Iterator[tuple[Waiting, bytes]], room: int) -> list[tuple[Waiting, bytes]]:
    """Take the next pages, at most so many, and at most one beyond MOST_BYTES; none where there is none left."""
    taken: list[tuple[Waiting, bytes]] = []
    size = 0
    while len(taken) < room and size <= MOST_BYTES and (page := next(pages, None)):
        taken.append(page)
        size += len(page[1])
    return taken


def _each_once(pages: Iterable[tuple[Waiting, bytes]]) -> list[Waiting]:
    return list({one[0].id: one for one, _ in pages}.values())


def _pages(part: Part, source: Source, outside: Outside, intake: _Intake) -> Iterator[tuple[Waiting, bytes]]:
    """Yield the articles of a part with their bodies; count what is none."""
    for capture in source.files.captures(part):
        intake.seen_bytes = max(intake.seen_bytes, capture.seen_bytes)
        if isinstance(capture, Misfit):
            intake.add_misfit(capture)
            continue
        intake.seen += 1
        try:
            page = _page(capture, source.outlets, outside)
        except ResponseRefused as refusal:
            intake.lost[refusal.code] += 1
            continue
        yield page


def _page(capture: Capture, outlets: Outlets, outside: Outside) -> tuple[Waiting, bytes]:
    """Return the article that a record holds; raise ResponseRefused where it holds none.

    A record that nobody could go to again is written into our archive.
    """
    response = capture.response
    if response is None:
        raise ResponseRefused("The record is no answer of HTTP.", code=NOT_RESPONSE)
    if response.status_code != OK:
        raise ResponseRefused("The answer is no page.", key=response.url, code=f"http_{response.status_code}")
    feed = outlets.source_of(response.url)
    entry = entry_of_page(response.url, feed, response.fetched_at)
    if entry is None:
        raise ResponseRefused("The address is that of no article.", key=response.url, code=NO_LINK)
    article = article_of(response, entry.id, capture.position or _NOWHERE)
    if capture.position is None:
        article = replace(article, position=outside.archive.write(response))
    return (replace(article, origin=Origin.BACKFILL), entry, feed), response.body
