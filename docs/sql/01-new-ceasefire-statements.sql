-- What was newly said about ceasefires this week, by conflict and act?
-- Read: `mentions` counts sentences, `sources` counts origins: ten papers that print one agency are one. What is told as
-- history and what opinion columns say is left out. The week is the last seven days up to the newest news.
SELECT
    coalesce(r.conflict, 'not listed') AS conflict,
    r.act,
    r.polarity,
    count(*) AS mentions,
    count(DISTINCT r.origin) AS sources,
    max(t.said_on) AS last_on
FROM results AS r
JOIN result_times AS t ON t.mention_id = r.mention_id
WHERE r.category = 'ceasefire' AND r.time <> 'historical' AND NOT r.is_opinion AND t.days_ago BETWEEN 0 AND 6
GROUP BY coalesce(r.conflict, 'not listed'), r.act, r.polarity
ORDER BY sources DESC, mentions DESC, conflict, r.act, r.polarity;
