-- What is said to have changed hands, by place and week?
-- Read: one row per place, week, act and party. `denied` counts mentions that say it is not so. Weeks begin on Mondays.
SELECT
    t.week_of,
    p.place,
    coalesce(p.place_code, '') AS place_code,
    r.act,
    coalesce(w.party_name, '') AS party,
    sum(CASE WHEN r.polarity = 'POS' THEN 1 ELSE 0 END) AS said,
    sum(CASE WHEN r.polarity = 'NEG' THEN 1 ELSE 0 END) AS denied,
    count(DISTINCT r.origin) AS sources
FROM results AS r
JOIN result_times AS t ON t.mention_id = r.mention_id
JOIN result_places AS p ON p.mention_id = r.mention_id
LEFT JOIN result_parties AS w ON w.mention_id = r.mention_id
WHERE r.category = 'territory' AND r.act IN ('gain', 'lose', 'control') AND r.time <> 'historical'
GROUP BY t.week_of, p.place, coalesce(p.place_code, ''), r.act, coalesce(w.party_name, '')
ORDER BY t.week_of, p.place, r.act, party;
