"""How the feeds are."""

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response

from trucewatch.page.ground import Ground, Row
from trucewatch.page.questions import Only, Question
from trucewatch.page.shaping import is_troubled
from trucewatch.ports import ResultsReader

MOST_FEEDS = 2000


def gather(reader: ResultsReader, question: Question) -> Sequence[Row]:
    """Return the feeds, or those in trouble."""
    rows = reader.feed_health()
    return [row for row in rows if is_troubled(row)] if question.only is Only.TROUBLE else rows


def router(ground: Ground) -> APIRouter:
    """Return the route."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/feeds")
    def feeds(request: Request) -> Response:
        visit = ground.visit(request)
        rows = gather(ground.open_reader(), visit.question)

        def state(row: Row) -> tuple[str, str]:
            """Return what is the matter, and what to do, in the visitor's language."""
            known = ground.surroundings.feed_states
            if known is None or not row["status"]:
                return str(row["message"] or ""), ""
            return known(str(row["status"]), visit.words.lang)

        return ground.render(visit, "feeds.html", rows=rows[:MOST_FEEDS], number=len(rows), state=state)

    return routes
