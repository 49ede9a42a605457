"""At which level talks are when somebody takes part who is named without a title: gazetteer/offices.csv."""

from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType

from trucewatch.codebook import Level
from trucewatch.knowledge.reading import invalid, read_csv

COLUMNS = ("actor_id", "level")


def read_offices(path: Path, actors: Collection[str]) -> Mapping[str, Level]:
    """Return the level of each person of the file; raise KnowledgeInvalid with file:line on any mistake."""
    levels = [level.value for level in Level if level is not Level.UNSPECIFIED]
    offices: dict[str, Level] = {}
    for line, row in read_csv(path, COLUMNS):
        actor, level = row["actor_id"], row["level"]
        if actor not in actors:
            raise invalid(path, line, f"actor_id {actor!r} is not known")
        if actor in offices:
            raise invalid(path, line, f"{actor!r} is given twice")
        if level not in levels:
            raise invalid(path, line, f"level must be one of {', '.join(levels)}, found {level!r}")
        offices[actor] = Level(level)
    return MappingProxyType(offices)
