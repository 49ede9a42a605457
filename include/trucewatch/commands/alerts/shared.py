"""What the commands about alerts need."""

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from trucewatch.errors import SettingsInvalid
from trucewatch.model import Recipient
from trucewatch.settings import Settings

if TYPE_CHECKING:
    from trucewatch.warehouse import SqlReader

Row = Mapping[str, object]


def read_settings() -> Settings:
    """Return the settings of this process."""
    return Settings.from_environment(os.environ)


def open_log(settings: Settings) -> "SqlReader":
    """Open the warehouse for questions."""
    from trucewatch.warehouse import open_reader

    return open_reader(settings.warehouse)


def chosen_recipients(recipients: Sequence[Recipient], ids: Sequence[str] | None) -> tuple[Recipient, ...]:
    """Return the recipients with these ids, or all; raise SettingsInvalid for an id that nobody has."""
    by_id = {recipient.id: recipient for recipient in recipients}
    for recipient_id in ids or ():
        if recipient_id not in by_id:
            known = ", ".join(by_id) or "none"
            raise SettingsInvalid(f"No recipient has the id {recipient_id!r}; there is {known}.", key=recipient_id)
    return tuple(by_id[one] for one in dict.fromkeys(ids)) if ids else tuple(recipients)


def unknown(identifier: str) -> SettingsInvalid:
    """Return the error for an identifier that nothing has."""
    return SettingsInvalid(
        f"The warehouse knows no alert, change, mention or arrangement {identifier!r}; `trucewatch alerts list` and "
        "the views results and alert_log have them.",
        key=identifier,
    )
