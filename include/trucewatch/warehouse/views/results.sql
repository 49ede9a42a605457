-- results, version 1 (columns are only ever added, at the end): one row per mention of a document as it stands now, with everything needed to judge it.
-- Lists are joined by '; ' in the order of the text, issues in that of the codebook, relays from the speaker on; the base
-- tables mention_parties, mention_places, mention_issues and mention_sources have them apart.
SELECT
    m.id AS mention_id,
    coalesce(d.published_at, e.published_at) AS published_at,
    e.seen_at AS first_seen_at,
    f.outlet,
    f.family,
    f.country AS feed_country,
    d.language,
    m.category,
    m.act,
    m.polarity,
    m.certainty,
    m.time,
    m.speaker_text AS speaker,
    m.speaker_role,
    m.speaker_id,
    m.attribution,
    (SELECT $join_text(p.word, '; ') FROM (
        SELECT text AS word FROM mention_parties WHERE mention_id = m.id ORDER BY position
    ) AS p) AS parties,
    (SELECT $join_text(p.word, '; ') FROM (
        SELECT actor_id AS word FROM mention_parties WHERE mention_id = m.id ORDER BY position
    ) AS p) AS party_codes,
    (SELECT $join_text(p.word, '; ') FROM (
        SELECT coalesce(nullif(name, ''), text) AS word FROM mention_places WHERE mention_id = m.id ORDER BY position
    ) AS p) AS places,
    (SELECT $join_text(p.word, '; ') FROM (
        SELECT coalesce(code, country) AS word FROM mention_places WHERE mention_id = m.id ORDER BY position
    ) AS p) AS place_codes,
    (SELECT $join_text(p.word, '; ') FROM (
        SELECT CASE WHEN latitude IS NOT NULL AND longitude IS NOT NULL THEN $latitude || ',' || $longitude END AS word
        FROM mention_places WHERE mention_id = m.id ORDER BY position
    ) AS p) AS place_coordinates,
    m.scope,
    m.target,
    m.duration,
    m.format,
    m.event_on,
    m.conflict,
    m.sentence_text AS evidence,
    m.in_title,
    d.title,
    d.url,
    m.document_id,
    l.arrangement_id,
    r.state AS arrangement_state,
    a.archive_file,
    a.archive_offset,
    m.rule_id,
    m.pack_version,
    m.model_version,
    coalesce(d.updated_at, e.updated_at) AS updated_at,
    d.text_source,
    d.is_paywalled_partial,
    d.is_live_blog,
    d.is_opinion,
    t.story_id,
    t.copy_of,
    t.agency,
    coalesce(t.origin, f.family) AS origin,
    m.event_precision,
    m.level,
    coalesce(nullif(m.venue_name, ''), m.venue_text) AS venue,
    (SELECT $join_text(p.word, '; ') FROM (
        SELECT issue AS word FROM mention_issues WHERE mention_id = m.id ORDER BY position
    ) AS p) AS issues,
    (SELECT $join_text(p.word, '; ') FROM (
        SELECT coalesce(nullif(name, ''), text) AS word FROM mention_sources WHERE mention_id = m.id ORDER BY position
    ) AS p) AS relays,
    m.plover,
    m.cameo,
    m.acled,
    m.speaker_before_text AS speaker_before,
    d.run_id,
    a.origin AS came_by
FROM mentions AS m
JOIN documents AS d ON d.id = m.document_id
JOIN articles AS a ON a.id = d.article_id
JOIN entries AS e ON e.id = a.entry_id
JOIN feeds AS f ON f.id = e.feed_id
LEFT JOIN document_traces AS t ON t.document_id = d.id
LEFT JOIN mention_links AS l ON l.mention_id = m.id
LEFT JOIN arrangements AS r ON r.id = l.arrangement_id
WHERE d.superseded_at IS NULL
