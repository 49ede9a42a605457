-- Which claims to have taken a place were confirmed by another source than the one that claimed first?
-- Read: `own_claims` are mentions in which the captor speaks, `others` those in which somebody else or the outlet itself
-- says so, `denials` those that say no. `confirmed_on` is the first day on which a second origin told it on another word
-- than the captor's; empty: nobody has yet.
WITH told AS (
    SELECT
        p.place,
        w.party_name AS captor,
        r.origin,
        r.polarity,
        CASE WHEN r.speaker_id = w.party_code THEN 1 ELSE 0 END AS is_own,
        t.said_on,
        t.said_seconds
    FROM results AS r
    JOIN result_times AS t ON t.mention_id = r.mention_id
    JOIN result_places AS p ON p.mention_id = r.mention_id
    JOIN result_parties AS w ON w.mention_id = r.mention_id
    WHERE r.category = 'territory' AND r.act = 'gain' AND r.time <> 'historical'
),
firsts AS (
    SELECT place, captor, origin AS first_origin
    FROM (
        SELECT
            place, captor, origin,
            row_number() OVER (PARTITION BY place, captor ORDER BY said_seconds, origin) AS rank_in_time
        FROM told
        WHERE polarity = 'POS'
    ) AS ordered
    WHERE rank_in_time = 1
)
SELECT
    o.place,
    o.captor,
    f.first_origin,
    min(o.said_on) AS first_on,
    count(DISTINCT o.origin) AS sources,
    sum(CASE WHEN o.polarity = 'POS' AND o.is_own = 1 THEN 1 ELSE 0 END) AS own_claims,
    sum(CASE WHEN o.polarity = 'POS' AND o.is_own = 0 THEN 1 ELSE 0 END) AS others,
    sum(CASE WHEN o.polarity = 'NEG' THEN 1 ELSE 0 END) AS denials,
    min(CASE WHEN o.polarity = 'POS' AND o.is_own = 0 AND o.origin <> f.first_origin THEN o.said_on END) AS confirmed_on
FROM told AS o
JOIN firsts AS f ON f.place = o.place AND f.captor = o.captor
GROUP BY o.place, o.captor, f.first_origin
ORDER BY first_on, o.place, o.captor;
