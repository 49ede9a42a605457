"""`python -m tests.replay`: plays the ten days and prints the figures, and each failure with its sentences."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.replay.road import RECIPIENTS, Road, judge, load_knowledge


def main() -> None:
    with TemporaryDirectory() as folder:
        road = Road(Path(folder), load_knowledge())
        road.play()
        road.close()
    for recipient in RECIPIENTS:
        sys.stdout.write("\n".join([recipient.id, *judge(road, recipient).lines(), ""]))


if __name__ == "__main__":
    main()
