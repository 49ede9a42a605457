-- What are talks about, and what has become of each subject?
-- Read: a mention with several issues counts under each. `agreed` counts mentions of an outcome, `stuck` those of talks
-- that stall, fail or are refused.
WITH subjects (issue) AS (
    VALUES
        ('ceasefire'), ('territory'), ('security_guarantees'), ('military_aid'), ('sanctions'), ('prisoners'),
        ('nuclear_plant'), ('nato_membership'), ('elections'), ('shipping_grain'), ('reparations'),
        ('troops_peacekeeping'), ('humanitarian_access')
)
SELECT
    s.issue,
    coalesce(r.conflict, 'not listed') AS conflict,
    count(*) AS mentions,
    count(DISTINCT r.origin) AS sources,
    sum(CASE WHEN r.act = 'agree' THEN 1 ELSE 0 END) AS agreed,
    sum(CASE WHEN r.act IN ('stall', 'fail', 'reject') THEN 1 ELSE 0 END) AS stuck
FROM subjects AS s
JOIN results AS r ON '; ' || r.issues || '; ' LIKE '%; ' || s.issue || '; %'
GROUP BY s.issue, coalesce(r.conflict, 'not listed')
ORDER BY mentions DESC, s.issue, conflict;
