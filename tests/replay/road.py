"""Plays the news through the real road, poll by poll, under a clock that is set, and keeps what each poll told."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from tests.fakes import DirectSandbox, FakeHttp, FixedClock, MemoryArchive, MemoryCourier
from tests.replay import newsroom
from tests.replay.newsroom import Article, Outlet
from tests.replay.scoring import Score, Told, load_wanted, score
from trucewatch.assembly import House
from trucewatch.codebook import Category, Channel, PassedOver
from trucewatch.model import Alert, Document, HopReport, Mention, Recipient
from trucewatch.ports import Finder
from trucewatch.settings import Settings

HOURS = (6, 11, 16, 21)
FIRST_DAY = datetime(2026, 3, 2, tzinfo=UTC)
POLLS = tuple(FIRST_DAY + timedelta(days=day, hours=hour) for day in range(10) for hour in HOURS)
EDITOR = Recipient(id="editor", to="editor@example.org", categories=tuple(Category))
TRUCES = Recipient(id="truces", to="truces@example.org", language="fr")
RECIPIENTS = (EDITOR, TRUCES)
_LINKED = {
    "arrangements": "SELECT id, category, conflict, scope, target, duration, places, state, first_said_at, last_said_at,"
    " runs_since, expires_at FROM arrangements ORDER BY id",
    "stances": "SELECT * FROM stances ORDER BY arrangement_id, mention_id, position",
    "links": "SELECT * FROM mention_links ORDER BY mention_id",
    "contradictions": "SELECT * FROM contradictions ORDER BY id",
    "changes": "SELECT key, arrangement_id, act, actors, standing, state_before, state FROM changes ORDER BY key",
}
_NOT_DONE = {"accept": "reject", "offer": "refuse"}
"""What it means not to do it."""


class RememberingFinder:
    """Finds with another finder, and the same document only once, so that many plays cost one reading."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self._found: dict[Document, tuple[Mention, ...]] = {}

    def glance(self, title: str, text: str, languages: Sequence[str]) -> PassedOver | None:
        return self._finder.glance(title, text, languages)

    def find(self, document: Document) -> tuple[Mention, ...]:
        if document not in self._found:
            self._found[document] = tuple(self._finder.find(document))
        return self._found[document]


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What is loaded once and shared by all plays; none of it remembers anything of them."""

    house: House
    finder: RememberingFinder
    news: tuple[Article, ...]
    outlets: Mapping[str, Outlet]


def load_knowledge(finder: Finder | None = None) -> Knowledge:
    """Load packs, gazetteer and models, and the news; `finder` is one that is loaded already."""
    house = House(Settings())
    return Knowledge(
        house=house,
        finder=RememberingFinder(finder or house.finder),
        news=newsroom.load_news(),
        outlets=newsroom.load_outlets(),
    )


class Road:
    """One warehouse with the house that works on it, and the world around it."""

    def __init__(
        self, folder: Path, knowledge: Knowledge, *, shuffle: Random | None = None, read_batch: int = 50
    ) -> None:
        self.path = folder / "warehouse.sqlite"
        self.told: list[Told] = []
        self.sent: list[tuple[datetime, str]] = []
        self._knowledge = knowledge
        self._shuffle = shuffle
        self._read_batch = read_batch
        self._slugs: dict[str, str] = {}
        self._clock = FixedClock(FIRST_DAY)
        self._http = FakeHttp()
        self._archive = MemoryArchive()
        self.courier = MemoryCourier()
        self._house = self._moved_in()

    def close(self) -> None:
        """Leave the house."""
        self._house.warehouse.close()

    def restart(self) -> None:
        """Go on with new objects on the same warehouse; the archive is outside and stays."""
        self.close()
        self._house = self._moved_in()

    def play(self, polls: Sequence[datetime] = POLLS) -> None:
        """Walk the whole road at each of these moments."""
        for moment in polls:
            self.step(moment)

    def step(self, moment: datetime, *, is_broken_off: bool = False) -> None:
        """Let the world be as it is at this moment, and walk the whole road once.

        Where it is broken off, each hop is walked by a process that has just begun.
        """
        self._clock.moment = moment
        shown = newsroom.visible(self._knowledge.news, moment)
        self._slugs = {article.url: article.slug for article in shown}
        self._http.answers = dict(newsroom.answers(shown, moment, self._shuffle))
        due = list(self._house.plan())
        if self._shuffle is not None:
            self._shuffle.shuffle(due)
        _check(self._house.poll(due))
        for hop in (House.fetch, House.read, House.group, House.link):
            if is_broken_off:
                self.restart()
            _check(hop(self._house))
        self.send()

    def link(self) -> None:
        """Link and choose, and nothing else."""
        _check(self._house.link())

    def send(self) -> None:
        """Send, and note what went out."""
        self.courier.parcels.clear()
        _check(self._house.send())
        self.sent.extend((self._clock.now(), parcel.recipient) for parcel in self.courier.parcels)
        self.told.extend(self._told(alert) for parcel in self.courier.parcels for alert in parcel.alerts)

    def relink(self) -> None:
        """Make all arrangements anew from the mentions."""
        _check(self._house.relink())

    def linked(self) -> dict[str, list[tuple[object, ...]]]:
        """Return all that linking made, by table, without when it was made."""
        with closing(sqlite3.connect(self.path)) as connection:
            return {table: connection.execute(question).fetchall() for table, question in _LINKED.items()}

    def forget_links(self) -> None:
        """Let every mention wait to be linked again, as after an upgrade that links anew."""
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute("UPDATE mentions SET linked_at = NULL, link_batch = NULL")

    def told_to(self, recipient: Recipient) -> tuple[Told, ...]:
        """Return the alerts that went out to one recipient."""
        return tuple(one for one in self.told if one.recipient == recipient.to)

    def digest(self) -> list[tuple[datetime, str, str]]:
        """Return what was told, when and to whom, in a form that two plays can be compared by."""
        return sorted((one.at, one.recipient, one.change_key) for one in self.told)

    def _moved_in(self) -> House:
        """Return a house on our warehouse whose outer parts are the fakes, and whose finder is the shared one."""
        shared = self._knowledge.house
        house = House(Settings(warehouse=f"sqlite:///{self.path}", read_batch=self._read_batch), clock=self._clock)
        parts = {
            "feeds": {outlet.id: outlet.feed() for outlet in self._knowledge.outlets.values()},
            "recipients": RECIPIENTS,
            "http": self._http,
            "archive": self._archive,
            "sandbox": DirectSandbox(),
            "couriers": lambda run_url="": dict.fromkeys(Channel, self.courier),
            "gazetteer": shared.gazetteer,
            "grouper": shared.grouper,
            "states": shared.states,
            "names": shared.names,
            "craft": replace(shared.craft, finder=self._knowledge.finder),
        }
        for name, part in parts.items():
            setattr(house, name, part)
        house.outside = replace(house.outside, sleep=_never_sleep)
        return house

    def _told(self, alert: Alert) -> Told:
        mentions = [item.mention for item in alert.evidence]
        places = [place for mention in mentions for place in mention.places]
        return Told(
            at=self._clock.now(),
            recipient=alert.recipient,
            change_key=alert.change_key,
            headline=alert.headline,
            category=str(mentions[0].category),
            acts=frozenset(map(_act, mentions)),
            actors=frozenset(party.id or party.name or party.text for m in mentions for party in m.parties),
            conflicts=frozenset(m.conflict for m in mentions if m.conflict),
            targets=frozenset(str(m.target) if m.target else None for m in mentions),
            durations=frozenset(m.duration for m in mentions if m.duration),
            places=frozenset(filter(None, [*(place.id for place in places), *(place.name for place in places)])),
            articles=tuple(dict.fromkeys(self._slugs[item.url] for item in alert.evidence)),
            sentences=tuple(dict.fromkeys(m.sentence.text for m in mentions)),
        )


def judge(road: Road, recipient: Recipient) -> Score:
    """Hold what one recipient was told against what an editor wants of his categories."""
    wanted = load_wanted(newsroom.first_seen(newsroom.load_news()))
    return score(road.told_to(recipient), [item for item in wanted if item.category in recipient.categories])


def _check(reports: Sequence[HopReport]) -> None:
    """Raise where a hop lost something to an error of ours."""
    for report in reports:
        assert not report.failed, f"{report.hop}: {dict(report.lost)} {report.notes}"


def _act(mention: Mention) -> str:
    act = str(mention.act)
    return _NOT_DONE.get(act, f"not {act}") if mention.polarity == "NEG" else act


def _never_sleep(seconds: float) -> None:
    pass
