-- Which publisher families told something before, and nothing in the last seven days?
-- Read: a family that is silent here may still publish; then nothing of ours was in it. Query 28 tells whether its feeds
-- answer.
SELECT
    r.family,
    count(DISTINCT r.document_id) AS documents,
    max(t.said_on) AS last_on,
    min(t.days_ago) AS days_silent
FROM results AS r
JOIN result_times AS t ON t.mention_id = r.mention_id
GROUP BY r.family
HAVING min(t.days_ago) >= 7
ORDER BY days_silent DESC, r.family;
