"""Nouns and plain values as JSON, and back: how a child's answer travels to a parent that trusts no word of it.

The child writes what it has; the parent builds only what the function's annotation promises, from data. There is no
name of a class, function or module in an answer that the parent would look up, as there is in a pickle.
"""

import base64
import functools
import json
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

Read = Callable[[object], Any]
"""JSON to one kind of value; raises ValueError for anything else."""

_PLAIN = (str, bool, int, float, type(None))
_SEQUENCES: Mapping[object, Callable[[list[Any]], object]] = {
    list: list,
    Sequence: tuple,
    set: set,
    frozenset: frozenset,
    AbstractSet: frozenset,
}


def to_json(value: object) -> bytes:
    """Write a value that consists of dataclasses, enums, times and plain values; raise TypeError for any other."""
    return json.dumps(_written(value), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def from_json(answer: bytes) -> object:
    """Return the JSON that an answer holds; raise ValueError when it holds none."""
    try:
        return json.loads(answer.decode("utf-8", "surrogatepass"))
    except RecursionError:
        raise ValueError("nested too deep") from None


def _written(value: object) -> object:
    if type(value) in _PLAIN:
        return value
    if isinstance(value, tuple | list | set | frozenset):
        return [_written(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {type(value).__qualname__: [_written(getattr(value, field.name)) for field in fields(value)]}
    if isinstance(value, Enum):
        return _written(value.value)
    if isinstance(value, str):  # lxml's strings know the tree that they come from
        return str(value)
    return _tagged(value)


def _tagged(value: object) -> object:
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, timedelta):
        return {"timedelta": [value.days, value.seconds, value.microseconds]}
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode("ascii")}
    if isinstance(value, Mapping):
        return {"mapping": [[_written(key), _written(item)] for key, item in value.items()]}
    raise TypeError(f"a {type(value).__qualname__} cannot be sent from a child process")


@functools.cache
def reader(kind: Any) -> Read:  # noqa: ANN401  # annotations have no common type
    """Return what builds values of an annotation from JSON; raise TypeError for one that cannot be promised."""
    kind = type(None) if kind is None else kind
    if kind in _PLAIN:
        return _exactly(kind)
    origin = get_origin(kind)
    if origin is not None:
        return _composed_reader(kind, origin, get_args(kind))
    if isinstance(kind, type):
        return _class_reader(kind)
    raise _no_promise(kind)


def result_reader(work: Callable[..., object]) -> Read:
    """Return what builds the results of a function, by the annotation of what it returns."""
    return reader(_hints(work).get("return", object))


@functools.cache
def _hints(annotated: Any) -> Mapping[str, Any]:  # noqa: ANN401  # a class or a function
    return typing.get_type_hints(annotated)


def _composed_reader(kind: object, origin: object, arguments: tuple[Any, ...]) -> Read:
    if origin in {Union, types.UnionType}:
        return functools.partial(_one_of, tuple(map(reader, arguments)))
    if origin is Literal:
        return functools.partial(_literal, arguments)
    if origin is tuple:
        return _tuple_reader(arguments)
    if origin in _SEQUENCES:
        return functools.partial(_items, _SEQUENCES[origin], reader(arguments[0]))
    if origin in {dict, Mapping}:
        return functools.partial(_mapping, reader(arguments[0]), reader(arguments[1]))
    raise _no_promise(kind)


def _no_promise(kind: object) -> TypeError:
    return TypeError(f"{kind} cannot be promised by a function that runs in a child process")


def _class_reader(kind: type) -> Read:
    if is_dataclass(kind):
        names = tuple(field.name for field in fields(kind))
        # Looked up when first used, for a noun may contain its like.
        return functools.partial(_noun, kind, names, functools.cache(lambda: _field_readers(kind, names)))
    if issubclass(kind, Enum):
        return functools.partial(_enum, kind)
    if kind in _TAGGED:
        return functools.partial(_tag, kind.__name__, _TAGGED[kind])
    raise _no_promise(kind)


def _field_readers(kind: type, names: Sequence[str]) -> tuple[Read, ...]:
    hints = get_type_hints(kind)
    return tuple(reader(hints[name]) for name in names)


def _exactly(kind: type) -> Read:
    accepted = {int, float} if kind is float else {kind}

    def read(value: object) -> object:
        if type(value) not in accepted:
            raise ValueError(f"not a {kind.__name__}")
        return value

    return read


def _one_of(readers: Sequence[Read], value: object) -> object:
    for read in readers:
        try:
            return read(value)
        except ValueError:
            continue
    raise ValueError("none of what was promised")


def _literal(choices: Sequence[object], value: object) -> object:
    for choice in choices:
        if type(choice) is type(value) and choice == value:
            return choice
    raise ValueError("not one of the choices")


def _tuple_reader(arguments: Sequence[Any]) -> Read:
    if len(arguments) == 2 and arguments[1] is Ellipsis:  # noqa: PLR2004  # tuple[X, ...]
        return functools.partial(_items, tuple, reader(arguments[0]))
    readers = tuple(map(reader, arguments))
    return lambda value: tuple(read(item) for read, item in zip(readers, _list(value), strict=True))


def _items(gather: Callable[[list[Any]], object], read: Read, value: object) -> object:
    return gather([read(item) for item in _list(value)])


def _mapping(read_key: Read, read_item: Read, value: object) -> object:
    pairs = [_list(pair) for pair in _list(_content("mapping", value))]
    return {read_key(key): read_item(item) for key, item in pairs}


def _noun(kind: type, names: Sequence[str], readers: Callable[[], Sequence[Read]], value: object) -> object:
    written = _list(_content(kind.__qualname__, value))
    return kind(**{name: read(item) for name, read, item in zip(names, readers(), written, strict=True)})


def _enum(kind: type[Enum], value: object) -> object:
    try:
        return kind(value)
    except TypeError as error:
        raise ValueError("no value of an enumeration") from error


def _tag(name: str, read: Read, value: object) -> object:
    try:
        return read(_content(name, value))
    except (TypeError, OverflowError) as error:
        raise ValueError(f"not a {name}") from error


def _content(name: str, value: object) -> object:
    if isinstance(value, dict) and list(value) == [name]:
        return value[name]
    raise ValueError(f"not a {name}")


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise ValueError("not a list")  # noqa: TRY004  # a wrong answer, not a wrong argument
    return value


_TAGGED: Mapping[type, Read] = {
    datetime: lambda text: datetime.fromisoformat(_exactly(str)(text)),
    date: lambda text: date.fromisoformat(_exactly(str)(text)),
    timedelta: lambda numbers: timedelta(*map(_exactly(int), _list(numbers))),
    bytes: lambda text: base64.b64decode(_exactly(str)(text), validate=True),
}
