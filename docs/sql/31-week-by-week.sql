-- How did each conflict and category go, week by week?
-- Read: `change` is the number of mentions against the week before with any; empty in the first one.
SELECT
    w.week_of,
    w.conflict,
    w.category,
    w.mentions,
    w.sources,
    w.mentions - lag(w.mentions) OVER (PARTITION BY w.conflict, w.category ORDER BY w.week_of) AS change
FROM (
    SELECT
        t.week_of,
        coalesce(r.conflict, 'not listed') AS conflict,
        r.category,
        count(*) AS mentions,
        count(DISTINCT r.origin) AS sources
    FROM results AS r
    JOIN result_times AS t ON t.mention_id = r.mention_id
    WHERE r.time <> 'historical'
    GROUP BY t.week_of, coalesce(r.conflict, 'not listed'), r.category
) AS w
ORDER BY w.conflict, w.category, w.week_of;
