-- How long did truces last, against what was agreed, and what became of them?
-- Read: one row per ceasefire that anybody said to run. `days_told` lies between the first day on which it was said to
-- be in force and the last on which it was said to hold or to be extended; `breaches` counts mentions of a violation that
-- the source presents as so. What is only expected is left out.
SELECT
    r.arrangement_id,
    coalesce(r.conflict, 'not listed') AS conflict,
    r.arrangement_state AS fate,
    max(coalesce(r.target, r.scope)) AS kind,
    max(coalesce(r.duration, '')) AS stated_duration,
    min(CASE WHEN r.act = 'in_force' THEN t.said_on END) AS first_in_force,
    (
        max(CASE WHEN r.act IN ('in_force', 'extend') THEN t.said_seconds END)
        - min(CASE WHEN r.act = 'in_force' THEN t.said_seconds END)
    ) / 86400 AS days_told,
    sum(CASE WHEN r.act = 'violate' AND r.polarity = 'POS' THEN 1 ELSE 0 END) AS breaches,
    min(CASE WHEN r.act = 'end' AND r.polarity = 'POS' THEN t.said_on END) AS ended_on
FROM results AS r
JOIN result_times AS t ON t.mention_id = r.mention_id
WHERE r.category = 'ceasefire' AND r.arrangement_id IS NOT NULL AND r.time NOT IN ('historical', 'future')
GROUP BY r.arrangement_id, coalesce(r.conflict, 'not listed'), r.arrangement_state
HAVING sum(CASE WHEN r.act = 'in_force' AND r.polarity = 'POS' THEN 1 ELSE 0 END) > 0
ORDER BY first_in_force, r.arrangement_id;
