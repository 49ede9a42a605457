"""YAML and CSV with line numbers, so that every mistake is named by file and line."""

import csv
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from trucewatch.errors import KnowledgeInvalid

LINE = "__line__"
"""Key under which every YAML mapping carries its line number."""


class _LineLoader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]
    """SafeLoader whose mappings remember their line and refuse a key given twice."""


def _construct_mapping(loader: Any, node: Any) -> dict[Any, Any]:
    mapping: dict[Any, Any] = {LINE: node.start_mark.line + 1}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in mapping:
            problem = f"the key {key!r} is given twice"
            raise yaml.constructor.ConstructorError(None, None, problem, key_node.start_mark)
        mapping[key] = loader.construct_object(value_node, deep=True)
    return mapping


_LineLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _construct_mapping)


def read_yaml(path: Path) -> Any:
    """Return a YAML file's content; mappings carry LINE. Raises KnowledgeInvalid with file:line."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_LineLoader)  # noqa: S506  # a SafeLoader
    except OSError as error:
        raise KnowledgeInvalid(f"{short(path)}: cannot be read ({error.strerror})", key=str(path)) from error
    except UnicodeDecodeError as error:
        raise KnowledgeInvalid(f"{short(path)}: is not UTF-8", key=str(path)) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise KnowledgeInvalid(f"{short(path)}:{line}: {error.problem}", key=str(path)) from error
    except yaml.YAMLError as error:
        raise KnowledgeInvalid(f"{short(path)}: is not YAML ({error})", key=str(path)) from error


def read_csv(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield (line, row) of a CSV file whose header is exactly `columns`; blank lines and '#' lines are skipped."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            header = tuple(next(reader, ()))
            if header != columns:
                raise KnowledgeInvalid(f"{short(path)}:1: the header must be {','.join(columns)}", key=str(path))
            for cells in reader:
                if not cells or cells[0].startswith("#"):
                    continue
                if len(cells) != len(columns):
                    problem = f"{len(cells)} cells where the header has {len(columns)}"
                    raise KnowledgeInvalid(f"{short(path)}:{reader.line_num}: {problem}", key=str(path))
                yield reader.line_num, dict(zip(columns, cells, strict=True))
    except OSError as error:
        raise KnowledgeInvalid(f"{short(path)}: cannot be read ({error.strerror})", key=str(path)) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise KnowledgeInvalid(f"{short(path)}: {error}", key=str(path)) from error


def check_keys(item: Any, path: Path, *, required: frozenset[str], optional: frozenset[str] = frozenset()) -> int:
    """Return the line of a mapping after checking its keys; raise KnowledgeInvalid on a missing or unknown one."""
    if not isinstance(item, dict):
        raise KnowledgeInvalid(f"{short(path)}: expected a mapping, found {type(item).__name__}", key=str(path))
    line = int(item.get(LINE, 1))
    keys = frozenset(key for key in item if key != LINE)
    for what, wrong in (("missing", required - keys), ("unknown", keys - required - optional)):
        if wrong:
            raise invalid(path, line, f"{what} key {', '.join(sorted(map(str, wrong)))}")
    return line


def without_lines(value: Any) -> Any:
    """Return what a YAML file holds, without the line numbers that its mappings carry."""
    if isinstance(value, dict):
        return {str(key): without_lines(part) for key, part in value.items() if key != LINE}
    return [without_lines(part) for part in value] if isinstance(value, list) else value


def invalid(path: Path, line: int, problem: str) -> KnowledgeInvalid:
    """Return (not raise) the error that names file and line."""
    return KnowledgeInvalid(f"{short(path)}:{line}: {problem}", key=f"{path}:{line}")


def short(path: Path) -> str:
    """Return the path as a person standing in this folder would type it."""
    try:
        relative = os.path.relpath(path)
    except ValueError:
        return str(path)
    return relative if not relative.startswith("..") else str(path)
