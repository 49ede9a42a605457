-- feed_polls: every poll of every feed.
SELECT
    feed_id,
    polled_at,
    status,
    message,
    http_status,
    milliseconds,
    entry_count,
    new_count,
    flaws,
    archive_file,
    archive_offset
FROM feed_fetches
