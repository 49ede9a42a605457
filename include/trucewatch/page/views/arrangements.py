"""Arrangements: their states, where each party stands, and who tells it differently."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response

from trucewatch.page.ground import Ground, Row, Visit
from trucewatch.page.questions import Question, read_identifier
from trucewatch.page.shaping import grouped
from trucewatch.page.views.gone import NotThere
from trucewatch.ports import ResultsReader

MOST_HISTORY = 1000
MOST_ACCOUNTS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One arrangement with all that is said of it."""

    row: Row
    stances: Sequence[Row]
    history: Sequence[Row]
    accounts: Sequence[Row]


def chosen(question: Question) -> dict[str, str]:
    """Return what chooses arrangements, as the reader wants it."""
    filters, found = question.filters, {}
    if filters.category:
        found["category"] = str(filters.category)
    if filters.conflict is not None:
        found["conflict"] = filters.conflict
    if question.state:
        found["state"] = str(question.state)
    if filters.arrangement:
        found["arrangement_id"] = filters.arrangement
    return found


def gather(reader: ResultsReader, arrangement_id: str) -> Standing:
    """Return one arrangement; raises NotThere."""
    rows = reader.arrangements({"arrangement_id": arrangement_id}, limit=1)
    if not rows:
        raise NotThere("arrangement")
    return Standing(
        row=rows[0],
        stances=reader.stances([arrangement_id]),
        history=reader.stance_history(arrangement_id, MOST_HISTORY),
        accounts=reader.accounts(arrangement_id, MOST_ACCOUNTS),
    )


def drawing(history: Sequence[Row], visit: Visit) -> dict[str, object]:
    """Return what the chart needs: parties from top to bottom, and a series of moments for each standing."""
    words = visit.words
    parties = list(grouped(history, "party"))
    return {
        "parties": [_party(words.names, rows[0]) for rows in grouped(history, "party").values()],
        "series": [
            {
                "code": standing,
                "name": words.code("standings", standing),
                "points": [_point(row, parties, visit) for row in reversed(rows)],
            }
            for standing, rows in grouped(history, "standing").items()
        ],
    }


def _party(names: Mapping[str, str], row: Row) -> str:
    return names.get(str(row["party"])) or str(row["party_name"] or row["party"])


def _point(row: Row, parties: Sequence[object], visit: Visit) -> dict[str, object]:
    said_at = row["said_at"]
    shown = visit.words.moment(said_at) if isinstance(said_at, datetime) else ""
    at = said_at.isoformat() if isinstance(said_at, datetime) else None
    by = visit.words.name(row["told_by"])
    return {"at": at, "party": parties.index(row["party"]), "told": f"{shown} · {by}"}


def router(ground: Ground) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/arrangements")
    def arrangements(request: Request) -> Response:
        visit = ground.visit(request)
        reader, asked = ground.open_reader(), visit.question
        rows = reader.arrangements(chosen(asked), limit=asked.limit + 1, after=asked.after)
        shown = rows[: asked.limit]
        stances = grouped(reader.stances([str(row["arrangement_id"]) for row in shown]), "arrangement_id")
        return ground.render(
            visit,
            "arrangements.html",
            rows=shown,
            stances=stances,
            has_more=len(rows) > len(shown),
            choices=reader.choices(),
        )

    @routes.get("/arrangements/{arrangement_id}")
    def arrangement(request: Request, arrangement_id: str) -> Response:
        visit = ground.visit(request)
        asked = read_identifier(arrangement_id)
        found = gather(ground.open_reader(), asked)
        return ground.render(visit, "arrangement.html", found=found, drawing=drawing(found.history, visit))

    return routes
