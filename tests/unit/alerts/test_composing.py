"""The mail itself."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from html.parser import HTMLParser

import pytest

from tests.builders import NOON, a_mention, a_parcel, a_span, an_actor, an_alert, an_evidence
from tests.unit.alerts.hostile import HOSTILE, TEMPLATES
from trucewatch.alerts import Links, compose_mail
from trucewatch.alerts.cleaning import clean
from trucewatch.alerts.composing import MAIL_LIMIT_BYTES, QUOTE_LIMIT, message_id
from trucewatch.alerts.wording import WORDINGS
from trucewatch.codebook import Attribution, State
from trucewatch.errors import SettingsInvalid
from trucewatch.model import Alert

HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "References", "In-Reply-To", "List-Id", "List-Unsubscribe", "Auto-Submitted",
    "MIME-Version", "Content-Type",
]  # fmt: skip
TAGS = {
    "html", "head", "meta", "title", "body", "div", "table", "tbody", "tr", "td", "p", "h1", "h2", "h3", "blockquote", "br", "a",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "name", "content", "class", "style", "role", "width", "cellpadding", "cellspacing", "align", "href",
}  # fmt: skip
PAGE = "https://airflow.example.org/trucewatch/"
RUN = "https://airflow.example.org/runs/1"


def compose(*alerts: Alert, sender: str = "trucewatch@example.net", links: Links | None = None) -> EmailMessage:
    return compose_mail(a_parcel(*alerts), sender=sender, links=links or Links(), now=NOON)


def received(message: EmailMessage) -> EmailMessage:
    """The message as another machine reads it."""
    parsed = message_from_bytes(message.as_bytes(), policy=SMTP)
    assert isinstance(parsed, EmailMessage)
    return parsed


def part(message: EmailMessage, subtype: str) -> str:
    body = received(message).get_body((subtype,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


class Reader(HTMLParser):
    """Notes tags, links and the text that a reader would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data: str) -> None:
        self.words += data


def a_hostile_alert(text: str) -> Alert:
    mention = a_mention(sentence=a_span(f"Ardania: {text}"), speaker=an_actor(text), rule_id=text)
    evidence = an_evidence(mention=mention, title=text, outlet=text, family=text, url=text)
    return an_alert(headline=f"Ardania: {text}", rule=text, evidence=(evidence,))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_change_no_header_and_no_tag(text: str):
    message = compose(a_hostile_alert(text))
    parsed = received(message)
    assert parsed.keys() == HEADERS
    assert parsed["To"] == "desk@example.org"
    assert parsed["Subject"] == clean(f"Ardania: {text}", 150).replace("=?", "= ?")
    assert not parsed.defects
    page, harmless = Reader(part(message, "html")), Reader(part(compose(a_hostile_alert("truce")), "html"))
    assert (page.tags, page.attributes) == (harmless.tags, harmless.attributes)
    assert set(page.tags) <= TAGS
    assert set(page.attributes) <= ATTRIBUTES
    assert page.links == ["mailto:trucewatch@example.net?subject=unsubscribe"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_recipient_gets_one_header_or_no_mail(text: str):
    for recipient in (text, f"{text}@example.org", f"desk@{text}", f"{text} <desk@example.org>"):
        try:
            message = compose(an_alert(recipient=recipient))
        except SettingsInvalid:
            continue
        parsed = received(message)
        assert parsed.keys() == HEADERS
        assert len(parsed["To"].addresses) == 1
        assert parsed["To"].addresses[0].addr_spec.isascii()


@pytest.mark.parametrize("text", [*TEMPLATES, "<script>alert(1)</script>", "a & b < c > d \" e ' f"])
def test_braces_and_markup_are_shown_as_they_are(text: str):
    message = compose(a_hostile_alert(text))
    assert f"Ardania: {text}" in part(message, "plain").replace("\n  > ", " ")
    assert f"Ardania: {text}" in Reader(part(message, "html")).words


def test_there_are_enough_hostile_words():
    assert len(set(HOSTILE)) >= 200


@pytest.mark.parametrize(
    ("language", "attribution", "said"),
    [
        ("en", Attribution.DIRECT, "— the premier, quoted word for word"),
        ("en", Attribution.INDIRECT, "— the premier, in the outlet’s words"),
        ("en", Attribution.ACCORDING_TO, "— according to the premier"),
        ("en", Attribution.MIXED, "— the premier, quoted in part"),
        ("en", Attribution.NONE, "— the premier\n"),
        ("fr", Attribution.DIRECT, "— the premier, propos cités mot pour mot"),
        ("fr", Attribution.ACCORDING_TO, "— selon the premier"),
    ],
)
def test_the_mail_says_how_a_quotation_is_tied_to_its_speaker(language: str, attribution: Attribution, said: str):
    mention = a_mention(speaker=an_actor("the premier"), attribution=attribution)
    assert said in part(compose(an_alert(language=language, evidence=(an_evidence(mention=mention),))), "plain")


def test_every_tie_to_a_speaker_has_words_in_every_language():
    for wording in WORDINGS.values():
        assert set(wording.speakers) == set(Attribution)
        assert set(wording.states) == set(State)


def test_speaker_named_in_another_sentence_is_told():
    mention = a_mention(speaker=an_actor("he"), speaker_before=an_actor("the premier"))
    assert "— the premier" in part(compose(an_alert(evidence=(an_evidence(mention=mention),))), "plain")


def test_who_relayed_the_words_is_told():
    mention = a_mention(speaker=an_actor("the premier"), relays=(an_actor("Radio Lakeside"),))
    words = part(compose(an_alert(evidence=(an_evidence(mention=mention),))), "plain")
    assert "— the premier (through Radio Lakeside)" in words


def test_where_nobody_is_named_the_outlet_speaks():
    assert "— the outlet itself, which names no source here" in part(compose(an_alert()), "plain")


def test_a_time_that_ran_out_is_told_without_a_quotation():
    expired = an_alert(headline="Ardania: general 30-day ceasefire expired", evidence=())
    message = compose(expired, links=Links(page_url=PAGE))
    for words in (part(message, "plain"), Reader(part(message, "html")).words):
        assert "General 30-day ceasefire expired" in words
        assert "Nobody is quoted: its time ran out" in words
    assert PAGE in part(message, "plain")


def test_one_change_is_told_with_all_that_a_reader_needs():
    speaker = an_actor("the premier")
    first = an_evidence(mention=a_mention(id="1", speaker=speaker))
    second = an_evidence(
        mention=a_mention(id="2"), outlet="Le Carnet", family="carnet", language="fr", url="https://carnet.example/x"
    )
    message = compose(an_alert(evidence=(second, first)), links=Links(page_url=PAGE, run_url=RUN))
    for words in (part(message, "plain"), Reader(part(message, "html")).words):
        assert "General ceasefire accepted by Ardania" in words
        assert "Ardania has accepted the ceasefire." in words
        assert "the premier" in words
        assert "18 March 2026, 12:00 UTC" in words
        assert "Le Carnet (carnet); The Example (example)" in words
        assert "First time that this is reported." in words
    links = Reader(part(message, "html")).links
    page = f"{PAGE}mentions?category=ceasefire&conflict=ardania-borland"
    assert links[:3] == ["https://news.example.org/ardania", page, "https://carnet.example/x"]
    assert RUN in links
    assert all(link in part(message, "plain") for link in links)


def test_links_that_nobody_set_are_left_out():
    words = part(compose(an_alert()), "plain")
    assert "See all mentions" not in words
    assert "The run behind" not in words


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://a@b.example/", 'https://x.example/"onclick='])
def test_links_of_ours_are_held_to_the_same_rules(url: str):
    links = Reader(part(compose(an_alert(), links=Links(page_url=url, run_url=url)), "html")).links
    assert links == ["https://news.example.org/ardania", "mailto:trucewatch@example.net?subject=unsubscribe"]


def test_the_readers_language_is_quoted_first():
    french = an_evidence(
        mention=a_mention(id="2", sentence=a_span("L'Ardanie accepte.")), family="carnet", language="fr"
    )
    headline = "Ardanie : cessez-le-feu conclu"
    message = compose(an_alert(language="fr", headline=headline, evidence=(an_evidence(), french)))
    assert "> L'Ardanie accepte." in part(message, "plain")
    assert "18 mars 2026, 12:00 UTC" in part(message, "plain")
    assert 'lang="fr"' in part(message, "html")


def test_who_wrote_first_is_quoted_first_whoever_else_of_the_family_wrote_later():
    evidence = [
        an_evidence(
            mention=a_mention(id=f"{n}"), family=family, outlet=f"{family} {n}", published_at=NOON + timedelta(hours=n)
        )
        for n, family in enumerate(["post", "carnet", "post"])
    ]
    for order in (evidence, evidence[::-1]):
        words = part(compose(an_alert(evidence=tuple(order))), "plain")
        assert words.index("post 0, 18") < words.index("Also: carnet 1")


def test_a_quote_is_a_short_extract():
    long = an_evidence(mention=a_mention(sentence=a_span("truce " * 200)))
    quoted = Reader(part(compose(an_alert(evidence=(long,))), "html")).words
    assert 200 < quoted.count("truce ") * 6 <= QUOTE_LIMIT


def test_changes_of_one_conflict_stand_together():
    later = an_evidence(published_at=NOON + timedelta(hours=2))
    alerts = [
        an_alert(change_key="1", headline="Ardania: first"),
        an_alert(change_key="2", headline="Carvia: second"),
        an_alert(change_key="3", headline="Ardania: third", evidence=(later,)),
    ]
    words = part(compose(*alerts), "plain")
    assert words.count("ARDANIA\n=======") == 1
    assert words.index("Third") < words.index("First")


@pytest.mark.parametrize(
    ("count", "language", "subject"),
    [
        (1, "en", "Ardania: truce"),
        (2, "en", "Ardania: truce and 1 more"),
        (3, "en", "Ardania: truce and 2 more"),
        (2, "fr", "Ardania: truce et 1 autre"),
        (9, "fr", "Ardania: truce et 8 autres"),
    ],
)
def test_the_subject_is_the_first_headline_and_how_many_more(count: int, language: str, subject: str):
    alerts = [an_alert(change_key=str(n), headline="Ardania: truce", language=language) for n in range(count)]
    assert compose(*alerts)["Subject"] == subject


def test_headers_say_what_kind_of_mail_it_is():
    message = received(compose(an_alert(), sender="Desk <watch@example.net>"))
    assert message["From"] == "Desk <watch@example.net>"
    assert message["Date"].datetime == NOON
    assert message["List-Id"] == "Trucewatch alerts <alerts.example.net>"
    assert message["List-Unsubscribe"] == "<mailto:watch@example.net?subject=unsubscribe>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "multipart/alternative"
    assert [item.get_content_type() for item in message.iter_parts()] == ["text/plain", "text/html"]


def test_a_parcel_is_the_same_message_at_any_time_but_for_its_date():
    parcel = a_parcel(an_alert(change_key="1"), an_alert(change_key="2"))
    later = compose_mail(
        parcel, sender="trucewatch@example.net", links=Links(), now=datetime(2027, 1, 1, tzinfo=NOON.tzinfo)
    )
    first = compose_mail(parcel, sender="trucewatch@example.net", links=Links(), now=NOON)
    assert later["Message-ID"] == first["Message-ID"] == message_id(parcel, "x@example.net")
    later.replace_header("Date", NOON)
    assert later.as_bytes() == first.as_bytes()


def test_another_parcel_is_another_message():
    assert compose(an_alert())["Message-ID"] != compose(an_alert(), an_alert(change_key="2"))["Message-ID"]


def test_mails_on_one_arrangement_are_shown_together():
    first = received(compose(an_alert(arrangement_id="truce-1")))
    second = received(compose(an_alert(change_key="2", arrangement_id="truce-1")))
    other = received(compose(an_alert(arrangement_id="truce-2")))
    assert first["References"] == first["In-Reply-To"] == second["References"] != other["References"]
    assert first["References"].startswith("<")
    assert first["References"].endswith("@example.net>")
    assert first["Message-ID"] != first["References"]


def test_a_digest_refers_to_twenty_arrangements_at_most_and_to_each_once():
    alerts = [an_alert(change_key=f"{n}", arrangement_id=f"truce-{n // 2}") for n in range(100)]
    sender = f"trucewatch@{'a' * 60}.{'b' * 60}.example.net"
    references = received(compose(*alerts, sender=sender))["References"].split()
    assert len(references) == len(set(references)) == 20
    assert all(reference.endswith("b.example.net>") for reference in references)


def test_an_alert_without_an_arrangement_refers_to_nothing():
    assert "References" not in compose(an_alert(arrangement_id=""))


def test_long_domains_leave_headers_readable():
    domain = f"{'a' * 60}.{'b' * 60}.{'c' * 60}.example.net"
    message = compose(an_alert(headline="Ardania: truce"), sender=f"trucewatch@{domain}")
    parsed = received(message)
    assert parsed["List-Id"] == f"Trucewatch alerts <alerts.{domain}>"
    assert parsed["Message-ID"] == message["Message-ID"]
    assert parsed["Message-ID"].endswith(f"@{domain}>")
    assert parsed["List-Unsubscribe"] == f"<mailto:trucewatch@{domain}?subject=unsubscribe>"
    assert b"=?" not in message.as_bytes().split(b"\r\n\r\n")[0]


def test_the_stylesheet_stands_at_the_elements_and_nothing_is_fetched():
    html = part(compose(an_alert()), "html")
    assert "<style" not in html
    assert "<link" not in html
    assert "<img" not in html
    assert "url(" not in html
    assert html.count('style="') > 10


@pytest.mark.parametrize("sentence", ["truce " * 100, "перемирие " * 60, "هدنة " * 100, "🕊" * 400])
def test_a_thousand_changes_fit_into_one_small_mail(sentence: str):
    alerts = []
    for n in range(1000):
        evidence = tuple(
            an_evidence(
                mention=a_mention(id=str(f), sentence=a_span(sentence)), family=str(f), url=f"https://example.org/{'a' * 1900}{n}"
            )
            for f in range(6)
        )  # fmt: skip
        alerts.append(an_alert(change_key=str(n), headline=f"Ardania: {sentence}", evidence=evidence))
    message = compose(*alerts)
    assert len(message.as_bytes()) <= MAIL_LIMIT_BYTES
    assert message["Subject"].endswith(" and 999 more")
    assert "all are in the results table" in part(message, "plain")


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a@", "@example.org", "a b@example.org", "a@example.org\r\nBcc: b@example.org", "\u00e9@example.org", "<", "a@b@c"],
)  # fmt: skip
def test_what_is_no_address_is_refused(address: str):
    for sender, recipient in ((address, "desk@example.org"), ("trucewatch@example.net", address)):
        with pytest.raises(SettingsInvalid) as caught:
            compose_mail(a_parcel(recipient=recipient), sender=sender, links=Links(), now=NOON)
        assert caught.value.key == address
