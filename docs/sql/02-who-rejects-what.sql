-- Who rejects what, on whose word?
-- Read: one row per party and arrangement that it stands against now. `told_by` is who said so last: a speaker, or
-- `press:` and the publisher family; a rejection that only the other side tells deserves a second look.
SELECT
    s.party_name AS party,
    s.category,
    coalesce(s.conflict, 'not listed') AS conflict,
    coalesce(s.scope, '') AS scope,
    coalesce(s.target, '') AS target,
    coalesce(s.duration, '') AS duration,
    s.state AS arrangement_state,
    s.told_by,
    s.mentions,
    t.said_on AS last_said_on
FROM arrangement_stances AS s
JOIN result_times AS t ON t.mention_id = s.mention_id
WHERE s.standing = 'rejects'
ORDER BY last_said_on DESC, party, s.category, s.arrangement_id;
