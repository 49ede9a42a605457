"""`trucewatch alerts explain`: why something was told, or was not."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.commands.alerts.shared import open_log, read_settings, unknown

if TYPE_CHECKING:
    from trucewatch.assembly import House
    from trucewatch.model import About


def explain_alert(
    identifier: Annotated[str, typer.Argument(help="Identifier of a mention, a change, an alert or an arrangement.")],
) -> None:
    """Say why a mention, change, alert or arrangement was told to whom, or why not."""
    from trucewatch.assembly import House

    with House(read_settings()) as house:
        found = house.warehouse.about(identifier)
        if found.evidence is None and found.arrangement is None and not found.changes:
            raise unknown(identifier)
        for line in _lines(found, house):
            print(line)


def _lines(found: "About", house: "House") -> Iterator[str]:
    from trucewatch.alerts import Freshness, explain_change

    yield from _mention_lines(found)
    now, max_age = house.clock.now(), timedelta(hours=house.settings.alert_max_age_hours)
    reader = open_log(house.settings)
    for change in found.changes:
        rows = reader.alerts(limit=1000, change_key=change.key)
        log = {str(row["alert_id"]): str(row["status"]) for row in rows}
        # As it was judged when it was found; what is told only once more confirm it, is judged by all that is known.
        freshness = Freshness(now=change.found_at or now, max_age=max_age)
        yield from explain_change(change, house.recipients, freshness, log=log, names=house.names["en"])


def _mention_lines(found: "About") -> Iterator[str]:
    from trucewatch.alerts import describe_evidence
    from trucewatch.arrangements import silence_of

    if found.evidence is None:
        if found.arrangement is not None:
            yield f"arrangement {found.arrangement.id}: {found.arrangement.state}, {len(found.changes)} changes"
        return
    yield f"mention {found.evidence.mention.id}: {describe_evidence(found.evidence)}"
    silence = silence_of(found.evidence)
    if silence is not None:
        yield f"  It takes no stance, so it changes nothing and is not told: {_SILENCES[silence]}."
    elif found.arrangement is None:
        yield "  It is not linked yet: the next run of send_alerts does that."
    elif found.only_repeats:
        yield f"  It says of arrangement {found.arrangement.id} what was known already; the changes that it repeats:"
    elif not found.changes:
        yield f"  It says of arrangement {found.arrangement.id} what was known already."


_SILENCES = {
    "opinion": "its document is a column, an editorial or a letter",
    "no_act": "it tells of prospects, terms or monitoring",
    "history": "it tells of an earlier time",
    "commentator": "an expert or a medium says so, no party, mediator or state",
    "uncertain": "its source does not commit itself to it",
    "not_yet": "it lies in the future and will be news when it comes",
}
