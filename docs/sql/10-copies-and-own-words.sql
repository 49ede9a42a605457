-- How much of each publisher's coverage is its own words?
-- Read: documents with mentions only. `copies` repeat an earlier document, `agency` credit a news agency; a document can
-- be both. `own_percent` are those that are neither.
SELECT
    d.family,
    count(*) AS documents,
    sum(d.is_copy) AS copies,
    sum(d.is_agency) AS agency,
    100 * sum(CASE WHEN d.is_copy = 0 AND d.is_agency = 0 THEN 1 ELSE 0 END) / count(*) AS own_percent
FROM (
    SELECT DISTINCT
        document_id,
        family,
        CASE WHEN copy_of IS NULL THEN 0 ELSE 1 END AS is_copy,
        CASE WHEN agency IS NULL THEN 0 ELSE 1 END AS is_agency
    FROM results
) AS d
GROUP BY d.family
ORDER BY own_percent, d.family;
