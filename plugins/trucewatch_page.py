"""Puts the page into Airflow's menu, behind Airflow's own login, and links from tasks to it."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from airflow.plugins_manager import AirflowPlugin

from trucewatch.airflow_bridge import PAGE_PREFIX, CountsLink, MentionsLink, build_page

Message = MutableMapping[str, Any]


class LazyPage:
    """Builds the page at its first request: plugins are loaded by every Airflow process, most of which show nothing."""

    def __init__(self) -> None:
        """Build nothing yet."""
        self._page: Callable[..., Awaitable[None]] | None = None

    async def __call__(
        self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        """Answer one request (ASGI)."""
        if self._page is None:
            self._page = build_page()
        await self._page(scope, receive, send)


class TrucewatchPlugin(AirflowPlugin):
    """The page at /trucewatch/, its entry in the menu, and the links that tasks show."""

    name = "trucewatch"
    fastapi_apps = [{"app": LazyPage(), "url_prefix": PAGE_PREFIX, "name": "Trucewatch"}]  # noqa: RUF012  # Airflow's form
    global_operator_extra_links = [CountsLink(), MentionsLink()]  # noqa: RUF012  # Airflow's form
    external_views = [  # noqa: RUF012  # Airflow's form
        {
            "name": "Truces",
            "href": f"{PAGE_PREFIX}/",
            "destination": "nav",
            "url_route": "trucewatch",
            "nav_top_level": True,
        }
    ]
