"""How alike two titles or addresses are, by their words. Pure."""

import re
import unicodedata
from itertools import islice
from urllib.parse import urlsplit

from trucewatch.feeds.words import plain

FEWEST_TELLING = 3
"""A title with fewer words of its own may stand over many articles: 'Live', 'Revue de presse', 'Ukraine war'."""

_URL = re.compile(r"\b(?:https?://|www\.)\S+")
_WORD = re.compile("[\u3040-\u30ff\u3400-\u9fff]|[^\\W\u3040-\u30ff\u3400-\u9fff]+")
"""A word, or one character of a script that sets no spaces."""
_PASSING = re.compile(
    r"""\b(?:
      \d[\d.,]{0,9}\s?k?\s(?:comments?|commentaires?|replies|réponses?|views?|vues?|likes?)
    | (?:\d{1,3}|an?|few)\s(?:second|sec|minute|min|hour|hr|day)s?\sago
    | il\ y\ a\s(?:environ\s)?(?:\d{1,3}|une?|quelques)\s(?:seconde|minute|min|heure|h|jour)s?
    | just\ now | à\ l.instant
    | (?:last\s)?(?:updated|modified)(?:\sat)?[\s:]{1,3}\d{1,2}[:h.]\d\d(?:\s?[ap]\.?m\b\.?)?
    | (?:mise?\ à\ jour|actualisée?|modifiée?)(?:\sle\s[\d/.]{1,10})?\sà\s\d{1,2}\s?[:h](?:\s?\d\d)?
    )(?!\w)""",
    re.VERBOSE,
)
"""Counters and clocks that change without an edit."""
_STANDING = """
a about after an and are as at be by can for from had has have her his how i in into is it its me my new not of on
or our should so that the their them they things this to us was we were what when where which who why will with you
your
afternoon analysis blog breaking briefing briefings bulletin cartoon chart charts column comment coverage crossword
daily day days digest edition editor editorial episode evening events every exclusive explained explainer forecast
friday front full gallery glance guide happened headlines highlights horoscope hour hourly interview key know last
latest letter letters listen live market markets media minute minutes monday month monthly morning need news
newsletter night obituaries obituary opinion page pages paper papers photo photos picture pictures podcast poll
press programme puzzle quiz quote radio read recap report reports review roundup saturday schedule show snapshot
stock stocks stories story sudoku summary sunday thursday tips today tomorrow tonight top transcript tuesday tv
update updated updates video videos watch weather wednesday week weekend weekly wordle world wrap year yesterday
brief briefs january february march april may june july august september october november december
au aux avec ce ces cette comment d dans de des du elle elles en est et il ils j je l la le les leur leurs lui mais ne
nos notre nous on ou par pas plus pour pourquoi qu que quel quelle quels qui quoi s sa se ses son sont sous sur un
une vos votre vous c n m y
actu actualite actualites actus agenda analyse avis billet bourse breve breves bulletin cartes chronique chroniques
courrier dernier derniere dernieres derniers dessin diaporama dimanche direct edito editorial editoriaux edition
emission entretien episode essentiel faits fil heure heures hebdo hier images info infos information informations
invite invitee jeudi jour journal journaux journee jours jt lecteurs lettre live lundi marche marches mardi matin
matinale mercredi meteo midi minute monde necrologie nouvelles nuit oeil photos point podcast presse previsions
programme question questions quotidien recit reportage resume retenir retour revivez revue samedi savoir semaine
soir soiree sommaire suivez suivre temps titres une vendredi video videos
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
"""
"""What standing titles are made of, in English and French: rubrics, days, months and small words; without accents."""
_GENERIC = frozenset(_STANDING.split())
_KINDS = {
    "audio": frozenset({"audio", "audios", "ecouter", "emissions", "listen", "podcast", "podcasts", "radio"}),
    "gallery": frozenset({"diaporama", "diaporamas", "galerie", "galeries", "galleries", "gallery", "photo", "photos"})
    | frozenset({"infographie", "infographies", "infographic", "photo-essay", "photogallery", "pictures", "portfolio"}),
    "live": frozenset({"direct", "directs", "live", "live-blog", "liveblog", "live-news", "live-updates"}),
    "video": frozenset({"tv", "video", "videos", "watch"}),
}
_LANGUAGES = re.compile("ar de el en es fa fr he hi hu it ja ko nl pl pt ro ru sr sw tr uk zh".replace(" ", "|"))
_STEM = 5


def plain_words(text: str) -> list[str]:
    """Return the words a reader sees, in order, in lower case: without markup, addresses and punctuation."""
    return _WORD.findall(_shown(text))


def lasting_words(text: str) -> list[str]:
    """As plain_words, without counters and clocks, which change although nobody edits."""
    return _WORD.findall(_PASSING.sub(" ", _shown(text)))


def alikeness(one: str, other: str) -> float:
    """Return which share of the shorter title's words the other has too, from 0 to 1; 0 for no words at all.

    Words count by their first letters, so that 'kills' and 'killed' are one.
    """
    left, right = (_stems(title) for title in (one, other))
    return len(left & right) / max(1, min(len(left), len(right)))


def is_telling(title: str) -> bool:
    """Return whether a title says enough to stand over one article only."""
    telling = (word for word in plain_words(title) if not word.isdigit() and _bare(word) not in _GENERIC)
    return len(set(islice(telling, 50))) >= FEWEST_TELLING


def kind_of(url: str) -> tuple[str, str]:
    """Return what a page is beside words (audio, gallery, live, video or '') and its language, as its address says."""
    try:
        parts = urlsplit(url.lower())
        host = parts.hostname or ""
    except ValueError:
        return "", ""
    segments = [segment for segment in parts.path.split("/") if segment]
    medium = next((kind for kind, names in _KINDS.items() if not names.isdisjoint(segments[:-1])), "")
    places = [*host.split(".")[:-2], *segments[:2]]
    return medium, next((place for place in places if _LANGUAGES.fullmatch(place)), "")


def _stems(title: str) -> set[str]:
    words = set(plain_words(title))
    return {word[:_STEM] for word in words - _GENERIC or words}


def _shown(text: str) -> str:
    return unicodedata.normalize("NFKC", _URL.sub(" ", plain(text, is_html=True))).casefold()


def _bare(word: str) -> str:
    return "".join(mark for mark in unicodedata.normalize("NFD", word) if not unicodedata.combining(mark))
