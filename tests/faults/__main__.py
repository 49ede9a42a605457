"""Serves the whole catalogue, and good feeds, on loopback until its input ends: python -m tests.faults 90 1.5.

The good feeds (here 90) answer after up to so many seconds (here 1.5). Prints one line of JSON: the port of each fault by its name.
"""

import json
import sys
import tempfile
from pathlib import Path

from tests.faults.catalogue import CATALOGUE
from tests.faults.good import good_feeds
from tests.faults.internet import servers


def main(good: str = "0", slowest: str = "1") -> None:
    """Serve until standard input is closed."""
    faults = (*CATALOGUE, *good_feeds(int(good), float(slowest)))
    with tempfile.TemporaryDirectory() as folder, servers(faults, Path(folder)) as ports:
        sys.stdout.write(json.dumps(ports) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
