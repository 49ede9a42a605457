-- story_overview: one row per event that documents tell of, as they stand now; sources are distinct origins (see results).
-- Everything is asked story by story, so that a reader who wants a few does not pay for all.
SELECT
    s.id AS story_id,
    s.first_said_at,
    s.last_said_at,
    (SELECT d.title FROM $documents_of_story ORDER BY t.said_at, t.document_id LIMIT 1) AS title,
    (SELECT $join_text(x.word, '; ') FROM (
        SELECT DISTINCT d.language AS word FROM $documents_of_story ORDER BY word
    ) AS x) AS languages,
    (SELECT count(*) FROM $documents_of_story) AS documents,
    (SELECT count(DISTINCT f.outlet) FROM $documents_of_story) AS outlets,
    (SELECT count(DISTINCT f.family) FROM $documents_of_story) AS families,
    (SELECT count(DISTINCT t.origin) FROM $documents_of_story) AS sources,
    (
        SELECT count(*) FROM mentions AS m
        WHERE m.document_id IN (SELECT d.id FROM $documents_of_story)
    ) AS mentions,
    (SELECT $join_text(x.word, '; ') FROM (
        SELECT DISTINCT m.conflict AS word FROM mentions AS m
        WHERE m.conflict IS NOT NULL AND m.document_id IN (SELECT d.id FROM $documents_of_story)
        ORDER BY word
    ) AS x) AS conflicts
FROM stories AS s
WHERE EXISTS (SELECT 1 FROM $documents_of_story)
