"""What a child may answer: a result, an error of ours, a limit reached, or a fault that nobody foresaw."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from trucewatch import errors
from trucewatch.errors import HostBusy, InputHostile, PermanentError, TrucewatchError
from trucewatch.sandbox.values import from_json, reader, result_reader, to_json

T = TypeVar("T")

TIMEOUT, MEMORY, CRASHED = "parser_timeout", "parser_memory", "parser_crashed"
LARGEST_ANSWER = 64 * 1024 * 1024
"""Six times the largest body; a feed's words travel once as summary and once as content."""
MEMORY_REACHED = to_json(["limit", MEMORY])
"""Made beforehand: who is told has no memory left to write it."""
_TOO_DEEP = to_json(["limit", CRASHED])
_SHOWN = 200

_ERRORS: Mapping[str, type[TrucewatchError]] = {
    name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, TrucewatchError)
}
_read_told: Callable[[object], tuple[str, str, str, str, datetime | None]] = reader(
    tuple[str, str, str, str, datetime | None]
)


def answer_of(work: Callable[..., object], arguments: tuple[object, ...]) -> bytes:
    """Do the work and write down what came of it. Raises MemoryError only."""
    try:
        answer = to_json(["result", work(*arguments)])
    except MemoryError:
        raise
    except RecursionError:
        return _TOO_DEEP
    except TrucewatchError as error:
        retry_at = error.retry_at if isinstance(error, HostBusy) else None
        told = (type(error).__name__, error.message, error.key, error.code, retry_at)
        return to_json(["error", told])
    except Exception as error:  # noqa: BLE001  # whatever strangers' bytes provoke is told to the parent
        return to_json(["fault", f"{type(error).__name__}: {error}"[:_SHOWN]])
    return answer if len(answer) <= LARGEST_ANSWER else MEMORY_REACHED


def result_in(answer: bytes, work: Callable[..., T]) -> T:
    """Return the result that an answer holds, or raise the error that it holds.

    InputHostile (parser_crashed) for an answer that no child of ours would give; PermanentError (internal_error) for a
    fault that the work did not foresee, since the same bytes would bring it about again.
    """
    try:
        kind, content = _read_answer(from_json(answer))
        if kind == "result":
            read: Callable[[object], T] = result_reader(work)
            return read(content)
        error = _error(kind, content)
    except (ValueError, RecursionError) as wrong:
        raise hostile(CRASHED) from wrong
    raise error


def hostile(code: str) -> InputHostile:
    """Return the error of a limit."""
    return InputHostile(_SENTENCES[code], code=code)


_SENTENCES = {
    TIMEOUT: "Reading this took longer than we allow.",
    MEMORY: "Reading this took more memory than we allow.",
    CRASHED: "Reading this made the reader crash.",
}


def _read_answer(value: object) -> tuple[object, object]:
    if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004  # a kind and its content
        raise ValueError("no answer of ours")
    return value[0], value[1]


def _error(kind: object, content: object) -> TrucewatchError:
    if kind == "limit" and isinstance(content, str) and content in _SENTENCES:
        return hostile(content)
    if kind == "fault" and isinstance(content, str):
        return PermanentError(f"Reading this met a fault of ours ({content[:_SHOWN]}).", code="internal_error")
    if kind != "error":
        raise ValueError("no answer of ours")
    name, message, key, code, retry_at = _read_told(content)
    if name not in _ERRORS:
        raise ValueError("no error of ours")
    if issubclass(_ERRORS[name], HostBusy):
        return HostBusy(message, key=key, code=code, retry_at=retry_at)
    return _ERRORS[name](message, key=key, code=code)
