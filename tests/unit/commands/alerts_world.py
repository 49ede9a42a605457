"""A warehouse in which some mentions were linked and one recipient was told, for the commands about alerts."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.builders import NOON, a_feed, a_mention, a_span, an_actor
from tests.contract.warehouse_world import told
from tests.fakes import FixedClock, MemoryCourier
from trucewatch import pipeline
from trucewatch.codebook import Act, Category, Channel, Role, Time
from trucewatch.model import HopReport, Mention, Receipt, Recipient
from trucewatch.warehouse import SqlWarehouse, open_warehouse, upgrade

DESK = Recipient(id="desk@example.org", to="desk@example.org")
MINUTE = timedelta(minutes=1)
LATER = NOON + 20 * MINUTE
DESK_KNOWS = pipeline.Desk(
    recipients=(DESK,),
    names={"en": {"ardania-borland": "Ardania–Borland", "ARD": "Ardania"}},
    max_age=timedelta(days=3),
)


def mention(identifier: str, number: int, **changes: object) -> Mention:
    return a_mention(id=identifier, document_id=f"d{number:05}", **changes)


class AlertsWorld:
    """Six mentions that are linked: one told, one that repeats it, one of land, three without a stance; and one that is not."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.url = f"sqlite:///{folder}/warehouse.sqlite"
        monkeypatch.setenv("TRUCEWATCH_WAREHOUSE", self.url)
        monkeypatch.setenv("TRUCEWATCH_MAIL_TO", DESK.to)
        upgrade(self.url)
        self.warehouse: SqlWarehouse = open_warehouse(self.url)
        self.warehouse.start_run("watch_news/1", "airflow", NOON - timedelta(days=1))
        self.warehouse.sync_feeds([a_feed()], NOON)
        told(self.warehouse, 1, mention("accepted", 1))
        told(self.warehouse, 2, mention("repeated", 2, sentence=a_span("Ardania accepts.")))
        told(self.warehouse, 3, mention("gained", 3, category=Category.TERRITORY, act=Act.GAIN))
        told(self.warehouse, 4, mention("of old", 4, time=Time.HISTORICAL))
        expert = an_actor("Ann Expert", role=Role.EXPERT)
        told(self.warehouse, 5, mention("by an expert", 5, speaker=expert))
        told(self.warehouse, 6, mention("in a column", 6), is_opinion=True)
        self.link()
        told(self.warehouse, 7, mention("not linked", 7))

    def link(self) -> None:
        pipeline.link_evidence(warehouse=self.warehouse, desk=DESK_KNOWS, clock=FixedClock(LATER))

    def polled(self, at: datetime) -> None:
        """Let a run ask the feeds, and end."""
        self.warehouse.start_run(f"watch_news/{at}", "airflow", at)
        self.warehouse.save_report(f"watch_news/{at}", HopReport(hop="poll", seen=1, kept=1))
        self.warehouse.finish_run(f"watch_news/{at}", at)

    def send(self, receipt: Receipt | None = None) -> MemoryCourier:
        """Send what waits; return what the courier got."""
        courier = MemoryCourier({DESK.to: receipt} if receipt else None)
        pipeline.send_pending(
            warehouse=self.warehouse,
            couriers=dict.fromkeys(Channel, courier),
            recipients=(DESK,),
            clock=FixedClock(LATER),
        )
        return courier
