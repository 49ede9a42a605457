-- feed_health: each feed with its last poll and how much it gave lately.
SELECT
    f.id AS feed_id,
    f.outlet,
    f.url,
    f.active,
    p.polled_at,
    p.status,
    p.message,
    p.http_status,
    f.failures,
    f.due_at,
    (SELECT count(*) FROM entry_feeds AS c WHERE c.feed_id = f.id AND c.seen_at >= $week_ago) AS entries_last_7_days
FROM feeds AS f
LEFT JOIN feed_fetches AS p
    ON p.feed_id = f.id
    AND p.polled_at = (SELECT max(x.polled_at) FROM feed_fetches AS x WHERE x.feed_id = f.id)
