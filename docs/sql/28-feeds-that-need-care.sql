-- Which feeds failed when they were last asked, and since when?
-- Read: `failures` is weighted (a hard one counts 1), rounded down; `last_good` empty: it never went well. `trucewatch
-- feeds doctor` says what to do.
SELECT
    f.feed_id,
    f.outlet,
    f.status,
    f.message,
    CAST(f.failures AS INTEGER) AS failures,
    coalesce(substr(CAST(f.last_good_at AS text), 1, 10), '') AS last_good,
    coalesce(substr(CAST(f.last_new_at AS text), 1, 10), '') AS last_new
FROM feed_health AS f
WHERE f.active AND f.failures > 0
ORDER BY f.failures DESC, f.feed_id;
