-- result_times: when each row of results was said, in forms that compare and group alike in every database: its day, week
-- and month, its seconds since 1970, and how many days it lies before the last day on which any feed brought something.
-- Read with an unchanging "today", a copy of the warehouse gives tomorrow the answers of today.
SELECT
    s.mention_id,
    s.said_at,
    $day AS said_on,
    $monday AS week_of,
    $first_of_month AS month_of,
    s.said_seconds,
    s.today_day - s.said_seconds / 86400 AS days_ago
FROM (
    SELECT
        m.id AS mention_id,
        coalesce(d.published_at, e.published_at, e.seen_at) AS said_at,
        $said_seconds AS said_seconds,
        t.day AS today_day
    FROM mentions AS m
    JOIN documents AS d ON d.id = m.document_id
    JOIN articles AS a ON a.id = d.article_id
    JOIN entries AS e ON e.id = a.entry_id
    CROSS JOIN (SELECT $last_day AS day FROM entries AS x) AS t
    WHERE d.superseded_at IS NULL
) AS s
