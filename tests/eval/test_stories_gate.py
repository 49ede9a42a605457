"""The labelled story pairs are well-formed, and their gate counts as it says."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import pytest

from tests.eval.gate import KNOWLEDGE
from tests.eval.gold_reading import gold_files
from tests.eval.score import Count
from tests.eval.stories_gate import (
    BATCH,
    STORIES,
    Pair,
    Report,
    account,
    implied_pairs,
    judge,
    problems,
    read_pairs,
    read_reports,
    stream,
    table,
    tally,
    wilson,
    wrong_pairs,
)
from trucewatch.knowledge.feeds import load_feeds
from trucewatch.model import Account, Trace

REPORTS = read_reports()
PAIRS = read_pairs()
REAL_OUTLETS = {feed.outlet for feed in load_feeds(KNOWLEDGE / "feeds.yaml")}
BY_ID = {report.id: report for report in REPORTS}
SAME_KINDS = {"copy", "update", "same_event_same_language", "same_event_fr_en"}
OTHER_KINDS = {"near_miss_day", "near_miss_place", "near_miss_parties", "analysis", "unrelated"}


class OldestGrouper:
    """Puts each report into the story of the oldest one it knows, and notes how many it was given."""

    def __init__(self) -> None:
        self.given: list[tuple[int, int]] = []

    def trace(self, account: Account) -> Trace:
        raise AssertionError("reports that are placed have been traced already")

    def place(self, new: Sequence[Trace], known: Sequence[Trace]) -> tuple[Trace, ...]:
        self.given.append((len(new), len(known)))
        oldest = (*known, *new)[0].document_id
        return tuple(replace(trace, story_id=oldest) for trace in new)


def a_trace(number: int) -> Trace:
    said_at = datetime(2026, 9, 1, tzinfo=UTC) + timedelta(hours=number)
    return Trace(document_id=f"d{number}", said_at=said_at, language="en", origin="f", agency=None, sketch=(), terms=())


def a_pair(a: str, b: str, *, same: bool) -> Pair:
    return Pair(a=a, b=b, same=same, kind="copy" if same else "unrelated", held=False)


def is_bilingual(pair: Pair) -> bool:
    return BY_ID[pair.a].language != BY_ID[pair.b].language


def labelled_groups() -> dict[str, str]:
    """Return the grouping that the labels ask for."""
    stories = {report.id: report.id for report in REPORTS}
    for pair in PAIRS:
        if pair.same:
            old, new = stories[pair.b], stories[pair.a]
            stories |= {key: new for key, story in stories.items() if story == old}
    return stories


def test_there_are_as_many_pairs_as_asked() -> None:
    assert len(PAIRS) >= 120
    assert sum(map(is_bilingual, PAIRS)) >= 60
    assert sum(pair.same for pair in PAIRS if is_bilingual(pair)) >= 40
    assert 0.4 <= sum(pair.same for pair in PAIRS) / len(PAIRS) <= 0.55


def test_each_pair_is_of_two_known_reports_and_labelled_once() -> None:
    assert not [pair for pair in PAIRS if pair.a == pair.b or {pair.a, pair.b} - set(BY_ID)]
    assert max(Counter(frozenset((pair.a, pair.b)) for pair in PAIRS).values()) == 1


def test_each_report_is_in_a_pair() -> None:
    assert set(BY_ID) == {key for pair in PAIRS for key in (pair.a, pair.b)}


def test_kinds_agree_with_labels_and_languages() -> None:
    assert {pair.kind for pair in PAIRS if pair.same} == SAME_KINDS
    assert {pair.kind for pair in PAIRS if not pair.same} == OTHER_KINDS
    assert all(is_bilingual(pair) for pair in PAIRS if pair.kind == "same_event_fr_en")
    assert not any(is_bilingual(pair) for pair in PAIRS if pair.kind in {"copy", "same_event_same_language"})


def test_labels_do_not_contradict_each_other() -> None:
    stories = labelled_groups()
    assert tally(PAIRS, stories).extra == 0
    written = {frozenset((pair.a, pair.b)) for pair in PAIRS if pair.same}
    implied = {frozenset((a, b)) for a, b in combinations(BY_ID, 2) if stories[a] == stories[b]}
    assert implied == written


def test_held_reports_are_in_held_pairs_alone() -> None:
    held, opened = ({report.id for report in read_reports((name,))} for name in ("held", "open"))
    assert not held & opened
    assert all({pair.a, pair.b} <= (held if pair.held else opened) for pair in PAIRS)
    assert 0.4 <= len(held) / len(REPORTS) <= 0.6


def test_held_half_is_about_half_of_the_stories() -> None:
    stories = labelled_groups()
    told = {name: len({stories[report.id] for report in read_reports((name,))}) for name in ("held", "open")}
    assert 0.4 <= told["held"] / sum(told.values()) <= 0.6


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.id)
def test_each_report_is_a_short_article_of_an_outlet_that_does_not_exist(report: Report) -> None:
    assert report.language in {"en", "fr"}
    assert report.said_at.utcoffset() == timedelta(0)
    assert 55 <= len(f"{report.title} {report.text}".split()) <= 260
    assert report.title == " ".join(report.title.split())
    assert "  " not in report.text
    assert report.outlet not in REAL_OUTLETS


def test_reports_of_one_outlet_are_of_one_family() -> None:
    assert max(Counter(outlet for outlet, _ in {(it.outlet, it.family) for it in REPORTS}).values()) == 1


def test_story_pairs_are_no_gold_of_mentions() -> None:
    assert not [path for path in gold_files() if STORIES in path.parents]


def test_pairs_are_counted_by_where_their_reports_end() -> None:
    pairs = [a_pair("a", "b", same=True), a_pair("a", "c", same=True), a_pair("b", "d", same=False),
             a_pair("c", "d", same=False)]  # fmt: skip
    assert tally(pairs, {"a": "1", "b": "1", "c": "2", "d": "1"}) == Count(right=1, extra=1, missed=1)


def test_pairs_that_nobody_wrote_down_follow_from_the_labels() -> None:
    reports = [replace(REPORTS[0], id=key) for key in "abc"]
    implied = implied_pairs([a_pair("b", "a", same=True)], reports)
    assert {(pair.a, pair.b): pair.same for pair in implied} == {("a", "b"): True, ("a", "c"): False, ("b", "c"): False}


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [(0, 0, 0.0, 1.0), (10, 10, 0.722, 1.0), (8, 10, 0.490, 0.943), (0, 5, 0.0, 0.434)],
)
def test_intervals_are_those_of_wilson(hits: int, total: int, low: float, high: float) -> None:
    assert wilson(hits, total) == pytest.approx((low, high), abs=0.001)


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (Count(right=95, extra=5, missed=23), []),
        (Count(right=94, extra=6), ["precision is 0.940, under the 0.95 asked"]),
        (Count(right=79, missed=21), ["recall is 0.790, under the 0.80 asked"]),
        (Count(missed=1), ["precision is 0.000, under the 0.95 asked", "recall is 0.000, under the 0.80 asked"]),
    ],
)
def test_what_is_under_a_floor_is_said(count: Count, said: list[str]) -> None:
    assert problems(count) == said


def test_reports_are_placed_in_small_batches_beside_all_before() -> None:
    grouper = OldestGrouper()
    stories = stream([a_trace(number) for number in range(2 * BATCH + 3)], grouper)
    assert grouper.given == [(BATCH, 0), (BATCH, BATCH), (3, 2 * BATCH)]
    assert set(stories.values()) == {"d0"}
    assert len(stories) == 2 * BATCH + 3


def test_account_is_what_the_pipeline_would_make_of_a_report() -> None:
    report = REPORTS[0]
    made = account(report, lambda _: (), lambda text: (len(text),))
    assert (made.document.id, made.document.text, made.document.title) == (report.id, report.text, report.title)
    assert (made.said_at, made.family, made.document.sketch) == (report.said_at, report.family, (len(report.text),))


def test_grouping_as_labelled_passes(capsys: pytest.CaptureFixture[str]) -> None:
    assert judge(lambda _: labelled_groups(), errors=True) == 0
    told = capsys.readouterr().out
    assert "passed: as good as asked" in told
    assert "though" not in told


@pytest.mark.parametrize(
    ("key", "failure"),
    [("outlet", "precision"), ("id", "recall"), ("", "precision")],
    ids=["outlet", "apart", "together"],
)
def test_careless_grouping_fails(key: str, failure: str, capsys: pytest.CaptureFixture[str]) -> None:
    def careless(reports: Sequence[Report]) -> Mapping[str, str]:
        return {report.id: str(asdict(report).get(key)) for report in reports}

    assert judge(careless, errors=True) == 1
    told = capsys.readouterr().out
    assert f"FAILED: {failure} is " in told
    assert "though" in told


def test_open_half_is_judged_without_the_held_one(capsys: pytest.CaptureFixture[str]) -> None:
    seen: list[Report] = []

    def careless(reports: Sequence[Report]) -> Mapping[str, str]:
        seen.extend(reports)
        return {report.id: report.id for report in reports}

    assert judge(careless, errors=True, is_open_only=True) == 1
    assert tuple(seen) == read_reports(("open",))
    assert "held" not in capsys.readouterr().out


def test_wrong_pairs_are_told_with_their_titles() -> None:
    reports = [replace(REPORTS[0], id=key, title=f"Title {key}") for key in "ab"]
    told = wrong_pairs([a_pair("a", "b", same=True)], reports, {"a": "1", "b": "2"})
    assert told == ["apart, though the same (copy): a | Title a || b | Title b"]


def test_table_tells_each_part_and_kind() -> None:
    reports = [
        replace(REPORTS[0], id=key, language=language) for key, language in zip("abc", ("en", "fr", "en"), strict=True)
    ]
    pairs = [
        replace(a_pair("a", "b", same=True), held=True),
        a_pair("b", "c", same=False),
        a_pair("a", "c", same=False),
    ]
    told = table(pairs, reports, {"a": "1", "b": "1", "c": "1"}).splitlines()
    assert told[1].split()[:6] == ["all", "labelled", "pairs", "3", "1", "0.333"]
    assert told[3].split()[:4] == ["held", "1", "1", "1.000"]
    assert told[4].split()[:4] == ["French-English", "2", "1", "0.500"]
    assert "   1 of   1 right" in told[-3]
    assert told[-3].endswith("open 0 of 0, held 1 of 1")
    assert "   0 of   2 right" in told[-2]
    assert told[-1] == "3 reports, 1 stories"


def test_folder_of_other_reports_is_judged_too(tmp_path: Path) -> None:
    rows = [asdict(report) | {"said_at": report.said_at.isoformat()} for report in REPORTS[:2]]
    (tmp_path / "open.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (tmp_path / "held.jsonl").write_text("", encoding="utf-8")
    pair = asdict(a_pair(REPORTS[0].id, REPORTS[1].id, same=True))
    (tmp_path / "pairs.jsonl").write_text(json.dumps(pair) + "\n", encoding="utf-8")
    assert judge(lambda reports: {report.id: "one" for report in reports}, folder=tmp_path) == 0
