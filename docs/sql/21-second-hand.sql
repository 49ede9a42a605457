-- What reached us at second hand, and through whom?
-- Read: `relays` lists those between the speaker and the outlet, nearest to the speaker first. The longer the chain, the
-- weaker the word.
SELECT
    t.said_on,
    r.speaker,
    r.relays,
    r.outlet,
    r.act,
    r.certainty,
    r.evidence
FROM results AS r
JOIN result_times AS t ON t.mention_id = r.mention_id
WHERE r.relays IS NOT NULL
ORDER BY t.said_on DESC, r.outlet, r.mention_id;
