# typographic quotes and dashes on purpose
"""What is no article, page by page; each gate with pages that it must stop and such as it must let through."""

import json

import pytest

from tests.unit.documents.pages import NOTICES, PARAGRAPHS, PARAGRAPHS_FR, a_page
from trucewatch.documents.extraction import ExtractedPage, extract_html
from trucewatch.documents.quality import Clues, Judgement, Quality, breaks_off, is_live_blog, is_opinion, judge
from trucewatch.errors import TextMissing

URL = "https://herald.example/world/talks"
ARTICLE, ARTICLE_FR = "\n".join(PARAGRAPHS * 2), "\n".join(PARAGRAPHS_FR * 2)
CONSENT = (
    "We value your privacy",
    (
        "We and our 812 partners store and access information on your device, such as cookies, and process personal data "
        "for personalised advertising and content measurement, and to understand who reads us and why."
    ),
    (
        "With your permission we may use precise location data. You may click to consent to this processing, or change "
        "your preferences before you do so; some vendors rely on a legitimate interest."
    ),
    "Accept all cookies",
    "Manage my privacy settings",
)
CONSENT_FR = (
    "Le respect de votre vie privée est notre priorité",
    (
        "Avec votre accord, nous et nos 917 partenaires utilisons des cookies ou technologies similaires pour stocker et "
        "consulter des données personnelles comme votre visite sur ce site et votre adresse."
    ),
    "Vous pouvez retirer votre consentement à tout moment, ou vous opposer aux traitements fondés sur l’intérêt légitime.",
    "Continuer sans accepter",
    "Paramétrer mes choix",
)
CONSENT_DE = (
    "Wir und unsere 230 Partner speichern Cookies auf Ihrem Gerät und verarbeiten Ihre Daten, um unser Angebot zu zeigen.",
    "Ihre Einwilligung können Sie jederzeit in den Einstellungen zum Datenschutz widerrufen; sie gilt nur für diese Seite.",
    "Zustimmen und weiter",
)
ROBOT = (
    "Please verify you are human",
    "Complete the captcha below to go on to herald.example, which needs to review the security of your connection first.",
    "Ray ID: 8f00ba12cd34",
)
ROBOT_FR = (
    "Nous devons vérifier que vous n’êtes pas un robot avant d’afficher la page que vous avez demandée.",
    "Veuillez activer JavaScript et désactiver tout bloqueur de publicité, puis rechargez la page dans votre navigateur.",
)
MISSING = (
    "Sorry, the page you were looking for could not be found.",
    "It may have been moved, or the address was mistyped. Try the search, or begin again on our front page.",
)
MISSING_FR = (
    "Oups ! Page introuvable",
    "La page que vous recherchez n’existe plus ou a été déplacée. Revenez à l’accueil ou utilisez la recherche.",
)
DELETED_FR = ("Cet article a été supprimé.", "Retrouvez toute l’actualité du jour dans notre rubrique Monde.")
REGION = (
    "This content is not available in your region.",
    "We recognise that you are visiting from a country where we cannot show it. For any question, write to our desk.",
)
REGION_FR = (
    "Ce contenu n’est pas disponible dans votre pays.",
    "Pour des raisons de droits, nous ne pouvons le montrer.",
)
PAYWALL = "Subscribe now to continue reading. Already a subscriber? Log in"
PAYWALL_FR = "Il vous reste 71 % de cet article à lire. La suite est réservée aux abonnés."


def page_of(*paragraphs: str, **parts: str) -> ExtractedPage:
    return extract_html(a_page(*paragraphs, **parts), url=URL, notices=NOTICES)


def judged(text: str, **clues: object) -> Judgement:
    return judge(text, NOTICES, Clues(**clues))  # type: ignore[arg-type]


def json_ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


@pytest.mark.parametrize("lines", [CONSENT, CONSENT_FR, CONSENT_DE, ROBOT, ROBOT_FR])
def test_a_consent_or_robot_check_is_a_wall(lines: tuple[str, ...]) -> None:
    assert judged("\n".join(lines)).quality is Quality.WALL
    with pytest.raises(TextMissing) as caught:
        page_of(*lines)
    assert caught.value.code in {"wall", "no_text"}  # what little is said may not even be taken for a text


@pytest.mark.parametrize("title", ["Just a moment...", "Access denied", "Attention Required! | Shield"])
def test_the_title_of_a_robot_check_is_enough_for_a_page_without_text(title: str) -> None:
    assert (
        judged("Waiting for herald.example to respond before it shows anything.", titles=(title,)).quality
        is Quality.WALL
    )


@pytest.mark.parametrize("lines", [MISSING, MISSING_FR, DELETED_FR, REGION, REGION_FR])
def test_an_error_served_as_a_page_is_no_article(lines: tuple[str, ...]) -> None:
    assert judged("\n".join(lines)).quality is Quality.ERROR


@pytest.mark.parametrize(
    "title", ["404 - Page not found", "Page introuvable", "Seite nicht gefunden", "Страница не найдена"]
)
def test_an_error_page_that_offers_other_news_is_no_article(title: str) -> None:
    offers = "\n".join(
        ["Storm on the coast of Dunmark leaves three villages without light, the third one this winter."] * 8
    )
    assert judged(offers, titles=(title,)).quality is Quality.ERROR
    assert judged(offers).quality is Quality.ARTICLE


def test_an_error_page_is_named_as_such() -> None:
    with pytest.raises(TextMissing) as caught:
        page_of(*MISSING * 3)
    assert caught.value.code == "error_page"


@pytest.mark.parametrize("text", [ARTICLE, ARTICLE_FR])
@pytest.mark.parametrize("notice", [CONSENT[1], CONSENT_FR[1], CONSENT_FR[3], ROBOT_FR[1], PAYWALL, PAYWALL_FR])
def test_a_whole_article_loses_only_the_notice_at_its_end(text: str, notice: str) -> None:
    long = "\n".join([text] * 4)
    assert judged(f"{long}\n{notice}") == Judgement(quality=Quality.ARTICLE, text=long)


@pytest.mark.parametrize("notice", [CONSENT[1], CONSENT_FR[3], ROBOT[0]])
def test_a_whole_article_loses_only_the_notice_at_its_beginning(notice: str) -> None:
    assert judged(f"{notice}\n{ARTICLE}") == Judgement(quality=Quality.ARTICLE, text=ARTICLE)


@pytest.mark.parametrize(
    "sentence",
    [
        "The company must obtain consent to use cookies, the court said on Tuesday.",
        "Access was denied to inspectors at the plant in Zaporizhzhia, the agency said.",
        "Few subscribe to the view that the page has been turned in the talks.",
        "L’article du traité qui a été supprimé portait sur les abonnés du réseau militaire.",
        "La page de la guerre n’est pas tournée, et la suite des pourparlers reste incertaine.",
    ],
)
def test_a_short_article_with_such_words_is_left_whole(sentence: str) -> None:
    for text in (f"{sentence}\n{PARAGRAPHS[0]}", f"{PARAGRAPHS[0]}\n{sentence}"):
        assert judged(text) == Judgement(quality=Quality.ARTICLE, text=text)


def test_a_notice_quoted_in_the_middle_of_an_article_stays() -> None:
    text = f"{ARTICLE}\n“This content is not available in your region.”\n{ARTICLE}\n{ARTICLE}"
    assert judged(text).text == text


@pytest.mark.parametrize(("text", "notice"), [(PARAGRAPHS[0], PAYWALL), (PARAGRAPHS_FR[0], PAYWALL_FR)])
def test_a_text_that_ends_at_a_paywall_is_a_teaser(text: str, notice: str) -> None:
    assert judged(f"{text}\n{notice}") == Judgement(quality=Quality.TEASER, text=text)
    assert judged(f"{text}\n{notice}\nStorm hits Dunmark\nMost read").quality is Quality.TEASER


def test_a_paywalls_words_above_a_whole_article_make_no_teaser() -> None:
    assert judged(f"Already a subscriber? Log in\n{ARTICLE}") == Judgement(quality=Quality.ARTICLE, text=ARTICLE)


@pytest.mark.parametrize("end", ["...", "…", " […]", " (...)"])
def test_a_short_text_that_breaks_off_is_a_teaser(end: str) -> None:
    text = f"{PARAGRAPHS[0]}\nThe foreign minister of Ardania said that a ceasefire along the river could begin{end}"
    assert judged(text).quality is Quality.TEASER
    assert judged(f"{ARTICLE}\n{ARTICLE}\n{text}").quality is Quality.ARTICLE


@pytest.mark.parametrize(
    ("text", "breaks"),
    [
        ("The envoys left the town of Merle before the talks had...", True),
        ("A whole line of the article.\nThe envoys left the town of Merle before the talks had…", True),
        ("The envoys left the town of Merle before the talks.", False),
        ("... and the envoys left the town of Merle before the talks.", False),
        ("The envoys left the town of Merle before the talks.\nYou may also like...", False),
        ("", False),
    ],
)
def test_dots_at_the_end_break_a_text_off(text: str, breaks: object) -> None:
    assert breaks_off(text) is breaks


@pytest.mark.parametrize(
    "paid", [{"isAccessibleForFree": False}, {"isAccessibleForFree": "False"},
             {"hasPart": [{"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".paid"}]}]
)  # fmt: skip
def test_a_page_that_says_it_must_be_paid_for_shows_a_teaser(paid: dict[str, object]) -> None:
    assert page_of(*PARAGRAPHS, head=json_ld(**paid)).quality is Quality.TEASER
    assert page_of(*PARAGRAPHS, head=json_ld(isAccessibleForFree=True)).quality is Quality.ARTICLE


def test_a_paid_page_that_shows_all_of_its_article_is_no_teaser() -> None:
    whole = [f"{number}. {paragraph}" for number in range(3) for paragraph in PARAGRAPHS]
    assert page_of(*whole, head=json_ld(isAccessibleForFree=False)).quality is Quality.ARTICLE
    signed = [*whole, "Write to Mara Lind at mara.lind@herald.example"]
    assert page_of(*signed, head=json_ld(isAccessibleForFree=False)).quality is Quality.ARTICLE
    cut = [*whole[:-1], whole[-1][:-20]]
    assert page_of(*cut, head=json_ld(isAccessibleForFree=False)).quality is Quality.TEASER


@pytest.mark.parametrize("notice", [PAYWALL, PAYWALL_FR])
def test_a_paywall_that_speaks_beside_the_article_of_a_paid_page_makes_it_a_teaser(notice: str) -> None:
    whole = [f"{number}. {paragraph}" for number in range(3) for paragraph in PARAGRAPHS]
    beside = f"<div class='offer'><p>{notice}</p></div>"
    assert page_of(*whole, head=json_ld(isAccessibleForFree=False), after=beside).quality is Quality.TEASER
    assert page_of(*whole, *whole, head=json_ld(isAccessibleForFree=False), after=beside).quality is Quality.ARTICLE


def test_what_a_walled_page_carries_for_machines_is_read() -> None:
    page = page_of(*CONSENT, head=json_ld(articleBody="\n".join(PARAGRAPHS * 2)))
    assert page.text.startswith(PARAGRAPHS[0])
    assert page.quality is Quality.ARTICLE


@pytest.mark.parametrize("kind", ["LiveBlogPosting", ["LiveBlogPosting", "NewsArticle"]])
def test_a_page_that_calls_itself_a_live_blog_is_one(kind: object) -> None:
    page = page_of(head=json_ld(**{"@type": kind}))
    assert page.is_live_blog
    assert page.text == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    ("title", "url"),
    [
        ("Live: envoys meet in Merle", URL),
        ("Guerre en Ardanie, EN DIRECT : la trêve tient encore", URL),
        ("Talks in Merle – live", URL),
        ("Talks in Merle", "https://herald.example/world/live/2026/mar/18/talks"),
        ("Pourparlers de Merle", "https://courrier.example/monde/en-direct-pourparlers-12.html"),
    ],
)
def test_a_title_or_address_tells_a_live_blog(title: str, url: str) -> None:
    assert is_live_blog(ARTICLE, NOTICES, Clues(titles=(title,), url=url))


@pytest.mark.parametrize("form", ["{}:{}", "{}h{} -", "{}.{} GMT", "18/03/2026 {}:{}"])
def test_many_lines_that_begin_with_a_time_are_a_live_blog(form: str) -> None:
    lines = [f"{form.format(9 + n, 10 + n)} {PARAGRAPHS[n % 3]}" for n in range(8)]
    assert is_live_blog("\n".join(lines), NOTICES, Clues())
    assert not is_live_blog("\n".join(lines[:4]), NOTICES, Clues())
    assert not is_live_blog("\n".join(f"{9 + n}:00 News" for n in range(12)), NOTICES, Clues())


@pytest.mark.parametrize(
    ("title", "url"),
    [
        ("Long live the ceasefire", URL),
        ("Live music returns to the front-line city", "https://herald.example/culture/live-music-returns"),
        ("Les deux ministres se sont parlé en direct", "https://courrier.example/ministres-parle-en-direct"),
    ],
)
def test_other_lives_are_no_live_blog(title: str, url: str) -> None:
    assert not is_live_blog(ARTICLE, NOTICES, Clues(titles=(title,), url=url))


@pytest.mark.parametrize(
    "clues",
    [
        Clues(kinds=("OpinionNewsArticle",)),
        Clues(section="Opinion"),
        Clues(section="Monde, Idées"),
        Clues(section="Tribune"),
        Clues(titles=("Opinion | The truce that nobody wants",)),
        Clues(titles=("TRIBUNE. La trêve ne suffit pas",)),
        Clues(titles=("The truce that nobody wants", "The truce that nobody wants | Editorial")),
        Clues(url="https://herald.example/opinion/2026/truce"),
        Clues(url="https://courrier.example/chroniques/treve.html"),
    ],
)
def test_one_authors_view_is_known_by_what_stands_around_it(clues: Clues) -> None:
    assert is_opinion(NOTICES, clues)


@pytest.mark.parametrize(
    "clues",
    [
        Clues(),
        Clues(kinds=("NewsArticle",), section="World", titles=("Talks open",), url=URL),
        Clues(titles=("Opinion polls show support for talks",), url="https://herald.example/world/opinion-polls"),
        Clues(titles=("Chronique d’une trêve annoncée",), section="International"),
    ],
)
def test_news_is_no_opinion(clues: Clues) -> None:
    assert not is_opinion(NOTICES, clues)


def test_a_line_too_long_for_a_notice_is_not_searched() -> None:
    endless = "we use cookies to improve your experience " * 100
    assert judged(f"{endless}\n{ARTICLE}").text.startswith("we use cookies")
