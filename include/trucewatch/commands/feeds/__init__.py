"""`trucewatch feeds ...`: the list of feeds, and how each of them is."""

import typer

from trucewatch.commands.feeds.add import add
from trucewatch.commands.feeds.check import check
from trucewatch.commands.feeds.doctor import doctor
from trucewatch.commands.feeds.listing import list_feeds
from trucewatch.commands.feeds.opml import export_feeds, import_feeds

app = typer.Typer(help="The list of feeds, and how each of them is.", no_args_is_help=True)
app.command()(add)
app.command("list")(list_feeds)
app.command()(check)
app.command()(doctor)
app.command("import")(import_feeds)
app.command("export")(export_feeds)
