"""The page's own files."""

from fastapi import APIRouter, Response

from trucewatch.page.ground import Ground
from trucewatch.page.views.gone import NotThere

FOR_LONG = "private, max-age=31536000, immutable"


def router(ground: Ground) -> APIRouter:
    """Return the route; a file that is asked for by its version may be kept for a year."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/static/{name:path}")
    def asset(name: str, v: str = "") -> Response:
        found = ground.assets.get(name)
        if found is None:
            raise NotThere("gone")
        caching = {"Cache-Control": FOR_LONG if v == found.version else "no-cache"}
        return Response(found.content, media_type=found.media_type, headers=caching)

    return routes
