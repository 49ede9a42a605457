-- Which stories rest on one source, however many papers print it?
-- Read: `outlets` above 1 with `sources` 1 is one agency or one owner in many coats.
SELECT
    o.title,
    o.documents,
    o.outlets,
    o.families,
    o.languages,
    o.mentions,
    coalesce(o.conflicts, '') AS conflicts
FROM story_overview AS o
WHERE o.sources = 1 AND o.mentions > 0
ORDER BY o.outlets DESC, o.documents DESC, o.title, o.story_id;
