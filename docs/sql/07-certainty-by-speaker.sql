-- How sure are those who speak, by their standing in the conflict?
-- Read: percentages of each role's mentions, rounded down: CT certain, PR probable, PS possible, U uncommitted. Role
-- `outlet` is the journalist's own voice.
SELECT
    coalesce(r.speaker_role, 'outlet') AS speaks,
    count(*) AS mentions,
    100 * sum(CASE WHEN r.certainty = 'CT' THEN 1 ELSE 0 END) / count(*) AS certain,
    100 * sum(CASE WHEN r.certainty = 'PR' THEN 1 ELSE 0 END) / count(*) AS probable,
    100 * sum(CASE WHEN r.certainty = 'PS' THEN 1 ELSE 0 END) / count(*) AS possible,
    100 * sum(CASE WHEN r.certainty = 'U' THEN 1 ELSE 0 END) / count(*) AS uncommitted
FROM results AS r
GROUP BY coalesce(r.speaker_role, 'outlet')
ORDER BY mentions DESC, speaks;
