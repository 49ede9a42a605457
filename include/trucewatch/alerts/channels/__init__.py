"""The ways to tell people, by name; a new one is one file here and one line below."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from trucewatch.alerts.channels.mail import open_mail_channel
from trucewatch.ports import AlertChannel
from trucewatch.settings import Smtp

CHANNELS: Mapping[str, Callable[[Smtp], AlertChannel]] = MappingProxyType({"mail": open_mail_channel})

__all__ = ["CHANNELS", "open_mail_channel"]
