"""The gate lets numbers rise and stops them from falling; measured here with the keyword matcher."""

import argparse
import json
from collections.abc import Collection
from pathlib import Path

import pytest

from tests.eval.articles import article_files
from tests.eval.floors import Floors, failures, lowered, raised
from tests.eval.gate import NAMES, error_fields, judge, judge_shared, read_floors
from tests.eval.gold_reading import fingerprint, gold_files, read_gold
from tests.eval.keywords import KeywordFinder

FLOORS = Floors(gold="abc", floors={"fr ceasefire F1": 0.8, "fr places F1": 0.5})


class SilentFinder:
    """Finds nothing."""

    def find(self, document: object) -> tuple[()]:
        return ()

    def glance(self, title: str, text: str, languages: Collection[str]) -> None:
        """Return None: it reads everything."""


def asked(*, errors: Collection[str] = (), update: bool = False, allow_lower: bool = False) -> argparse.Namespace:
    return argparse.Namespace(errors=errors, update=update, allow_lower=allow_lower)


def test_numbers_at_their_floors_pass() -> None:
    measured = {"fr ceasefire F1": 0.8, "fr places F1": 0.9, "fr new number": 0.0}
    assert failures(measured, FLOORS, gold="abc", bad_offsets=0) == []


@pytest.mark.parametrize(
    ("measured", "gold", "bad_offsets", "reason"),
    [
        ({"fr ceasefire F1": 0.79, "fr places F1": 0.5}, "abc", 0, "fr ceasefire F1 is 0.790, under its floor of 0.80"),
        ({"fr ceasefire F1": 0.8}, "abc", 0, "fr places F1 has a floor of 0.50 but was not measured"),
        ({"fr ceasefire F1": 0.8, "fr places F1": 0.5}, "xyz", 0, "the gold files are not those of the floors"),
        ({"fr ceasefire F1": 0.8, "fr places F1": 0.5}, "abc", 2, "2 spans do not point at their own text"),
    ],
)
def test_each_reason_to_refuse_is_said(measured: dict[str, float], gold: str, bad_offsets: int, reason: str) -> None:
    (problem,) = failures(measured, FLOORS, gold=gold, bad_offsets=bad_offsets)
    assert problem.startswith(reason)


def test_new_floors_are_rounded_down() -> None:
    assert raised({"a": 0.9499, "b": 1.0, "c": 0.29}, gold="g").floors == {"a": 0.94, "b": 1.0, "c": 0.29}


def test_lowered_and_dropped_floors_are_named() -> None:
    new = Floors(gold="abc", floors={"fr ceasefire F1": 0.7})
    assert lowered(new, FLOORS) == ["fr ceasefire F1", "fr places F1"]


def test_update_writes_floors_that_then_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    baseline = tmp_path / "baseline.json"
    assert judge(KeywordFinder(), asked(update=True), baseline) == 0
    assert judge(KeywordFinder(), asked(), baseline) == 0
    assert "every number is at or above its floor" in capsys.readouterr().out


def test_worse_finder_fails_and_may_not_lower_floors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    baseline = tmp_path / "baseline.json"
    judge(KeywordFinder(), asked(update=True), baseline)
    before = baseline.read_bytes()
    assert judge(SilentFinder(), asked(errors=error_fields("detection,act")), baseline) == 1
    assert judge(SilentFinder(), asked(update=True), baseline) == 1
    assert baseline.read_bytes() == before
    told = capsys.readouterr().out
    assert "FAILED: fr ceasefire recall" in told
    assert "REFUSED: would lower" in told
    assert "missed ceasefire" in told
    assert "FAILED: articles fr ceasefire recall" in told
    assert "fr-a1 title" in told


def test_errors_are_listed_for_the_fields_that_are_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    judge(KeywordFinder(), asked(errors=error_fields("places,time")), tmp_path / "baseline.json")
    lines = [line for line in capsys.readouterr().out.splitlines() if " wanted " in line]
    assert {line.split()[0] for line in lines} == {"places", "time"}
    assert {"en-001", "fr-a1"} <= {line.split()[1] for line in lines}


def test_only_fields_that_there_are_may_be_asked_for() -> None:
    assert error_fields("all") == frozenset(NAMES)
    with pytest.raises(argparse.ArgumentTypeError, match="no such field: colour"):
        error_fields("act,colour")


def test_floors_belong_to_sentences_and_articles(tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    judge(KeywordFinder(), asked(update=True), baseline)
    floors = read_floors(baseline)
    assert {"fr ceasefire F1", "articles fr ceasefire F1", "fr parties F1", "articles fr venue found and right"} <= set(
        floors.floors
    )
    assert floors.gold == fingerprint((*gold_files(), *article_files())) != fingerprint(gold_files())


def test_floors_may_be_lowered_on_purpose(tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    judge(KeywordFinder(), asked(update=True), baseline)
    assert judge(SilentFinder(), asked(update=True, allow_lower=True), baseline) == 0
    assert read_floors(baseline).floors["fr ceasefire F1"] == 0.0


def test_another_gold_set_is_judged_by_its_own_scorer(tmp_path: Path) -> None:
    gold = read_gold(gold_files())[0]
    row = {
        "id": gold.id, "lang": gold.lang, "text": gold.text, "context_before": "", "context_after": "",
        "source": "", "mentions": [],
    }  # fmt: skip
    (tmp_path / "dev.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    scorer = "import sys, json; sys.exit(7 if json.loads(open(sys.argv[3]).read())['mentions'] else 8)"
    (tmp_path / "score.py").write_text(scorer, encoding="utf-8")
    assert judge_shared(KeywordFinder(), tmp_path, errors=False) == 7
    assert judge_shared(SilentFinder(), tmp_path, errors=True) == 8
