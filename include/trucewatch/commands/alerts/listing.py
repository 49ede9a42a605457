"""`trucewatch alerts list` and `show`: the alerts, and what became of them."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated

import typer

from trucewatch.commands.alerts.shared import Row, open_log, read_settings, unknown
from trucewatch.errors import SettingsInvalid

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
_STATUSES = ("pending", "deferred", "sent", "failed")
_SHOWN = ("created_at", "recipient", "channel", "status", "headline", "rule", "not_before", "next_try_at", "sent_at")


def list_alerts(
    status: Annotated[str, typer.Option(help="Only pending, deferred, sent or failed ones.")] = "",
    recipient: Annotated[str, typer.Option(help="Only those for this address.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many, the newest.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List alerts, newest first: identifier, status, when caused, for whom, what changed."""
    if status and status not in _STATUSES:
        raise SettingsInvalid(f"{status!r} is no status of an alert; write one of {', '.join(_STATUSES)}.", key=status)
    rows = open_log(read_settings()).alerts(limit=limit, status=status or None, recipient=recipient or None)
    for line in _json_lines(rows) if as_json else text_lines(rows):
        print(line)


def show(
    identifier: Annotated[str, typer.Argument(help="An alert's identifier.")],
    as_json: AsJson = False,
) -> None:
    """Show one alert with every try to send it."""
    rows = open_log(read_settings()).alert_log(limit=1000, alert_id=identifier)
    if not rows:
        raise unknown(identifier)
    for line in _json_lines(rows) if as_json else _show_lines(rows):
        print(line)


def text_lines(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the alerts in columns."""
    for row in rows:
        yield "  ".join(
            (
                str(row["alert_id"]),
                str(row["status"]).ljust(8),
                _as_text(row["created_at"]),
                str(row["recipient"]),
                str(row["headline"]),
            )
        )


def _show_lines(rows: Sequence[Row]) -> Iterator[str]:
    first = rows[0]
    yield f"alert {first['alert_id']}"
    for name in _SHOWN:
        if first[name] is not None:
            yield f"  {name.replace('_', ' ')}: {_as_text(first[name])}"
    for row in rows:
        if row["tried_at"] is not None:
            said = f": {row['delivery_message']}" if row["delivery_message"] else ""
            yield f"  tried {_as_text(row['tried_at'])}: {row['delivery_status']} {row['message_id']}{said}"


def _json_lines(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(dict(row), ensure_ascii=False, default=_as_json)


def _as_json(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _as_text(value: object) -> str:
    return value.strftime("%Y-%m-%d %H:%M:%S") if isinstance(value, datetime) else str(value)
