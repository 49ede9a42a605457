"""Every rule's own sentences, and what the loader refuses. A new rule is tested by being written."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from trucewatch.errors import KnowledgeInvalid
from trucewatch.knowledge.languages import load_language, load_languages
from trucewatch.knowledge.packs import ActRule, CertaintyCue, Exclusion, Rule, TriggerRule
from trucewatch.mentions import DocumentFinder, Explanation, check_patterns
from trucewatch.mentions.reader import SAME_STATEMENT

KNOWLEDGE = Path(__file__).resolve().parents[2] / "include" / "knowledge"
PACKS = load_languages(KNOWLEDGE)
RULES = [(code, rule) for code, pack in PACKS.items() for rule in pack.rules]


def cases(kind: str) -> list[object]:
    return [
        pytest.param(code, rule, text, id=f"{rule.id}-{number}")
        for code, rule in RULES
        for number, text in enumerate(getattr(rule, kind))
    ]


def fires(explanation: Explanation, rule: Rule) -> bool:
    """Whether a rule did its own part in a text."""
    match rule:
        case ActRule():
            return any(mention.rule_id == rule.id for mention in explanation.mentions)
        case CertaintyCue():
            return any(mention.certainty is rule.certainty for mention in explanation.mentions)
        case Exclusion():
            return any(miss.reason == rule.id for one in explanation.sentences for miss in one.near_misses)
        case TriggerRule():
            spans = [found.span() for one in explanation.sentences for found in rule.words.finditer(one.text.lower())]
            triggers = {
                (mention.trigger.start - mention.sentence.start, mention.trigger.end - mention.sentence.start)
                for mention in explanation.mentions
            }
            told = any(
                miss.rule_id == rule.id and miss.reason == SAME_STATEMENT
                for one in explanation.sentences
                for miss in one.near_misses
            )
            return told or bool(triggers & set(spans))
    raise AssertionError(rule)


@pytest.mark.model
@pytest.mark.parametrize(("code", "rule", "text"), cases("match"))
def test_rule_fires_in_its_match_sentences(finder: DocumentFinder, code: str, rule: Rule, text: str) -> None:
    assert fires(finder.explain(text, code), rule)


@pytest.mark.model
@pytest.mark.parametrize(("code", "rule", "text"), cases("no_match"))
def test_rule_keeps_out_of_its_no_match_sentences(finder: DocumentFinder, code: str, rule: Rule, text: str) -> None:
    assert not fires(finder.explain(text, code), rule)


def test_packs_of_all_languages_have_the_same_abilities() -> None:
    english, french = PACKS["en"], PACKS["fr"]
    for category, rules in english.categories.items():
        others = french.categories[category]
        acts, other_acts = ({rule.act for rule in (*one.triggers, *one.acts)} for one in (rules, others))
        assert acts == other_acts, category
    assert set(english.targets) == set(french.targets)
    assert list(english.formats) == list(french.formats)
    assert list(english.levels) == list(french.levels)
    assert set(english.issues) == set(french.issues)


def test_version_names_the_content(tmp_path: Path) -> None:
    before = PACKS["en"].pack_version
    changed = edited(tmp_path, "ceasefire.yaml", lambda text: text.replace("flout*", "flout*, snap"))
    assert load_language(changed).pack_version != before
    assert load_language(KNOWLEDGE / "languages" / "en").pack_version == before


def edited(tmp_path: Path, file: str, change: Callable[[str], str]) -> Path:
    """A copy of the English pack with one file changed."""
    folder = tmp_path / "en"
    shutil.copytree(KNOWLEDGE / "languages" / "en", folder)
    path = folder / file
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("ceasefire.yaml", "    act: accept\n", "    act: accept\n    colour: red\n", "unknown key colour"),
        ("ceasefire.yaml", "id: en.ceasefire.extend", "id: en.ceasefire.accept", "is already used at"),
        ("ceasefire.yaml", "act: extend", "act: gain", "ceasefire has no act gain"),
        ("ceasefire.yaml", "act: extend", "act: prolong", "is not one of"),
        ("ceasefire.yaml", "{trigger} (?:in effect|", "(?:in effect|", "lacks {trigger}"),
        ("territory.yaml", "needs: [conflict, place]", "needs: [conflict, luck]", "unknown need luck"),
        ("territory.yaml", "captur(?:e|es|ed|ing)/", "captur(?:e|es|ed|ing/", "unterminated subpattern"),
        (
            "negotiation.yaml",
            "RIGHT_ID: trigger, RIGHT_ATTRS",
            "RIGHT: trigger, RIGHT_ATTRS",
            "each node needs RIGHT_ID",
        ),
        ("ceasefire.yaml", "    needs: [hint]\n", "    needs: [hint, just_before]\n", "need an antecedent"),
        ("ceasefire.yaml", "    needs: [hint]\n", "    needs: [hint]\n    stands_for: [truce]\n", "need an antecedent"),
        ("cues.yaml", "  pronouns: ", "  nouns: ", "key pronouns"),
        ("cues.yaml", "[not only,", "[no,", "quotes around yes, no"),
        ("language.yaml", "code: en", "code: de", "is not the folder's name"),
    ],
)
def test_mistakes_are_named_by_file_and_line(tmp_path: Path, file: str, old: str, new: str, problem: str) -> None:
    folder = edited(tmp_path, file, lambda text: text.replace(old, new, 1))
    with pytest.raises(KnowledgeInvalid, match=rf"{file}:\d+: .*{problem}"):
        load_language(folder)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('REL_OP: "<"', 'REL_OP: "<!"', "spaCy refuses its pattern"),
        ("{IN: [VERB, AUX]}", "{INSIDE: [VERB, AUX]}", "spaCy refuses its pattern"),
    ],
)
def test_patterns_that_spacy_refuses_are_named_by_file_and_line(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    pack = load_language(edited(tmp_path, "negotiation.yaml", lambda text: text.replace(old, new, 1)))
    with pytest.raises(KnowledgeInvalid, match=rf"negotiation\.yaml:\d+: en\.negotiation\.to_come: {problem}"):
        check_patterns(pack)


def test_rule_without_enough_examples_is_refused(tmp_path: Path) -> None:
    sentence = "      - Both armies observed the ceasefire overnight.\n"
    folder = edited(tmp_path, "ceasefire.yaml", lambda text: text.replace(sentence, "", 1))
    with pytest.raises(KnowledgeInvalid, match=r"en\.ceasefire\.noun needs at least 2 match"):
        load_language(folder)


def test_trigger_whose_stems_the_scan_would_miss_is_refused(tmp_path: Path) -> None:
    folder = edited(tmp_path, "ceasefire.yaml", lambda text: text.replace("stems: [truce]", "stems: [truces]", 1))
    with pytest.raises(KnowledgeInvalid, match=r"en\.ceasefire\.truce: no stem is in"):
        load_language(folder)
