"""Which kernels multiply: by a trial whose clock is ours, so that the outcome is known."""

import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from trucewatch.mentions import kernels
from trucewatch.mentions.kernels import BLIS, NUMPY, TRIALS, chosen, quicker, try_out

INCLUDE = Path(__file__).resolve().parents[3] / "include"


class Clock:
    """Time that passes only while a product is made."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def product(self, *seconds: float) -> Callable[[], object]:
        """Return a product that takes these times in turn, then the last of them for ever."""
        left: Iterator[float] = iter(seconds)

        def multiply() -> None:
            self.now += next(left, seconds[-1])

        return multiply


def test_trial_takes_the_median_after_the_first_of_each() -> None:
    clock = Clock()
    medians = try_out({NUMPY: clock.product(9.0, 1.0, 7.0, 2.0), BLIS: clock.product(0.1, 3.0)}, clock)
    assert medians == {NUMPY: pytest.approx(2.0), BLIS: pytest.approx(3.0)}


def test_trial_makes_products_by_turns() -> None:
    made: list[str] = []
    try_out({NUMPY: lambda: made.append(NUMPY), BLIS: lambda: made.append(BLIS)}, Clock())
    assert made == [NUMPY, BLIS] * (TRIALS + 1)


@pytest.mark.parametrize(
    ("numpy", "blis", "kernels"), [(1.0, 3.0, NUMPY), (1.0, 0.5, BLIS), (1.0, 1.0, NUMPY), (1.0, 0.95, NUMPY)]
)
def test_blis_must_be_clearly_quicker(numpy: float, blis: float, kernels: str) -> None:
    assert quicker({NUMPY: numpy, BLIS: blis}) == kernels


def test_choice_is_made_and_said_once(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(kernels, "try_out", lambda products: dict(zip(products, (4e-4, 2e-4), strict=True)))
    caplog.set_level(logging.INFO)
    chosen.cache_clear()
    try:
        assert (chosen(), chosen()) == (BLIS, BLIS)
    finally:
        chosen.cache_clear()
    assert caplog.messages == ["kernels=blis numpy_us=400 blis_us=200"]


def test_both_kernels_make_the_same_product() -> None:
    one, other = (kernels._product(use_blis=use_blis)() for use_blis in (False, True))
    assert abs(one - other).max() < 1e-3  # type: ignore[operator]


def test_one_thread_multiplies_whatever_loads_numpy_first() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "import sys, trucewatch, os; print(os.environ['OPENBLAS_NUM_THREADS'], 'numpy' in sys.modules)"],
        env={key: value for key, value in os.environ.items() if key != "OPENBLAS_NUM_THREADS"}
        | {"PYTHONPATH": str(INCLUDE)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout  # fmt: skip
    assert said.split() == ["1", "False"]
