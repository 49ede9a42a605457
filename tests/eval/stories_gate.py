# ruff: noqa: T201  # a command for people
"""Group the labelled reports into stories and hold the grouping against what is asked.

  python -m tests.eval.stories_gate [--errors] [--open]

All reports are streamed in the order of their publication, ten at a time, as the pipeline does; two are said to tell
the same story where they end in one. The labels follow docs/codebook.md; half of the events are held: nobody tunes on
them, and --open leaves them out. Exit code 1: under a floor; 2: the knowledge folder is not in order.
"""

import argparse
import json
import math
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from pathlib import Path

from tests.eval.counting import Count
from tests.eval.gate import KNOWLEDGE, open_own_finder
from trucewatch.errors import KnowledgeInvalid
from trucewatch.model import Account, Document, Mention, Trace
from trucewatch.ports import Grouper

STORIES = Path(__file__).resolve().parent / "gold" / "stories"
ASKED_PRECISION = 0.95
ASKED_RECALL = 0.80
BATCH = 10
Z95 = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report in the manner of news, written for this project."""

    id: str
    language: str
    outlet: str
    family: str
    said_at: datetime
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two reports, and whether a person says that they tell the same story."""

    a: str
    b: str
    same: bool
    kind: str
    """What makes them easy or hard to tell: see docs/codebook.md."""
    held: bool
    """True: of events that nobody tunes on."""


Groups = Callable[[Sequence[Report]], Mapping[str, str]]
"""Gives the story of each report, by the report's id."""


def read_reports(names: Iterable[str] = ("open", "held"), folder: Path = STORIES) -> tuple[Report, ...]:
    """Return the reports of these halves, earliest first."""
    lines = (line for name in names for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
    rows = map(json.loads, lines)
    reports = (Report(**{**row, "said_at": datetime.fromisoformat(row["said_at"])}) for row in rows)
    return tuple(sorted(reports, key=lambda it: (it.said_at, it.id)))


def read_pairs(folder: Path = STORIES) -> tuple[Pair, ...]:
    """Return the labelled pairs, in file order."""
    return tuple(Pair(**json.loads(line)) for line in (folder / "pairs.jsonl").read_text(encoding="utf-8").splitlines())


def account(
    report: Report, find: Callable[[Document], tuple[Mention, ...]], sketch: Callable[[str], tuple[int, ...]]
) -> Account:
    """Return the report as the pipeline would hand it to a grouper."""
    document = Document(
        id=report.id,
        article_id=report.id,
        url=f"https://example.org/{report.id}",
        title=report.title,
        text=report.text,
        language=report.language,
        published_at=report.said_at,
        sketch=sketch(report.text),
    )
    return Account(
        document=document,
        outlet=report.outlet,
        family=report.family,
        said_at=report.said_at,
        mentions=find(document),
    )


def stream(traces: Sequence[Trace], grouper: Grouper) -> dict[str, str]:
    """Return the story of each trace, by document; placed in the order given, BATCH at a time, beside all before."""
    known: list[Trace] = []
    for start in range(0, len(traces), BATCH):
        known.extend(grouper.place(traces[start : start + BATCH], known))
    return {trace.document_id: trace.story_id for trace in known if trace.story_id is not None}


def tally(pairs: Iterable[Pair], stories: Mapping[str, str]) -> Count:
    """Count the pairs that are rightly together, wrongly together (extra) and wrongly apart (missed)."""
    right = extra = missed = 0
    for pair in pairs:
        together = stories[pair.a] == stories[pair.b]
        right += pair.same and together
        extra += together and not pair.same
        missed += pair.same and not together
    return Count(right=right, extra=extra, missed=missed)


def wilson(hits: int, total: int) -> tuple[float, float]:
    """Return the 95 % Wilson interval of a share; (0, 1) where nothing was counted."""
    if not total:
        return 0.0, 1.0
    share, square = hits / total, Z95 * Z95
    middle = (share + square / (2 * total)) / (1 + square / total)
    reach = Z95 / (1 + square / total) * math.sqrt(share * (1 - share) / total + square / (4 * total * total))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def is_wrong(pair: Pair, stories: Mapping[str, str]) -> bool:
    """Whether the grouping says otherwise than the label."""
    return (stories[pair.a] == stories[pair.b]) != pair.same


def implied_pairs(pairs: Sequence[Pair], reports: Sequence[Report]) -> tuple[Pair, ...]:
    """Return every pair of the reports: the labels that are not written down follow from those that are."""
    same = {frozenset((pair.a, pair.b)) for pair in pairs if pair.same}
    return tuple(
        Pair(a=one.id, b=other.id, same=frozenset((one.id, other.id)) in same, kind="implied", held=False)
        for one, other in combinations(reports, 2)
    )


def problems(count: Count) -> list[str]:
    """Return what is not as good as asked, in plain words."""
    return [
        f"{name} is {value:.3f}, under the {asked:.2f} asked"
        for name, value, asked in (
            ("precision", count.precision, ASKED_PRECISION),
            ("recall", count.recall, ASKED_RECALL),
        )
        if value < asked
    ]


def table(pairs: Sequence[Pair], reports: Sequence[Report], stories: Mapping[str, str]) -> str:
    """Return precision, recall and F1 of each part, then how many of each kind are right, for people."""
    language = {report.id: report.language for report in reports}
    bilingual = [pair for pair in pairs if language[pair.a] != language[pair.b]]
    parts = {
        "all labelled pairs": pairs,
        "  open": [pair for pair in pairs if not pair.held],
        "  held": [pair for pair in pairs if pair.held],
        "  French-English": bilingual,
        "    held": [pair for pair in bilingual if pair.held],
        "every two reports": implied_pairs(pairs, reports),
    }
    lines = [f"{'':20}{'pairs':>6}{'same':>6}  P     95 % interval  R     95 % interval  F1"]
    lines.extend(_part_line(name, part, stories) for name, part in parts.items() if part)
    lines.append("")
    lines.extend(
        _kind_line(kind, [pair for pair in pairs if pair.kind == kind], stories)
        for kind in sorted({pair.kind for pair in pairs})
    )
    lines.append(f"{len(reports)} reports, {len(set(stories.values()))} stories")
    return "\n".join(lines)


def _part_line(name: str, pairs: Sequence[Pair], stories: Mapping[str, str]) -> str:
    count = tally(pairs, stories)
    told, same = count.right + count.extra, count.right + count.missed
    (low, high), (least, most) = wilson(count.right, told), wilson(count.right, same)
    return (
        f"{name:20}{len(pairs):>6}{same:>6}  {count.precision:.3f} [{low:.2f}, {high:.2f}]   "
        f"{count.recall:.3f} [{least:.2f}, {most:.2f}]   {count.f1:.3f}"
    )


def _kind_line(kind: str, pairs: Sequence[Pair], stories: Mapping[str, str]) -> str:
    right = [pair for pair in pairs if not is_wrong(pair, stories)]
    low, high = wilson(len(right), len(pairs))
    held, right_held = sum(pair.held for pair in pairs), sum(pair.held for pair in right)
    halves = f"   open {len(right) - right_held} of {len(pairs) - held}, held {right_held} of {held}" if held else ""
    return f"{kind:26}{len(right):>4} of {len(pairs):>3} right  [{low:.2f}, {high:.2f}]{halves}"


def wrong_pairs(pairs: Iterable[Pair], reports: Sequence[Report], stories: Mapping[str, str]) -> list[str]:
    """Return a line for each pair that the grouping gets wrong, with both titles."""
    title = {report.id: report.title for report in reports}
    return [
        f"{'apart, though the same' if pair.same else 'together, though not the same'} ({pair.kind}"
        f"{', held' if pair.held else ''}): {pair.a} | {title[pair.a]} || {pair.b} | {title[pair.b]}"
        for pair in pairs
        if is_wrong(pair, stories)
    ]


def judge(group: Groups, *, errors: bool = False, is_open_only: bool = False, folder: Path = STORIES) -> int:
    """Group, print, and return the exit code."""
    reports = read_reports(("open",) if is_open_only else ("open", "held"), folder)
    pairs = [pair for pair in read_pairs(folder) if not (is_open_only and pair.held)]
    stories = group(reports)
    print(table(pairs, reports, stories))
    if errors:
        print("\n".join(wrong_pairs(pairs, reports, stories)))
    found = problems(tally(pairs, stories))
    print("\n".join(f"FAILED: {problem}" for problem in found) or "passed: as good as asked")
    return int(bool(found))


def own_groups() -> Groups:
    """Return the project's grouping with the project's knowledge; imported here, since the gate's tests need no model."""
    from trucewatch.documents.sketching import sketch_of
    from trucewatch.knowledge.agencies import load_agencies
    from trucewatch.knowledge.gazetteer import load_gazetteer
    from trucewatch.knowledge.story_words import load_story_words
    from trucewatch.stories import open_grouper

    finder = open_own_finder()
    grouper = open_grouper(load_gazetteer(KNOWLEDGE), load_agencies(KNOWLEDGE), load_story_words(KNOWLEDGE))
    return lambda reports: stream([grouper.trace(account(it, finder.find, sketch_of)) for it in reports], grouper)


def main(words: Sequence[str] | None = None) -> int:
    """Do what the command line says and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", action="store_true", help="list each pair that is wrong, with its titles")
    parser.add_argument("--open", action="store_true", help="only the half that one may tune on")
    arguments = parser.parse_args(words)
    try:
        group = own_groups()
    except KnowledgeInvalid as error:
        print(error.message)
        return 2
    return judge(group, errors=arguments.errors, is_open_only=arguments.open)


if __name__ == "__main__":
    sys.exit(main())
