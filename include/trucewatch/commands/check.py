"""`trucewatch check-knowledge`: is every knowledge file well-formed?"""

import os
from pathlib import Path
from typing import Annotated

import typer

from trucewatch.settings import Settings


def check_knowledge(
    folder: Annotated[Path | None, typer.Argument(help="Another knowledge folder.")] = None,
) -> None:
    """Check the knowledge files; a mistake is named with file and line."""
    from trucewatch.knowledge.agencies import load_agencies
    from trucewatch.knowledge.alerts import load_recipients
    from trucewatch.knowledge.crosswalk import load_crosswalk
    from trucewatch.knowledge.feeds import load_feeds
    from trucewatch.knowledge.gazetteer import load_gazetteer
    from trucewatch.knowledge.languages import load_languages
    from trucewatch.knowledge.notices import load_notice_rules
    from trucewatch.knowledge.states import load_states
    from trucewatch.knowledge.story_words import load_story_words
    from trucewatch.mentions import check_patterns

    folder = folder or Settings.from_environment(os.environ).knowledge
    feeds = load_feeds(folder / "feeds.yaml")
    packs = load_languages(folder)
    for pack in packs.values():
        check_patterns(pack)
    gazetteer = load_gazetteer(folder)
    recipients = load_recipients(folder, lambda: gazetteer)
    states = load_states(folder)
    notices = load_notice_rules(folder)
    agencies = load_agencies(folder)
    load_story_words(folder)
    crosswalk = load_crosswalk(folder)
    print(
        f"{folder}: {len(feeds)} feeds, {len(states.by_code)} states of feeds, {len(recipients)} recipients, "
        f"languages {', '.join(sorted(packs))}, {len(notices)} notices, {len(agencies.by_id)} agencies, "
        f"{len(crosswalk.rules)} rules of the crosswalk, "
        f"{len(gazetteer.places)} places, {len(gazetteer.actors)} actors, {len(gazetteer.conflicts)} conflicts: all well."
    )
