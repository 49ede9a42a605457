-- arrangement_stances: where each party stands on each arrangement now, and since when; parties of the conflict of whom
-- nobody has said anything about a ceasefire are silent.
SELECT
    r.id AS arrangement_id,
    r.category,
    r.conflict,
    r.scope,
    r.target,
    r.duration,
    r.state,
    t.party,
    coalesce(p.name, t.party) AS party_name,
    t.standing,
    (SELECT min(s.said_at) FROM stances AS s
        WHERE s.arrangement_id = t.arrangement_id AND s.party = t.party AND s.standing = t.standing) AS first_said_at,
    t.said_at AS last_said_at,
    t.told_by,
    (SELECT count(DISTINCT s.mention_id) FROM stances AS s
        WHERE s.arrangement_id = t.arrangement_id AND s.party = t.party AND s.standing = t.standing) AS mentions,
    t.mention_id
FROM (
    SELECT
        arrangement_id, party, standing, said_at, told_by, mention_id,
        row_number() OVER (PARTITION BY arrangement_id, party ORDER BY rank DESC, mention_id, position) AS place
    FROM stances
    WHERE standing IS NOT NULL AND party <> ''
) AS t
JOIN arrangements AS r ON r.id = t.arrangement_id
LEFT JOIN conflict_parties AS p ON p.conflict = r.conflict AND p.party = t.party
WHERE t.place = 1
UNION ALL
SELECT
    r.id, r.category, r.conflict, r.scope, r.target, r.duration, r.state,
    p.party, p.name, 'silent', NULL, NULL, NULL, 0, NULL
FROM arrangements AS r
JOIN conflict_parties AS p ON p.conflict = r.conflict
WHERE r.category = 'ceasefire' AND r.state <> 'historical' AND NOT EXISTS (
    SELECT 1 FROM stances AS s WHERE s.arrangement_id = r.id AND s.party = p.party AND s.standing IS NOT NULL
)
