#!/usr/bin/env python3
"""Draw docs/bench/road.svg from docs/bench/road.json: where a page's time goes, and what other ways take.

.venv/bin/python tools/plot_road.py
"""

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

BENCH = Path(__file__).resolve().parent.parent / "docs" / "bench"
BASELINES = ("straightforward", "newspaper4k")


def main() -> int:
    """Write the picture; the same figures give the same file."""
    figures = json.loads((BENCH / "road.json").read_text(encoding="utf-8"))
    mpl.rcParams |= {"svg.hashsalt": "road", "svg.fonttype": "none", "font.size": 9}
    picture = Figure(figsize=(9, 5.4), layout="constrained")
    stages, ways = picture.subplots(2, 1, height_ratios=(3, 1))
    _draw_stages(stages, figures["stages"])
    _draw_ways(ways, figures)
    machine = figures["machine"]
    picture.suptitle(
        f"{figures['pages']} {figures['kind']}; {machine['cpu']}, Python {machine['python']}, {machine['measured_on']}"
    )
    picture.savefig(BENCH / "road.svg", metadata={"Date": None})
    return 0


def _draw_stages(axes: Any, stages: dict[str, float]) -> None:  # noqa: ANN401  # matplotlib's types are loose
    names = list(stages)[::-1]
    axes.bar_label(axes.barh(names, [stages[name] for name in names], color="#1f5a7a"), fmt="%.2f", padding=3)
    axes.set_title("Trucewatch, by stage: CPU seconds per 1,000 pages")
    axes.spines[["top", "right"]].set_visible(False)


def _draw_ways(axes: Any, figures: dict[str, Any]) -> None:  # noqa: ANN401
    cost, ratio = figures["cpu_s_per_1000"], figures["ratio"]
    names = [*BASELINES[::-1], "ours"]
    labels = [f"{cost[name]:.1f}" + (f"  ({ratio[name]['all']:.1f} times)" if name in ratio else "") for name in names]
    axes.bar_label(axes.barh(names, [cost[name] for name in names], color="#a05a2c"), labels=labels, padding=3)
    axes.set_title("HTML on disk to rows in SQLite: CPU seconds per 1,000 pages")
    axes.margins(x=0.2)
    axes.spines[["top", "right"]].set_visible(False)


if __name__ == "__main__":
    sys.exit(main())
