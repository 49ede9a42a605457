"""The mail itself."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from html.parser import HTMLParser

import pytest

from tests.builders import NOON, a_mention, a_span, an_actor, an_alert, an_evidence
from tests.unit.alerts.hostile import HOSTILE, TEMPLATES
from trucewatch.alerts import compose_mail
from trucewatch.alerts.cleaning import clean
from trucewatch.alerts.composing import MAIL_LIMIT_BYTES, QUOTE_LIMIT, message_id
from trucewatch.errors import SettingsInvalid
from trucewatch.model import Alert

HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "List-Id", "List-Unsubscribe", "Auto-Submitted",
    "MIME-Version", "Content-Type",
]  # fmt: skip
TAGS = {
    "html", "head", "meta", "title", "body", "div", "table", "tr", "td", "p", "h1", "h2", "h3", "blockquote", "span", "br", "a",
}  # fmt: skip


def compose(*alerts: Alert, sender: str = "trucewatch@example.net", run_url: str | None = None) -> EmailMessage:
    return compose_mail(alerts, sender=sender, recipient="desk@example.org", now=NOON, run_url=run_url)


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
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
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
    page = Reader(part(message, "html"))
    assert page.tags <= TAGS
    assert not {name for name in page.attributes if name.startswith("on")}
    assert all(link.startswith("mailto:trucewatch@example.net") for link in page.links)


@pytest.mark.parametrize("text", [*TEMPLATES, "<script>alert(1)</script>", "a & b < c > d \" e ' f"])
def test_braces_and_markup_are_shown_as_they_are(text: str):
    message = compose(a_hostile_alert(text))
    assert f"Ardania: {text}" in part(message, "plain").replace("\n  > ", " ")
    assert f"Ardania: {text}" in Reader(part(message, "html")).words


def test_there_are_enough_hostile_words():
    assert len(set(HOSTILE)) >= 100


def test_speaker_named_in_another_sentence_is_told():
    mention = a_mention(speaker=an_actor("he"), speaker_before=an_actor("the premier"))
    assert "— the premier" in part(compose(an_alert(evidence=(an_evidence(mention=mention),))), "plain")


def test_one_change_is_told_with_all_that_a_reader_needs():
    speaker = an_actor("the premier")
    first = an_evidence(mention=a_mention(id="1", speaker=speaker))
    second = an_evidence(
        mention=a_mention(id="2"), outlet="Le Carnet", family="carnet", language="fr", url="https://carnet.example/x"
    )
    message = compose(an_alert(evidence=(second, first)), run_url="https://airflow.example.org/runs/1")
    for words in (part(message, "plain"), Reader(part(message, "html")).words):
        assert "General ceasefire accepted by Ardania" in words
        assert "Ardania has accepted the ceasefire." in words
        assert "the premier" in words
        assert "18 March 2026, 12:00 UTC" in words
        assert "Le Carnet (carnet); The Example (example)" in words
        assert "First time that this is reported." in words
    links = Reader(part(message, "html")).links
    assert links[:2] == ["https://news.example.org/ardania", "https://carnet.example/x"]
    assert "https://airflow.example.org/runs/1" in links
    assert all(link in part(message, "plain") for link in links)


def test_the_readers_language_is_quoted_first():
    french = an_evidence(
        mention=a_mention(id="2", sentence=a_span("L'Ardanie accepte.")), family="carnet", language="fr"
    )
    headline = "Ardanie : cessez-le-feu conclu"
    message = compose(an_alert(language="fr", headline=headline, evidence=(an_evidence(), french)))
    assert "> L'Ardanie accepte." in part(message, "plain")
    assert "18 mars 2026, 12:00 UTC" in part(message, "plain")
    assert 'lang="fr"' in part(message, "html")


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


def test_the_same_alerts_have_the_same_message_id_in_any_order_and_at_any_time():
    one, two = an_alert(change_key="1"), an_alert(change_key="2")
    again = compose_mail(
        [two, one], sender="trucewatch@example.net", recipient="desk@example.org", now=datetime(2027, 1, 1, tzinfo=NOON.tzinfo)
    )  # fmt: skip
    assert again["Message-ID"] == compose(one, two)["Message-ID"] == message_id([one, two], "x@example.net")
    assert compose(one)["Message-ID"] != compose(one, two)["Message-ID"]


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
            compose_mail([an_alert()], sender=sender, recipient=recipient, now=NOON)
        assert caught.value.key == address
