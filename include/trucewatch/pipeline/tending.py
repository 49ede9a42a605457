"""What operators are told of the feeds."""

from collections import Counter
from dataclasses import dataclass

from trucewatch.alerts import compose_health
from trucewatch.knowledge.states import States
from trucewatch.model import GOOD_POLLS, HopReport
from trucewatch.pipeline.parts import report
from trucewatch.ports import AlertChannel, Clock, WarehouseReader

MONDAY = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """From whom a mail comes, to whom it goes, and in which language."""

    sender: str
    recipients: tuple[str, ...]
    language: str


def tell_health(
    *, reader: WarehouseReader, states: States, channel: AlertChannel, letterhead: Letterhead, clock: Clock
) -> tuple[HopReport, ...]:
    """Mail the operators how the feeds are: all of them on Mondays, else only what is newly wrong, if anything is.

    Returns the active feeds by the state of their last poll. Raises ChannelUnavailable when no mail could be sent.
    """
    rows = [row for row in reader.feed_health() if row["active"]]
    now = clock.now()
    notes: list[str] = []
    for recipient in letterhead.recipients:
        message = compose_health(
            rows,
            states,
            language=letterhead.language,
            sender=letterhead.sender,
            recipient=recipient,
            now=now,
            is_weekly=now.weekday() == MONDAY,
        )
        if message is not None:
            notes.extend(f"{address} refused the mail: {why}" for address, why in channel.send(message).items())
    lost = Counter(str(row["status"] or "never_polled") for row in rows if row["status"] not in GOOD_POLLS)
    return (report("health", len(rows), lost, notes),)
