-- Who told a story first, and how long after did the second source come?
-- Read: stories with two origins or more. `hours` lies between the first publication and the first by another origin.
WITH told AS (
    SELECT r.story_id, r.origin, min(t.said_seconds) AS seconds, min(t.said_on) AS said_on
    FROM results AS r
    JOIN result_times AS t ON t.mention_id = r.mention_id
    WHERE r.story_id IS NOT NULL
    GROUP BY r.story_id, r.origin
),
ordered AS (
    SELECT story_id, origin, seconds, said_on, row_number() OVER (PARTITION BY story_id ORDER BY seconds, origin) AS place
    FROM told
)
SELECT
    f.said_on,
    f.origin AS first_source,
    s.origin AS second_source,
    (s.seconds - f.seconds) / 3600 AS hours,
    o.sources,
    o.title
FROM ordered AS f
JOIN ordered AS s ON s.story_id = f.story_id AND s.place = 2
JOIN story_overview AS o ON o.story_id = f.story_id
WHERE f.place = 1
ORDER BY f.said_on DESC, f.story_id;
