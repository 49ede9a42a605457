-- What is announced for the days ahead?
-- Read: events dated after the newest news, as said in the last 14 days. `precision` says how exact the date is: the first
-- day stands for a week, a month or a year.
SELECT
    r.event_on,
    r.event_precision AS precision_of_date,
    r.category,
    r.act,
    coalesce(r.conflict, 'not listed') AS conflict,
    coalesce(r.parties, '') AS parties,
    coalesce(r.venue, r.places, '') AS place,
    count(DISTINCT r.origin) AS sources
FROM results AS r
JOIN result_times AS t ON t.mention_id = r.mention_id
WHERE r.event_on > (SELECT max(n.said_on) FROM result_times AS n WHERE n.days_ago >= 0) AND t.days_ago BETWEEN 0 AND 13
GROUP BY
    r.event_on, r.event_precision, r.category, r.act, coalesce(r.conflict, 'not listed'), coalesce(r.parties, ''),
    coalesce(r.venue, r.places, '')
ORDER BY r.event_on, r.category, r.act, conflict, parties, place;
