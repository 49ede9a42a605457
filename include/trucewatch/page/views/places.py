"""The map: places with what is said of them."""

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response

from trucewatch.codebook import ACTS, Act, Category
from trucewatch.page.ground import Ground, Visit
from trucewatch.page.shaping import Spot, spots


def drawing(found: Sequence[Spot], visit: Visit) -> list[dict[str, object]]:
    """Return a series for each act, in the order of the codebook: places with their count."""
    words = visit.words
    return [
        {
            "code": act,
            "category": category,
            "name": words.code("acts", act),
            "group": words.code("categories", category),
            "points": _points(found, category, act, visit),
        }
        for category in Category
        for act in ACTS[category]
        if any((category, act) in spot.acts for spot in found)
    ]


def _points(found: Sequence[Spot], category: Category, act: Act, visit: Visit) -> list[dict[str, object]]:
    link = visit.filtered_by("mentions", "place", category=category, act=act, borders=None)
    return [
        {
            "name": spot.name,
            "at": [spot.longitude, spot.latitude],
            "mentions": spot.acts[category, act],
            "turn": list(spot.acts).index((category, act)),
            "turns": len(spot.acts),
            "link": link(spot.place_id),
        }
        for spot in found
        if (category, act) in spot.acts
    ]


def router(ground: Ground) -> APIRouter:
    """Return the route."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/map")
    def places(request: Request) -> Response:
        visit = ground.visit(request)
        reader = ground.open_reader()
        found = spots(reader.places(visit.question.filters))
        return ground.render(
            visit,
            "map.html",
            spots=found,
            drawing=drawing(found, visit),
            choices=reader.choices(),
            today=ground.surroundings.now().date(),
        )

    return routes
