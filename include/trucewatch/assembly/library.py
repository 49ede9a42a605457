"""The knowledge files, each read when it is first asked for."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from trucewatch import pipeline
from trucewatch.errors import SettingsInvalid
from trucewatch.model import ConflictParty, Feed, Recipient
from trucewatch.settings import Settings

if TYPE_CHECKING:
    from trucewatch.knowledge.gazetteer import Gazetteer
    from trucewatch.knowledge.packs import LanguagePack
    from trucewatch.knowledge.states import States


EVERY_FEED = "all"
"""The word for all feeds, unless one of them has it for its id."""


class Library:
    """What the knowledge folder says, joined with what the settings say instead."""

    def __init__(self, settings: Settings) -> None:
        """Read nothing yet."""
        self.settings = settings

    @cached_property
    def feeds(self) -> Mapping[str, Feed]:
        """The feeds we watch, by id."""
        from trucewatch.knowledge.feeds import load_feeds

        path = self.settings.feeds or self.settings.knowledge / "feeds.yaml"
        return {feed.id: feed for feed in load_feeds(path)}

    def feeds_called(self, feed_ids: Sequence[str]) -> list[Feed]:
        """Return the feeds with these ids, every feed where one of them is 'all'; raise SettingsInvalid on an id of none."""
        if EVERY_FEED in feed_ids and EVERY_FEED not in self.feeds:
            return list(self.feeds.values())
        unknown = [feed_id for feed_id in feed_ids if feed_id not in self.feeds]
        if unknown:
            raise SettingsInvalid(f"No feed has the id {unknown[0]!r}.", key=unknown[0])
        return [self.feeds[feed_id] for feed_id in feed_ids]

    @cached_property
    def recipients(self) -> tuple[Recipient, ...]:
        """Who is told: the addresses of the settings where there are some, else alerts.yaml."""
        from trucewatch.knowledge.alerts import load_recipients

        if self.settings.mail_to:
            return tuple(Recipient(id=address, to=address) for address in self.settings.mail_to)
        return load_recipients(self.settings.knowledge, lambda: self.gazetteer)

    @cached_property
    def states(self) -> "States":
        """The states of feeds and fetches: how much each counts, and its words."""
        from trucewatch.knowledge.states import load_states

        return load_states(self.settings.knowledge)

    @cached_property
    def gazetteer(self) -> "Gazetteer":
        """Places, actors and conflicts."""
        from trucewatch.knowledge.gazetteer import load_gazetteer

        return load_gazetteer(self.settings.knowledge)

    @cached_property
    def languages(self) -> "Mapping[str, LanguagePack]":
        """The language packs, by code."""
        from trucewatch.knowledge.languages import load_languages

        return load_languages(self.settings.knowledge)

    @property
    def rules(self) -> Mapping[str, str]:
        """What documents are read with, by language: the versions of pack and model."""
        return {code: f"{pack.pack_version} {_version_of(pack.model)}" for code, pack in self.languages.items()}

    @cached_property
    def names(self) -> Mapping[str, Mapping[str, str]]:
        """Names of conflicts, actors and places by identifier, for each language of mails."""
        known = self.gazetteer
        french = {name.id: name.name for name in known.names("fr") if name.form == "official"}
        english = {place.id: place.name for place in known.places.values()}
        english |= {actor.id: actor.name for actor in known.actors.values()}
        return {
            "en": english | {conflict.id: conflict.name for conflict in known.conflicts.values()},
            "fr": english | french | {conflict.id: conflict.name_fr for conflict in known.conflicts.values()},
        }

    @cached_property
    def desk(self) -> pipeline.Desk:
        """Who is told, in which names, of how old news, and what linking must know of the world."""
        known = self.gazetteer
        return pipeline.Desk(
            recipients=self.recipients,
            names=self.names,
            max_age=timedelta(hours=self.settings.alert_max_age_hours),
            parties=self.parties,
            parents={place.id: place.parent for place in known.places.values() if place.parent},
        )

    @cached_property
    def parties(self) -> tuple[ConflictParty, ...]:
        """The sides of the watched conflicts."""
        known = self.gazetteer
        return tuple(
            ConflictParty(
                conflict=conflict.id,
                party=party,
                name=known.actors[party].name,
                country=known.actors[party].country if known.actors[party].kind == "state" else None,
            )
            for conflict in known.conflicts.values()
            for party in conflict.parties
        )


def _version_of(package: str) -> str:
    try:
        return f"{package}-{version(package)}"
    except PackageNotFoundError:
        return package
