"""Every word that an alert says by itself, language by language. Another language is another entry of WORDINGS."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from trucewatch.codebook import Act, Attribution, Category, Scope, State, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The words of one language. Braces are filled in by str.format with words that were cleaned before."""

    colon: str
    """What stands between a conflict and what happened there."""
    things: Mapping[Category, str]
    ceasefires: Mapping[Scope | Target | None, str]
    """By target, or by scope where there is none; {duration} is '30-day ' or ''."""
    durations: Mapping[str, tuple[str, str]]
    """By ISO 8601 letter, one and several."""
    acts: Mapping[tuple[Category, Act], tuple[str, str]]
    """With actors, and where nobody is named."""
    expired: str
    """Instead of these, where the time of an arrangement ran out."""
    speakers: Mapping[Attribution, str]
    """Who says it, by how the sentence ties it to its speaker."""
    relayed: str
    """What follows where the speaker's words came through others."""
    nobody: str
    """Instead of all that, where the sentence names no speaker."""
    states: Mapping[State, str]
    why: str
    families: tuple[str, str]
    """One publisher family, several."""
    months: tuple[str, ...]
    date: str
    more: tuple[str, str]
    """What ends the subject of a mail with one change more, with several."""
    texts: Mapping[str, str]
    """The fixed texts of the templates."""


_CEASEFIRE, _TERRITORY, _NEGOTIATION = Category.CEASEFIRE, Category.TERRITORY, Category.NEGOTIATION

ENGLISH = Wording(
    colon=": ",
    things={_CEASEFIRE: "ceasefire", _TERRITORY: "territory", _NEGOTIATION: "talks"},
    ceasefires={
        Target.ENERGY: "{duration}energy ceasefire",
        Target.MARITIME: "{duration}maritime ceasefire",
        Target.AIR: "{duration}air ceasefire",
        Target.HUMANITARIAN: "{duration}humanitarian ceasefire",
        Target.LOCAL: "{duration}local ceasefire",
        Target.PRISONERS: "{duration}ceasefire for prisoners",
        Target.HOLIDAY: "{duration}holiday ceasefire",
        Target.OTHER: "{duration}limited ceasefire",
        Scope.GENERAL: "general {duration}ceasefire",
        Scope.PARTIAL: "partial {duration}ceasefire",
        Scope.UNCLEAR: "{duration}ceasefire",
        None: "{duration}ceasefire",
    },
    durations={
        "Y": ("{n}-year ", "{n}-year "),
        "M": ("{n}-month ", "{n}-month "),
        "W": ("{n}-week ", "{n}-week "),
        "D": ("{n}-day ", "{n}-day "),
        "H": ("{n}-hour ", "{n}-hour "),
    },
    acts={
        (_CEASEFIRE, Act.CALL_FOR): ("{thing} called for by {actors}", "{thing} called for"),
        (_CEASEFIRE, Act.ACCEPT): ("{thing} accepted by {actors}", "{thing} agreed"),
        (_CEASEFIRE, Act.REJECT): ("{thing} rejected by {actors}", "{thing} rejected"),
        (_CEASEFIRE, Act.IN_FORCE): ("{thing} in force ({actors})", "{thing} in force"),
        (_CEASEFIRE, Act.EXTEND): ("{thing} extended by {actors}", "{thing} extended"),
        (_CEASEFIRE, Act.VIOLATE): ("{thing}, breach reported ({actors})", "{thing}, breach reported"),
        (_CEASEFIRE, Act.END): ("{thing} ended by {actors}", "{thing} ended"),
        (_TERRITORY, Act.CONTROL): ("{thing} held by {actors}", "{thing} held"),
        (_TERRITORY, Act.GAIN): ("{thing} taken by {actors}", "{thing} taken"),
        (_TERRITORY, Act.LOSE): ("{thing} lost by {actors}", "{thing} lost"),
        (_TERRITORY, Act.CLAIM): ("{thing} claimed by {actors}", "{thing} claimed"),
        (_TERRITORY, Act.DEMAND): ("{thing} demanded by {actors}", "{thing} demanded"),
        (_TERRITORY, Act.OFFER): ("{thing} offered by {actors}", "{thing} offered"),
        (_TERRITORY, Act.REFUSE): ("{thing}, {actors} refuses to cede or recognise", "{thing}, refusal to cede"),
        (_NEGOTIATION, Act.CALL_FOR): ("{thing} called for by {actors}", "{thing} called for"),
        (_NEGOTIATION, Act.SCHEDULE): ("{thing} announced ({actors})", "{thing} announced"),
        (_NEGOTIATION, Act.HOLD): ("{thing} held ({actors})", "{thing} held"),
        (_NEGOTIATION, Act.AGREE): ("{thing} reach an agreement ({actors})", "{thing} reach an agreement"),
        (_NEGOTIATION, Act.STALL): ("{thing} stalled ({actors})", "{thing} stalled"),
        (_NEGOTIATION, Act.REJECT): ("{thing} refused by {actors}", "{thing} refused"),
        (_NEGOTIATION, Act.FAIL): ("{thing} end without agreement ({actors})", "{thing} end without agreement"),
    },
    expired="{thing} expired",
    speakers={
        Attribution.NONE: "{speaker}",
        Attribution.DIRECT: "{speaker}, quoted word for word",
        Attribution.INDIRECT: "{speaker}, in the outlet’s words",
        Attribution.ACCORDING_TO: "according to {speaker}",
        Attribution.MIXED: "{speaker}, quoted in part",
    },
    relayed=" (through {relays})",
    nobody="the outlet itself, which names no source here",
    states={
        State.PROPOSED: "proposed",
        State.UNDER_NEGOTIATION: "under negotiation",
        State.PARTLY_ACCEPTED: "partly accepted",
        State.CONTESTED: "contested",
        State.REJECTED: "rejected",
        State.AGREED: "agreed",
        State.IN_FORCE: "in force",
        State.EXTENDED: "extended",
        State.VIOLATED: "violated",
        State.SUSPENDED: "suspended",
        State.ENDED: "ended",
        State.EXPIRED: "expired",
        State.HISTORICAL: "historical",
        State.REPORTED: "reported",
    },
    why="New: not reported in the last 30 days. It now stands: {state}. {families}. Rule: {rules}.",
    families=("1 publisher family so far", "{n} publisher families"),
    months=(
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    date="{day} {month} {year}, {time} UTC",
    more=(" and 1 more", " and {n} more"),
    texts={
        "elsewhere": "Another conflict",
        "title": "What changed",
        "undated": "undated",
        "outlets": "Outlets",
        "also": "Also",
        "why": "Why this mail",
        "source": "Read the source",
        "page": "See all mentions",
        "feed": "Ceasefires, territory and negotiations: what changed, and who says so.",
        "unquoted": "Nobody is quoted: its time ran out, and no article said that it goes on.",
        "no_link": "The source has no usable link.",
        "brief": "In short",
        "omitted": "not shown here; all are in the results table",
        "run": "The run behind this mail",
        "reason": "You get this mail because your address is on the alert list of this Trucewatch.",
        "caution": "Quotes are what was published, found by rules. Read the source before you rely on it.",
        "unsubscribe": "Unsubscribe",
    },
)  # fmt: skip

FRENCH = Wording(
    colon=" : ",
    things={_CEASEFIRE: "cessez-le-feu", _TERRITORY: "territoire", _NEGOTIATION: "pourparlers"},
    ceasefires={
        Target.ENERGY: "cessez-le-feu partiel (énergie){duration}",
        Target.MARITIME: "cessez-le-feu partiel (en mer){duration}",
        Target.AIR: "cessez-le-feu partiel (aérien){duration}",
        Target.HUMANITARIAN: "cessez-le-feu humanitaire{duration}",
        Target.LOCAL: "cessez-le-feu local{duration}",
        Target.PRISONERS: "cessez-le-feu partiel (prisonniers){duration}",
        Target.HOLIDAY: "trêve de fête{duration}",
        Target.OTHER: "cessez-le-feu partiel{duration}",
        Scope.GENERAL: "cessez-le-feu général{duration}",
        Scope.PARTIAL: "cessez-le-feu partiel{duration}",
        Scope.UNCLEAR: "cessez-le-feu{duration}",
        None: "cessez-le-feu{duration}",
    },
    durations={
        "Y": (" d’un an", " de {n} ans"),
        "M": (" d’un mois", " de {n} mois"),
        "W": (" d’une semaine", " de {n} semaines"),
        "D": (" d’un jour", " de {n} jours"),
        "H": (" d’une heure", " de {n} heures"),
    },
    acts={
        (_CEASEFIRE, Act.CALL_FOR): ("{thing} demandé par : {actors}", "{thing} demandé"),
        (_CEASEFIRE, Act.ACCEPT): ("{thing} accepté par : {actors}", "{thing} conclu"),
        (_CEASEFIRE, Act.REJECT): ("{thing} rejeté par : {actors}", "{thing} rejeté"),
        (_CEASEFIRE, Act.IN_FORCE): ("{thing} en vigueur ({actors})", "{thing} en vigueur"),
        (_CEASEFIRE, Act.EXTEND): ("{thing} prolongé par : {actors}", "{thing} prolongé"),
        (_CEASEFIRE, Act.VIOLATE): ("{thing}, violation signalée ({actors})", "{thing}, violation signalée"),
        (_CEASEFIRE, Act.END): ("{thing}, fin décidée par : {actors}", "{thing}, fin"),
        (_TERRITORY, Act.CONTROL): ("{thing}, contrôle ({actors})", "{thing}, contrôle"),
        (_TERRITORY, Act.GAIN): ("{thing}, prise ({actors})", "{thing}, prise"),
        (_TERRITORY, Act.LOSE): ("{thing}, perte ({actors})", "{thing}, perte"),
        (_TERRITORY, Act.CLAIM): ("{thing}, revendication ({actors})", "{thing}, revendication"),
        (_TERRITORY, Act.DEMAND): ("{thing}, exigence ({actors})", "{thing}, exigence"),
        (_TERRITORY, Act.OFFER): ("{thing}, offre de cession ({actors})", "{thing}, offre de cession"),
        (_TERRITORY, Act.REFUSE): ("{thing}, refus de céder ou de reconnaître ({actors})", "{thing}, refus de céder"),
        (_NEGOTIATION, Act.CALL_FOR): ("{thing} demandés par : {actors}", "{thing} demandés"),
        (_NEGOTIATION, Act.SCHEDULE): ("{thing} annoncés ({actors})", "{thing} annoncés"),
        (_NEGOTIATION, Act.HOLD): ("{thing} tenus ({actors})", "{thing} tenus"),
        (_NEGOTIATION, Act.AGREE): ("{thing}, accord trouvé ({actors})", "{thing}, accord trouvé"),
        (_NEGOTIATION, Act.STALL): ("{thing} dans l’impasse ({actors})", "{thing} dans l’impasse"),
        (_NEGOTIATION, Act.REJECT): ("{thing} refusés par : {actors}", "{thing} refusés"),
        (_NEGOTIATION, Act.FAIL): ("{thing}, échec ({actors})", "{thing}, échec"),
    },
    expired="{thing}, terme atteint",
    speakers={
        Attribution.NONE: "{speaker}",
        Attribution.DIRECT: "{speaker}, propos cités mot pour mot",
        Attribution.INDIRECT: "{speaker}, propos rapportés par le titre",
        Attribution.ACCORDING_TO: "selon {speaker}",
        Attribution.MIXED: "{speaker}, propos cités en partie",
    },
    relayed=" (par {relays})",
    nobody="le titre lui-même, qui ne nomme ici aucune source",
    states={
        State.PROPOSED: "proposé",
        State.UNDER_NEGOTIATION: "en négociation",
        State.PARTLY_ACCEPTED: "accepté en partie",
        State.CONTESTED: "contesté",
        State.REJECTED: "rejeté",
        State.AGREED: "conclu",
        State.IN_FORCE: "en vigueur",
        State.EXTENDED: "prolongé",
        State.VIOLATED: "violé",
        State.SUSPENDED: "suspendu",
        State.ENDED: "terminé",
        State.EXPIRED: "expiré",
        State.HISTORICAL: "historique",
        State.REPORTED: "signalé",
    },
    why="Nouveau : non signalé depuis 30 jours. État actuel : {state}. {families}. Règle : {rules}.",
    families=("1 seule famille d’éditeurs pour l’instant", "{n} familles d’éditeurs"),
    months=(
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
    date="{day} {month} {year}, {time} UTC",
    more=(" et 1 autre", " et {n} autres"),
    texts={
        "elsewhere": "Autre conflit",
        "title": "Ce qui a changé",
        "undated": "sans date",
        "outlets": "Titres",
        "also": "Aussi",
        "why": "Pourquoi ce message",
        "source": "Lire la source",
        "page": "Voir toutes les mentions",
        "feed": "Cessez-le-feu, territoires et négociations : ce qui a changé, et qui le dit.",
        "unquoted": "Personne n’est cité : le terme est atteint, et aucun article n’a annoncé de suite.",
        "no_link": "La source n’a pas de lien utilisable.",
        "brief": "En bref",
        "omitted": "non affichés ici ; tous sont dans la table des résultats",
        "run": "L’exécution à l’origine de ce message",
        "reason": "Vous recevez ce message car votre adresse figure dans la liste d’alerte de ce Trucewatch.",
        "caution": "Les citations sont ce qui a été publié, repéré par des règles. Lisez la source avant de vous y fier.",
        "unsubscribe": "Se désabonner",
    },
)  # fmt: skip

WORDINGS: Mapping[str, Wording] = MappingProxyType({"en": ENGLISH, "fr": FRENCH})
