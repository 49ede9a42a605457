"""What the runs kept and lost."""

from fastapi import APIRouter, Request, Response

from trucewatch.model import HOPS
from trucewatch.page.ground import Ground
from trucewatch.page.shaping import runs

MOST_RUNS = 25


def router(ground: Ground) -> APIRouter:
    """Return the route."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/runs")
    def latest(request: Request) -> Response:
        visit = ground.visit(request)
        rows = ground.open_reader().funnel(visit.question.filters.run)
        found = runs(rows, tuple(HOPS), MOST_RUNS)
        return ground.render(visit, "runs.html", runs=found, run_link=ground.surroundings.run_link)

    return routes
