"""Trucewatch: who says what about which ceasefire, territory or negotiation.

The road, one room a hop:

    feeds      Feed     -> Entry       what is new in a feed
    articles   Entry    -> Article     fetch the page, politely
    archive    Article  -> WARC        every response as received, so that all after it can be done again
    documents  Article  -> Document    clean text
    mentions   Document -> Mention     statements, with who, where, how surely
    arrangements Mention -> Change     which ceasefire it is about, and what is new
    alerts     Change   -> mail
    warehouse  everything that is kept; page shows it
    http_client asks other machines, sandbox reads what they say: the two that strangers' bytes pass through

`pipeline` knows the order, `assembly` joins the parts, `airflow_bridge` and `commands` are the two ways in.
"""

import os

__version__ = "0.1.0"

# Before anything loads NumPy, which reads it only then: the language models' products are too small for two threads,
# which spend three times the processor's time waiting for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
