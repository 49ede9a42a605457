"""`trucewatch alerts ...`: what was told to whom, why or why not, and whether it arrives."""

import typer

from trucewatch.commands.alerts.explain import explain_alert
from trucewatch.commands.alerts.listing import list_alerts, show
from trucewatch.commands.alerts.sending import resend, send_test

app = typer.Typer(help="What was told to whom, why or why not, and whether it arrives.", no_args_is_help=True)
app.command("list")(list_alerts)
app.command()(show)
app.command("explain")(explain_alert)
app.command("test")(send_test)
app.command()(resend)
