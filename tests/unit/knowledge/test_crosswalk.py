"""The crosswalk: what our own file says of each act, and how a mistake in one is named."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from trucewatch.codebook import Act, Category, Certainty, Format, Polarity, Time
from trucewatch.errors import KnowledgeInvalid
from trucewatch.knowledge.crosswalk import Codes, Crosswalk, Facts, load_crosswalk

KNOWLEDGE = Path(__file__).resolve().parents[3] / "include" / "knowledge"
C, T, N = Category.CEASEFIRE, Category.TERRITORY, Category.NEGOTIATION


@pytest.fixture(scope="module")
def crosswalk() -> Crosswalk:
    return load_crosswalk(KNOWLEDGE)


def facts(category: Category, act: Act, **changes: Any) -> Facts:
    return Facts(category=category, act=act, **changes)


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        (facts(C, Act.CALL_FOR, actor="party"), ("AGREE", "0356", None)),
        (facts(C, Act.CALL_FOR, actor="third"), ("REQUEST-yield", "0256", None)),
        (facts(C, Act.CALL_FOR), (None, None, None)),
        (facts(C, Act.ACCEPT, actor="party", sides="several"), ("CONCEDE", "0871", "Agreement")),
        (facts(C, Act.ACCEPT, actor="party", sides="one"), ("CONCEDE", "0871", None)),
        (facts(C, Act.IN_FORCE), ("RETREAT-ceasefire", "0871", None)),
        (facts(C, Act.REJECT, actor="party"), ("REJECT-yield", "1246", None)),
        (facts(C, Act.VIOLATE, actor="party", said="party"), ("ACCUSE-allege", "1123", None)),
        (facts(C, Act.VIOLATE, actor="party"), ("ASSAULT", "196", None)),
        (facts(T, Act.GAIN, land="own"), (None, None, "Government regains territory")),
        (facts(T, Act.GAIN, land="other"), ("COERCE-seize", "192", "Non-state actor overtakes territory")),
        (facts(T, Act.GAIN, land="other", said="party"), (None, None, None)),
        (facts(T, Act.LOSE), ("RETREAT-withdraw", "0874", None)),
        (facts(T, Act.REFUSE), ("REJECT-yield", "124", None)),
        (facts(N, Act.HOLD, format=Format.PHONE), ("CONSULT-phone", "041", None)),
        (facts(N, Act.HOLD, format=Format.MULTILATERAL), ("CONSULT-multilateral", "046", None)),
        (facts(N, Act.HOLD, format=Format.UNSPECIFIED, time=Time.FUTURE), ("AGREE", "036", None)),
        (facts(N, Act.SCHEDULE, time=Time.FUTURE), ("AGREE", "036", None)),
        (facts(N, Act.AGREE, sides="several"), ("AGREE", "037", "Agreement")),
        (facts(N, Act.REJECT), ("REJECT-meet", "125", None)),
        (facts(N, Act.FAIL), ("SANCTION-withdraw", "164", None)),
        (facts(N, Act.DISCUSS), (None, None, None)),
    ],
)
def test_acts_have_the_codes_of_the_manuals(
    crosswalk: Crosswalk, given: Facts, codes: tuple[str | None, str | None, str | None]
) -> None:
    found = crosswalk.codes(given)
    assert (found.plover, found.cameo, found.acled) == codes


@pytest.mark.parametrize(
    "changes",
    [
        {"polarity": Polarity.NEGATIVE},
        {"certainty": Certainty.PROBABLE},
        {"certainty": Certainty.UNCOMMITTED},
        {"time": Time.FUTURE},
        {"time": Time.HISTORICAL},
    ],
)
def test_what_is_denied_doubted_or_not_now_is_no_event(crosswalk: Crosswalk, changes: dict[str, Any]) -> None:
    assert crosswalk.codes(facts(C, Act.REJECT, actor="party", **changes)) == Codes()


def test_no_crosswalk_gives_no_codes() -> None:
    assert Crosswalk().codes(facts(C, Act.IN_FORCE)) == Codes()


@pytest.mark.parametrize(
    ("change", "line", "problem"),
    [
        (lambda text: text.replace("act: in_force", "act: gain"), True, "act must be one of"),
        (lambda text: text.replace("RETREAT-ceasefire", "RETREAT-truce"), True, "plover must be one of"),
        (lambda text: text.replace('plover: CONSULT-phone, cameo: "041"', "plover: CONSULT-phone, cameo: 041"), True, "cameo must be one of"),
        (lambda text: text.replace('  "041":', "  041:"), False, "needs quotes"),
        (lambda text: text.replace("formats: [mediated]", "formats: [shouted]"), True, "formats must hold"),
        (lambda text: text.replace("said: [none]", "said: none"), True, "said must be a list"),
        (lambda text: text.replace("actor: third", "actor: fourth"), True, "actor must be one of"),
        (lambda text: text.replace("land: own,", "soil: own,"), True, "unknown key soil"),
        (lambda text: text.replace(', plover: AGREE, cameo: "035"', ""), True, "one of plover, cameo, acled is missing"),
        (lambda text: text.partition("rules:")[0] + "rules: none\n", False, "rules must be a list"),
        (lambda text: text.partition("acled:")[0], False, "missing key acled"),
    ],
)  # fmt: skip
def test_mistakes_are_named_by_file_and_line(
    tmp_path: Path, change: Callable[[str], str], *, line: bool, problem: str
) -> None:
    text = (KNOWLEDGE / "crosswalk.yaml").read_text(encoding="utf-8")
    wrong = change(text)
    assert wrong != text
    (tmp_path / "crosswalk.yaml").write_text(wrong, encoding="utf-8")
    with pytest.raises(KnowledgeInvalid, match=rf"crosswalk\.yaml:\d+: .*{problem}") as caught:
        load_crosswalk(tmp_path)
    if line:
        at = next(
            number
            for number, pair in enumerate(zip(text.split("\n"), wrong.split("\n"), strict=True), 1)
            if len(set(pair)) > 1
        )
        assert f"crosswalk.yaml:{at}: " in caught.value.message
