"""Thousands of polls against publishers of many manners, on a clock that is set: who is asked too early, or needlessly."""

import heapq
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count, islice
from typing import Any

from tests.builders import a_feed, an_entry
from tests.fakes import DirectSandbox, MemoryArchive
from trucewatch.errors import HostBusy, HostUnreachable, ResponseRefused, TrucewatchError
from trucewatch.feeds import poll_feed
from trucewatch.feeds.content import FeedContent
from trucewatch.feeds.schedule import LONGEST_WISH
from trucewatch.model import GOOD_POLLS, ArchivePosition, Feed, FeedState, Poll, Response

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
RUN_EVERY = timedelta(minutes=15)
ANSWER_TIME = timedelta(seconds=3)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LISTED = 16
WEIGHTS = {"http_404": 0.5, "http_429": 0.25, "http_503": 0.25, "dns_not_found": 1.0, "timed_out": 0.25, "busy": 0.0}

Trouble = Callable[[datetime], TrucewatchError | None]


def no_trouble(_: datetime) -> None:
    return None


@dataclass(kw_only=True)
class Publisher:
    """One feed's server: what it says, and what it holds against who asks."""

    id: str
    news_every: timedelta = 2 * HOUR
    poll_minutes: int = 15
    has_etag: bool = True
    has_last_modified: bool = False
    etag_lies: bool = False
    """It says 'not modified' to whoever shows an ETag."""
    max_age: timedelta | None = None
    expires_in: timedelta | None = None
    repeats_caching: bool = True
    """Whether a 304 says again how long it is fresh."""
    ttl_minutes: int = 0
    trouble: Trouble = no_trouble
    moves_at: datetime | None = None
    """From when on the editor's address redirects for good."""

    asked: int = 0
    full: int = 0
    early: list[datetime] = field(default_factory=list)
    needless: list[datetime] = field(default_factory=list)
    wrong: list[Mapping[str, str]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    statuses: Counter[str] = field(default_factory=Counter)
    delays: list[timedelta] = field(default_factory=list)
    longest_gap: timedelta = timedelta(0)
    _open_at: datetime = BEGIN
    _full_at: datetime | None = None
    _given: dict[str, str] = field(default_factory=dict)
    _last_asked: datetime = BEGIN
    _given_at: str = ""

    @property
    def feed(self) -> Feed:
        return a_feed(id=self.id, url=f"https://{self.id}.example/feed", poll_minutes=self.poll_minutes)

    def published(self, now: datetime) -> int:
        return int((now - BEGIN) / self.news_every) + 1

    def answer(self, url: str, headers: Mapping[str, str], now: datetime) -> Response:
        self._judge(url, headers, now)
        error = self.trouble(now)
        if error is not None:
            if isinstance(error, HostBusy) and error.retry_at:
                self._open_at = min(error.retry_at, now + LONGEST_WISH)
            raise error
        came_at = now + ANSWER_TIME
        given = self._validators(now)
        shown = {name: headers[name] for name in ("If-None-Match", "If-Modified-Since") if name in headers}
        is_same = bool(shown) and (self.etag_lies or shown == given)
        if not is_same:
            self.full += 1
            self._full_at, self._given = now, given
        caching = self._caching(came_at) if self.repeats_caching or not is_same else []
        self._open_at = min(came_at + max(self._lifetime(), self.ttl_minutes * MINUTE), now + LONGEST_WISH)
        has_moved = self.moves_at is not None and now >= self.moves_at and url == self.feed.url
        final_url = f"https://{self.id}.example/new" if has_moved else url
        return Response(
            url=url,
            final_url=final_url,
            status_code=304 if is_same else 200,
            headers=(*self._headers(given), *caching),
            body=b"" if is_same else self._body(now),
            fetched_at=came_at,
            moved_to=final_url if has_moved else "",
        )

    def listen(self, poll: Poll) -> None:
        self.statuses[poll.status] += 1
        for entry in poll.entries:
            if entry.id not in self.seen and entry.published_at:
                self.delays.append(poll.polled_at - entry.published_at)
            self.seen.add(entry.id)

    def _judge(self, url: str, headers: Mapping[str, str], now: datetime) -> None:
        self.asked += 1
        if url != self._given_at:
            self._given, self._given_at = {}, url
        self.longest_gap = max(self.longest_gap, now - self._last_asked)
        self._last_asked = now
        if now < self._open_at:
            self.early.append(now)
        shown = {name: value for name, value in headers.items() if name.startswith("If-")}
        if shown and shown != self._given:
            self.wrong.append(shown)
        if not shown and self._given and self._full_at and now - self._full_at < DAY:
            self.needless.append(now)

    def _validators(self, now: datetime) -> dict[str, str]:
        number = self.published(now)
        given = {}
        if self.has_etag:
            given["If-None-Match"] = f'W/"{self.id}, {number}"'
        if self.has_last_modified:
            given["If-Modified-Since"] = format_datetime(BEGIN + (number - 1) * self.news_every, usegmt=True)
        return given

    def _headers(self, given: Mapping[str, str]) -> list[tuple[str, str]]:
        names = {"If-None-Match": "ETag", "If-Modified-Since": "Last-Modified"}
        return [(names[name], value) for name, value in given.items()]

    def _lifetime(self) -> timedelta:
        return self.max_age or self.expires_in or timedelta(0)

    def _caching(self, came_at: datetime) -> list[tuple[str, str]]:
        if self.max_age is not None:
            return [("Cache-Control", f"public, max-age={self.max_age // timedelta(seconds=1)}")]
        if self.expires_in is not None:
            moments = {"Date": came_at, "Expires": came_at + self.expires_in}
            return [(name, format_datetime(moment, usegmt=True)) for name, moment in moments.items()]
        return []

    def _body(self, now: datetime) -> bytes:
        last = self.published(now)
        listed = range(max(1, last - LISTED + 1), last + 1)
        items = {number: (BEGIN + (number - 1) * self.news_every).isoformat() for number in listed}
        return json.dumps({"ttl": self.ttl_minutes, "items": items}).encode()


class Wire:
    """Leads every request to its publisher at the set time."""

    def __init__(self, publishers: Mapping[str, Publisher]) -> None:
        self.now = BEGIN
        self._publishers = publishers

    def get(self, url: str, *, headers: Mapping[str, str] | None = None, obey_robots: bool = False) -> Response:
        host = url.split("/")[2].removesuffix(".example")
        return self._publishers[host].answer(url, headers or {}, self.now)


class QuickReader(DirectSandbox):
    """Reads the bodies of these publishers, quicker than a parser of real feeds would."""

    def call(self, _: object, *arguments: object) -> Any:
        body, feed, now = arguments[:3]
        said = json.loads(body)
        entries = tuple(
            an_entry(f"https://{feed.id}.example/{number}", published_at=datetime.fromisoformat(moment), seen_at=now)
            for number, moment in said["items"].items()
        )
        return FeedContent(entries=entries, ttl_minutes=said["ttl"])


class CountingArchive(MemoryArchive):
    """Keeps nothing, so that a year fits into memory."""

    def write(self, response: Response) -> ArchivePosition:
        return ArchivePosition(file="none", offset=0)


def runs(publishers: list[Publisher], until: datetime) -> Iterator[Poll]:
    """Poll what is due in every run of the scheduler, as the pipeline does."""
    by_id = {publisher.id: publisher for publisher in publishers}
    wire, archive, sandbox = Wire(by_id), CountingArchive(), QuickReader()
    order = count()
    due = [(BEGIN, next(order), FeedState(feed_id=publisher.id, due_at=BEGIN)) for publisher in publishers]
    while due[0][0] < until:
        wire.now, _, state = heapq.heappop(due)
        publisher = by_id[state.feed_id]
        poll = poll_feed(
            publisher.feed, state, http=wire, archive=archive, sandbox=sandbox, weights=WEIGHTS, now=wire.now
        )
        publisher.listen(poll)
        heapq.heappush(due, (next_run(poll.state.due_at), next(order), poll.state))
        yield poll


def next_run(due_at: datetime) -> datetime:
    return BEGIN + RUN_EVERY * -((BEGIN - due_at) // RUN_EVERY)


def during(start: float, end: float, error: Callable[[datetime], TrucewatchError]) -> Trouble:
    """Trouble between two days of the simulation."""
    return lambda now: error(now) if BEGIN + start * DAY <= now < BEGIN + end * DAY else None


def slow_down(retry: timedelta | None, code: str = "http_429") -> Callable[[datetime], TrucewatchError]:
    return lambda now: HostBusy("Slow down.", code=code, retry_at=None if retry is None else now + retry)


def gone(_: datetime) -> TrucewatchError:
    return ResponseRefused("It is gone.", code="http_410")


def lost(_: datetime) -> TrucewatchError:
    return ResponseRefused("Not here.", code="http_404")


def nameless(_: datetime) -> TrucewatchError:
    return HostUnreachable("No such name.", code="dns_not_found")


def silent(_: datetime) -> TrucewatchError:
    return HostUnreachable("No answer.", code="timed_out")


def every_third(now: datetime) -> TrucewatchError | None:
    return silent(now) if (now - BEGIN) // RUN_EVERY % 3 == 1 else None


def population(**common: int) -> list[Publisher]:
    """Publishers of every manner that we know of."""
    manners = [
        Publisher(id="plain"),
        Publisher(id="busy", news_every=9 * MINUTE),
        Publisher(id="very-busy", news_every=2 * MINUTE, has_last_modified=True),
        Publisher(id="seldom", news_every=2 * DAY),
        Publisher(id="never-changing", news_every=9999 * DAY),
        Publisher(id="no-validators", has_etag=False),
        Publisher(id="by-date", has_etag=False, has_last_modified=True),
        Publisher(id="both", has_last_modified=True),
        Publisher(id="etag-liar", etag_lies=True),
        Publisher(id="age-a-bit-longer", max_age=16 * MINUTE, news_every=10 * MINUTE),
        Publisher(id="age-equal", max_age=15 * MINUTE, news_every=10 * MINUTE),
        Publisher(id="age-hour", max_age=HOUR),
        Publisher(id="age-hour-once", max_age=HOUR, repeats_caching=False, news_every=5 * HOUR),
        Publisher(id="age-year", max_age=365 * DAY),
        Publisher(id="expires-hour", expires_in=HOUR),
        Publisher(id="expires-two-days", expires_in=2 * DAY),
        Publisher(id="ttl-hour", ttl_minutes=60),
        Publisher(id="ttl-five-hours", ttl_minutes=300, news_every=7 * HOUR),
        Publisher(id="ttl-absurd", ttl_minutes=525_600),
        Publisher(id="ttl-and-age", ttl_minutes=45, max_age=50 * MINUTE, has_etag=False),
        Publisher(id="slow-down", trouble=during(1, 2, slow_down(2 * HOUR))),
        Publisher(id="slow-down-seconds", trouble=during(1, 3, slow_down(timedelta(seconds=1)))),
        Publisher(id="slow-down-absurd", trouble=during(1, 2, slow_down(4000 * DAY))),
        Publisher(id="slow-down-past", trouble=during(1, 2, slow_down(-3 * DAY))),
        Publisher(id="slow-down-silently", trouble=during(1, 2, slow_down(None))),
        Publisher(id="overloaded", trouble=during(2, 3, slow_down(20 * MINUTE, "http_503"))),
        Publisher(id="gone", trouble=during(1, 9999, gone)),
        Publisher(id="lost-and-back", trouble=during(1, 3, lost)),
        Publisher(id="nameless", trouble=nameless),
        Publisher(id="flapping", trouble=every_third),
        Publisher(id="moved", moves_at=BEGIN + DAY),
        Publisher(id="moved-and-lying", moves_at=BEGIN + DAY, etag_lies=True),
    ]
    return [replace(publisher, **common) for publisher in manners]


def figures(publishers: list[Publisher]) -> str:
    statuses = sum((publisher.statuses for publisher in publishers), Counter[str]())
    delays = sorted(delay for publisher in publishers for delay in publisher.delays)
    return (
        f"{statuses.total()} polls of {len(publishers)} feeds, {sum(p.asked for p in publishers)} requests, "
        f"{sum(p.full for p in publishers)} whole bodies, {statuses['not_modified']} not modified, "
        f"{sum(n for status, n in statuses.items() if status not in GOOD_POLLS)} failures; "
        f"early {sum(len(p.early) for p in publishers)}, needless {sum(len(p.needless) for p in publishers)}, "
        f"wrong validators {sum(len(p.wrong) for p in publishers)}; "
        f"longest gap {max(p.longest_gap for p in publishers)}, median delay of an entry {delays[len(delays) // 2]}"
    )


def test_ten_thousand_polls_ask_nobody_too_early_nor_for_too_much() -> None:
    publishers = population()
    for _ in islice(runs(publishers, BEGIN + 60 * DAY), 10_000):
        pass
    told = figures(publishers)
    print(told)  # noqa: T201  # the figures are what the simulation is for
    assert sum(publisher.statuses.total() for publisher in publishers) == 10_000, told
    for publisher in publishers:
        assert (publisher.early, publisher.needless, publisher.wrong) == ([], [], []), f"{publisher.id}: {told}"


def test_nothing_is_missed_where_the_feed_can_be_read() -> None:
    publishers = [
        publisher for publisher in population() if publisher.news_every >= HOUR and publisher.trouble is no_trouble
    ]
    end = BEGIN + 10 * DAY
    for _ in runs(publishers, end):
        pass
    for publisher in publishers:
        missing = publisher.published(end - 30 * HOUR) - len(publisher.seen)
        assert missing <= 0, f"{publisher.id} misses {missing} of {publisher.published(end)}"
        assert max(publisher.delays) <= 28 * HOUR, publisher.id


def test_a_lying_etag_hides_news_for_a_day_at_most() -> None:
    (liar,) = (publisher for publisher in population() if publisher.id == "etag-liar")
    for _ in runs([liar], BEGIN + 20 * DAY):
        pass
    assert liar.statuses["ok"] >= 19
    assert max(liar.delays) <= DAY + 3 * HOUR


def test_a_feed_that_moved_is_asked_at_its_new_address_after_a_day() -> None:
    (moved,) = (publisher for publisher in population() if publisher.id == "moved")
    states = [poll.state.adopted_url for poll in runs([moved], BEGIN + 4 * DAY)]
    assert states[-1] == "https://moved.example/new"
    assert states.count(None) >= 24


def test_in_a_whole_year_no_feed_is_forgotten() -> None:
    publishers = [publisher for publisher in population(poll_minutes=1440) if publisher.trouble is not no_trouble]
    end = BEGIN + 365 * DAY
    for _ in runs(publishers, end):
        pass
    print(figures(publishers))  # noqa: T201
    for publisher in publishers:
        assert publisher.longest_gap <= 30 * DAY, publisher.id
        assert not publisher.early, publisher.id
    by_id = {publisher.id: publisher for publisher in publishers}
    assert by_id["gone"].asked <= 30
    assert by_id["lost-and-back"].statuses["ok"] > 100
