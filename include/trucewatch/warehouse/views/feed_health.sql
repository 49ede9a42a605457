-- feed_health: each feed with its last poll, how its polling stands, and how much it gave lately.
-- A day is 24 hours back from now, so that a feed which falls silent shows within a day, wherever it is.
-- CROSS JOIN makes SQLite go feed by feed, through the indexes, instead of reading all that ever was.
SELECT
    f.id AS feed_id,
    f.outlet,
    f.url,
    f.folder,
    f.active,
    p.polled_at,
    p.status,
    p.message,
    p.http_status,
    f.failures,
    f.due_at,
    f.interval_minutes,
    f.adopted_url,
    f.moved_to,
    (
        SELECT g.polled_at FROM feed_fetches AS g
        WHERE g.feed_id = f.id AND g.status IN ($good_polls)
        ORDER BY g.polled_at DESC LIMIT 1
    ) AS last_good_at,
    (SELECT max(c.seen_at) FROM entry_feeds AS c WHERE c.feed_id = f.id) AS last_new_at,
    coalesce((
        SELECT r.flaws FROM feed_fetches AS r
        WHERE r.feed_id = f.id AND r.status IN ('ok', 'empty_feed') AND r.polled_at >= $month_ago
        ORDER BY r.polled_at DESC LIMIT 1
    ), '[]') AS flaws,
    coalesce(e.last_day, 0) AS new_entries_24h,
    coalesce(e.last_week, 0) AS entries_last_7_days,
    coalesce(e.before, 0) / CAST(14 AS DOUBLE PRECISION) AS entries_per_day,
    coalesce(e.last_day, 0) = 0 AND coalesce(e.busy_days, 0) >= 7 AND coalesce(w.polls_24h, 0) > 0 AS fell_silent,
    NOT EXISTS (SELECT 1 FROM entry_feeds AS c WHERE c.feed_id = f.id AND c.seen_at >= $month_ago)
        AND EXISTS (SELECT 1 FROM feed_fetches AS o WHERE o.feed_id = f.id AND o.polled_at < $month_ago) AS is_stale,
    coalesce(w.polls, 0) AS polls_7d,
    coalesce(w.failed, 0) AS failed_7d
FROM feeds AS f
LEFT JOIN feed_fetches AS p
    ON p.feed_id = f.id
    AND p.polled_at = (SELECT max(x.polled_at) FROM feed_fetches AS x WHERE x.feed_id = f.id)
LEFT JOIN (
    SELECT
        k.id AS feed_id,
        count(*) AS polls,
        count(*) FILTER (WHERE q.status NOT IN ($good_polls)) AS failed,
        count(*) FILTER (WHERE q.polled_at >= $day_ago) AS polls_24h
    FROM feeds AS k
    CROSS JOIN feed_fetches AS q
    WHERE q.feed_id = k.id AND q.polled_at >= $week_ago
    GROUP BY k.id
) AS w ON w.feed_id = f.id
LEFT JOIN (
    SELECT
        d.feed_id,
        CAST(sum(d.new) FILTER (WHERE d.day <= 0) AS INTEGER) AS last_day,
        CAST(sum(d.new) FILTER (WHERE d.day <= 6) AS INTEGER) AS last_week,
        CAST(sum(d.new) FILTER (WHERE d.day BETWEEN 1 AND 14) AS INTEGER) AS before,
        count(*) FILTER (WHERE d.day BETWEEN 1 AND 14 AND d.new >= 3) AS busy_days
    FROM (
        SELECT c.feed_id, $age_in_days AS day, count(*) AS new
        FROM feeds AS k
        CROSS JOIN entry_feeds AS c
        WHERE c.feed_id = k.id AND c.seen_at >= $fifteen_days_ago
        GROUP BY c.feed_id, $age_in_days
    ) AS d
    GROUP BY d.feed_id
) AS e ON e.feed_id = f.id
