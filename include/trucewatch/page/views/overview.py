"""The overview: how much there was in the last 30 days, and what changed since yesterday."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from trucewatch.model import Filters
from trucewatch.page.ground import Ground
from trucewatch.page.questions import FILTERS
from trucewatch.page.shaping import Trend, trends
from trucewatch.ports import ResultsReader

DAYS = 30
MOST_CHANGES = 50
MOST_CONFLICTS = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The last 30 days in numbers."""

    categories: tuple[Trend, ...]
    conflicts: tuple[Trend, ...]
    """The most spoken of; '' for none of the listed ones."""


def gather(reader: ResultsReader, now: datetime) -> Overview:
    """Return the numbers."""
    today = now.date()
    counts = reader.conflicts(Filters(since=today - timedelta(days=2 * DAYS - 1), until=today))
    return Overview(
        categories=trends(counts, today, DAYS, lambda count: count.category),
        conflicts=trends(counts, today, DAYS, lambda count: count.conflict)[:MOST_CONFLICTS],
    )


def since_yesterday(reader: ResultsReader, now: datetime) -> Sequence[Mapping[str, object]]:
    """Return what changed since yesterday began, UTC."""
    yesterday = datetime.combine(now.date() - timedelta(days=1), time(tzinfo=UTC))
    return reader.changes(yesterday, MOST_CHANGES)


def router(ground: Ground) -> APIRouter:
    """Return the route. Addresses of earlier versions had the mentions' filters here: they lead on."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/")
    def overview(request: Request) -> Response:
        visit = ground.visit(request)
        if visit.question.chosen(*FILTERS):
            return RedirectResponse(visit.filtered("mentions"), status_code=307)
        reader, now = ground.open_reader(), ground.surroundings.now()
        found = gather(reader, now)
        return ground.render(
            visit,
            "overview.html",
            found=found,
            changes=since_yesterday(reader, now),
            since=now.date() - timedelta(days=DAYS - 1),
        )

    return routes
