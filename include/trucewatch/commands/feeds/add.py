"""`trucewatch feeds add`: find a site's feed, show what is in it, and save it if somebody wants it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from trucewatch.commands.feeds.shared import (
    FeedsFile,
    Yes,
    ask_number,
    confirm,
    feeds_path,
    feeds_present,
    read_settings,
)
from trucewatch.errors import PermanentError, SettingsInvalid
from trucewatch.model import Feed

if TYPE_CHECKING:
    from trucewatch.commands.feeds.preview import Preview
    from trucewatch.feeds.discovery import Candidate


def add(
    url: Annotated[str, typer.Argument(help="Address of a feed, or of a site whose feed is looked for.")],
    yes: Yes = False,
    feed_id: Annotated[str | None, typer.Option("--id", help="Its id; else made of its name.")] = None,
    outlet: Annotated[str | None, typer.Option(help="Name of the outlet; else what the feed calls itself.")] = None,
    family: Annotated[str | None, typer.Option(help="Publisher family; else its registered domain.")] = None,
    country: Annotated[str | None, typer.Option(help="ISO 3166-1 code of the newsroom; else ZZ, of none.")] = None,
    language: Annotated[str | None, typer.Option(help="ISO 639 code; else that of its words.")] = None,
    folder: Annotated[str | None, typer.Option(help="Where to file it: names joined by '/'.")] = None,
    poll_minutes: Annotated[int | None, typer.Option(help="Least minutes between two polls; else 15.")] = None,
    file: FeedsFile = None,
) -> None:
    """Find the feed of a site, show its newest items, and save it.

    Shown are dates, language, and how many mentions its titles and summaries hold. Nothing is saved before you say so.
    """
    from trucewatch.assembly import House
    from trucewatch.commands.feeds.preview import make_preview, preview_lines
    from trucewatch.feeds.discovery import discover
    from trucewatch.knowledge.feeds_file import add_feeds, feed_line

    given: dict[str, object | None] = {
        "id": feed_id, "outlet": outlet, "family": family, "country": country, "language": language,
        "folder": folder, "poll_minutes": poll_minutes,
    }  # fmt: skip
    wish = check_wish({key: value for key, value in given.items() if value is not None})
    address = url if "://" in url else f"https://{url}"
    check_wish({"url": address})
    settings = read_settings()
    path = feeds_path(settings, file)
    present = feeds_present(path)
    console = Console(stderr=True)
    with House(settings) as house:
        refuse_known(present, [address])
        with console.status("Looking for feeds …"):
            candidates = discover(address, http=house.http, sandbox=house.sandbox)
        candidate = choose(candidates, present, address, yes=yes, console=console)
        with console.status("Reading it …"):
            preview = make_preview(candidate.content, house.finder)
        feed = draft(candidate, preview, wish, present)
        for line in preview_lines(preview):
            print(line)
        print(feed_line(feed))
        confirm(f"Save it in {path}?", yes=yes)
        add_feeds(path, [feed])
    print(f"Saved as {feed.id} in {path}.")


def check_wish(given: Mapping[str, object]) -> Mapping[str, object]:
    """Return the fields that the operator gave; raise SettingsInvalid on one that cannot be."""
    from trucewatch.knowledge.feed_fields import fault_in

    for key, value in given.items():
        if (wish := fault_in(key, value)) is not None:
            name = "URL" if key == "url" else f"--{key.replace('_', '-')}"
            raise SettingsInvalid(f"{name} {wish}, found {value!r}.", key=key)
    return given


def refuse_known(present: Sequence[Feed], urls: Sequence[str]) -> None:
    """Raise PermanentError where all of these addresses are in the list already."""
    from trucewatch.knowledge.feed_fields import comparable

    owners = {comparable(feed.url): feed.id for feed in present}
    known = [owners[comparable(url)] for url in urls if comparable(url) in owners]
    if known and len(known) == len(urls):
        raise PermanentError(f"This feed is in the list already, as {known[0]}.", key=urls[0], code="known")


def choose(
    candidates: "Sequence[Candidate]", present: Sequence[Feed], url: str, *, yes: bool, console: Console
) -> "Candidate":
    """Return the feed to add: the best one that is not in the list, or, of several, the one that the operator picks."""
    from trucewatch.alerts.cleaning import clean
    from trucewatch.knowledge.feed_fields import comparable

    if not candidates:
        raise PermanentError(f"No feed was found at {url}.", key=url, code="no_feed")
    refuse_known(present, [candidate.url for candidate in candidates])
    owners = {comparable(feed.url) for feed in present}
    new = [candidate for candidate in candidates if comparable(candidate.url) not in owners]
    if len(new) == 1:
        return new[0]
    for number, candidate in enumerate(new, start=1):
        title = clean(candidate.title, 100) or "(no title)"
        label = f"{number}. {title}  {candidate.kind}, {len(candidate.content.entries)} items  {candidate.url}"
        console.print(Text(label))
    return new[ask_number("Which one?", len(new), yes=yes) - 1]


def draft(candidate: "Candidate", preview: "Preview", wish: Mapping[str, object], present: Sequence[Feed]) -> Feed:
    """Return the feed as it would be saved; raise PermanentError where the id asked for is taken."""
    from trucewatch.knowledge.feed_fields import drafted_feed

    ids = {feed.id for feed in present}
    if wish.get("id") in ids:
        raise PermanentError(f"The id {wish['id']!r} is taken already.", key=str(wish["id"]), code="known")
    given = {"language": preview.language} | dict(wish)
    return drafted_feed(url=candidate.url, title=candidate.title, taken=ids, given=given)
