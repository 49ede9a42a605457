-- Who accuses whom of breaking a ceasefire?
-- Read: the accuser is the speaker, or `outlet` where the paper says so itself. Where two parties accuse each other only,
-- nobody independent has confirmed anything.
SELECT
    coalesce(r.conflict, 'not listed') AS conflict,
    coalesce(r.speaker_id, r.speaker, 'outlet') AS accuser,
    coalesce(r.speaker_role, 'outlet') AS accuser_role,
    w.party_name AS accused,
    sum(CASE WHEN r.polarity = 'POS' THEN 1 ELSE 0 END) AS accusations,
    sum(CASE WHEN r.polarity = 'NEG' THEN 1 ELSE 0 END) AS acquittals,
    min(t.said_on) AS first_on,
    max(t.said_on) AS last_on
FROM results AS r
JOIN result_times AS t ON t.mention_id = r.mention_id
JOIN result_parties AS w ON w.mention_id = r.mention_id
WHERE r.category = 'ceasefire' AND r.act = 'violate' AND r.time <> 'historical'
GROUP BY
    coalesce(r.conflict, 'not listed'), coalesce(r.speaker_id, r.speaker, 'outlet'), coalesce(r.speaker_role, 'outlet'),
    w.party_name
ORDER BY accusations DESC, conflict, accuser, accused;
