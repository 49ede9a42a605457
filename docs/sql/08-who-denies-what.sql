-- Who denies what others report?
-- Read: each row sets a denial (polarity NEG) beside an affirmation of the same act in the same arrangement by another
-- voice. `outlet` as a voice is the journalist. Unlike query 09 it covers land and talks too, at any distance in time.
SELECT DISTINCT
    n.category,
    n.act,
    coalesce(n.speaker, 'outlet') AS denied_by,
    n.outlet AS denied_in,
    n.evidence AS denial,
    coalesce(y.speaker, 'outlet') AS said_by,
    y.outlet AS said_in,
    y.evidence AS report
FROM results AS n
JOIN results AS y ON y.arrangement_id = n.arrangement_id AND y.act = n.act
WHERE n.polarity = 'NEG' AND y.polarity = 'POS' AND n.speaker IS NOT NULL
    AND coalesce(n.speaker_id, n.speaker) <> coalesce(y.speaker_id, y.speaker, y.family)
ORDER BY n.category, n.act, denied_by, denied_in, said_by, said_in, denial, report;
