"""What an identifier stands for, and the changes it has to do with: what operators ask about."""

from sqlalchemy import Connection, and_, select

from trucewatch.model import About, Evidence
from trucewatch.warehouse.arranging import arrangements_by_id, changes_where
from trucewatch.warehouse.findings import evidence_by_id
from trucewatch.warehouse.tables import alerts, change_evidence, changes, mention_links, stances


def about(connection: Connection, identifier: str) -> About:
    """Return what is known of a mention, change, alert or arrangement with this identifier; nothing where none has it."""
    evidence = evidence_by_id(connection, [identifier]).get(identifier)
    if evidence is not None:
        return _about_mention(connection, evidence)
    arrangement = arrangements_by_id(connection, [identifier]).get(identifier)
    if arrangement is not None:
        return About(arrangement=arrangement, changes=changes_where(connection, changes.c.arrangement_id == identifier))
    key = connection.execute(select(alerts.c.change_key).where(alerts.c.id == identifier)).scalar_one_or_none()
    return About(changes=changes_where(connection, changes.c.key == (key or identifier)), is_alert=key is not None)


def _about_mention(connection: Connection, evidence: Evidence) -> About:
    """Return the changes that a mention is evidence of, or else those that it only repeats."""
    mention_id = evidence.mention.id
    link = select(mention_links.c.arrangement_id).where(mention_links.c.mention_id == mention_id)
    arrangement_id = connection.execute(link).scalar_one_or_none()
    arrangement = arrangements_by_id(connection, [arrangement_id] if arrangement_id else []).get(arrangement_id or "")
    keys = select(change_evidence.c.change_key).where(change_evidence.c.mention_id == mention_id)
    own = changes_where(connection, changes.c.key.in_(keys))
    if own or arrangement is None:
        return About(evidence=evidence, arrangement=arrangement, changes=own)
    acts = select(stances.c.act).where(stances.c.mention_id == mention_id)
    repeated = changes_where(connection, and_(changes.c.arrangement_id == arrangement.id, changes.c.act.in_(acts)))
    return About(evidence=evidence, arrangement=arrangement, changes=repeated, only_repeats=True)
