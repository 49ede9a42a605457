"""What operators are told: how the feeds are, and that the pipeline is silent, or no longer is."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage

from trucewatch.alerts import Beat, Heartbeat, compose_health, compose_heartbeat, judge_pulse
from trucewatch.errors import ChannelUnavailable
from trucewatch.knowledge.states import States
from trucewatch.model import GOOD_POLLS, SILENCE, HopReport, Outcome
from trucewatch.pipeline.parts import report
from trucewatch.ports import Clock, MailServer, Warehouse, WarehouseReader

MONDAY = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What operators want to hear of their feeds; by default what the clock asks for."""

    whole: bool = False
    """Tell of all feeds, as on Mondays."""
    within: timedelta = timedelta(days=1)
    """How long ago trouble may have begun to be told as new."""
    occasion: str = ""
    """The name of who asks, which is another message at every other; '': the clock, at most one message a day."""


BY_CLOCK = Asked()


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """From whom a mail comes, to whom it goes, and in which language."""

    sender: str
    recipients: tuple[str, ...]
    language: str


def tell_health(  # what to tell, whence, and the whole way to people
    *,
    reader: WarehouseReader,
    states: States,
    mail_server: MailServer,
    letterhead: Letterhead,
    clock: Clock,
    asked: Asked = BY_CLOCK,
) -> tuple[HopReport, ...]:
    """Mail the operators how the feeds are: all of them on Mondays, or where somebody asks, else only what is newly wrong.

    Returns the active feeds by the state of their last poll. Raises ChannelUnavailable when no mail could be handed over and
    one at least may be later: the next night's mail would not tell this night's news.
    """
    rows = [row for row in reader.feed_health() if row["active"]]
    now = clock.now()

    def compose(recipient: str) -> EmailMessage | None:
        return compose_health(
            rows,
            states,
            language=letterhead.language,
            sender=letterhead.sender,
            recipient=recipient,
            now=now,
            is_weekly=asked.whole or now.weekday() == MONDAY,
            within=asked.within,
            occasion=asked.occasion,
        )

    post = _hand_over(compose, letterhead.recipients, mail_server)
    lost = Counter(str(row["status"] or "never_polled") for row in rows if row["status"] not in GOOD_POLLS)
    return (report("health", len(rows), lost, post.notes),)


def tell_heartbeat(
    *, warehouse: Warehouse, mail_server: MailServer, letterhead: Letterhead, clock: Clock, patience: timedelta
) -> tuple[Heartbeat, tuple[HopReport, ...]]:
    """Mail the operators that no feed was asked for longer than `patience`, once a silence, and that they are asked again.

    What was told is written down once a mail was taken: after a crash in between it is told once more at most, in the very
    same message. Returns how the pipeline is, and the mails by what became of them; raises ChannelUnavailable as
    `tell_health` does.
    """
    now = clock.now()
    heartbeat = judge_pulse(warehouse.pulse(), now, patience)
    name = heartbeat.to_tell
    if name is None or not letterhead.recipients:
        return heartbeat, ()

    def compose(recipient: str) -> EmailMessage | None:
        return compose_heartbeat(
            heartbeat, language=letterhead.language, sender=letterhead.sender, recipient=recipient, now=now
        )

    post = _hand_over(compose, letterhead.recipients, mail_server)
    told = report("heartbeat", post.seen, post.lost, post.notes)
    if heartbeat.beat is Beat.SILENT:
        warehouse.start_run(name, SILENCE, now)
    warehouse.save_report(name, told)
    for silence in heartbeat.to_close:
        warehouse.finish_run(silence, now)
    return heartbeat, (told,)


@dataclass(slots=True)
class _Post:
    """What became of some mails."""

    seen: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)


def _hand_over(
    compose: Callable[[str], EmailMessage | None], recipients: tuple[str, ...], mail_server: MailServer
) -> _Post:
    """Send each recipient its mail; raise ChannelUnavailable when none was taken and one at least may be later."""
    post = _Post()
    for recipient in recipients:
        message = compose(recipient)
        if message is None:
            continue
        post.seen += 1
        receipt = mail_server.send(message)
        if receipt.outcome is not Outcome.SENT:
            post.lost[receipt.outcome] += 1
            post.notes.append(f"The mail to {recipient} is {receipt.outcome}: {receipt.message}")
    taken = post.seen - post.lost[Outcome.FAILED] - post.lost[Outcome.DEFERRED]
    if post.lost[Outcome.DEFERRED] and not taken:
        raise ChannelUnavailable(post.notes[0])
    return post
