# typographic quotes and dashes on purpose
"""Every notice's own examples, ordinary sentences that none may fit, and what the loader refuses."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from trucewatch.errors import KnowledgeInvalid
from trucewatch.knowledge.notices import FLAGS, KINDS, NoticeRule, Notices, load_notice_rules, load_notices
from trucewatch.settings import KNOWLEDGE

RULES = load_notice_rules(KNOWLEDGE)
NOTICES = load_notices(KNOWLEDGE)
EXPECTED = {
    "wall": {"en", "fr", "uk", "ru", "de", "es", "ar", "he"},
    "paywall": {"en", "fr", "uk", "ru", "de", "es", "ar", "he"},
    "error": {"en", "fr", "uk", "ru", "de", "es", "ar", "he"},
}
ORDINARY = (
    "The company must obtain consent to use cookies, the regulator said on Tuesday.",
    "Fewer and fewer voters subscribe to the view that the war can be won.",
    "Access was denied to inspectors at the plant in Zaporizhzhia, the agency reported.",
    "A page was turned in the talks, and nobody wants to turn it back.",
    "“Verify, then trust,” the envoy said of the drones that watch the front line.",
    "The army said it could not find the missing patrol before dawn.",
    "The article of the treaty that was removed dealt with the return of prisoners.",
    "An error in the 404th brigade’s map led the column into the minefield.",
    "Both sides accept the terms and will continue without preconditions.",
    "La société doit recueillir votre accord avant de déposer des cookies, rappelle l’autorité.",
    "Les abonnés au gaz de la région seront raccordés après la trêve.",
    "L’article du traité qui a été supprimé portait sur les prisonniers.",
    "La page de la guerre n’est pas tournée, estime l’historienne.",
    "Il vous reste trois jours pour signer, a lancé le médiateur.",
    "Le service postal est indisponible dans la ville assiégée.",
    "Wir und unsere Verbündeten halten an der Waffenruhe fest.",
    "Nosotros y nuestros aliados aceptamos la tregua.",
    "Сторони не змогли знайти згоди щодо обміну.",
    "Стороны приняли все поправки к тексту соглашения.",
    "وافق الطرفان على متابعة المفاوضات غدا",
    "הצדדים הסכימו להמשיך בשיחות מחר",
)
GOOD = "  - id: en.wall.one\n    words: [robot check]\n    match: [A robot check.]\n    no_match: [A robot.]\n"


def cases(kind: str) -> list[object]:
    return [
        pytest.param(rule, text, id=f"{rule.id}-{number}")
        for rule in RULES
        for number, text in enumerate(getattr(rule, kind))
    ]


@pytest.mark.parametrize(("rule", "text"), cases("match"))
def test_a_rule_fits_its_match_examples(rule: NoticeRule, text: str) -> None:
    assert NOTICES.says(rule.kind, text)
    assert NOTICES.says(rule.kind, text.upper()) or "(?-i:" in rule.pattern


@pytest.mark.parametrize(("rule", "text"), cases("no_match"))
def test_a_whole_kind_keeps_out_of_its_no_match_examples(rule: NoticeRule, text: str) -> None:
    assert not NOTICES.says(rule.kind, text)


@pytest.mark.parametrize("text", ORDINARY)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "beside"])
def test_no_notice_fits_an_ordinary_sentence(kind: str, text: str) -> None:
    assert not NOTICES.says(kind, text)


@pytest.mark.parametrize("kind", EXPECTED)
def test_what_keeps_an_article_from_us_is_known_in_every_language(kind: str) -> None:
    assert EXPECTED[kind] <= {rule.id.split(".")[0] for rule in RULES if rule.kind == kind}


def write(folder: Path, **kinds: str) -> Path:
    lines = [f"{kind}:\n{kinds[kind]}" if kind in kinds else f"{kind}: []\n" for kind in KINDS]
    (folder / "notices.yaml").write_text("".join(lines), encoding="utf-8")
    return folder


def test_rules_of_a_kind_become_one_expression(tmp_path: Path) -> None:
    notices = load_notices(write(tmp_path, wall=GOOD + GOOD.replace("one", "two").replace("robot", "cookie")))
    assert re.search(notices.wall, "A COOKIE CHECK.", FLAGS)
    assert re.search(notices.wall, "robot check", FLAGS)
    assert not re.search(notices.wall, "robot checks", FLAGS)
    assert notices.error == ""


def test_a_first_look_at_stems_is_taken_only_where_every_rule_of_a_kind_has_some(tmp_path: Path) -> None:
    with_stems = GOOD + "    stems: [robot]\n"
    assert load_notices(write(tmp_path, wall=with_stems)).stems == {"wall": ("robot",)}
    assert load_notices(write(tmp_path, wall=with_stems + GOOD.replace("one", "two"))).stems == {}


def test_no_rules_are_no_notices(tmp_path: Path) -> None:
    assert load_notices(write(tmp_path)) == Notices()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda text: text.replace("robot check]", "/robot (check/]"), r":2: en\.wall\.one: .* is no regular expression"),
        (lambda text: text.replace("A robot check.", "A check."), r":2: en\.wall\.one: its words are not in 'A check\.'"),
        (lambda text: text.replace("[A robot.]", "[No robot check.]"), r":2: en\.wall\.one: its words are in 'No robot"),
        (lambda text: text.replace("robot check]", "/x?/]"), r":2: en\.wall\.one: its words "),
        (lambda text: text + "    stems: [android]\n", r":2: en\.wall\.one: none of its stems is in"),
        (lambda text: text.replace("en.wall.one", "Wall"), r":2: id must be language\.kind\.name"),
        (lambda text: text.replace("en.wall.one", "en.error.one"), r":2: the id en\.error\.one must have wall"),
        (lambda text: text + text, r":6: the id en\.wall\.one is already used at line 2"),
        (lambda text: text.replace("    match: [A robot check.]\n", ""), r":2: missing key match"),
        (lambda text: text.replace("[A robot.]", "[]"), r":2: en\.wall\.one: no_match must be a list of texts"),
        (lambda text: text + "    colour: red\n", r":2: unknown key colour"),
        (lambda _: "  one: two\n", r":1: wall must be a list of rules"),
    ],
)  # fmt: skip
def test_mistakes_are_named_by_file_and_line(tmp_path: Path, change: Callable[[str], str], problem: str) -> None:
    with pytest.raises(KnowledgeInvalid, match=f"notices.yaml{problem}"):
        load_notices(write(tmp_path, wall=change(GOOD)))


def test_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path) / "notices.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "weather: []\n", encoding="utf-8")
    with pytest.raises(KnowledgeInvalid, match=r"notices\.yaml:1: unknown key weather"):
        load_notices(tmp_path)
