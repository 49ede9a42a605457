"""`trucewatch feeds check`: ask feeds once, now, and keep nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import typer
from rich.console import Console

from trucewatch.commands.bars import open_bar
from trucewatch.commands.feeds.shared import (
    FeedIds,
    FeedsFile,
    Language,
    check_language,
    chosen_feeds,
    count_well,
    feeds_path,
    read_settings,
)
from trucewatch.errors import RecordUnreadable
from trucewatch.model import GOOD_POLLS, ArchivePosition, Feed, FeedState, Poll, Response

if TYPE_CHECKING:
    from trucewatch.assembly import House
    from trucewatch.knowledge.states import States

_COUNTS = {"en": "Entries: {n}.", "fr": "Entrées\u00a0: {n}."}


class Nowhere:
    """An archive that keeps nothing: whoever only looks leaves no trace."""

    def write(self, response: Response) -> ArchivePosition:  # noqa: ARG002  # the port's names
        """Keep nothing."""
        return ArchivePosition(file="", offset=0)

    def write_revisit(self, response: Response, *, digest: str, first_at: datetime) -> ArchivePosition:  # noqa: ARG002
        """Keep nothing."""
        return ArchivePosition(file="", offset=0)

    def read(self, position: ArchivePosition) -> bytes:
        """Have nothing."""
        raise RecordUnreadable("Nothing is kept here.", key=position.file)

    def flush(self) -> None:
        """Have nothing to make safe."""

    def close(self) -> None:
        """Have nothing open."""


def check(ids: FeedIds = None, language: Language = "en", file: FeedsFile = None) -> None:
    """Ask each feed once, now, and say how it is; the warehouse's list of polls and the archive stay as they are.

    Hosts are asked side by side and politely. Exit status 1 if a feed failed.
    """
    from trucewatch.assembly import House
    from trucewatch.knowledge.feeds import load_feeds

    check_language(language)
    settings = read_settings()
    feeds = chosen_feeds(load_feeds(feeds_path(settings, file)), ids)
    with House(settings) as house:
        polls = ask_all(feeds, house, Console(stderr=True))
        for feed in feeds:
            print(check_line(polls[feed.id], house.states, language))
    failed = sum(poll.status not in GOOD_POLLS for poll in polls.values())
    print(count_well(len(feeds) - failed, len(feeds), language))
    raise typer.Exit(1 if failed else 0)


def ask_all(feeds: Sequence[Feed], house: "House", console: Console) -> dict[str, Poll]:
    """Ask all the feeds, hosts side by side; return their polls by feed id."""
    from trucewatch.feeds import poll_feed
    from trucewatch.pipeline import ask_feeds

    def ask(feed: Feed) -> Poll:
        now = house.clock.now()
        return poll_feed(
            feed,
            FeedState(feed_id=feed.id, due_at=now),
            http=house.http,
            archive=Nowhere(),
            sandbox=house.sandbox,
            weights=house.states.weights,
            now=now,
        )

    polls: dict[str, Poll] = {}
    with open_bar(console) as bar:
        task = bar.add_task("asking feeds", total=len(feeds))
        for feed, result in ask_feeds(feeds, ask):
            if isinstance(result, Exception):
                raise result
            polls[feed.id] = result
            bar.advance(task)
    return polls


def check_line(poll: Poll, states: "States", language: str) -> str:
    """Return one line on one feed: what came, or what is the matter and what to do."""
    words = states.of(poll.status).words[language]
    said = [words.sentence, words.action]
    if poll.status in GOOD_POLLS:
        flaws = (states.of(flaw).words[language].sentence for flaw in poll.flaws)
        said = [words.sentence, *flaws, _COUNTS[language].format(n=len(poll.entries))]
    return f"{poll.status}  {poll.feed_id}: {' '.join(said)}"
