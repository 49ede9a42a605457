"""`trucewatch feeds doctor`: what is the matter with each feed, and what to do about it."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.commands.feeds.shared import (
    FeedIds,
    Language,
    check_language,
    count_well,
    health_by_feed,
    read_settings,
)
from trucewatch.errors import SettingsInvalid

if TYPE_CHECKING:
    from trucewatch.alerts import Diagnosis
    from trucewatch.knowledge.states import States


def doctor(
    ids: FeedIds = None,
    language: Language = "en",
    show_all: Annotated[bool, typer.Option("--all", help="Name the feeds that are well too.")] = False,
) -> None:
    """Say of each feed that is not well, by the warehouse, what is the matter and what to do; most urgent first."""
    from trucewatch.alerts import diagnose_all
    from trucewatch.assembly import SystemClock
    from trucewatch.knowledge.states import load_states

    check_language(language)
    settings = read_settings()
    rows = health_by_feed(settings)
    for feed_id in ids or ():
        if feed_id not in rows:
            raise SettingsInvalid(f"The warehouse knows no feed with the id {feed_id!r}.", key=feed_id)
    states = load_states(settings.knowledge)
    chosen = [rows[feed_id] for feed_id in dict.fromkeys(ids)] if ids else rows.values()
    found = diagnose_all(chosen, states, SystemClock().now())
    for line in doctor_lines(found, states, language, show_all=show_all):
        print(line)


def doctor_lines(found: "Sequence[Diagnosis]", states: "States", language: str, *, show_all: bool) -> Iterator[str]:
    """Yield the report: groups under their names, one line a feed, and how many are well."""
    from trucewatch.alerts import Group, describe_detail, name_feed, name_group

    for group, members in groupby(found, key=lambda one: one.group):
        if group is Group.WELL and not show_all:
            continue
        yield name_group(group, language)
        for one in members:
            words = states.of(one.code).words[language]
            parts = [
                f"{name_feed(one)} \N{EN DASH} {words.sentence}",
                words.action,
                describe_detail(one, states, language),
            ]
            yield f"  {' '.join(part for part in parts if part)}"
    well = sum(one.group is Group.WELL for one in found)
    yield count_well(well, len(found), language)
