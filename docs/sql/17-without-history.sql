-- What does the record look like with history left out, and how much was history?
-- Read: `now` counts mentions of the present conflict, `history` those told as of another time (an anniversary, a
-- chronology). Nearly every count of yours should say `time <> 'historical'`, as those here do.
SELECT
    coalesce(r.conflict, 'not listed') AS conflict,
    r.category,
    sum(CASE WHEN r.time <> 'historical' THEN 1 ELSE 0 END) AS now,
    sum(CASE WHEN r.time = 'historical' THEN 1 ELSE 0 END) AS history
FROM results AS r
GROUP BY coalesce(r.conflict, 'not listed'), r.category
ORDER BY conflict, r.category;
