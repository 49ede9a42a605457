-- Who is quoted, how often, and by how many sources?
-- Read: speakers with an identifier are counted under it (Putin, Moscow and the Kremlin are `RUS`), others as written.
SELECT
    coalesce(r.speaker_id, r.speaker) AS speaker,
    r.speaker_role,
    count(*) AS mentions,
    count(DISTINCT r.origin) AS sources,
    count(DISTINCT r.conflict) AS conflicts,
    sum(CASE WHEN r.attribution IN ('direct', 'mixed') THEN 1 ELSE 0 END) AS in_quotation_marks
FROM results AS r
WHERE r.speaker IS NOT NULL
GROUP BY coalesce(r.speaker_id, r.speaker), r.speaker_role
ORDER BY mentions DESC, speaker, r.speaker_role
LIMIT 50;
