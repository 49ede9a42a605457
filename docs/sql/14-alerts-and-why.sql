-- Which alerts were sent, to whom, and why?
-- Read: one row per alert; `rule` says why it fired, `evidence_count` on how many mentions it rests. `sent` is UTC.
SELECT DISTINCT
    replace(substr(CAST(a.sent_at AS text), 1, 16), 'T', ' ') AS sent,
    a.recipient,
    a.channel,
    a.headline,
    a.rule,
    a.evidence_count,
    a.alert_id
FROM alert_log AS a
WHERE a.status = 'sent'
ORDER BY sent DESC, a.recipient, a.headline, a.alert_id;
