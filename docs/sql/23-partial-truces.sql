-- Which limited truces are spoken of, by what they are limited to?
-- Read: one row per target and conflict. `agreed` and `refused` count mentions; a target with refusals alone is an offer
-- that found no taker.
SELECT
    r.target,
    coalesce(r.conflict, 'not listed') AS conflict,
    count(DISTINCT r.arrangement_id) AS truces,
    sum(CASE WHEN r.act = 'accept' AND r.polarity = 'POS' THEN 1 ELSE 0 END) AS agreed,
    sum(CASE WHEN r.act = 'reject' OR (r.act = 'accept' AND r.polarity = 'NEG') THEN 1 ELSE 0 END) AS refused,
    count(*) AS mentions
FROM results AS r
WHERE r.category = 'ceasefire' AND r.scope = 'partial' AND r.time <> 'historical'
GROUP BY r.target, coalesce(r.conflict, 'not listed')
ORDER BY mentions DESC, r.target, conflict;
