from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.errors import KnowledgeInvalid
from trucewatch.knowledge.feeds import load_feeds
from trucewatch.knowledge.feeds_file import add_feeds
from trucewatch.knowledge.opml import NAMESPACE, read_outlines, write_opml
from trucewatch.knowledge.opml_import import plan_import
from trucewatch.model import Feed

ONE = 'text="One" xmlUrl="https://one.example/rss"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0"><head/><body>\n'
END = "\n</body></opml>\n"
FEEDS = (
    Feed(id="one", outlet="One", family="lake", url="https://one.example/rss?a=1&b=2", language="fr", country="FR"),
    Feed(
        id="two",
        outlet='L’Écho & <fils> "d\'été" &amp;',
        family="two",
        url="http://two.example/",
        language="en",
        country="NO",
        poll_minutes=60,
        body_selector="div.story > p:not([data-x='&'])",
        drop_selector="aside, .related",
        folder="Monde/Afrique de l'Ouest",
    ),
    Feed(
        id="three", outlet="三", family="lake", url="https://3.example/f", language="und", country="ZZ", folder="Monde"
    ),
    Feed(id="four", outlet="4", family="four", url="https://4.example/f", language="ru", country="RU", folder="A & B"),
)


def names(text: str | bytes) -> list[tuple[str, str, str]]:
    """Outlet, folder and address of each feed that would be added."""
    body = text if isinstance(text, bytes) else text.encode()
    return [(v.feed.outlet, v.feed.folder, v.feed.url) for v in plan_import(body, ()) if v.feed]


def body(*outlines: str) -> str:
    return HEAD + "\n".join(outlines) + END


ONE_FEED = [("One", "", "https://one.example/rss")]
DIALECTS = {
    "as the specification has it": (body(f'<outline type="rss" {ONE}/>'), ONE_FEED),
    "OPML 1.0": (f'<opml version="1.0"><head></head><body><outline {ONE}></outline></body></opml>', ONE_FEED),
    "OPML 1.1 with dates in its head": (
        f'<opml version="1.1"><head><title>t</title><dateCreated>x</dateCreated></head><body><outline {ONE}/></body></opml>',
        ONE_FEED,
    ),
    "no version": (f"<opml><head/><body><outline {ONE}/></body></opml>", ONE_FEED),
    "no head": (f"<opml version='2.0'><body><outline {ONE}/></body></opml>", ONE_FEED),
    "no body": (f"<opml version='2.0'><outline {ONE}/></opml>", ONE_FEED),
    "no end": (f"<opml version='2.0'><body><outline {ONE}/>", ONE_FEED),
    "capital letters": ('<OPML><BODY><OUTLINE TEXT="One" XMLURL="https://one.example/rss"/></BODY></OPML>', ONE_FEED),
    "xmlurl in small letters": (body('<outline title="One" xmlurl="https://one.example/rss"/>'), ONE_FEED),
    "url instead of xmlUrl": (body('<outline type="rss" text="One" url="https://one.example/rss"/>'), ONE_FEED),
    "title instead of text": (body('<outline title="One" text="" xmlUrl="https://one.example/rss"/>'), ONE_FEED),
    "quotes of the other kind": (body("<outline text='One' xmlUrl='https://one.example/rss' />"), ONE_FEED),
    "no quotes": (body("<outline text=One xmlUrl=https://one.example/rss />"), ONE_FEED),
    "an odd type": (body(f'<outline type="pie" {ONE}/>'), ONE_FEED),
    "a folder of type rss": (
        body(f'<outline type="rss" text="Monde"><outline {ONE}/></outline>'),
        [("One", "Monde", "https://one.example/rss")],
    ),
    "folders in folders": (
        body('<outline text="A">', '<outline title="B/C">', f"<outline {ONE}/>", "</outline>", "</outline>"),
        [("One", "A/B-C", "https://one.example/rss")],
    ),
    "categories": (
        body(f'<outline {ONE} category="/Monde/Afrique,/Paix"/>'),
        [("One", "Monde/Afrique", "https://one.example/rss")],
    ),
    "folders without a name": (body(f'<outline><outline text=" "><outline {ONE}/></outline></outline>'), ONE_FEED),
    "feeds whose outline is never closed": (
        body(f"<outline {ONE}>", '<outline text="Two" xmlUrl="https://two.example/rss">'),
        [*ONE_FEED, ("Two", "", "https://two.example/rss")],
    ),
    "ampersands as they are": (
        body('<outline text="Q & A" xmlUrl="https://one.example/rss?a=1&copy=2&lt=3"/>'),
        [("Q & A", "", "https://one.example/rss?a=1&copy=2&lt=3")],
    ),
    "titles escaped twice": (
        body('<outline text="L&amp;#8217;&amp;Eacute;cho &lt;b&gt;bleu&lt;/b&gt;" xmlUrl="https://one.example/rss"/>'),
        [("L’Écho bleu", "", "https://one.example/rss")],
    ),
    "HTML's names for letters": (
        body('<outline text="L&rsquo;&Eacute;cho" xmlUrl="https://one.example/rss"/>'),
        [("L’Écho", "", "https://one.example/rss")],
    ),
    "no title": (body('<outline xmlUrl="https://www.one.example/rss"/>'), [("one.example", "", "https://www.one.example/rss")]),
    "namespaces": (
        f'<o:opml xmlns:o="urn:x" xmlns:n="urn:y"><o:body><o:outline n:id="7" {ONE}/></o:body></o:opml>',
        ONE_FEED,
    ),
    "a declaration of its type": (f'<!DOCTYPE opml SYSTEM "opml.dtd">\n<opml><body><outline {ONE}/></body></opml>', ONE_FEED),
    "comments and CDATA": (
        body('<!-- <outline text="No" xmlUrl="https://no.example/"/> -->', f"<outline {ONE}/>", "<![CDATA[<outline/>]]>"),
        ONE_FEED,
    ),
    "a tag over several lines": (body('<outline\n\ttext="One"\n\txmlUrl="https://one.example/rss"\n/>'), ONE_FEED),
    "feed: before the address": (body('<outline text="One" xmlUrl="feed:https://one.example/rss"/>'), ONE_FEED),
    "feed:// instead of https://": (body('<outline text="One" xmlUrl="feed://one.example/rss"/>'), ONE_FEED),
    "no scheme": (body('<outline text="One" xmlUrl="//one.example/rss"/>'), ONE_FEED),
    "blanks around the address": (body('<outline text="One" xmlUrl=" https://one.example/rss\n"/>'), ONE_FEED),
}  # fmt: skip


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_is_read(dialect: str):
    text, expected = DIALECTS[dialect]
    assert names(text) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "iso-8859-1"])
def test_every_encoding_is_read(encoding: str):
    text = body('<outline text="L\u00c9cho" xmlUrl="https://one.example/rss"/>').replace("UTF-8", encoding)
    assert names(text.encode(encoding))[0][0] == "L\u00c9cho"


@pytest.mark.parametrize(
    ("declared", "actual"),
    [("utf-8", "cp1252"), ("utf-16", "utf-8"), ("iso-8859-1", "utf-8"), ("no-such", "cp1252"), ("zip", "cp1252")],
)
def test_a_wrong_declaration_does_no_harm(declared: str, actual: str):
    text = body('<outline text="L\u00c9cho" xmlUrl="https://one.example/rss"/>').replace("UTF-8", declared)
    assert names(text.encode(actual))[0][0] == "L\u00c9cho"


@pytest.mark.parametrize(
    ("outline", "kind", "why"),
    [
        (f"<outline {ONE}/>", "added", ""),
        ('<outline text="1" xmlUrl="http://known.example/feed"/>', "known", "this address is that of known"),
        ('<outline text="1" xmlUrl="rss.xml"/>', "refused", "url 'rss.xml' must be an http or https address"),
        ('<outline text="1" xmlUrl="ftp://one.example/rss"/>', "refused", "must be an http or https address"),
        ('<outline text="1" xmlUrl="https://[one/"/>', "refused", "must be an http or https address"),
        ('<outline text="1" xmlUrl="https://o.example/a b"/>', "refused", "must be an http or https address"),
        ('<outline text="1" type="rss"/>', "refused", "has no address (xmlUrl)"),
        ('<outline text="1" xmlUrl="https://one.example/"rss"/>', "refused", "the tag cannot be read"),
        ('<outline text="1 < 2" xmlUrl="https://one.example/rss"/>', "refused", "the tag cannot be read"),
        ('<outline text="1" type="link" url="https://one.example/"/>', "skipped", "is of type link, not a feed"),
        ('<outline text="1" htmlUrl="https://one.example/"/>', "skipped", "`trucewatch feeds add https://one.example/`"),
    ],
)  # fmt: skip
def test_each_outline_is_reported_by_its_line(outline: str, kind: str, why: str):
    known = Feed(id="known", outlet="K", family="k", url="https://KNOWN.example/feed/", language="fr", country="FR")
    first = '<outline text="First" xmlUrl="https://first.example/"/>'
    _, verdict, last = plan_import(body(first, outline, first.replace("irst", "last")).encode(), (known,))
    assert (verdict.line, verdict.kind, last.line, last.kind) == (4, kind, 5, "added")
    assert why in verdict.why


def test_a_feed_given_twice_is_known_the_second_time():
    verdicts = plan_import(body(f"<outline {ONE}/>", f'<outline text="A"><outline {ONE}/></outline>').encode(), ())
    assert [(v.kind, v.why) for v in verdicts] == [("added", ""), ("known", "this address is that of one")]


def test_ids_are_of_nobody_else():
    known = Feed(id="one", outlet="K", family="k", url="https://k.example/feed", language="fr", country="FR")
    text = body(f"<outline {ONE}/>", '<outline text="ONE!" xmlUrl="https://two.example/"/>')
    assert [v.feed.id for v in plan_import(text.encode(), (known,)) if v.feed] == ["one-2", "one-3"]


@pytest.mark.parametrize("text", ["", "{}", "<rss/>", "<html><body><opml/></body></html>", "<outline/>", "\0\1\2"])
def test_what_is_no_opml_is_refused(text: str):
    with pytest.raises(KnowledgeInvalid, match="is not an OPML file"):
        plan_import(text.encode(), ())


def test_entities_are_not_expanded_nor_files_opened():
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    text = (
        f'<!DOCTYPE opml [<!ENTITY e0 "ha">{bomb}<!ENTITY file SYSTEM "file:///etc/passwd">]>'
        '<opml><body><outline text="&e9; &file;" xmlUrl="https://one.example/rss"/></body></opml>'
    )
    assert names(text) == [("&e9; &file;", "", "https://one.example/rss")]


def test_a_list_comes_back_as_it_was_written():
    text = write_opml(FEEDS)
    back = tuple(v.feed for v in plan_import(text.encode(), ()) if v.feed)
    assert set(back) == set(FEEDS)
    assert write_opml(back) == text


def test_a_list_survives_the_way_through_a_feeds_file(tmp_path: Path):
    first = write_opml(FEEDS)
    path = tmp_path / "feeds.yaml"
    add_feeds(path, [v.feed for v in plan_import(first.encode(), ()) if v.feed])
    assert write_opml(load_feeds(path)) == first


def test_our_own_fields_are_known_by_their_namespace_not_their_prefix():
    text = write_opml(FEEDS).replace("trucewatch:", "x:").replace("xmlns:trucewatch", "xmlns:x")
    assert {v.feed for v in plan_import(text.encode(), ())} == set(FEEDS)
    foreign = text.replace(NAMESPACE, "https://other.example/")
    assert all(v.feed and v.feed.country == "ZZ" for v in plan_import(foreign.encode(), ()))


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"]), min_size=1, max_size=20
)
PLAIN = st.just("L\u2019Obs\u00a0: monde") | WORDS.filter(lambda text: text == text.strip())


@given(st.lists(st.tuples(PLAIN, PLAIN.filter(lambda name: "/" not in name)), max_size=8))
def test_any_names_survive_the_round_trip(pairs: list[tuple[str, str]]):
    feeds = [
        Feed(id=f"f-{n}", outlet=outlet, family="f", url=f"https://f{n}.example/", language="fr", country="FR", folder=folder)
        for n, (outlet, folder) in enumerate(pairs)
    ]  # fmt: skip
    back = [v.feed for v in plan_import(write_opml(feeds).encode(), ())]
    assert sorted(back, key=lambda feed: feed.id if feed else "") == sorted(feeds, key=lambda feed: feed.id)


ANY_TEXT = st.text(alphabet="<>/\"'=& outlinexmU!-[]?:\n", max_size=300)


@given(st.binary(max_size=300) | ANY_TEXT.map(lambda text: f"<opml>{text}".encode()))
def test_any_bytes_give_outlines_or_one_error(body: bytes):
    with suppress(KnowledgeInvalid):
        assert all(outline.line >= 1 for outline in read_outlines(body))


HOSTILE = [
    "<!--",
    "<![CDATA[",
    "<outline a='",
    '<outline text="x<',
    "<a \"'",
    "<outline>",
    "a=",
    "&a",
    "<outline a='b'>",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_megabyte_of_hostile_text_is_read_to_its_end(hostile: str):
    text = f"<opml>{hostile * (1_000_000 // len(hostile))}".encode()
    assert all(not outline.address for outline in read_outlines(text))
