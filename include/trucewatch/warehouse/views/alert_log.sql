-- alert_log: each alert with every try to send it (empty delivery columns: none yet).
SELECT
    a.id AS alert_id,
    a.created_at,
    a.recipient,
    a.language,
    a.headline,
    a.rule,
    a.status,
    a.attempts,
    a.next_try_at,
    a.sent_at,
    (SELECT count(*) FROM alert_evidence AS x WHERE x.alert_id = a.id) AS evidence_count,
    d.tried_at,
    d.status AS delivery_status,
    d.message_id,
    d.message AS delivery_message,
    a.channel,
    a.change_key,
    a.arrangement_id,
    a.not_before,
    a.parcel_id
FROM alerts AS a
LEFT JOIN deliveries AS d ON d.alert_id = a.id
