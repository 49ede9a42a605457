"""All the rooms, joined. Everything opens when first needed and closes together."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self

from trucewatch import pipeline
from trucewatch.assembly.library import EVERY_FEED, Library
from trucewatch.codebook import Channel
from trucewatch.model import HopReport
from trucewatch.pipeline import Progress, no_progress
from trucewatch.ports import (
    Archive,
    Clock,
    Courier,
    Finder,
    Grouper,
    HostBook,
    HttpClient,
    MailServer,
    ResultsReader,
    Sandbox,
    Warehouse,
)
from trucewatch.settings import Settings

if TYPE_CHECKING:
    from trucewatch.alerts import Heartbeat

# Heavy rooms are imported where they are opened: a poll must not pay for spaCy, nor `--help` for SQLAlchemy.


class SystemClock:
    """The machine's clock, in UTC."""

    def now(self) -> datetime:
        """Return the current time."""
        return datetime.now(UTC)


class House(Library):
    """All the rooms, joined for one run; a context manager that finishes the archive on the way out."""

    def __init__(self, settings: Settings, *, clock: Clock | None = None, progress: Progress = no_progress) -> None:
        """Open nothing yet."""
        super().__init__(settings)
        self.clock = clock or SystemClock()
        self._progress = progress
        self._closing = ExitStack()
        self._run_id: str | None = None

    def __enter__(self) -> Self:
        """Return the house itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close what was opened."""
        self._closing.close()

    def begin_run(self, run_id: str, origin: str) -> None:
        """Note that what follows happens in this run; repeating it for the same run changes nothing."""
        self.warehouse.start_run(run_id, origin, self.clock.now())
        self._run_id = run_id

    @cached_property
    def warehouse(self) -> Warehouse:
        """The warehouse, migrated to this version's schema."""
        from trucewatch.warehouse import open_warehouse

        return open_warehouse(self._migrated)

    @cached_property
    def archive(self) -> Archive:
        """The WARC archive."""
        from trucewatch.archive import open_archive

        archive = open_archive(self.settings.archive, self.clock)
        self._closing.callback(archive.close)
        return archive

    @cached_property
    def http(self) -> HttpClient:
        """The polite client."""
        from trucewatch.http_client import open_client

        return open_client(self.settings, self.clock, self._host_book if self.settings.pause_seconds else None)

    @cached_property
    def sandbox(self) -> Sandbox:
        """The limited child processes in which feeds and pages are read."""
        from trucewatch.sandbox import open_sandbox

        sandbox = open_sandbox(self.settings)
        self._closing.callback(sandbox.close)
        return sandbox

    @cached_property
    def reader(self) -> ResultsReader:
        """The warehouse for questions only."""
        from trucewatch.warehouse import open_reader

        return open_reader(self._migrated)

    @cached_property
    def finder(self) -> Finder:
        """The finder, with the packs of the knowledge folder."""
        from trucewatch.knowledge.crosswalk import load_crosswalk
        from trucewatch.mentions import open_finder

        return open_finder(self.languages, self.gazetteer, load_crosswalk(self.settings.knowledge))

    @cached_property
    def craft(self) -> pipeline.Craft:
        """How pages are read, with the notices of the knowledge folder."""
        from trucewatch.knowledge.notices import load_notices

        return pipeline.Craft(
            finder=self.finder,
            notices=load_notices(self.settings.knowledge),
            skims=not self.settings.read_everything,
            rules=self.rules,
        )

    @cached_property
    def grouper(self) -> Grouper:
        """What groups documents into stories."""
        from trucewatch.knowledge.agencies import load_agencies
        from trucewatch.knowledge.story_words import load_story_words
        from trucewatch.stories import open_grouper

        folder = self.settings.knowledge
        return open_grouper(self.gazetteer, load_agencies(folder), load_story_words(folder))

    @cached_property
    def mail_server(self) -> MailServer:
        """Where mail is handed over."""
        from trucewatch.alerts.channels import open_mail_server

        return open_mail_server(self.settings.smtp)

    @property
    def sender(self) -> str:
        """The address that our mails come from."""
        return self.settings.mail_from or self.settings.smtp.from_address

    def couriers(self, run_url: str = "") -> Mapping[Channel, Courier]:
        """The ways to tell people; `run_url` is where the run that sends can be looked at."""
        from trucewatch.alerts.channels import Links, Means, open_couriers
        from trucewatch.http_client import open_poster

        means = Means(
            mail_server=self.mail_server,
            sender=self.sender,
            poster=open_poster(self.settings, self.clock),
            webhook_secret=self.settings.webhook_secret,
            feed_address=self.settings.alert_feed_url,
            links=Links(page_url=self.settings.page_url, run_url=run_url),
        )
        return open_couriers(means)

    @cached_property
    def _migrated(self) -> str:
        """The warehouse's URL, once its schema is this version's."""
        from trucewatch.warehouse import upgrade

        upgrade(self.settings.warehouse)
        return self.settings.warehouse

    @cached_property
    def _host_book(self) -> HostBook:
        from trucewatch.warehouse import open_host_book

        return open_host_book(self._migrated)

    @cached_property
    def outside(self) -> pipeline.Outside:
        """What polling, fetching and reading use of the world outside the warehouse."""
        return pipeline.Outside(
            http=self.http,
            archive=self.archive,
            sandbox=self.sandbox,
            clock=self.clock,
            weights=self.states.weights,
            patience=timedelta(minutes=self.settings.fetch_minutes),
        )

    def plan(self, chosen: Sequence[str] = ()) -> tuple[str, ...]:
        """Write the list of feeds into the warehouse and return the ids of those that are due, or soon will be.

        Feeds named by the operator (`chosen`, 'all' for every one, or settings.feeds) are polled whether due or not.
        """
        now = self.clock.now()
        self.warehouse.sync_feeds(tuple(self.feeds.values()), now)
        if chosen or self.settings.feeds:
            return tuple(dict.fromkeys(feed.id for feed in self.feeds_called(chosen or [EVERY_FEED])))
        return self.warehouse.due_feeds(now + pipeline.TAKEN_ALONG)

    def plan_batches(self, chosen: Sequence[str] = (), *, most: int, least_feeds: int) -> list[list[str]]:
        """As `plan`, dealt out to parallel tasks; all feeds of one host are in one batch."""
        due = [self.feeds[feed_id] for feed_id in self.plan(chosen)]
        hosts = pipeline.by_host(due, lambda feed: feed.url)
        return [
            [feed.id for feed in batch] for batch in pipeline.even_batches(hosts, most=most, least_items=least_feeds)
        ]

    def poll(self, feed_ids: Sequence[str]) -> tuple[HopReport, ...]:
        """Poll these feeds."""
        return pipeline.poll_feeds(
            self.feeds_called(feed_ids),
            warehouse=self.warehouse,
            outside=self.outside,
            progress=self._progress,
        )

    def fetch(self) -> tuple[HopReport, ...]:
        """Fetch the pages of new entries."""
        return pipeline.fetch_entries(
            warehouse=self.warehouse,
            outside=self.outside,
            limit=self.settings.fetch_limit,
            per_host=self.settings.fetch_per_host,
            progress=self._progress,
        )

    def read(self) -> tuple[HopReport, ...]:
        """Read what was fetched, and find mentions."""
        return pipeline.read_articles(
            warehouse=self.warehouse,
            outside=replace(self.outside, run_id=self._run_id),
            craft=self.craft,
            batch=self.settings.read_batch,
            progress=self._progress,
        )

    def group(self) -> tuple[HopReport, ...]:
        """Give each document that was read its story."""
        return pipeline.group_documents(
            warehouse=self.warehouse, grouper=self.grouper, clock=self.clock, progress=self._progress
        )

    def link(self) -> tuple[HopReport, ...]:
        """Link new mentions and write down what they are worth telling."""
        return pipeline.link_evidence(
            warehouse=self.warehouse, desk=self.desk, clock=self.clock, progress=self._progress
        )

    def relink(self) -> tuple[HopReport, ...]:
        """Make all arrangements anew from the mentions; nobody is told anything."""
        return pipeline.relink_all(warehouse=self.warehouse, desk=self.desk, clock=self.clock, progress=self._progress)

    def send(self, run_url: str = "") -> tuple[HopReport, ...]:
        """Send the alerts that may go now; `run_url` is where the run that sends can be looked at."""
        return pipeline.send_pending(
            warehouse=self.warehouse, couriers=self.couriers(run_url), recipients=self.recipients, clock=self.clock
        )

    def hold(self) -> tuple[HopReport, ...]:
        """Send nothing; count the alerts that wait."""
        return pipeline.hold_pending(reader=self.reader, clock=self.clock)

    def tell_heartbeat(self) -> "tuple[Heartbeat, tuple[HopReport, ...]]":
        """Mail the operators that the pipeline is silent, or no longer is, if that is news; return how it is."""
        return pipeline.tell_heartbeat(
            warehouse=self.warehouse,
            mail_server=self.mail_server,
            letterhead=self._letterhead,
            clock=self.clock,
            patience=timedelta(minutes=self.settings.heartbeat_minutes),
        )

    def tell_health(self, asked: pipeline.Asked = pipeline.BY_CLOCK) -> tuple[HopReport, ...]:
        """Mail the operators how the feeds are, if there is something to tell, it is Monday, or somebody asks."""
        return pipeline.tell_health(
            reader=self.reader,
            states=self.states,
            mail_server=self.mail_server,
            letterhead=self._letterhead,
            clock=self.clock,
            asked=asked,
        )

    @property
    def _letterhead(self) -> pipeline.Letterhead:
        return pipeline.Letterhead(
            sender=self.sender, recipients=self.settings.health_to, language=self.settings.health_language
        )
