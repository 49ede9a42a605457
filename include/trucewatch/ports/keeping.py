"""What the road needs of the warehouse: one protocol to write, one to ask."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import Protocol

from trucewatch.codebook import Act
from trucewatch.model import (
    NO_DETAILS,
    About,
    Account,
    Alert,
    Arrangement,
    Article,
    Batch,
    Candidates,
    ConflictParty,
    Delivery,
    Document,
    Entry,
    Evidence,
    Feed,
    FeedState,
    Fetch,
    HopReport,
    Known,
    KnownEntry,
    Linking,
    Lookalike,
    Mention,
    Parcel,
    Part,
    Poll,
    Pulse,
    Reach,
    ReadOutcome,
    SavedPoll,
    Trace,
    Wanted,
    Window,
)

Identify = Callable[[Entry, Mapping[str, KnownEntry]], str | None]
"""The id of the known entry that a new one is, from those that share a key with it (by key); None: it is new."""
Placing = Callable[[Sequence[Trace], Sequence[Trace]], Sequence[Trace]]
"""Gives each new trace its story, and what it copies, beside known ones that share a key or words with any of them."""


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

    def save_outcomes(
        self, outcomes: Sequence[ReadOutcome], now: datetime, run_id: str | None = None
    ) -> AbstractSet[str]:
        """Keep documents with their mentions, or the reasons why there are none; `run_id` is the run that read them.

        A document takes the place of earlier ones of its entry (they stay, marked as superseded). Returns the ids
        of articles that turned out to be, word for word, one of the same publisher family that is known already: they
        give no document, and their entries join that one's.
        """

    def admit_pages(
        self, pages: Sequence[tuple[Article, Entry, Feed]], identify: Identify, now: datetime
    ) -> tuple[tuple[Article, Entry, Feed], ...]:
        """Keep pages that no feed led to, with entries and sources, as far as they are new; return the unread ones.

        A source that is no feed of the list is kept as one that is never asked. Entry and feed come back as they are
        kept: where a feed had listed the page already, with its words.
        """

    def articles_to_reread(
        self, window: Window, after: tuple[datetime, str] | None, limit: int
    ) -> tuple[tuple[Article, Entry, Feed], ...]:
        """Return articles of a window that were read, in the order of receiving, behind one (its time and id)."""

    def mentions_of_articles(self, article_ids: Iterable[str]) -> tuple[Mention, ...]:
        """Return all mentions found in these articles."""

    def parts_done(self, part_ids: Iterable[str]) -> AbstractSet[str]:
        """Return which of these parts of WARC files were read to their end."""

    def save_part(self, part: Part, now: datetime, run_id: str | None = None) -> None:
        """Note that a part was read to its end."""

    def lookalikes(self, documents: Sequence[Document], within: timedelta) -> Mapping[str, tuple[Lookalike, ...]]:
        """Return, by document id, kept documents of the same host that share words with each of these.

        Only those said at most so long before the latest of these; found by a few of each sketch's least hashes, to be
        compared by the caller. Documents without any are missing from the result.
        """

    def ungrouped_documents(self, limit: int) -> tuple[Account, ...]:
        """Return documents that belong to no story yet, oldest first; neither passed over nor superseded ones."""

    def refresh_counts(self) -> int:
        """Count anew the mentions of each day whose mentions changed since it was counted; return how many days.

        A transaction a day; nothing is lost when it breaks off, or when others write meanwhile.
        """

    def save_traces(self, traces: Sequence[Trace], place: Placing, within: timedelta, now: datetime) -> int:
        """Let `place` give these traces their stories, beside those known that share a key or words; keep them.

        Known ones are looked for at most so long before and after. One caller at a time, over all machines; what another
        has placed meanwhile stays as it is. Returns how many were placed.
        """

    def unlinked_mentions(self, limit: int) -> tuple[Evidence, ...]:
        """Return mentions not yet linked to an arrangement, oldest document first."""

    def arrangements_near(
        self, evidence: Sequence[Evidence], within: timedelta, parties: Collection[str]
    ) -> tuple[Arrangement, ...]:
        """Return arrangements of these mentions' categories and conflicts, the first spoken of coming first.

        Of those of no listed conflict only such as have a place, or standings of one of these parties, or such that the
        same documents speak of.

        Only those of which somebody spoke at most so long before the earliest and after the latest of the mentions, and
        those that some of them were linked to before.
        """

    def candidates_of(self, chosen: Sequence[Arrangement], evidence: Sequence[Evidence]) -> Candidates:
        """Return these arrangements with what tells whether the mentions speak of them, and earlier links of the mentions.

        Parties are given where they say which arrangement it is (talks, and what is of no listed conflict), and the acts
        that were last said of ceasefires of listed conflicts.
        """

    def known_of(self, chosen: Sequence[Arrangement], since: datetime, reach: Reach = NO_DETAILS) -> Known:
        """Return all standings on these arrangements, and their changes since then.

        `reach` tells which details are wanted beside the sums.
        """

    def overdue_arrangements(self, now: datetime, unless: Sequence[Act]) -> tuple[Arrangement, ...]:
        """Return arrangements that ran when last heard of, whose time has run out, and of which no change says so yet.

        Not those of which one of the acts `unless` was told after their time ran out.
        """

    def watching_since(self) -> datetime | None:
        """Return when the first run of all began, once something was packed to be sent; None before."""

    def evidence_on(self, arrangement_id: str, acts: Sequence[Act], limit: int) -> tuple[Evidence, ...]:
        """Return the last mentions that say one of these acts of an arrangement, oldest first."""

    def save_linking(self, linking: Linking, alerts: Sequence[Alert], now: datetime) -> int:
        """Keep arrangements, stances, links, and the alerts they cause, in one transaction; return new alerts."""

    def linked_batches(self) -> tuple[Batch, ...]:
        """Return the batches in which mentions were linked, the first coming first."""

    def linked_in(self, batch: int) -> tuple[Evidence, ...]:
        """Return the mentions that were linked in a batch, by what was said first."""

    def forget_links(self) -> None:
        """Forget all that linking made, but neither the batch of each mention nor any alert."""

    def sync_parties(self, parties: Sequence[ConflictParty]) -> None:
        """Make the table of the conflicts' parties agree with the knowledge files."""

    def claim_parcel(self, now: datetime, lease: timedelta, caps: Mapping[str, int]) -> Parcel | None:
        """Return the oldest parcel that may be sent now and nobody else is sending, packed anew where none waits.

        A new one holds all alerts that may go to its recipient now; what was tried in doubt, or broken off while it was
        sent, comes again as it was. It is the caller's until the lease ends. `caps` are the most parcels an hour, by
        recipient; one that has had so many waits. None: there is nothing to send now.
        """

    def save_delivery(self, delivery: Delivery) -> None:
        """Keep what became of a try to send, and mark the parcel and its alerts accordingly."""

    def resend(self, alert_ids: Sequence[str]) -> int:
        """Let alerts that were sent or given up be sent once more, in a new message; return how many these are."""

    def about(self, identifier: str) -> About:
        """Return what a mention's, change's, alert's or arrangement's identifier stands for; nothing where none has it."""

    def start_run(self, run_id: str, origin: str, now: datetime) -> None:
        """Note that a run began; repeating it for the same run_id changes nothing."""

    def save_report(self, run_id: str, report: HopReport) -> None:
        """Add a hop's counts to its run."""

    def finish_run(self, run_id: str, now: datetime) -> None:
        """Note that a run ended."""

    def pulse(self) -> Pulse:
        """Return whether feeds are being asked, and what of it operators were told; a silence is a run that has not ended."""


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

    def waiting_alerts(self, now: datetime) -> Sequence[Mapping[str, object]]:
        """Return how many alerts wait to be sent (`waiting`), and how many may go now (`ready`), by `recipient` and `channel`."""

    def stories(self, *, limit: int) -> Sequence[Mapping[str, object]]:
        """Return rows of the view `story_overview`, what was last spoken of first."""
