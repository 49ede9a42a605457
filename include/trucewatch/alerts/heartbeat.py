"""The mail that says that the pipeline is silent, and the one that says that it no longer is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from types import MappingProxyType

from trucewatch.alerts.envelope import Envelope, add_parts, derive_id, open_envelope, unsubscribe_url
from trucewatch.alerts.headlines import write_date
from trucewatch.alerts.pulse import Beat, Heartbeat, silence_began
from trucewatch.alerts.wording import WORDINGS


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wording:
    """What the mails say in one language; {since} is when feeds were last asked, {until} when they were asked again."""

    silent: str
    """Subject."""
    again: str
    """Subject."""
    never: str
    """Subject, where no feed was asked ever."""
    silent_text: tuple[str, ...]
    again_text: tuple[str, ...]
    steps: tuple[str, ...]
    """Where to look, the likeliest first."""
    texts: Mapping[str, str]


def compose_heartbeat(
    heartbeat: Heartbeat, *, language: str, sender: str, recipient: str, now: datetime
) -> EmailMessage | None:
    """Return the mail on what is news of the pipeline, text and HTML; None where nothing is.

    The Message-ID is made of the silence and the recipient. Raises SettingsInvalid where the sender or the recipient is no
    mail address.
    """
    name, since = heartbeat.to_tell, heartbeat.since
    if name is None or since is None:
        return None
    words, is_silent = _WORDINGS[language], heartbeat.beat is Beat.SILENT
    moments = {
        "since": write_date(since if is_silent else silence_began(name), language),
        "until": write_date(since, language),
    }
    told = derive_id(sender, "silent", name, recipient)
    subject = (words.silent if heartbeat.was_asked else words.never) if is_silent else words.again
    envelope = Envelope(
        sender=sender,
        recipient=recipient,
        subject=subject.format(**moments),
        identifier=told if is_silent else derive_id(sender, "again", name, recipient),
        list_name="health",
        threads=() if is_silent else (told,),
    )
    message = open_envelope(envelope, now)
    view: dict[str, object] = {
        "language": language,
        "preview": envelope.subject,
        "date": write_date(now, language),
        "words": {**words.texts, "title": words.texts["silent" if is_silent else "again"]},
        "colon": WORDINGS[language].colon,
        "paragraphs": [text.format(**moments) for text in (words.silent_text if is_silent else words.again_text)],
        "steps": words.steps if is_silent else (),
        "unsubscribe_url": unsubscribe_url(sender),
    }
    add_parts(message, "heartbeat", view)
    return message


_ENGLISH = _Wording(
    silent="Trucewatch is silent: no feed asked since {since}",
    again="Trucewatch is asking the feeds again",
    never="Trucewatch is silent: no feed asked yet",
    silent_text=(
        "No run has asked the feeds without an error of ours since {since}.",
        "Until this is mended nothing new is found and no alert is caused. What the feeds still list by then is read afterwards. You will be told once more, when they are asked again.",
    ),
    again_text=(
        "The feeds had not been asked since {since}. They are again: the last time was {until}.",
        "What came meanwhile is being read. News older than TRUCEWATCH_ALERT_MAX_AGE_HOURS is kept and not mailed.",
    ),
    steps=(
        "Does Airflow run? Its page /api/v2/monitor/health says how the scheduler and the dag-processor are.",
        "Is the DAG watch_news switched on, and does it import? The list of DAGs shows both.",
        "Do its runs fail or hang? The log of their tasks plan and poll names the reason in one sentence.",
        "Does the warehouse answer, and has its disk room? The command trucewatch feeds doctor asks it.",
        "Does it work without Airflow? The command trucewatch run makes one pass and says what was lost, and why.",
    ),
    texts={
        "silent": "The pipeline is silent",
        "again": "The pipeline is back",
        "look": "Where to look",
        "reason": "You get this mail because your address is in TRUCEWATCH_HEALTH_TO; TRUCEWATCH_HEARTBEAT_MINUTES says after how long a silence.",
        "unsubscribe": "Unsubscribe",
    },
)
_FRENCH = _Wording(
    silent="Trucewatch se tait\u00a0: aucun flux interrogé depuis le {since}",
    again="Trucewatch interroge de nouveau les flux",
    never="Trucewatch se tait\u00a0: aucun flux interrogé jusqu’ici",
    silent_text=(
        "Aucune exécution n’a interrogé les flux sans erreur de notre part depuis le {since}.",
        "Tant que cela dure, rien de nouveau n’est trouvé et aucune alerte ne part. Ce que les flux listent encore d’ici là sera lu ensuite. Vous serez prévenu une fois de plus, quand ils seront de nouveau interrogés.",
    ),
    again_text=(
        "Les flux n’avaient plus été interrogés depuis le {since}. Ils le sont de nouveau\u00a0: la dernière fois le {until}.",
        "Ce qui est paru entre-temps est en cours de lecture. Les nouvelles plus anciennes que TRUCEWATCH_ALERT_MAX_AGE_HOURS sont conservées, sans courriel.",
    ),
    steps=(
        "Airflow tourne-t-il\u202f? Sa page /api/v2/monitor/health dit comment vont scheduler et dag-processor.",
        "Le DAG watch_news est-il activé, et s’importe-t-il\u202f? La liste des DAG montre l’un et l’autre.",
        "Ses exécutions échouent-elles, ou restent-elles bloquées\u202f? Le journal des tâches plan et poll en donne la raison en une phrase.",
        "L’entrepôt répond-il, et son disque a-t-il de la place\u202f? La commande trucewatch feeds doctor l’interroge.",
        "Cela marche-t-il sans Airflow\u202f? La commande trucewatch run fait un passage et dit ce qui s’est perdu, et pourquoi.",
    ),
    texts={
        "silent": "La chaîne se tait",
        "again": "La chaîne est repartie",
        "look": "Où regarder",
        "reason": "Vous recevez ce courriel car votre adresse figure dans TRUCEWATCH_HEALTH_TO\u202f; TRUCEWATCH_HEARTBEAT_MINUTES dit après combien de silence.",
        "unsubscribe": "Se désabonner",
    },
)
_WORDINGS: Mapping[str, _Wording] = MappingProxyType({"en": _ENGLISH, "fr": _FRENCH})
