-- conflicting_accounts: who says yes and who says no of one party and one ceasefire within three days, side by side, and
-- from which side's press each account comes.
SELECT
    c.id AS contradiction_id,
    c.arrangement_id,
    r.conflict,
    r.state,
    c.party,
    c.matter,
    y.said_at AS yes_said_at,
    y.speaker AS yes_speaker,
    y.speaker_id AS yes_speaker_id,
    y.outlet AS yes_outlet,
    y.family AS yes_family,
    (SELECT p.party FROM conflict_parties AS p WHERE p.conflict = r.conflict AND p.country = y.country) AS yes_press_side,
    y.evidence AS yes_evidence,
    y.url AS yes_url,
    c.yes_mention_id,
    n.said_at AS no_said_at,
    n.speaker AS no_speaker,
    n.speaker_id AS no_speaker_id,
    n.outlet AS no_outlet,
    n.family AS no_family,
    (SELECT p.party FROM conflict_parties AS p WHERE p.conflict = r.conflict AND p.country = n.country) AS no_press_side,
    n.evidence AS no_evidence,
    n.url AS no_url,
    c.no_mention_id
FROM contradictions AS c
JOIN arrangements AS r ON r.id = c.arrangement_id
JOIN ($accounts) AS y ON y.mention_id = c.yes_mention_id
JOIN ($accounts) AS n ON n.mention_id = c.no_mention_id
