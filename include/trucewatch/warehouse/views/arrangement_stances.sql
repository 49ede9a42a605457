-- arrangement_stances: where each party stands on each arrangement now, and since when; parties of the conflict of whom
-- nobody has said anything about a ceasefire are silent. The sums tell when a party was last spoken of, the stances of that
-- very moment who said what.
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
    (SELECT min(s.first_said_at) FROM standings AS s
        WHERE s.arrangement_id = t.arrangement_id AND s.party = t.party AND s.standing = t.standing) AS first_said_at,
    t.said_at AS last_said_at,
    t.told_by,
    (SELECT sum(s.mentions) FROM standings AS s
        WHERE s.arrangement_id = t.arrangement_id AND s.party = t.party AND s.standing = t.standing) AS mentions,
    t.mention_id
FROM (
    SELECT
        s.arrangement_id, s.party, s.standing, s.said_at, s.told_by, s.mention_id,
        row_number() OVER (PARTITION BY s.arrangement_id, s.party ORDER BY s.mention_id, s.position) AS place
    FROM (
        SELECT arrangement_id, party, max(last_rank) AS rank
        FROM standings
        WHERE standing IS NOT NULL AND party <> ''
        GROUP BY arrangement_id, party
    ) AS k
    JOIN stances AS s ON s.arrangement_id = k.arrangement_id AND s.rank = k.rank AND s.party = k.party
    WHERE s.standing IS NOT NULL
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
    SELECT 1 FROM standings AS s WHERE s.arrangement_id = r.id AND s.party = p.party AND s.standing IS NOT NULL
)
