"""Whether a text is an article, or something that stands in its way. Pure."""

import re
from enum import StrEnum

SHORTEST_ARTICLE = 200
"""Characters; the shortest of 87 hand-made texts of pages/en has 369."""
SHORTEST_TEXT = 40
"""Below this there is nothing to read, wherever it comes from."""
_WALL_CHARACTERS = 2500
_TEASER_CHARACTERS = 3000
_TEASER_TAIL = 600


class Quality(StrEnum):
    """What a page's text looks like."""

    ARTICLE = "article"
    SHORT = "short"
    TEASER = "teaser"
    WALL = "wall"


# What consent dialogues and robot checks say, and what paywalls say, in the languages we read.
_WALL = re.compile(
    r"""we\ (?:and|use).{0,40}(?:partners|cookies).{0,200}(?:consent|personali[sz]ed|accept)
    | (?:accept|manage|reject)\ (?:all\ )?(?:cookies|cookie\ preferences)
    | (?:accepter|refuser|gérer|paramétrer)\ (?:et\ fermer|tous?\ les\ cookies|les\ cookies|mes\ choix)
    | nous\ et\ nos\ (?:\d+\ )?partenaires | continuer\ sans\ accepter
    | alle\ (?:cookies\ )?akzeptieren | zustimmen\ und\ weiter | aceptar\ (?:todas\ )?(?:las\ )?cookies
    | принять\ (?:все\ )?(?:файлы\ )?cookie | прийняти\ (?:всі\ )?(?:файли\ )?cookie
    | (?:enable|activate|turn\ on)\ javascript | activer\ javascript
    | (?:are\ you|you\ are\ not)\ a\ robot | verif(?:y|ying)\ (?:that\ )?you\ are\ (?:a\ )?human | unusual\ traffic
    | checking\ your\ browser | access\ (?:to\ this\ page\ has\ been\ )?denied | complete\ the\ captcha
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_PAYWALL = re.compile(
    r"""il\ vous\ reste\ \d+[.,]?\d*\s?%
    | (?:la\ suite|cet\ article|contenu|article)\b.{0,40}\bréservée?s?\ (?:à\ nos|aux?)\ abonnée?s?
    | déjà\ abonnée?\s?\? | abonnez-vous\ pour\ (?:lire|continuer|accéder)
    | subscribe\ (?:now\ )?to\ (?:continue|read|keep|unlock) | to\ (?:continue|keep)\ reading\b.{0,60}\b(?:subscri|register|sign)
    | already\ (?:a\ subscriber|have\ an\ account|subscribed) | for\ subscribers\ only | (?:exclusive\ to|only\ for)\ (?:our\ )?subscribers
    | this\ (?:article|content|story)\ is\ (?:reserved\ )?for\ (?:paying\ )?(?:subscribers|members)
    | jetzt\ weiterlesen | mit\ .{1,20}\ weiterlesen | contenido\ (?:exclusivo\ )?para\ suscriptores
    """,
    re.IGNORECASE | re.VERBOSE,
)


def judge(text: str, *, is_paid: bool = False) -> Quality:
    """Say what a page's text is; `is_paid`: the page itself declares that it is not free to read."""
    if len(text) < _WALL_CHARACTERS and _WALL.search(text):
        return Quality.WALL
    if len(text) < _TEASER_CHARACTERS and (is_paid or _PAYWALL.search(text[-_TEASER_TAIL:])):
        return Quality.TEASER
    return Quality.ARTICLE if len(text) >= SHORTEST_ARTICLE else Quality.SHORT


def without_notices(text: str) -> str:
    """Return a teaser without the lines in which the paywall speaks."""
    return "\n".join(line for line in text.split("\n") if not _PAYWALL.search(line))
