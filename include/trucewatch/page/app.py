"""The page: latest mentions with filters, what the runs kept and lost, how the feeds are."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, FastAPI, Query, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from trucewatch.codebook import Act, Category
from trucewatch.errors import TrucewatchError
from trucewatch.ports import WarehouseReader

MOST_ROWS = 200
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
"""Scraped text is escaped; should an escape ever be missing, no script of it runs."""

Text = Annotated[str, Query(max_length=100)]


def create_page(open_reader: Callable[[], WarehouseReader], guards: Sequence[Callable[..., Any]]) -> FastAPI:
    """Return the app; every route answers only those whom all `guards` (FastAPI dependencies) let pass.

    Raises ValueError without guards. A warehouse that does not answer gives status 503 and one plain sentence.
    """
    if not guards:
        raise ValueError("the page must be guarded")
    # FastAPI's own documentation routes are not covered by dependencies, so there are none
    app = FastAPI(
        title="Trucewatch",
        dependencies=[Depends(guard) for guard in guards],
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    templates = Environment(
        loader=PackageLoader("trucewatch.page"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    templates.globals["link"] = _link

    def render(name: str, **values: object) -> HTMLResponse:
        return HTMLResponse(templates.get_template(name).render(**values), headers=HEADERS)

    @app.exception_handler(TrucewatchError)
    def sorry(request: Request, error: TrucewatchError) -> HTMLResponse:  # noqa: ARG001  # the signature of handlers
        page = render("sorry.html", message=error.message, base="./")
        page.status_code = 503
        return page

    @app.get("/")
    def mentions(category: Text = "", act: Text = "", language: Text = "", conflict: Text = "") -> HTMLResponse:
        given = {"category": category, "act": act, "language": language, "conflict": conflict}
        filters = {name: value for name, value in given.items() if value}
        rows = open_reader().results(limit=MOST_ROWS, filters=filters)
        return render(
            "mentions.html", rows=rows, filters=given, categories=list(Category), acts=list(Act), limit=MOST_ROWS
        )

    @app.get("/runs")
    def runs() -> HTMLResponse:
        return render("runs.html", rows=open_reader().funnel()[:MOST_ROWS])

    @app.get("/feeds")
    def feeds() -> HTMLResponse:
        return render("feeds.html", rows=open_reader().feed_health())

    @app.get("/page.css")
    def style() -> Response:
        text = templates.get_template("page.css").render()
        return Response(text, media_type="text/css", headers=HEADERS)

    return app


def _link(filters: Mapping[str, str], **changes: str) -> str:
    """Return the address of the mentions page with these filters, some of them changed."""
    chosen = {name: value for name, value in {**filters, **changes}.items() if value}
    return f"./?{urlencode(chosen)}" if chosen else "./"
