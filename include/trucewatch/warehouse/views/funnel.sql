-- funnel: per run and hop, what came, what was kept, and what was lost, one row per reason (empty where nothing was).
SELECT
    h.run_id,
    r.origin,
    r.started_at,
    r.finished_at,
    h.hop,
    h.seen,
    h.kept,
    h.failed,
    l.reason,
    coalesce(l.count, 0) AS lost
FROM run_hops AS h
JOIN runs AS r ON r.run_id = h.run_id
LEFT JOIN run_losses AS l ON l.run_id = h.run_id AND l.hop = h.hop
