"""An alert about nothing: what a test message says."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from trucewatch.codebook import Act, Attribution, Category, Role, Scope
from trucewatch.model import Actor, Alert, Evidence, Mention, Recipient, Span, stable_id

_HEADLINES: Mapping[str, str] = MappingProxyType(
    {
        "en": "Test: general 30-day ceasefire accepted by Ardania",
        "fr": "Essai : cessez-le-feu général de 30 jours accepté par : Ardanie",
    }
)
_SENTENCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "en": ("Ardania has accepted a general ceasefire of thirty days, its premier said.", "its premier"),
        "fr": ("L’Ardanie a accepté un cessez-le-feu général de trente jours, a dit son premier ministre.", "son premier ministre"),
    }
)  # fmt: skip
_RULES: Mapping[str, str] = MappingProxyType(
    {"en": "Somebody asked for a test. Nothing of this happened.", "fr": "Un essai a été demandé. Rien de cela n’a eu lieu."}
)  # fmt: skip


def sample_alert(recipient: Recipient, now: datetime) -> Alert:
    """Return an alert about an invented country, in the recipient's language; it says that it is a test."""
    sentence, speaker = _SENTENCES[recipient.language]
    start = sentence.index(speaker)
    mention = Mention(
        id="test",
        document_id="test",
        category=Category.CEASEFIRE,
        act=Act.ACCEPT,
        trigger=Span(text=sentence, start=0, end=len(sentence)),
        sentence=Span(text=sentence, start=0, end=len(sentence)),
        in_title=False,
        speaker=Actor(text=speaker, start=start, end=start + len(speaker), name=speaker, role=Role.PARTY),
        attribution=Attribution.INDIRECT,
        scope=Scope.GENERAL,
        duration="P30D",
        rule_id="test",
        pack_version="test",
        model_version="test",
    )
    evidence = Evidence(
        mention=mention,
        title=_HEADLINES[recipient.language],
        url="https://trucewatch.example/test",
        outlet="Trucewatch",
        family="test",
        language=recipient.language,
        published_at=now,
        seen_at=now,
    )
    return Alert(
        id=stable_id("test", recipient.id, now.isoformat()),
        change_key="test",
        recipient=recipient.to,
        channel=recipient.channel,
        language=recipient.language,
        headline=_HEADLINES[recipient.language],
        rule=_RULES[recipient.language],
        evidence=(evidence,),
        created_at=now,
    )
