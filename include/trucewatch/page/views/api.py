"""The same data as JSON, for charts and for programs; /api/openapi.json describes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Depends, Request

from trucewatch.model import HOPS, Choices, ConflictCount, DayCount, PlaceCount
from trucewatch.page.description import parameters
from trucewatch.page.ground import Ground
from trucewatch.page.questions import FILTERS, Question, QuestionInvalid, read_identifier, read_question, unknown_names
from trucewatch.page.shaping import Run, Trend, runs
from trucewatch.page.views import arrangements, feeds, overview
from trucewatch.page.views.gone import NotThere

MOST_RUNS = 100
Row = Mapping[str, Any]
"""A row of a view, by column, as the data dictionary describes it."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """What went wrong."""

    error: str
    """One plain sentence."""


_SORRY: dict[int | str, dict[str, Any]] = {
    status: {"model": Complaint, "description": words}
    for status, words in {
        400: "The question makes no sense",
        404: "What the address names is not there",
        503: "The warehouse cannot be read now",
    }.items()
}


def asked(request: Request) -> Question:
    """Return the question; raises QuestionInvalid, also for a name that no question has."""
    if unknown := unknown_names(request.query_params):
        raise QuestionInvalid(unknown[0][:100], "unknown")
    return read_question(request.query_params)


def router(ground: Ground) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(prefix="/api", tags=["results"], responses=_SORRY)
    _add_results(routes, ground)
    _add_arrangements(routes, ground)
    _add_work(routes, ground)
    return routes


def _add_results(routes: APIRouter, ground: Ground) -> None:
    question = Depends(asked)

    @routes.get("/mentions", openapi_extra=parameters(*FILTERS, "after", "limit"))
    def mentions(question: Question = question) -> list[Row]:
        """Return mentions, newest first; `after` is the mention_id of the last one seen."""
        return list(ground.open_reader().mentions(question.filters, limit=question.limit, after=question.after))

    @routes.get("/mentions/{mention_id}")
    def mention(mention_id: str) -> Row:
        """Return a mention with its document's text and where its words stand."""
        row = ground.open_reader().mention(read_identifier(mention_id))
        if row is None:
            raise NotThere("mention")
        return row

    @routes.get("/timeline", openapi_extra=parameters(*FILTERS))
    def timeline(question: Question = question) -> list[DayCount]:
        """Return mentions by day and act."""
        return list(ground.open_reader().timeline(question.filters))

    @routes.get("/conflicts", openapi_extra=parameters(*FILTERS))
    def conflicts(question: Question = question) -> list[ConflictCount]:
        """Return mentions by day, conflict and category."""
        return list(ground.open_reader().conflicts(question.filters))

    @routes.get("/places", openapi_extra=parameters(*FILTERS))
    def places(question: Question = question) -> list[PlaceCount]:
        """Return mentions by place and act, of the 500 places that are told most."""
        return list(ground.open_reader().places(question.filters))

    @routes.get("/choices")
    def choices() -> Choices:
        """Return what can be chosen in filters."""
        return ground.open_reader().choices()

    @routes.get("/overview")
    def last_days() -> dict[str, list[Trend]]:
        """Return the last 30 days by category and by conflict."""
        found = overview.gather(ground.open_reader(), ground.surroundings.now())
        return {"categories": list(found.categories), "conflicts": list(found.conflicts)}

    @routes.get("/changes")
    def changes() -> list[Row]:
        """Return what changed since yesterday."""
        return list(overview.since_yesterday(ground.open_reader(), ground.surroundings.now()))


def _add_arrangements(routes: APIRouter, ground: Ground) -> None:
    question = Depends(asked)

    @routes.get("/arrangements", openapi_extra=parameters("category", "conflict", "state", "after", "limit"))
    def some(question: Question = question) -> list[Row]:
        """Return arrangements, last spoken of first; `after` is the arrangement_id of the last one seen."""
        chosen = arrangements.chosen(question)
        return list(ground.open_reader().arrangements(chosen, limit=question.limit, after=question.after))

    @routes.get("/arrangements/{arrangement_id}")
    def one(arrangement_id: str) -> dict[str, Row | list[Row]]:
        """Return an arrangement, where each party stands and stood, and conflicting accounts."""
        found = arrangements.gather(ground.open_reader(), read_identifier(arrangement_id))
        return {
            "arrangement": found.row,
            "stances": list(found.stances),
            "history": list(found.history),
            "accounts": list(found.accounts),
        }


def _add_work(routes: APIRouter, ground: Ground) -> None:
    question = Depends(asked)

    @routes.get("/feeds", openapi_extra=parameters("only"))
    def health(question: Question = question) -> list[Row]:
        """Return how the feeds are."""
        return list(feeds.gather(ground.open_reader(), question))

    @routes.get("/runs", openapi_extra=parameters("run"))
    def funnel(question: Question = question) -> list[Run]:
        """Return what the latest runs kept and lost, hop by hop."""
        return list(runs(ground.open_reader().funnel(question.filters.run), tuple(HOPS), MOST_RUNS))
