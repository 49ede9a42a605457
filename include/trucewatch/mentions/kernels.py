"""Which kernels multiply matrices faster on this processor: NumPy's or BLIS, told by a short trial of both.

Both give the same parses; which is quicker depends on the processor (BLIS has kernels of its own for some, and none for
others, where it takes up to three times as long).
"""

from __future__ import annotations

import functools
import logging
import statistics
import time
from collections.abc import Callable, Mapping

log = logging.getLogger(__name__)

NUMPY, BLIS = "numpy", "blis"
TOKENS, WIDTH = 64, 288
"""A product as the models make it: a few sentences' tokens, by three neighbours of 96 numbers each."""
TRIALS = 25
"""Products of each kind; with those that warm up, both together take some ten milliseconds."""
MARGIN = 0.9
"""BLIS must take at most this share of NumPy's time, so that a draw ends alike every time."""

Product = Callable[[], object]


def use_quicker_kernels() -> None:
    """Make the current thread's next models multiply with what is quicker here; the trial is held once a process."""
    from thinc.api import NumpyOps, set_current_ops  # noqa: PLC0415  # a text without a trigger must not pay for it

    set_current_ops(NumpyOps(use_blis=chosen() == BLIS))


@functools.cache
def chosen() -> str:
    """Return the quicker kernels' name; a second call answers from memory."""
    medians = try_out({NUMPY: _product(use_blis=False), BLIS: _product(use_blis=True)})
    kernels = quicker(medians)
    log.info("kernels=%s %s", kernels, " ".join(f"{name}_us={1e6 * took:.0f}" for name, took in medians.items()))
    return kernels


def quicker(medians: Mapping[str, float]) -> str:
    """Return NumPy unless BLIS was clearly quicker."""
    return BLIS if medians[BLIS] < MARGIN * medians[NUMPY] else NUMPY


def try_out(products: Mapping[str, Product], clock: Callable[[], float] = time.process_time) -> Mapping[str, float]:
    """Return the median CPU time of each product, tried by turns after a round to warm up: noise strikes all alike."""
    took: dict[str, list[float]] = {name: [] for name in products}
    for _ in range(1 + TRIALS):
        for name, product in products.items():
            began = clock()
            product()
            took[name].append(clock() - began)
    return {name: statistics.median(times[1:]) for name, times in took.items()}


def _product(*, use_blis: bool) -> Product:
    from thinc.api import NumpyOps  # noqa: PLC0415  # as above

    ops = NumpyOps(use_blis=use_blis)
    tokens, weights = (
        ops.xp.linspace(-1, 1, rows * WIDTH, dtype="float32").reshape(rows, WIDTH) for rows in (TOKENS, WIDTH)
    )
    return lambda: ops.gemm(tokens, weights, trans2=True)
