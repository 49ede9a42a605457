"""What every view stands on: the reader, the words, the templates, and what the house around the page lends it."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import Any, Protocol
from urllib.parse import quote_plus

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from trucewatch.codebook import ACTS, Act, Category, State
from trucewatch.model import ExportColumn
from trucewatch.page.assets import Assets
from trucewatch.page.links import base_of, is_web, link
from trucewatch.page.questions import LANGUAGES, Question, read_question
from trucewatch.page.wording import Words, catalogue, preferred
from trucewatch.ports import ResultsReader

Row = Mapping[str, object]
MOST_EXPORTED = 100_000
"""Rows of one download; whoever wants more asks the command line or the warehouse itself."""
VIEWS = ("overview", "timeline", "map", "arrangements", "mentions", "feeds", "runs")


class Exporter(Protocol):
    """Writes rows in one format."""

    @property
    def media_type(self) -> str:
        """For the header Content-Type."""

    @property
    def ending(self) -> str:
        """Of a file's name, without a dot."""

    @property
    def write(self) -> Callable[[Iterable[Row], Sequence[ExportColumn]], Iterator[bytes]]:
        """Yields the file, part by part, with these columns in this order; memory does not grow with the rows."""


def _now() -> datetime:
    return datetime.now(UTC)


def _no_link(run_id: str) -> str | None:  # noqa: ARG001  # the signature of those that know
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the house lends to the page, beside the reader; each part may be missing."""

    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Names of conflicts, actors and places by identifier, for each language."""
    feed_states: Callable[[str, str], tuple[str, str]] | None = None
    """What a feed's status code means and what to do, in a language: (code, language) to two sentences."""
    exporters: Mapping[str, Exporter] = field(default_factory=dict)
    """By name: csv, jsonl, parquet, geojson."""
    run_link: Callable[[str], str | None] = _no_link
    """Where Airflow shows a run, relative to the root of the page; None: nowhere."""
    now: Callable[[], datetime] = _now


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request: what is asked, in which words, and where on the page."""

    question: Question
    words: Words
    base: str
    path: str

    def link(self, path: str, *chosen: Mapping[str, str], **changes: object) -> str:
        """Return the address of a view; a language that was chosen by hand stays chosen."""
        return link(self.base, path, *chosen, self.question.chosen("lang"), **changes)

    def filtered(self, path: str, **changes: object) -> str:
        """Return the address of a view with the filters as they are, some changed, from its first page on."""
        kept = {name: value for name, value in self.question.given.items() if name != "after"}
        return self.link(path, kept, **changes)

    def filtered_by(self, path: str, name: str, **changes: object) -> Callable[[str], str]:
        """Return what gives `filtered` for each value of one parameter, quick for thousands of them."""
        # No question can hold this character.
        before, _, after = self.filtered(path, **{name: "\0", **changes}).partition("%00")
        return lambda value: f"{before}{quote_plus(value)}{after}"


class Ground:
    """Opens the reader, reads requests, renders templates."""

    def __init__(self, open_reader: Callable[[], ResultsReader], surroundings: Surroundings) -> None:
        self.open_reader = open_reader
        self.surroundings = surroundings
        self.assets = Assets()

    def visit(self, request: Request) -> Visit:
        """Return what a request asks; raises QuestionInvalid."""
        return self._visit(request, read_question(request.query_params))

    def stray_visit(self, request: Request) -> Visit:
        """Return a visit that asks nothing: for pages that say what went wrong."""
        lang = request.query_params.get("lang", "")
        given = {"lang": lang} if lang in LANGUAGES else {}
        return self._visit(request, read_question(given))

    def words(self, lang: str) -> Words:
        """Return the words of a language."""
        return Words(lang=lang, catalogue=catalogue(lang), names=self.surroundings.names.get(lang, {}))

    def render(self, visit: Visit, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
        """Return a page."""
        words = visit.words
        html = self._templates.get_template(template).render(
            v=visit, q=visit.question, f=visit.question.filters, given=visit.question.given, w=words,
            t=words.text, code=words.code, name=words.name, asset=self._asset(visit.base), views=VIEWS,
            languages=[(lang, self.words(lang).text("language")) for lang in LANGUAGES],
            exporters=tuple(self.surroundings.exporters), **values,
        )  # fmt: skip
        return HTMLResponse(html, status_code=status, headers={"Vary": "Accept-Language"})

    def _visit(self, request: Request, question: Question) -> Visit:
        path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
        lang = question.lang or preferred(request.headers.get("accept-language", ""))
        return Visit(question=question, words=self.words(lang), base=base_of(path), path=path.lstrip("/"))

    def _asset(self, base: str) -> Callable[[str], str]:
        return lambda name: link(base, f"static/{name}", v=self.assets.version(name))

    @cached_property
    def _templates(self) -> Environment:
        environment = Environment(
            loader=PackageLoader("trucewatch.page"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals |= {
            "is_web": is_web,
            "day_before": lambda day, days: day - timedelta(days=days),
            "acts_of": ACTS,
            "acts": tuple(Act),
            "categories": tuple(Category),
            "states": tuple(State),
            "most_exported": MOST_EXPORTED,
        }
        environment.filters["json"] = to_json
        return environment


def to_json(value: object) -> str:
    """Return data for a chart as JSON; autoescape makes it fit into an attribute."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


POLICY: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }
)
"""Scraped text is escaped; should an escape ever be missing, no script of it runs."""


class Headers:
    """Puts POLICY on every answer that has no value of its own there (ASGI)."""

    def __init__(self, app: Any) -> None:  # noqa: ANN401  # ASGI's own types are that wide
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401  # as above
        """Answer one request."""

        async def send_with(message: Any) -> None:  # noqa: ANN401  # as above
            if message["type"] == "http.response.start":
                own = {name.lower() for name, _ in message["headers"]}
                added = [(name.lower().encode(), value.encode()) for name, value in POLICY.items()]
                message["headers"] = [*message["headers"], *(pair for pair in added if pair[0] not in own)]
            await send(message)

        await self._app(scope, receive, send_with)
