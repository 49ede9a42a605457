# ruff: noqa: T201  # a command for people
"""Run the finder on the gold sentences and on the gold articles, and hold it against its floors.

  python -m tests.eval.gate [--errors [FIELDS]] [--update [--allow-lower]]
  python -m tests.eval.gate --shared FOLDER [--errors]    run FOLDER/score.py on FOLDER/dev.jsonl instead; no floors

FIELDS are names like act,places,time or all; --errors alone lists what was missed, what is extra, and wrong acts.
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

from tests.eval.articles import GoldArticle, article_files, read_articles, score_articles
from tests.eval.fields import FIELDS, LISTED
from tests.eval.floors import Floors, failures, lowered, raised
from tests.eval.gold_reading import GoldSentence, fingerprint, gold_files, read_gold
from tests.eval.keywords import KeywordFinder
from tests.eval.score import DETECTION, score
from tests.eval.tables import table
from trucewatch.errors import KnowledgeInvalid
from trucewatch.model import Mention
from trucewatch.ports import Finder

BASELINE = Path(__file__).resolve().parent / "baseline.json"
KNOWLEDGE = Path(__file__).resolve().parents[2] / "include" / "knowledge"
ARTICLES = "articles "
"""Begins the names of the articles' floors."""
NAMES = (DETECTION, *FIELDS, *LISTED)
"""What errors may be asked for."""


def open_own_finder() -> Finder:
    """Return the project's finder with the project's knowledge; imported here, since the gate's tests need no model."""
    from trucewatch.knowledge.gazetteer import load_gazetteer
    from trucewatch.knowledge.languages import load_languages
    from trucewatch.mentions import open_finder

    return open_finder(load_languages(KNOWLEDGE), load_gazetteer(KNOWLEDGE))


def run(finder: Finder, golds: Sequence[GoldSentence | GoldArticle]) -> dict[str, tuple[Mention, ...]]:
    """Return what the finder finds in the document of each sentence or article, by its id."""
    return {gold.id: finder.find(gold.document()) for gold in golds}


def read_floors(path: Path) -> Floors:
    """Return the floors of a file; none where there is no file yet."""
    if not path.exists():
        return Floors(gold="", floors={})
    return Floors(**json.loads(path.read_text(encoding="utf-8")))


def judge(finder: Finder, arguments: argparse.Namespace, baseline: Path = BASELINE) -> int:
    """Measure, print, and return the exit code; with --update, write the floors."""
    golds, articles = read_gold(gold_files()), read_articles(article_files())
    gold, floors, bare = fingerprint((*gold_files(), *article_files())), read_floors(baseline), KeywordFinder()
    started = time.perf_counter()
    scores, whole = score(golds, run(finder, golds)), score_articles(articles, run(finder, articles))
    alone, whole_alone = score(golds, run(bare, golds)), score_articles(articles, run(bare, articles))
    print(table(scores, alone, floors, title="gold sentences"))
    print()
    print(table(whole, whole_alone, floors, title=f"{len(articles)} gold articles", prefix=ARTICLES))
    print(f"{time.perf_counter() - started:.1f} seconds")
    print("".join(f"{line}\n" for one in (scores, whole) for line in one.told(arguments.errors)), end="")
    measured = {**scores.metrics(), **{f"{ARTICLES}{name}": value for name, value in whole.metrics().items()}}
    wrong = scores.bad_offsets + whole.bad_offsets
    if not arguments.update or wrong:
        problems = failures(measured, floors, gold=gold, bad_offsets=wrong)
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


def error_fields(told: str) -> frozenset[str]:
    """Return the names in a list with commas; an ArgumentTypeError says that there is none such."""
    names = frozenset(NAMES if told == "all" else told.split(","))
    if unknown := sorted(names - set(NAMES)):
        raise argparse.ArgumentTypeError(f"no such field: {', '.join(unknown)}; there are {', '.join(NAMES)}, all")
    return names


def main(words: Sequence[str] | None = None) -> int:
    """Do what the command line says and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--errors",
        type=error_fields,
        nargs="?",
        const=f"{DETECTION},act",
        default=frozenset(),
        metavar="FIELDS",
        help="list what went wrong in these fields (all: in each); alone: what was missed, what is extra, wrong acts",
    )
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
        return judge_shared(finder, arguments.shared, errors=bool(arguments.errors))
    return judge(finder, arguments)


if __name__ == "__main__":
    sys.exit(main())
