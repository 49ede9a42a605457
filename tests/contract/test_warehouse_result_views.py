"""The views beside results, on every database: when each row was said, and its parties and places apart."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.builders import a_feed
from tests.contract.warehouse_world import NOON, a_full_mention, read, told
from trucewatch.ports import Warehouse
from trucewatch.warehouse.engine import opened, reading
from trucewatch.warehouse.view_columns import result_parties, result_places, result_times


def rows(url: str, view: Any) -> list[dict[str, object]]:
    with opened(url) as engine, reading(engine) as connection:
        found = connection.execute(select(view).order_by(*list(view.c)[:2])).mappings()
        return [dict(row) for row in found]


@pytest.mark.parametrize(
    ("said_at", "week_of", "month_of"),
    [
        (datetime(2026, 3, 2, 0, 0, tzinfo=UTC), date(2026, 3, 2), date(2026, 3, 1)),  # a Monday's first second
        (datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC), date(2026, 2, 23), date(2026, 3, 1)),  # the Sunday before
        (datetime(2026, 1, 1, 12, 0, tzinfo=UTC), date(2025, 12, 29), date(2026, 1, 1)),  # a week of two years
    ],
)
def test_a_mention_is_of_its_day_week_and_month_in_utc(
    warehouse: Warehouse, warehouse_url: str, said_at: datetime, week_of: date, month_of: date
) -> None:
    warehouse.sync_feeds([a_feed()], NOON)
    told(warehouse, 1, a_full_mention(document_id="d00001"), published_at=said_at)
    (found,) = rows(warehouse_url, result_times)
    assert found == {
        "mention_id": "mention-full",
        "said_at": said_at,
        "said_on": said_at.date(),
        "week_of": week_of,
        "month_of": month_of,
        "said_seconds": int(said_at.timestamp()),
        "days_ago": (NOON.date() - said_at.date()).days,
    }


def test_what_is_dated_ahead_lies_before_no_day(warehouse: Warehouse, warehouse_url: str) -> None:
    warehouse.sync_feeds([a_feed()], NOON)
    told(warehouse, 1, a_full_mention(document_id="d00001"), published_at=NOON + timedelta(days=2))
    assert [row["days_ago"] for row in rows(warehouse_url, result_times)] == [-2]


def test_a_mention_without_a_date_was_said_when_it_was_first_seen(warehouse: Warehouse, warehouse_url: str) -> None:
    warehouse.sync_feeds([a_feed()], NOON)
    told(warehouse, 1, a_full_mention(document_id="d00001"), published_at=None)
    assert [(row["said_at"], row["days_ago"]) for row in rows(warehouse_url, result_times)] == [(NOON, 0)]


def test_parties_and_places_stand_apart_in_the_order_of_the_text(warehouse: Warehouse, warehouse_url: str) -> None:
    read(warehouse, a_full_mention())
    parties = [(row["position"], row["party"], row["party_code"]) for row in rows(warehouse_url, result_parties)]
    assert parties == [(0, "Ardania", "ARD"), (1, "rebels of the hills", None)]
    places = rows(warehouse_url, result_places)
    assert [(row["place"], row["place_code"], row["latitude"], row["longitude"]) for row in places] == [
        ("Lakeside", "AR-1", 48.0, -2.51234),
        ("Hill", None, None, None),
    ]
