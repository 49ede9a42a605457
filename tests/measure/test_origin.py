"""The article that Trucewatch began with: its French text and its English summary give the same statements.

Two leaders on the phone agree on a truce for energy alone and refuse the general one that Kyiv had accepted; four
provinces are demanded, Crimea is wanted back, analysts doubt.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.eval.gate import open_own_finder
from trucewatch.codebook import Act, Category, Certainty, Format, Level, Polarity, Role, Scope, Target, Time
from trucewatch.model import Document, Mention

ORIGIN = Path(__file__).parents[3] / "shared" / "data" / "origin"
PUBLISHED = datetime(2025, 3, 19, 12, tzinfo=UTC)
FOUR = {"UA-14", "UA-09", "UA-65", "UA-23"}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.model,
    pytest.mark.skipif(not ORIGIN.is_dir(), reason="the article is not at hand"),
]


@pytest.fixture(scope="module")
def told() -> dict[str, tuple[Mention, ...]]:
    """What the summary and the article give, by language."""
    (file,) = ORIGIN.glob("*.txt")
    parts = [part.strip() for part in file.read_text(encoding="utf-8").split("\n\n") if part.strip()]
    french = next(at for at, part in enumerate(parts) if part.startswith("Un Appel"))
    finder = open_own_finder()
    return {
        "en": finder.find(a_document("en", parts[:french])),
        "fr": finder.find(a_document("fr", parts[french:])),
    }


def a_document(language: str, parts: list[str]) -> Document:
    return Document(
        id=language,
        article_id=language,
        url="https://example.org/origin",
        title=parts[0],
        text="\n\n".join(parts[1:]),
        language=language,
        published_at=PUBLISHED,
    )


def those(found: Collection[Mention], category: Category, act: Act) -> list[Mention]:
    return [one for one in found if (one.category, one.act) == (category, act) and not one.in_title]


def parties(mention: Mention) -> set[str]:
    return {party.id or "" for party in mention.parties}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_call_is_one_of_two_heads_of_state_on_the_phone(
    told: dict[str, tuple[Mention, ...]], language: str
) -> None:
    (call,) = [one for one in those(told[language], Category.NEGOTIATION, Act.HOLD) if one.format is Format.PHONE]
    assert (call.level, call.certainty) == (Level.HEAD_OF_STATE, Certainty.CERTAIN)
    assert parties(call) == {"USA", "RUS"}
    assert call.speaker is None


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_limited_truce_is_agreed_and_the_general_one_refused(
    told: dict[str, tuple[Mention, ...]], language: str
) -> None:
    limited = those(told[language], Category.CEASEFIRE, Act.ACCEPT)[0]
    assert (limited.scope, limited.target, limited.polarity) == (Scope.PARTIAL, Target.ENERGY, Polarity.POSITIVE)
    (refused,) = those(told[language], Category.CEASEFIRE, Act.REJECT)
    assert (refused.scope, refused.certainty, refused.polarity) == (
        Scope.GENERAL,
        Certainty.CERTAIN,
        Polarity.POSITIVE,
    )
    assert "RUS" in parties(limited)
    assert "RUS" in parties(refused)


def test_the_article_says_how_long_and_that_kyiv_had_accepted(told: dict[str, tuple[Mention, ...]]) -> None:
    limited, kyiv = those(told["fr"], Category.CEASEFIRE, Act.ACCEPT)
    assert limited.duration == "P1M"
    assert (parties(kyiv), kyiv.scope, kyiv.event_on) == ({"UKR"}, Scope.GENERAL, date(2025, 3, 11))
    assert kyiv.duration == "P30D"


def test_four_provinces_are_one_demand_and_crimea_another(told: dict[str, tuple[Mention, ...]]) -> None:
    russian, ukrainian = those(told["fr"], Category.TERRITORY, Act.DEMAND)
    assert ({place.code for place in russian.places}, parties(russian)) == (FOUR, {"RUS"})
    assert ({place.code for place in ukrainian.places}, parties(ukrainian)) == ({"UA-43"}, {"UKR"})
    assert ukrainian.time is Time.PRESENT


def test_ukraines_wish_for_its_land_is_in_both(told: dict[str, tuple[Mention, ...]]) -> None:
    for language in ("en", "fr"):
        assert any("UKR" in parties(one) for one in those(told[language], Category.TERRITORY, Act.DEMAND))


def test_whom_the_article_quotes_are_experts(told: dict[str, tuple[Mention, ...]]) -> None:
    roles = {one.speaker.role for one in told["fr"] if one.speaker is not None}
    assert roles == {Role.EXPERT}


def test_all_of_it_is_about_one_war(told: dict[str, tuple[Mention, ...]]) -> None:
    assert {one.conflict for found in told.values() for one in found} == {"russia-ukraine"}
