-- result_parties: one row per party of each row of results, in the order of the text.
SELECT
    p.mention_id,
    p.position,
    p.text AS party,
    p.actor_id AS party_code,
    p.name AS party_name,
    p.role AS party_role
FROM mention_parties AS p
JOIN mentions AS m ON m.id = p.mention_id
JOIN documents AS d ON d.id = m.document_id
WHERE d.superseded_at IS NULL
