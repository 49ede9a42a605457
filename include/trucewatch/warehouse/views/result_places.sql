-- result_places: one row per place of each row of results, in the order of the text; the venue of talks is none of them.
SELECT
    p.mention_id,
    p.position,
    coalesce(nullif(p.name, ''), p.text) AS place,
    p.place_id,
    coalesce(p.code, p.country) AS place_code,
    p.country,
    p.latitude,
    p.longitude
FROM mention_places AS p
JOIN mentions AS m ON m.id = p.mention_id
JOIN documents AS d ON d.id = m.document_id
WHERE d.superseded_at IS NULL
