"""What several of the commands about feeds need."""

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from trucewatch.errors import PermanentError, SettingsInvalid
from trucewatch.model import Feed
from trucewatch.settings import Settings

_WELL = {"en": "{well} of {all} feeds are well.", "fr": "{well} flux sur {all} en bon état."}
LANGUAGES = tuple(_WELL)

FeedsFile = Annotated[
    Path | None,
    typer.Option("--file", help="The feeds.yaml to write to; else TRUCEWATCH_FEEDS or the knowledge folder's."),
]
FeedIds = Annotated[list[str] | None, typer.Argument(help="Ids of feeds; none: all of them.")]
Language = Annotated[str, typer.Option(help="Language of the sentences: en or fr.")]
Yes = Annotated[bool, typer.Option("--yes", help="Save without asking.")]


def read_settings() -> Settings:
    """Return the settings of this process."""
    return Settings.from_environment(os.environ)


def feeds_path(settings: Settings, file: Path | None) -> Path:
    """Return where the list of feeds is."""
    return file or settings.feeds or settings.knowledge / "feeds.yaml"


def feeds_present(path: Path) -> tuple[Feed, ...]:
    """Return the feeds of a list that may not be there yet."""
    from trucewatch.knowledge.feeds import load_feeds

    return load_feeds(path) if path.exists() else ()


def chosen_feeds(feeds: Sequence[Feed], ids: Iterable[str] | None) -> tuple[Feed, ...]:
    """Return the feeds with these ids, or all; raise SettingsInvalid for an id that nobody has."""
    wanted = tuple(ids or ())
    by_id = {feed.id: feed for feed in feeds}
    for feed_id in wanted:
        if feed_id not in by_id:
            raise SettingsInvalid(f"No feed has the id {feed_id!r}; `trucewatch feeds list` shows them.", key=feed_id)
    return tuple(by_id[feed_id] for feed_id in dict.fromkeys(wanted)) or tuple(feeds)


def check_language(language: str) -> str:
    """Return the language, or raise SettingsInvalid where we have no words in it."""
    if language not in LANGUAGES:
        raise SettingsInvalid(f"--language must be one of {', '.join(LANGUAGES)}, found {language!r}.", key="language")
    return language


def count_well(well: int, of_all: int, language: str) -> str:
    """Say how many feeds are well."""
    return _WELL[language].format(well=well, all=of_all)


def is_terminal() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty()


def confirm(question: str, *, yes: bool) -> None:
    """Return if somebody wants it saved; raise PermanentError, with the reason, if nobody said so."""
    if yes:
        return
    if not is_terminal():
        raise PermanentError("Nothing was saved: there is no terminal to ask at; say --yes.", code="not_confirmed")
    if not typer.confirm(question, default=False, err=True):
        raise PermanentError("Nothing was saved.", code="not_confirmed")


def ask_number(question: str, most: int, *, yes: bool) -> int:
    """Return a number from 1 to `most`: 1 where nobody is asked; raise PermanentError for any other answer."""
    if yes or not is_terminal():
        return 1
    number = int(typer.prompt(question, default=1, type=int, err=True))
    if not 1 <= number <= most:
        raise PermanentError(f"There is no number {number} in the list; nothing was saved.", code="not_chosen")
    return number


def health_by_feed(settings: Settings) -> Mapping[str, Mapping[str, object]]:
    """Return the warehouse's rows on the health of feeds, by feed id; raise as its reader does."""
    from trucewatch.warehouse import open_reader

    return {str(row["feed_id"]): row for row in open_reader(settings.warehouse).feed_health()}
