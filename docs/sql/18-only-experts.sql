-- What rests on the word of experts alone?
-- Read: one row per arrangement and act that no party, state, organisation or outlet has told: judgements, not news.
SELECT
    r.category,
    r.act,
    coalesce(r.conflict, 'not listed') AS conflict,
    count(*) AS mentions,
    count(DISTINCT r.origin) AS sources,
    min(r.speaker) AS one_speaker,
    min(r.evidence) AS one_sentence
FROM results AS r
WHERE r.time <> 'historical'
GROUP BY r.category, r.act, coalesce(r.conflict, 'not listed'), coalesce(r.arrangement_id, r.mention_id)
HAVING sum(CASE WHEN coalesce(r.speaker_role, 'outlet') <> 'expert' THEN 1 ELSE 0 END) = 0
ORDER BY mentions DESC, r.category, r.act, conflict, one_sentence;
