-- Which conflicts are told in which language, and which only in one?
-- Read: `share` is the percentage of the conflict's mentions, rounded down; 100 means that readers of other languages hear
-- nothing of it.
SELECT
    l.conflict,
    l.language,
    l.mentions,
    100 * l.mentions / CAST(sum(l.mentions) OVER (PARTITION BY l.conflict) AS BIGINT) AS share
FROM (
    SELECT coalesce(conflict, 'not listed') AS conflict, language, count(*) AS mentions
    FROM results
    GROUP BY coalesce(conflict, 'not listed'), language
) AS l
ORDER BY l.conflict, l.mentions DESC, l.language;
