"""What the road needs from the outside, as protocols; adapters live in the rooms whose craft they are.

Every method raises only errors of `trucewatch.errors`. Tests run the same contract suite on each adapter and its fake.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Protocol, TypeVar

from trucewatch.codebook import PassedOver
from trucewatch.model import (
    Account,
    Alert,
    ArchivePosition,
    Arrangement,
    Article,
    Delivery,
    Document,
    Entry,
    Evidence,
    Feed,
    FeedState,
    Fetch,
    HopReport,
    KnownEntry,
    Linking,
    Lookalike,
    Mention,
    Poll,
    ReadOutcome,
    Response,
    RobotsFile,
    SavedPoll,
    Stance,
    Trace,
    Wanted,
)

T = TypeVar("T")

Identify = Callable[[Entry, Mapping[str, KnownEntry]], str | None]
"""The id of the known entry that a new one is, from those that share a key with it (by key); None: it is new."""
Placing = Callable[[Sequence[Trace], Sequence[Trace]], Sequence[Trace]]
"""Gives each new trace its story, and what it copies, beside known ones that share a key or words with any of them."""


class Clock(Protocol):
    """Where 'now' comes from; tests inject a fixed one."""

    def now(self) -> datetime:
        """Return the current time, aware, in UTC."""


class HttpClient(Protocol):
    """The one chokepoint for every request that leaves this machine, mail apart."""

    def get(self, url: str, *, headers: Mapping[str, str] | None = None, obey_robots: bool = False) -> Response:
        """Fetch a URL politely, following at most 5 redirects, each checked (against robots.txt too if asked).

        Returns any complete answer below 400, 304 included. Raises AddressForbidden, HostUnreachable, HostBusy
        (429, 5xx) or ResponseRefused (other 4xx, too large, robots); `code` tells the case (http_404, too_large...).
        """


class HostBook(Protocol):
    """What all our processes together know of hosts: whose turn it is, and what robots.txt allows."""

    def claim(self, host: str, now: datetime, until: datetime) -> datetime | None:
        """Take a host until then, if nobody has it: return None; else the moment when it will be free.

        `until` bounds how long a process that died keeps a host.
        """

    def release(self, host: str, free_at: datetime) -> None:
        """Give a host back; nobody takes it before `free_at`."""

    def robots(self, origin: str) -> RobotsFile | None:
        """Return the robots.txt of an origin (scheme and authority) as read last; None: never read."""

    def save_robots(self, origin: str, file: RobotsFile) -> None:
        """Keep the robots.txt of an origin."""


class Sandbox(Protocol):
    """Where untrusted input is read: a child process with limits on CPU time, wall time and memory."""

    def call(self, work: Callable[..., T], /, *arguments: object) -> T:
        """Run a pure function of a module's top level in a child, and return what it returns. Safe from several threads.

        What it returns must consist of our nouns and plain values. Raises the TrucewatchError that it raises;
        InputHostile ('parser_timeout', 'parser_memory', 'parser_crashed') when it came to its limits, or died.
        """

    def close(self) -> None:
        """End the children."""


class Archive(Protocol):
    """Every response as received."""

    def write(self, response: Response) -> ArchivePosition:
        """Append one response; it is readable from then on. Safe from several threads and processes."""

    def write_revisit(self, response: Response, *, digest: str, first_at: datetime) -> ArchivePosition:
        """Note that an answer (304, or the same body again) repeats the body archived at `first_at`.

        `digest` is that body's SHA-256 in hexadecimal.
        """

    def read(self, position: ArchivePosition) -> bytes:
        """Return the body (decoded from transfer and content coding) of one record, or raise RecordUnreadable."""

    def flush(self) -> None:
        """Make all that was written safe, and readable by every other process; to be called before it is spoken of."""

    def close(self) -> None:
        """Finish the open file."""


class Finder(Protocol):
    """Finds mentions; loads its language models when first needed."""

    def find(self, document: Document) -> tuple[Mention, ...]:
        """Return the mentions of one document, in text order, title first. Never raises on any text."""

    def glance(self, title: str, text: str, languages: Collection[str]) -> PassedOver | None:
        """Return why `find` would find nothing in a text of one of these languages; None: it might find something.

        Quick, without a language model, and on the safe side: None wherever `find` finds a mention in a document with
        this title and some of the text's paragraphs (one a line), each as it stands and no two in a row left out between
        those that are kept. Never raises on any text.
        """


class Grouper(Protocol):
    """Knows which accounts tell of one event, whatever their language."""

    def trace(self, account: Account) -> Trace:
        """Return what is kept of an account; neither its story nor what it copies is decided yet. Pure."""

    def place(self, new: Sequence[Trace], known: Sequence[Trace]) -> tuple[Trace, ...]:
        """Return the new traces, each with its story and what it copies, beside those that are placed already.

        Deterministic, whatever the order of either; a story's identifier derives from its first document.
        """


class AlertChannel(Protocol):
    """A way to tell people."""

    def send(self, message: EmailMessage) -> Mapping[str, str]:
        """Send one message; return refused recipients with the reason ({} when all took it).

        Raises ChannelUnavailable when nobody got it and a later try may help.
        """


class Warehouse(Protocol):
    """Everything that is kept. Each saving method is one transaction and is harmless when repeated."""

    def sync_feeds(self, feeds: Sequence[Feed], now: datetime) -> None:
        """Make the feeds table agree with the list; feeds no longer in it are kept but no longer due."""

    def feed_states(self, feed_ids: Iterable[str]) -> Mapping[str, FeedState]:
        """Return the polling state of these feeds; unknown ids are missing from the result."""

    def due_feeds(self, now: datetime) -> tuple[str, ...]:
        """Return ids of active feeds whose due_at has come by then, longest overdue first."""

    def save_poll(self, poll: Poll, identify: Identify) -> SavedPoll:
        """Keep a poll, the feed's next state and its entries, of which `identify` says which are known already.

        A known entry gains a feed and keys; one whose digest changed is revised and waits to be fetched again.
        """

    def unfetched_entries(self, now: datetime, limit: int, per_host: int) -> tuple[Wanted, ...]:
        """Return entries whose page may be fetched now, oldest seen first, at most so many of one host."""

    def save_fetches(self, fetches: Sequence[Fetch]) -> int:
        """Keep what became of tries to fetch: articles, or reasons.

        Returns how many turned out to be articles of another entry, by their canonical address; that entry then has
        the feeds of both.
        """

    def unread_articles(self, limit: int) -> tuple[tuple[Article, Entry, Feed], ...]:
        """Return articles that nobody has read yet, with the entry and feed that led there, oldest first."""

    def save_outcomes(self, outcomes: Sequence[ReadOutcome], now: datetime) -> AbstractSet[str]:
        """Keep documents with their mentions, or the reasons why there are none.

        A document takes the place of earlier ones of its entry (they stay, marked as superseded). Returns the ids
        of articles that turned out to be, word for word, one of the same publisher family that is known already: they
        give no document, and their entries join that one's.
        """

    def lookalikes(self, documents: Sequence[Document], within: timedelta) -> Mapping[str, tuple[Lookalike, ...]]:
        """Return, by document id, kept documents of the same host that share words with each of these.

        Only those said at most so long before the latest of these; found by a few of each sketch's least hashes, to be
        compared by the caller. Documents without any are missing from the result.
        """

    def ungrouped_documents(self, limit: int) -> tuple[Account, ...]:
        """Return documents that belong to no story yet, oldest first; neither passed over nor superseded ones."""

    def save_traces(self, traces: Sequence[Trace], place: Placing, within: timedelta, now: datetime) -> int:
        """Let `place` give these traces their stories, beside those known that share a key or words; keep them.

        Known ones are looked for at most so long before and after. One caller at a time, over all machines; what another
        has placed meanwhile stays as it is. Returns how many were placed.
        """

    def unlinked_mentions(self, limit: int) -> tuple[Evidence, ...]:
        """Return mentions not yet linked to an arrangement, oldest document first."""

    def arrangements(self) -> tuple[Arrangement, ...]:
        """Return the arrangements known so far."""

    def stances(self, arrangement_ids: Iterable[str]) -> tuple[Stance, ...]:
        """Return every stance on these arrangements, oldest first."""

    def save_linking(self, linking: Linking, alerts: Sequence[Alert], now: datetime) -> int:
        """Keep arrangements, stances, links, and the alerts they cause, in one transaction; return new alerts."""

    def pending_alerts(self, now: datetime, limit: int) -> tuple[Alert, ...]:
        """Return alerts not yet sent nor given up, oldest first, with their evidence."""

    def save_delivery(self, delivery: Delivery) -> None:
        """Keep what became of a try to send, and mark its alerts accordingly."""

    def start_run(self, run_id: str, origin: str, now: datetime) -> None:
        """Note that a run began; repeating it for the same run_id changes nothing."""

    def save_report(self, run_id: str, report: HopReport) -> None:
        """Add a hop's counts to its run."""

    def finish_run(self, run_id: str, now: datetime) -> None:
        """Note that a run ended."""


class WarehouseReader(Protocol):
    """What the page and reports read; never writes."""

    def results(self, *, limit: int, filters: Mapping[str, str] | None = None) -> Sequence[Mapping[str, object]]:
        """Return rows of the view `results`, newest first; `filters` are exact matches on its columns."""

    def funnel(self, run_id: str | None = None) -> Sequence[Mapping[str, object]]:
        """Return per hop: came, kept, and lost by reason; of one run, or of all."""

    def feed_health(self) -> Sequence[Mapping[str, object]]:
        """Return each feed with its last status, sentence, next due time, and whether it fell silent."""

    def feed_polls(self, feed_id: str, *, limit: int) -> Sequence[Mapping[str, object]]:
        """Return the last polls of a feed, newest first."""

    def stories(self, *, limit: int) -> Sequence[Mapping[str, object]]:
        """Return rows of the view `story_overview`, what was last spoken of first."""
