"""The page put together: guards before every route, sentences for what goes wrong, the views."""

from collections.abc import Callable, Sequence
from typing import Any

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from trucewatch.errors import TrucewatchError
from trucewatch.page.ground import Ground, Headers, Surroundings
from trucewatch.page.questions import QuestionInvalid
from trucewatch.page.views import ROUTERS
from trucewatch.page.views.gone import NotThere
from trucewatch.ports import ResultsReader

BAD, GONE, AWAY = 400, 404, 503


def create_page(
    open_reader: Callable[[], ResultsReader],
    guards: Sequence[Callable[..., Any]],
    surroundings: Surroundings | None = None,
) -> FastAPI:
    """Return the app; every route answers only those whom all `guards` (FastAPI dependencies) let pass.

    Raises ValueError without guards. A warehouse that does not answer gives status 503 and one plain sentence, a
    question that makes no sense 400.
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
        redirect_slashes=False,
    )
    ground = Ground(open_reader, surroundings or Surroundings())
    app.add_middleware(Headers)
    _say_what_went_wrong(app, ground)
    for router in ROUTERS:
        app.include_router(router(ground))

    @app.get("/api/openapi.json", include_in_schema=False)
    def describe() -> JSONResponse:
        return JSONResponse({**app.openapi(), "servers": [{"url": ".."}]})

    return app


def _say_what_went_wrong(app: FastAPI, ground: Ground) -> None:
    def sorry(request: Request, status: int, what: str, sentence: str) -> Response:
        visit = ground.stray_visit(request)
        if visit.path.startswith("api/"):
            return JSONResponse({"error": sentence}, status_code=status)
        return ground.render(visit, "sorry.html", status=status, what=f"sorry.{what}", message=sentence)

    @app.exception_handler(TrucewatchError)
    def unavailable(request: Request, error: TrucewatchError) -> Response:
        return sorry(request, AWAY, "warehouse", error.message)

    @app.exception_handler(QuestionInvalid)
    def senseless(request: Request, error: QuestionInvalid) -> Response:
        words = ground.stray_visit(request).words
        return sorry(request, BAD, "question", words.text(f"wrong.{error.why}", **error.told))

    @app.exception_handler(RequestValidationError)
    def unreadable(request: Request, error: RequestValidationError) -> Response:
        named = ", ".join(str(one["loc"][-1]) for one in error.errors())
        words = ground.stray_visit(request).words
        return sorry(request, BAD, "question", words.text("wrong.no_code", name=named))

    @app.exception_handler(NotThere)
    def gone(request: Request, error: NotThere) -> Response:
        words = ground.stray_visit(request).words
        return sorry(request, GONE, "gone", words.text(f"sorry.{error.what}"))
