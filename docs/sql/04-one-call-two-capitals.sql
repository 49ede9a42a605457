-- How do Moscow's and Washington's press tell the same event?
-- Read: one row per pair of mentions of one story and category, one from an outlet in Russia (`ru_`), one from an outlet
-- in the United States (`us_`), in their own words; copies of another's words are left out. Compare what each leaves out.
SELECT
    ru.story_id,
    ru.category,
    ru.act AS ru_act,
    us.act AS us_act,
    ru.certainty AS ru_certainty,
    us.certainty AS us_certainty,
    coalesce(ru.issues, '') AS ru_issues,
    coalesce(us.issues, '') AS us_issues,
    ru.outlet AS ru_outlet,
    us.outlet AS us_outlet,
    ru.evidence AS ru_evidence,
    us.evidence AS us_evidence
FROM results AS ru
JOIN results AS us ON us.story_id = ru.story_id AND us.category = ru.category
WHERE ru.feed_country = 'RU' AND us.feed_country = 'US' AND ru.copy_of IS NULL AND us.copy_of IS NULL
ORDER BY ru.story_id, ru.category, ru.mention_id, us.mention_id;
