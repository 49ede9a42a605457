"""From our codes to PLOVER, CAMEO and ACLED: crosswalk.yaml."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

from trucewatch.codebook import ACTS, Act, Category, Certainty, Format, Polarity, Time
from trucewatch.knowledge.reading import LINE, check_keys, invalid, read_yaml

FILE = "crosswalk.yaml"
Actor = Literal["party", "third"]
Sides = Literal["one", "several"]
Land = Literal["own", "other"]
Said = Literal["none", "party", "other"]
_OPTIONAL = frozenset({"times", "formats", "actor", "sides", "land", "said", "plover", "cameo", "acled"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What of a mention decides its codes."""

    category: Category
    act: Act
    polarity: Polarity = Polarity.POSITIVE
    certainty: Certainty = Certainty.CERTAIN
    time: Time = Time.PAST
    format: Format | None = None
    actor: Actor | None = None
    """Whether the first who acts is a party; None: nobody is known to act."""
    sides: Sides | None = None
    land: Land | None = None
    """Whether all places lie in the country of who acts; None: that is not known."""
    said: Said = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """What a mention would be elsewhere; None where nothing fits."""

    plover: str | None = None
    cameo: str | None = None
    acled: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Conditions and the codes that they give; a condition that is None or () holds always."""

    category: Category
    act: Act
    times: tuple[Time, ...]
    formats: tuple[Format, ...]
    actor: Actor | None
    sides: Sides | None
    land: Land | None
    said: tuple[Said, ...]
    codes: Codes

    def holds(self, facts: Facts) -> bool:
        """Return whether all conditions hold."""
        if (self.category, self.act) != (facts.category, facts.act) or facts.time not in self.times:
            return False
        wanted = ((self.actor, facts.actor), (self.sides, facts.sides), (self.land, facts.land))
        if any(value is not None and value != found for value, found in wanted):
            return False
        return (not self.formats or facts.format in self.formats) and (not self.said or facts.said in self.said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosswalk:
    """The rules in file order; without any, nothing gets codes."""

    rules: tuple[Rule, ...] = ()

    def codes(self, facts: Facts) -> Codes:
        """Return the codes of the first rule that holds; none of what is denied or not certain."""
        if facts.polarity is not Polarity.POSITIVE or facts.certainty is not Certainty.CERTAIN:
            return Codes()
        return next((rule.codes for rule in self.rules if rule.holds(facts)), Codes())


def load_crosswalk(folder: Path) -> Crosswalk:
    """Return the rules of a knowledge folder's crosswalk.yaml; raise KnowledgeInvalid with file:line."""
    path = folder / FILE
    root = read_yaml(path)
    line = check_keys(root, path, required=frozenset({"plover", "cameo", "acled", "rules"}))
    known = {"plover": _plover(root, path), "cameo": _cameo(root, path), "acled": _listed(root, "acled", path, line)}
    if not isinstance(root["rules"], list):
        raise invalid(path, line, "rules must be a list")
    return Crosswalk(rules=tuple(_rule(item, path, known) for item in root["rules"]))


def _plover(root: Any, path: Path) -> tuple[str, ...]:
    events = root["plover"]
    names = frozenset(events) - {LINE} if isinstance(events, dict) else frozenset()
    line = check_keys(events, path, required=frozenset(), optional=names)
    codes: list[str] = []
    for event in sorted(names, key=str):
        codes += [str(event), *(f"{event}-{mode}" for mode in _listed(events, event, path, line))]
    return tuple(codes)


def _cameo(root: Any, path: Path) -> tuple[str, ...]:
    codes = root["cameo"]
    names = frozenset(codes) - {LINE} if isinstance(codes, dict) else frozenset()
    line = check_keys(codes, path, required=frozenset(), optional=names)
    wrong = next((code for code in names if not isinstance(code, str) or not code.isdecimal()), None)
    if wrong is not None:
        raise invalid(path, line, f"cameo: {wrong!r} is no code; a number needs quotes, which keep its first zero")
    return tuple(sorted(names))


def _rule(item: Any, path: Path, known: Mapping[str, Collection[str]]) -> Rule:
    line = check_keys(item, path, required=frozenset({"category", "act"}), optional=_OPTIONAL)
    choices = {"actor": get_args(Actor), "sides": get_args(Sides), "land": get_args(Land), **known}
    chosen = {key: _one_of(item, key, allowed, path, line) for key, allowed in choices.items() if key in item}
    codes = {key: chosen.pop(key) for key in known if key in chosen}
    if not codes:
        raise invalid(path, line, "one of plover, cameo, acled is missing")
    category = Category(_one_of(item, "category", tuple(Category), path, line))
    return Rule(
        category=category,
        act=Act(_one_of(item, "act", ACTS[category], path, line)),
        times=tuple(map(Time, _listed(item, "times", path, line, tuple(Time)))) or (Time.PAST, Time.PRESENT),
        formats=tuple(map(Format, _listed(item, "formats", path, line, tuple(Format)))),
        actor=cast("Actor | None", chosen.get("actor")),
        sides=cast("Sides | None", chosen.get("sides")),
        land=cast("Land | None", chosen.get("land")),
        said=cast("tuple[Said, ...]", _listed(item, "said", path, line, get_args(Said))),
        codes=Codes(**codes),
    )


def _one_of(item: Any, key: str, allowed: Collection[str], path: Path, line: int) -> str:
    value = item[key]
    if not isinstance(value, str) or value not in allowed:
        raise invalid(path, line, f"{key} must be one of {', '.join(allowed)}, found {value!r}")
    return value


def _listed(item: Any, key: str, path: Path, line: int, allowed: Collection[str] | None = None) -> tuple[str, ...]:
    values = item.get(key, [])
    if not isinstance(values, list):
        raise invalid(path, line, f"{key} must be a list, found {values!r}")
    for value in values:
        if not isinstance(value, str) or (allowed is not None and value not in allowed):
            raise invalid(path, line, f"{key} must hold {', '.join(allowed or ['words'])}, found {value!r}")
    return tuple(values)
