"""The ways to tell people, by name; a new one is one file here and one line below."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from trucewatch.alerts.channels.feed import FeedCourier
from trucewatch.alerts.channels.mail import MailCourier, SmtpServer, open_mail_server
from trucewatch.alerts.channels.webhook import WebhookCourier
from trucewatch.alerts.links import Links
from trucewatch.codebook import Channel
from trucewatch.ports import Courier, MailServer, Poster


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """All that couriers need; each takes what it uses."""

    mail_server: MailServer
    sender: str
    """The address that mails come from."""
    poster: Poster
    webhook_secret: str = field(default="", repr=False)
    """What webhooks are signed with."""
    feed_address: str = ""
    """Where the folder of feed files is served."""
    links: Links = field(default_factory=Links)


CHANNELS: Mapping[Channel, Callable[[Means], Courier]] = MappingProxyType(
    {
        Channel.MAIL: lambda means: MailCourier(means.mail_server, sender=means.sender, links=means.links),
        Channel.WEBHOOK: lambda means: WebhookCourier(means.poster, secret=means.webhook_secret, links=means.links),
        Channel.FEED: lambda means: FeedCourier(links=means.links, address=means.feed_address),
    }
)


def open_couriers(means: Means) -> Mapping[Channel, Courier]:
    """Return a courier for every channel; nothing is connected to before something is delivered."""
    return MappingProxyType({channel: open_courier(means) for channel, open_courier in CHANNELS.items()})


__all__ = ["CHANNELS", "Links", "Means", "SmtpServer", "open_couriers", "open_mail_server"]
