"""Who says the opposite of whom: accounts of one party and one arrangement that cannot both be so."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import NamedTuple

from trucewatch.arrangements.stances import NOBODY
from trucewatch.codebook import Act, Category, Matter, Polarity, Position
from trucewatch.model import RANKS_A_SECOND, Arrangement, Contradiction, Telling, stable_id

AT_ABOUT_THE_SAME_TIME = timedelta(hours=72)
"""What is said further apart is a change of mind, not a contradiction."""

_MATTERS: Mapping[Position, tuple[Matter, bool]] = MappingProxyType(
    {
        Position.ACCEPTS: (Matter.ACCEPTANCE, True),
        Position.ACCEPTS_CONDITIONALLY: (Matter.ACCEPTANCE, True),
        Position.REJECTS: (Matter.ACCEPTANCE, False),
        Position.OBSERVES: (Matter.OBSERVANCE, True),
        Position.VIOLATES: (Matter.OBSERVANCE, False),
        Position.ALLEGED_VIOLATOR: (Matter.OBSERVANCE, False),
    }
)
_FORCE: Mapping[Act, bool] = MappingProxyType({Act.IN_FORCE: True, Act.EXTEND: True, Act.END: False})


def find_contradictions(
    new: Iterable[Telling], known: Iterable[Telling], arrangements: Mapping[str, Arrangement]
) -> tuple[Contradiction, ...]:
    """Return each new account of a ceasefire with the one against it that is nearest in time, new ones or known.

    Two tellers contradict each other once a party and matter, there where they are nearest. One teller who says both
    has changed his mind.
    """
    fresh = list(_accounts(new, arrangements))
    against: dict[_Question, list[_Account]] = defaultdict(list)
    for account in (*_accounts(known, arrangements), *fresh):
        against[account.question].append(account)
    pairs: list[tuple[timedelta, Contradiction]] = []
    for account in fresh:
        opposed = [other for other in against[account.question] if _contradicts(account, other)]
        if opposed:
            nearest = min(
                opposed, key=lambda other: (_apart(account, other), other.told.told_by, other.told.mention_id)
            )
            yes, no = (account, nearest) if account.says_yes else (nearest, account)
            pairs.append((_apart(account, nearest), _contradiction(account.question, yes.told, no.told)))
    found: dict[str, Contradiction] = {}
    for _, one in sorted(pairs, key=lambda pair: (pair[0], pair[1].yes_mention_id, pair[1].no_mention_id)):
        found.setdefault(one.id, one)
    return tuple(found[key] for key in sorted(found))


class _Question(NamedTuple):
    """What tellers answer by yes or no."""

    arrangement_id: str
    party: str
    matter: Matter


class _Account(NamedTuple):
    """One teller's answer."""

    question: _Question
    says_yes: bool
    told: Telling


def _accounts(tellings: Iterable[Telling], arrangements: Mapping[str, Arrangement]) -> Iterator[_Account]:
    for told in tellings:
        arrangement = arrangements.get(told.arrangement_id)
        if arrangement is None or arrangement.category is not Category.CEASEFIRE:
            continue
        if told.position is not None and told.position in _MATTERS and told.party != NOBODY:
            matter, says_yes = _MATTERS[told.position]
            yield _Account(_Question(arrangement.id, told.party, matter), says_yes, told)
        if told.act in _FORCE:
            says_yes = _FORCE[told.act] is (told.polarity is Polarity.POSITIVE)
            yield _Account(_Question(arrangement.id, NOBODY, Matter.FORCE), says_yes, told)


def _contradicts(one: _Account, other: _Account) -> bool:
    return (
        one.says_yes is not other.says_yes
        and one.told.told_by != other.told.told_by
        and _apart(one, other) <= AT_ABOUT_THE_SAME_TIME
    )


def _apart(one: _Account, other: _Account) -> timedelta:
    """How long lies between the nearest two tellings; nothing where one lies within the other's day."""
    gap = max(one.told.first_rank, other.told.first_rank) - min(one.told.last_rank, other.told.last_rank)
    return timedelta(seconds=max(0, gap) / RANKS_A_SECOND)


def _contradiction(question: _Question, yes: Telling, no: Telling) -> Contradiction:
    return Contradiction(
        id=stable_id("contradiction", *question, yes.told_by, no.told_by),
        arrangement_id=question.arrangement_id,
        party=question.party,
        matter=question.matter,
        yes_mention_id=yes.mention_id,
        no_mention_id=no.mention_id,
    )
