"""Everything that is kept: who waits for which work, what was found, what was told. It knows SQL and no craft of others.

    upgrade(url)         creates or migrates the schema
    open_warehouse(url)  what the road writes and reads
    open_reader(url)     what the page and reports read; cannot write

Tables are in `tables/`, with a comment on every column; what differs between databases is in `dialects.py`; views are
plain SQL in `views/`. Times are kept to the second, in UTC.
"""

from trucewatch.warehouse.migrate import upgrade
from trucewatch.warehouse.reader import SqlReader, open_reader
from trucewatch.warehouse.store import SqlWarehouse, open_warehouse

__all__ = ["SqlReader", "SqlWarehouse", "open_reader", "open_warehouse", "upgrade"]
