-- Which alerts are waiting or were given up, and what did the other side say?
-- Read: one row per alert and try; empty delivery columns: nobody tried yet. `failed` is never tried again by itself;
-- `trucewatch alerts resend` does.
SELECT
    a.status,
    replace(substr(CAST(a.created_at AS text), 1, 16), 'T', ' ') AS created,
    a.recipient,
    a.headline,
    a.attempts,
    coalesce(a.delivery_status, '') AS delivery_status,
    coalesce(a.delivery_message, '') AS delivery_message
FROM alert_log AS a
WHERE a.status <> 'sent'
ORDER BY a.status, created, a.recipient, a.headline, a.alert_id, a.tried_at;
