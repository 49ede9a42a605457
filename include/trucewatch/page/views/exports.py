"""Downloads: every view as a file, with its filters, streamed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain, islice
from types import MappingProxyType

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from trucewatch.page import columns
from trucewatch.page.ground import MOST_EXPORTED, Ground, Row
from trucewatch.page.questions import MOST_ROWS, Question, QuestionInvalid
from trucewatch.page.views import arrangements, feeds
from trucewatch.page.views.gone import NotThere
from trucewatch.page.views.overview import since_yesterday
from trucewatch.ports import ResultsReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What of a view goes into a file."""

    columns: Sequence[str]
    rows: Callable[[ResultsReader, Question, Ground], Iterator[Row]]
    has_places: bool = False
    """Whether its rows can be put on a map."""


def _arrangements(reader: ResultsReader, question: Question, _: Ground) -> Iterator[Row]:
    last = question.after
    while page := reader.arrangements(arrangements.chosen(question), limit=MOST_ROWS, after=last):
        yield from page
        last = str(page[-1]["arrangement_id"])


def _changes(reader: ResultsReader, _: Question, ground: Ground) -> Iterator[Row]:
    for row in since_yesterday(reader, ground.surroundings.now()):
        evidence = row["evidence"]
        found = evidence if isinstance(evidence, Mapping) else {}
        yield {**row, "mention_id": found.get("mention_id"), "evidence": found.get("evidence"), "url": found.get("url")}


def _of_arrangement(question: Question) -> str:
    if question.filters.arrangement is None:
        raise QuestionInvalid("arrangement", "missing")
    return question.filters.arrangement


EXPORTS: Mapping[str, Export] = MappingProxyType(
    {
        "mentions": Export(
            columns=columns.MENTIONS, rows=lambda reader, q, _: reader.export_rows(q.filters), has_places=True
        ),
        "timeline": Export(
            columns=columns.TIMELINE, rows=lambda reader, q, _: (asdict(row) for row in reader.timeline(q.filters))
        ),
        "conflicts": Export(
            columns=columns.CONFLICTS, rows=lambda reader, q, _: (asdict(row) for row in reader.conflicts(q.filters))
        ),
        "map": Export(
            columns=columns.PLACES,
            rows=lambda reader, q, _: (asdict(row) for row in reader.places(q.filters)),
            has_places=True,
        ),
        "overview": Export(columns=columns.CHANGES, rows=_changes),
        "arrangements": Export(columns=columns.ARRANGEMENTS, rows=_arrangements),
        "stances": Export(
            columns=columns.STANCES,
            rows=lambda reader, q, _: iter(reader.stance_history(_of_arrangement(q), MOST_EXPORTED)),
        ),
        "accounts": Export(
            columns=columns.ACCOUNTS,
            rows=lambda reader, q, _: iter(reader.accounts(_of_arrangement(q), MOST_EXPORTED)),
        ),
        "feeds": Export(columns=columns.FEEDS, rows=lambda reader, q, _: iter(feeds.gather(reader, q))),
        "runs": Export(columns=columns.RUNS, rows=lambda reader, q, _: iter(reader.funnel(q.filters.run))),
    }
)


def router(ground: Ground) -> APIRouter:
    """Return the route."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/export/{file}")
    def export(request: Request, file: str) -> StreamingResponse:
        view, _, ending = file.rpartition(".")
        writer = next((one for one in ground.surroundings.exporters.values() if one.ending == ending), None)
        chosen = EXPORTS.get(view)
        if chosen is None or writer is None:
            raise NotThere("view")
        if ending == "geojson" and not chosen.has_places:
            raise QuestionInvalid(view, "no_geo")
        question = ground.visit(request).question
        rows = chosen.rows(ground.open_reader(), question, ground)
        parts = writer.write(islice(rows, MOST_EXPORTED), columns.typed(chosen.columns))
        # The first part is made here, so that a warehouse that does not answer still gives a status of its own
        parts = chain([next(parts, b"")], parts)
        name = f"trucewatch-{view}-{ground.surroundings.now():%Y-%m-%d}.{ending}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingResponse(parts, media_type=writer.media_type, headers=headers)

    return routes
