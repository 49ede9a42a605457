# ruff: noqa: T201  # a command for people
"""Run the finder on the gold sentences and hold it against its floors.

  python -m tests.eval.gate [--errors] [--update [--allow-lower]]
  python -m tests.eval.gate --shared FOLDER [--errors]    run FOLDER/score.py on FOLDER/dev.jsonl instead; no floors

Floors (baseline.json) only rise: --update refuses to lower one unless --allow-lower says that it is meant.
Exit code 1: a number is under its floor; 2: the knowledge folder is not in order.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tests.eval.floors import Floors, failures, lowered, raised
from tests.eval.gold_reading import GoldSentence, fingerprint, gold_files, read_gold
from tests.eval.keywords import KeywordFinder
from tests.eval.score import Count, Scores, interval, score
from trucewatch.errors import KnowledgeInvalid
from trucewatch.model import Mention
from trucewatch.ports import Finder

BASELINE = Path(__file__).resolve().parent / "baseline.json"
KNOWLEDGE = Path(__file__).resolve().parents[2] / "include" / "knowledge"


def open_own_finder() -> Finder:
    """Return the project's finder with the project's knowledge; imported here, since the gate's tests need no model."""
    from trucewatch.knowledge.gazetteer import load_gazetteer
    from trucewatch.knowledge.languages import load_languages
    from trucewatch.mentions import open_finder

    return open_finder(load_languages(KNOWLEDGE), load_gazetteer(KNOWLEDGE))


def run(finder: Finder, golds: Sequence[GoldSentence]) -> dict[str, tuple[Mention, ...]]:
    """Return what the finder finds in each sentence's document, by sentence id."""
    return {gold.id: finder.find(gold.document()) for gold in golds}


def read_floors(path: Path) -> Floors:
    """Return the floors of a file; none where there is no file yet."""
    if not path.exists():
        return Floors(gold="", floors={})
    return Floors(**json.loads(path.read_text(encoding="utf-8")))


def table(scores: Scores, keywords: Scores, floors: Floors) -> str:
    """Return detection beside the keyword matcher's, then the fields, for people."""
    lines = [f"{'':21}{'n':>4} {'P':>6}{'R':>7}{'F1':>7}  95 % interval  floor   keywords alone: P, R, F1"]
    for (language, category), counts in sorted(scores.detection.items()):
        count, bare = sum(counts, Count()), sum(keywords.detection[language, category], Count())
        low, high = interval(counts)
        floor = floors.floors.get(f"{language} {category} F1", 0.0)
        lines.append(
            f"{language} {category:18}{count.right + count.missed:>4} {count.precision:6.3f} {count.recall:6.3f} {count.f1:6.3f}"
            f"  [{low:.2f}, {high:.2f}]   {floor:5.2f}   {bare.precision:5.2f} {bare.recall:5.2f} {bare.f1:5.2f}"
        )
    lines.append("")
    for (language, name), wanted in sorted(scores.wanted.items()):
        hits = scores.fields[language, name]
        accuracy = sum(hits) / len(hits) if hits else 0.0
        floor = floors.floors.get(f"{language} {name} found and right", 0.0)
        lines.append(
            f"{language} {name:28} {accuracy:6.3f} of {len(hits):>3} found, "
            f"{sum(hits) / wanted:6.3f} of all {wanted:>3}  floor {floor:.2f}"
        )
    for language, count in sorted(scores.places.items()):
        floor = floors.floors.get(f"{language} places F1", 0.0)
        lines.append(
            f"{language} {'places F1':28} {count.f1:6.3f}  P {count.precision:.3f}  R {count.recall:.3f}  floor {floor:.2f}"
        )
    lines.append(f"{scores.sentences} sentences, spans that do not point at their own text: {scores.bad_offsets}")
    return "\n".join(lines)


def judge(finder: Finder, arguments: argparse.Namespace, baseline: Path = BASELINE) -> int:
    """Measure, print, and return the exit code; with --update, write the floors."""
    files = gold_files()
    golds, gold, floors = read_gold(files), fingerprint(files), read_floors(baseline)
    started = time.perf_counter()
    scores = score(golds, run(finder, golds))
    print(table(scores, score(golds, run(KeywordFinder(), golds)), floors))
    print(f"{time.perf_counter() - started:.1f} seconds")
    if arguments.errors:
        print("\n".join(sorted(scores.errors)))
    measured = scores.metrics()
    if not arguments.update or scores.bad_offsets:
        problems = failures(measured, floors, gold=gold, bad_offsets=scores.bad_offsets)
        print(
            "\n".join(f"FAILED: {problem}" for problem in problems) or "passed: every number is at or above its floor"
        )
        return int(bool(problems))
    new = raised(measured, gold=gold)
    if (lower := lowered(new, floors)) and not arguments.allow_lower:
        print(f"REFUSED: would lower {', '.join(lower)}; say --allow-lower if that is meant")
        return 1
    baseline.write_text(json.dumps(asdict(new), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"floors written to {baseline.name}")
    return 0


def judge_shared(finder: Finder, folder: Path, *, errors: bool) -> int:
    """Run another gold set's own scorer on what the finder finds; return the scorer's exit code."""
    from trucewatch.mentions import mention_as_dict

    gold = folder / "dev.jsonl"
    found = run(finder, read_gold((gold,)))
    rows = ({"id": key, "mentions": list(map(mention_as_dict, mentions))} for key, mentions in found.items())
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "found.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        command = [sys.executable, str(folder / "score.py"), "score", str(gold), str(path)]
        return subprocess.run([*command, "--errors"] if errors else command, check=False).returncode


def main(words: Sequence[str] | None = None) -> int:
    """Do what the command line says and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", action="store_true", help="list each sentence and field that went wrong")
    parser.add_argument("--update", action="store_true", help="write what was measured as the new floors")
    parser.add_argument("--allow-lower", action="store_true", help="let --update lower floors")
    parser.add_argument("--shared", type=Path, metavar="FOLDER", help="a folder with dev.jsonl and score.py")
    arguments = parser.parse_args(words)
    try:
        finder = open_own_finder()
    except KnowledgeInvalid as error:
        print(error.message)
        return 2
    if arguments.shared:
        return judge_shared(finder, arguments.shared, errors=arguments.errors)
    return judge(finder, arguments)


if __name__ == "__main__":
    sys.exit(main())
