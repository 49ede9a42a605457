"""The gate's tables, for people."""

from tests.eval.counting import Count, intervals
from tests.eval.floors import Floors
from tests.eval.score import Scores

HEAD = f"{'':20}{'n':>4}  {'precision':20}{'recall':20}{'F1':20}floor  keywords alone: P, R, F1"


def table(scores: Scores, keywords: Scores, floors: Floors, *, title: str, prefix: str = "") -> str:
    """Return detection with 95 % intervals beside the keyword matcher's, then the fields."""
    lines = [f"{title}: {scores.sentences} sentences", HEAD]
    lines += [_detection(key, scores, keywords, floors, prefix) for key in sorted(scores.detection)]
    lines.append("")
    lines += [_field(key, scores, floors, prefix) for key in sorted(scores.wanted)]
    lines += [_list(key, scores, floors, prefix) for key in sorted(scores.lists)]
    lines.append(f"spans that do not point at their own text: {scores.bad_offsets}")
    return "\n".join(lines)


def _detection(key: tuple[str, str], scores: Scores, keywords: Scores, floors: Floors, prefix: str) -> str:
    counts, bare = scores.detection[key], sum(keywords.detection[key], Count())
    count, name = sum(counts, Count()), " ".join(key)
    spans = zip(count.numbers(), intervals(counts), strict=True)
    shown = "".join(f"{value:.3f} [{low:.2f}, {high:.2f}]  " for value, (low, high) in spans)
    floor = floors.floors.get(f"{prefix}{name} F1", 0.0)
    alone = " ".join(f"{value:.2f}" for value in bare.numbers())
    return f"{name:20}{count.right + count.missed:>4}  {shown}{floor:5.2f}  {alone}"


def _field(key: tuple[str, str], scores: Scores, floors: Floors, prefix: str) -> str:
    hits, wanted, name = scores.fields[key], scores.wanted[key], " ".join(key)
    accuracy = sum(hits) / len(hits) if hits else 0.0
    floor = floors.floors.get(f"{prefix}{name} found and right", 0.0)
    all_of_them = f"{sum(hits) / wanted:6.3f} of all {wanted:>3}"
    return f"{name:36} {accuracy:6.3f} of {len(hits):>3} found, {all_of_them}  floor {floor:.2f}"


def _list(key: tuple[str, str], scores: Scores, floors: Floors, prefix: str) -> str:
    count, name = scores.lists[key], f"{' '.join(key)} F1"
    floor = floors.floors.get(f"{prefix}{name}", 0.0)
    return f"{name:36} {count.f1:6.3f}  P {count.precision:.3f}  R {count.recall:.3f}  floor {floor:.2f}"
