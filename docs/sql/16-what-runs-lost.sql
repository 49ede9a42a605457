-- What did the last runs lose, and why?
-- Read: the last ten runs, newest first, only the hops that lost something. `failed` yes means an error of ours: see the
-- log of that task. Other reasons are the world's (a page behind a wall, a feed that does not answer).
SELECT
    replace(substr(CAST(f.started_at AS text), 1, 16), 'T', ' ') AS started,
    f.run_id,
    f.hop,
    f.reason,
    f.lost,
    f.seen,
    100 * f.lost / f.seen AS percent,
    CASE WHEN f.failed THEN 'yes' ELSE 'no' END AS failed
FROM funnel AS f
WHERE f.lost > 0 AND f.run_id IN (
    SELECT run_id FROM funnel GROUP BY run_id, started_at ORDER BY started_at DESC, run_id LIMIT 10
)
ORDER BY started DESC, f.run_id, f.lost DESC, f.hop, f.reason;
