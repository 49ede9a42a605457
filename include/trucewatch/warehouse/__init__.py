"""Everything that is kept: who waits for which work, what was found, what was told. It knows SQL and no craft of others.

    upgrade(url)         creates or migrates the schema
    check_up(url)        says whether one is whole, and how many rows it has
    move(from, to)       copies one into an empty database, and compares
    open_warehouse(url)  what the road writes and reads
    open_reader(url)     what the page and reports read; cannot write
    grant_reader(url, role)  lets a role of a server read the views and nothing else
    result_columns()     what the columns of the results hold, for exports
    open_host_book(url)  whose turn it is at each host, and its robots.txt

Tables are in `tables/`, with a comment on every column; what differs between databases is in `dialects.py`; views are
plain SQL in `views/`. Times are kept to the second, in UTC; the host book's to the
millisecond.
"""

from trucewatch.warehouse.checking import CheckUp, check_up
from trucewatch.warehouse.column_kinds import result_columns
from trucewatch.warehouse.hosts import SqlHostBook, open_host_book
from trucewatch.warehouse.migrate import upgrade
from trucewatch.warehouse.moving import Moved, move
from trucewatch.warehouse.reader import SqlReader, open_reader
from trucewatch.warehouse.readers import grant_reader, grant_statements
from trucewatch.warehouse.store import SqlWarehouse, open_warehouse

__all__ = [
    "CheckUp",
    "Moved",
    "SqlHostBook",
    "SqlReader",
    "SqlWarehouse",
    "check_up",
    "grant_reader",
    "grant_statements",
    "move",
    "open_host_book",
    "open_reader",
    "open_warehouse",
    "result_columns",
    "upgrade",
]
