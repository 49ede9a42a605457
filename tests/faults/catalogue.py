"""Every fault that we know of, by name."""

from tests.faults.answers import ANSWERS
from tests.faults.connections import CONNECTIONS
from tests.faults.contents import CONTENTS
from tests.faults.fault import Fault, Road

CATALOGUE: tuple[Fault, ...] = (*CONNECTIONS, *ANSWERS, *CONTENTS)
CASES: tuple[tuple[Fault, Road], ...] = tuple((fault, road) for fault in CATALOGUE for road in fault.roads)
"""Each fault by each road that it takes."""
