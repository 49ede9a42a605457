"""The views: one module each, every one with `router(ground)`."""

from trucewatch.page.views import api, arrangements, exports, feeds, files, mentions, overview, places, runs, timeline

ROUTERS = tuple(
    view.router for view in (overview, timeline, places, arrangements, mentions, feeds, runs, api, exports, files)
)
"""Each makes its routes from a Ground."""

__all__ = ["ROUTERS"]
