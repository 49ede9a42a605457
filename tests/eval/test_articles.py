"""The project's gold articles are well-formed, and are counted as they say."""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.eval.articles import SENTENCE, GoldArticle, article_files, read_articles, score_articles
from tests.eval.counting import Count
from tests.eval.gold_reading import GoldMention, gold_files, read_gold, read_rows
from tests.eval.keywords import KeywordFinder
from trucewatch.codebook import (
    ACTS,
    Act,
    Attribution,
    Category,
    Certainty,
    DatePrecision,
    Format,
    Issue,
    Level,
    Polarity,
    Scope,
    Target,
    Time,
)  # fmt: skip
from trucewatch.model import Actor, Mention, Span

ARTICLES = read_articles(article_files())
MENTIONS = [(article, mention) for article in ARTICLES for mention in article.mentions]
FIRST_DAYS = {DatePrecision.WEEK: "%u", DatePrecision.MONTH: "%d", DatePrecision.YEAR: "%j"}


def described(pair: tuple[GoldArticle, GoldMention]) -> str:
    return f"{pair[0].id} {pair[1].category} {pair[1].trigger}"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_language_has_enough_and_one_with_nothing_to_find(language: str) -> None:
    articles = [article for article in ARTICLES if article.lang == language]
    assert len(articles) >= 6
    assert any(not article.mentions for article in articles)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_category_is_in_several_articles(language: str) -> None:
    held = Counter((mention.category, article.id) for article, mention in MENTIONS if article.lang == language)
    articles = Counter(category for category, _ in held)
    assert min(articles[category] for category in Category) >= 4


def test_ids_titles_and_texts_are_unique() -> None:
    for values in zip(*((article.id, article.title, article.text) for article in ARTICLES), strict=True):
        assert max(Counter(values).values()) == 1


@pytest.mark.parametrize("article", ARTICLES, ids=lambda it: it.id)
def test_article_is_lines_without_stray_spaces(article: GoldArticle) -> None:
    assert article.source == "own"
    assert article.published_on == date.fromisoformat(article.published_on).isoformat()
    for line in (article.title, *article.text.split("\n")):
        assert line == " ".join(line.split(" ")).strip() != ""


@pytest.mark.parametrize("article", ARTICLES, ids=lambda it: it.id)
def test_only_articles_with_mentions_have_a_conflict(article: GoldArticle) -> None:
    assert (article.conflict is None) == (not article.mentions)


@pytest.mark.parametrize("article", ARTICLES, ids=lambda it: it.id)
def test_no_sentence_of_an_article_is_a_gold_sentence(article: GoldArticle) -> None:
    own = {sentence.text for sentence in read_gold(gold_files())}
    assert not own & {passage.text for passage in (article.title_passage(), *article.text_passages())}


@pytest.mark.parametrize("pair", MENTIONS, ids=described)
def test_mention_stands_in_one_sentence(pair: tuple[GoldArticle, GoldMention]) -> None:
    article, mention = pair
    sentences = [article.title] if mention.in_title else [found.group() for found in SENTENCE.finditer(article.text)]
    assert sentences.count(mention.sentence) == 1


@pytest.mark.parametrize("pair", MENTIONS, ids=described)
def test_what_a_mention_names_stands_in_its_sentence(pair: tuple[GoldArticle, GoldMention]) -> None:
    _, mention = pair
    named = [mention.trigger, *mention.parties, *mention.places, *mention.relays, mention.speaker, mention.venue]
    assert not [words for words in named if words is not None and words not in mention.sentence]


@pytest.mark.parametrize("pair", MENTIONS, ids=described)
def test_coded_values_are_those_of_the_codebook(pair: tuple[GoldArticle, GoldMention]) -> None:
    _, mention = pair
    assert mention.act in ACTS[Category(mention.category)]
    assert mention.polarity in set(Polarity)
    assert mention.certainty in set(Certainty)
    assert mention.time in set(Time)
    assert mention.attribution in set(Attribution)
    has_scope = mention.category == Category.CEASEFIRE
    assert (mention.scope in set(Scope)) == has_scope
    assert (mention.target in set(Target)) == (mention.scope == Scope.PARTIAL)
    assert mention.duration is None or (has_scope and mention.duration.startswith("P"))


@pytest.mark.parametrize("pair", MENTIONS, ids=described)
def test_speaker_of_a_sentence_before_says_the_rest_of_a_quotation(pair: tuple[GoldArticle, GoldMention]) -> None:
    article, mention = pair
    if mention.speaker_before is None:
        assert (mention.speaker is None) == (mention.attribution == Attribution.NONE)
        return
    assert (mention.speaker, mention.attribution) == (None, Attribution.DIRECT)
    assert mention.speaker_before in article.text[: article.text.index(mention.sentence)]
    assert mention.speaker_before not in mention.sentence


@pytest.mark.parametrize("pair", MENTIONS, ids=described)
def test_day_has_a_precision_and_a_span_its_first_day(pair: tuple[GoldArticle, GoldMention]) -> None:
    _, mention = pair
    assert (mention.event_on is None) == (mention.event_precision is None)
    if mention.event_on is not None:
        precision = DatePrecision(str(mention.event_precision))
        first = FIRST_DAYS.get(precision)
        assert first is None or int(date.fromisoformat(mention.event_on).strftime(first)) == 1


def test_row_has_what_is_judged_and_nothing_that_is_left_open() -> None:
    for row in read_rows(article_files()):
        for mention in row["mentions"]:
            ceasefire, talks = ["scope", "target", "duration"], ["format", "level", "venue", "issues"]
            own = {"ceasefire": ceasefire, "negotiation": talks}.get(mention["category"], [])
            judged = {"sentence", "in_title", "event_on", "event_precision", "relays", *own}
            left_open = set(mention.get("left_open", []))
            assert left_open <= judged
            assert judged - left_open <= set(mention)
            assert not left_open & set(mention), json.dumps(mention)


@pytest.mark.parametrize("pair", MENTIONS, ids=described)
def test_what_talks_have_is_of_the_codebook(pair: tuple[GoldArticle, GoldMention]) -> None:
    _, mention = pair
    if mention.category != Category.NEGOTIATION:
        assert (mention.format, mention.level, mention.venue, mention.issues) == (None, None, None, ())
        return
    assert mention.format in set(Format) or "format" in mention.left_open
    assert mention.level in set(Level) or "level" in mention.left_open
    assert set(mention.issues) <= set(Issue)


TITLE, FIRST, SECOND = (
    "Kyiv rejects truce",
    "Kyiv rejected a truce on Tuesday.",
    '"No truce will hold," a general said.',
)
READ = GoldMention(
    category="ceasefire", trigger="truce", act="reject", polarity="POS", certainty="CT", time="past", speaker=None,
    attribution="none", parties=("Kyiv",), places=(), scope="general", sentence=FIRST, event_on="2026-03-10",
    event_precision="day", conflict="russia-ukraine", left_open=(),
)  # fmt: skip
IN_TITLE = replace(READ, sentence=TITLE, in_title=True, event_on=None, event_precision=None)


def an_article(*mentions: GoldMention) -> GoldArticle:
    return GoldArticle(
        id="en-a", lang="en", title=TITLE, text=f"{FIRST} {SECOND}", published_on="2026-03-12", source="own",
        conflict="russia-ukraine", mentions=mentions,
    )  # fmt: skip


def a_found(sentence: str, **changes: Any) -> Mention:
    in_title = sentence == TITLE
    text = TITLE if in_title else f"{FIRST} {SECOND}"
    start = text.index(sentence)
    trigger, kyiv = start + sentence.index("truce"), start + max(sentence.find("Kyiv"), 0)
    found = Mention(
        id="m", document_id="en-a", category=Category.CEASEFIRE, act=Act.REJECT, in_title=in_title,
        trigger=Span(text="truce", start=trigger, end=trigger + 5),
        sentence=Span(text=sentence, start=start, end=start + len(sentence)),
        parties=(Actor(text=text[kyiv : kyiv + 4], start=kyiv, end=kyiv + 4),), scope=Scope.GENERAL,
        event_on=None if in_title else date(2026, 3, 10), event_precision=None if in_title else DatePrecision.DAY,
        conflict="russia-ukraine", rule_id="r", pack_version="p", model_version="m",
    )  # fmt: skip
    return replace(found, **changes)


def test_article_is_published_at_noon() -> None:
    assert an_article().document().published_at == datetime(2026, 3, 12, 12, tzinfo=UTC)


def test_title_and_each_sentence_are_counted_once() -> None:
    scores = score_articles([an_article(READ, IN_TITLE)], {"en-a": [a_found(FIRST), a_found(TITLE)]})
    assert scores.sentences == 3
    assert scores.detection["en", "ceasefire"] == [Count(right=1), Count(right=1), Count()]
    assert set(scores.metrics().values()) <= {0.0, 1.0}
    assert (scores.errors, scores.bad_offsets) == ([], 0)


def test_mention_where_nothing_is_said_is_extra_and_one_not_found_is_missed() -> None:
    scores = score_articles([an_article(READ)], {"en-a": [a_found(SECOND)]})
    assert sum(scores.detection["en", "ceasefire"], Count()) == Count(extra=1, missed=1)
    assert [told.split()[0] for told in scores.told({"detection"})] == ["extra", "missed"]


def test_neutral_mention_counts_neither_way() -> None:
    article = an_article(replace(READ, neutral=True))
    for found in ([], [a_found(FIRST)]):
        assert score_articles([article], {"en-a": found}).detection["en", "ceasefire"] == [Count(), Count()]


def test_title_that_is_taken_for_text_is_a_wrong_field_and_a_wrong_span() -> None:
    wrong = replace(a_found(TITLE), in_title=False, trigger=Span(text="truce", start=13, end=18))
    scores = score_articles([an_article(IN_TITLE)], {"en-a": [wrong]})
    assert sum(scores.detection["en", "ceasefire"], Count()) == Count(right=1)
    assert (scores.fields["en", "in_title"], scores.bad_offsets) == ([False], 1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"event_on": date(2026, 3, 11)}, "event_on"),
        ({"event_precision": DatePrecision.WEEK}, "event_precision"),
        ({"conflict": "taiwan"}, "conflict"),
        ({"relays": (Actor(text="Kyiv", start=0, end=4),)}, "relays"),
    ],
)
def test_wrong_field_lowers_that_field_alone(changes: dict[str, Any], field: str) -> None:
    found = {"en-a": [a_found(FIRST, **changes)]}
    scores = score_articles([an_article(READ)], found)
    wrong = {name.split()[0] for (_, name), hits in scores.fields.items() if not all(hits)}
    assert wrong == {field}
    left_open = score_articles([an_article(replace(READ, left_open=(field,)))], found)
    assert not left_open.told({field})


@pytest.mark.parametrize(
    ("who", "speaker", "before"), [(None, True, False), ("Kyiv", False, False), ("general", True, True)]
)
def test_speaker_of_a_sentence_before_is_counted_apart(who: str | None, *, speaker: bool, before: bool) -> None:
    read = replace(READ, sentence=SECOND, attribution="direct", speaker_before="a general", parties=())
    start = f"{FIRST} {SECOND}".index(who or FIRST)
    said = Actor(text=who, start=start, end=start + len(who)) if who else None
    scores = score_articles([an_article(read)], {"en-a": [a_found(SECOND, speaker=said)]})
    assert scores.fields["en", "speaker"] == [speaker]
    assert scores.fields["en", "speaker of a sentence before"] == [before]
    assert ("en", "speaker where there is one") not in scores.wanted
    carried = score_articles([an_article(read)], {"en-a": [a_found(SECOND, speaker=None, speaker_before=said)]})
    assert carried.fields["en", "speaker of a sentence before"] == [before]


def test_talks_are_judged_by_venue_and_issues() -> None:
    talks = replace(READ, category="negotiation", act="hold", scope=None, format="phone", level="minister")
    read = replace(talks, venue="Kyiv", issues=("prisoners", "ceasefire"))
    kyiv = Actor(text="Kyiv", start=0, end=4)
    found = a_found(FIRST, category=Category.NEGOTIATION, act=Act.HOLD, scope=None, format=Format.PHONE)
    found = replace(found, level=Level.MINISTER, venue=kyiv, issues=(Issue.CEASEFIRE, Issue.PRISONERS))
    assert score_articles([an_article(read)], {"en-a": [found]}).errors == []
    fewer = replace(found, venue=None, issues=(Issue.CEASEFIRE,))
    scores = score_articles([an_article(read)], {"en-a": [fewer]})
    assert [error.field for error in scores.errors] == ["venue", "issues"]


def test_keyword_matcher_reads_titles_too() -> None:
    article = an_article(READ, IN_TITLE)
    found = KeywordFinder().find(article.document())
    assert [mention.in_title for mention in found] == [True, False, False]
    assert score_articles([article], {"en-a": found}).bad_offsets == 0
