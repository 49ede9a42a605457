"""The timeline: mentions by day, stacked by act."""

from fastapi import APIRouter, Request, Response

from trucewatch.page.ground import Ground, Visit
from trucewatch.page.shaping import Stack, stacks


def drawing(stack: Stack, visit: Visit) -> dict[str, object]:
    """Return what the chart needs: its labels, and a series for each act."""
    words = visit.words
    return {
        "labels": [start.isoformat() for start in stack.starts],
        "series": [{"code": act, "name": words.code("acts", act), "values": stack.counts[act]} for act in stack.acts],
    }


def router(ground: Ground) -> APIRouter:
    """Return the route."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/timeline")
    def timeline(request: Request) -> Response:
        visit = ground.visit(request)
        reader = ground.open_reader()
        unit, found = stacks(reader.timeline(visit.question.filters))
        return ground.render(
            visit,
            "timeline.html",
            unit=unit,
            stacks=found,
            drawings=[drawing(stack, visit) for stack in found],
            choices=reader.choices(),
            today=ground.surroundings.now().date(),
        )

    return routes
