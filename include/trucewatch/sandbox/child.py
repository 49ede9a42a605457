"""`python -m trucewatch.sandbox.child SECONDS MEGABYTES`: does what its parent asks, one call after another.

It ends when its parent does: then there is nothing left to read.
"""

import os
import pickle
import sys

from trucewatch.sandbox.answers import MEMORY_REACHED, answer_of
from trucewatch.sandbox.frames import BEGUN, read_frame, write_frame
from trucewatch.sandbox.limits import confine, spending

OUT_OF_MEMORY = 3
"""Exit status; there is no knowing what else failed together with the memory."""


def main() -> int:
    """Serve until the parent closes standard input."""
    seconds, megabytes = float(sys.argv[1]), int(sys.argv[2])
    answers = os.dup(1)
    os.dup2(2, 1)  # whatever prints, prints among the errors
    confine(megabytes)
    while (request := read_frame(0)) is not None:
        try:
            # The one thing that is trusted here: it comes from the parent, down our own pipe.
            work, arguments = pickle.loads(request)  # noqa: S301
            write_frame(answers, BEGUN)
            with spending(seconds):
                answer = answer_of(work, arguments)
        except MemoryError:
            write_frame(answers, MEMORY_REACHED)
            os._exit(OUT_OF_MEMORY)
        write_frame(answers, answer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
