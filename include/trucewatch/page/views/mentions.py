"""Mentions: the table with its filters, and one mention with all that is known of it."""

from fastapi import APIRouter, Request, Response

from trucewatch.page.ground import Ground
from trucewatch.page.passage import passage
from trucewatch.page.questions import read_identifier
from trucewatch.page.views.gone import NotThere

MOST_COUNTED = 10_000
"""Counting further would make a broad search slow, and nobody reads that many."""


def router(ground: Ground) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/mentions")
    def mentions(request: Request) -> Response:
        visit = ground.visit(request)
        reader, asked = ground.open_reader(), visit.question
        rows = reader.mentions(asked.filters, limit=asked.limit + 1, after=asked.after)
        return ground.render(
            visit,
            "mentions.html",
            rows=rows[: asked.limit],
            has_more=len(rows) > asked.limit,
            number=reader.count(asked.filters, MOST_COUNTED),
            most=MOST_COUNTED,
            choices=reader.choices(),
            today=ground.surroundings.now().date(),
        )

    @routes.get("/mentions/{mention_id}")
    def mention(request: Request, mention_id: str) -> Response:
        visit = ground.visit(request)
        asked = read_identifier(mention_id)
        row = ground.open_reader().mention(asked)
        if row is None:
            raise NotThere("mention")
        run_id = str(row.get("run_id") or "")
        run_link = ground.surroundings.run_link(run_id) if run_id else None
        return ground.render(visit, "mention.html", row=row, passage=passage(row), run_id=run_id, run_link=run_link)

    return routes
