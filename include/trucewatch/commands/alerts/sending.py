"""`trucewatch alerts test` and `resend`: does it arrive?"""

from typing import Annotated

import typer

from trucewatch.commands.alerts.shared import chosen_recipients, read_settings
from trucewatch.errors import SettingsInvalid


def send_test(
    ids: Annotated[list[str] | None, typer.Argument(help="Ids of recipients in alerts.yaml; none: all.")] = None,
) -> None:
    """Send each recipient an invented alert that says that it is a test; nothing is written into the warehouse.

    Exit status 1 when some were not taken.
    """
    from trucewatch.alerts import sample_alert
    from trucewatch.assembly import House
    from trucewatch.model import Outcome, Parcel

    with House(read_settings()) as house:
        couriers, now, missed = house.couriers(), house.clock.now(), 0
        for recipient in chosen_recipients(house.recipients, ids):
            alert = sample_alert(recipient, now)
            parcel = Parcel(id=alert.id, recipient=recipient.to, channel=recipient.channel, alerts=(alert,))
            receipt = couriers[recipient.channel].deliver(parcel, now).receipt
            missed += receipt.outcome is not Outcome.SENT
            print(
                f"{recipient.id} ({recipient.to}): {receipt.outcome}{f': {receipt.message}' if receipt.message else ''}"
            )
    raise typer.Exit(1 if missed else 0)


def resend(
    ids: Annotated[list[str], typer.Argument(help="Identifiers of alerts that were sent or given up.")],
) -> None:
    """Let alerts be sent once more, in a new message, by the next run of send_alerts."""
    from trucewatch.warehouse import open_warehouse

    found = open_warehouse(read_settings().warehouse).resend(list(dict.fromkeys(ids)))
    print(f"{found} of {len(set(ids))} wait to be sent again.")
    if found < len(set(ids)):
        raise SettingsInvalid("The others are unknown, or wait already; `trucewatch alerts list` shows them.")
