-- Which parties said yes and no to one and the same arrangement, and what did they say last?
-- Read: only mentions that the source presents as so. `last_word` is the act told last; look at the sentences before you
-- call it a change of mind, since an answer can be to other terms.
WITH answers AS (
    SELECT
        r.arrangement_id,
        r.category,
        w.party_name AS party,
        CASE WHEN r.act = 'reject' OR (r.act = 'accept' AND r.polarity = 'NEG') THEN 'no' ELSE 'yes' END AS answer,
        t.said_on,
        row_number() OVER (
            PARTITION BY r.arrangement_id, w.party_name ORDER BY t.said_seconds DESC, r.mention_id
        ) AS from_last
    FROM results AS r
    JOIN result_times AS t ON t.mention_id = r.mention_id
    JOIN result_parties AS w ON w.mention_id = r.mention_id
    WHERE r.act IN ('accept', 'reject') AND r.time <> 'historical' AND r.arrangement_id IS NOT NULL
)
SELECT
    a.party,
    a.category,
    min(CASE WHEN a.answer = 'yes' THEN a.said_on END) AS first_yes,
    min(CASE WHEN a.answer = 'no' THEN a.said_on END) AS first_no,
    max(CASE WHEN a.from_last = 1 THEN a.answer END) AS last_word,
    count(*) AS answers
FROM answers AS a
GROUP BY a.arrangement_id, a.party, a.category
HAVING count(DISTINCT a.answer) = 2
ORDER BY answers DESC, a.party, a.arrangement_id;
