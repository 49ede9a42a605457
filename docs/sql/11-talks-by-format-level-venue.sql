-- Which talks were held, in which form, at which level, and where?
-- Read: `talks` counts arrangements, one track of talks each; `mentions` how often they were told. Talks that are only
-- planned, urged or refused are left out.
SELECT
    coalesce(r.format, 'unspecified') AS format,
    coalesce(r.level, 'unspecified') AS level,
    coalesce(r.venue, '') AS venue,
    count(DISTINCT r.arrangement_id) AS talks,
    count(*) AS mentions,
    count(DISTINCT r.origin) AS sources
FROM results AS r
WHERE r.category = 'negotiation' AND r.act IN ('hold', 'agree', 'stall', 'fail') AND r.polarity = 'POS'
    AND r.time <> 'historical'
GROUP BY coalesce(r.format, 'unspecified'), coalesce(r.level, 'unspecified'), coalesce(r.venue, '')
ORDER BY mentions DESC, format, level, venue;
