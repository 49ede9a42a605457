-- Which headlines are surer than the articles below them?
-- Read: the headline presents an act as certain, no sentence of the article does, and at least one leaves it open.
SELECT
    r.outlet,
    r.title,
    r.category,
    r.act,
    min(b.certainty) AS certainty_below,
    min(b.evidence) AS a_sentence_below
FROM results AS r
JOIN results AS b
    ON b.document_id = r.document_id AND b.category = r.category AND b.act = r.act AND NOT b.in_title
WHERE r.in_title AND r.certainty = 'CT'
GROUP BY r.mention_id, r.outlet, r.title, r.category, r.act
HAVING sum(CASE WHEN b.certainty = 'CT' THEN 1 ELSE 0 END) = 0
ORDER BY r.outlet, r.title, r.category, r.act;
